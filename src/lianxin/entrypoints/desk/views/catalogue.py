"""The dispatch catalogue: read, changed and ended line by line 派单目录."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxin.domain.cases import rules, services
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.entrypoints.desk.forms import problems_in
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.desk.plain import uuid_or_none
from lianxin.entrypoints.desk.views.case import category_groups
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid, RuleViolation

FLAGS = {"": None, "1": True, "0": False}


@require_GET
@guard.staff(Grant.DISPATCH)
def catalogue(request: Request) -> HttpResponse:
    """Every line that counts in the reader's places; the former ones on demand."""
    area, category = request.GET.get("area", ""), request.GET.get("category", "")[:6]
    with_past = request.GET.get("past") == "1"
    found = cases.catalogue_list(
        actor=request.actor, area=area, category=category, with_past=with_past
    )
    heads = [row for row in codes.table("case_category") if not row.parent_code]
    context = frame(request, here="catalogue") | {
        "lines": found, "with_past": with_past, "category_now": category, "area_now": area,
        "heads": [{"value": h.code, "label": h.name} for h in heads],
        "towns": area_options(request), "level_names": rules.LEVEL_NAMES,
        "may_edit": request.actor.has(Grant.CATALOGUE),
    }  # fmt: skip
    return render(request, "desk/catalogue.html", context)


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.CATALOGUE)
def line(request: Request) -> HttpResponse:
    """One line: whose this kind of matter is in this place."""
    given = request.POST if request.method == "POST" else request.GET
    errors: dict[str, str] = {}
    if request.method == "POST" and "save" in request.POST:
        try:
            services.catalogue_set(actor=request.actor, line=_line(request))
        except Invalid as bad:
            errors = problems_in(bad)
        except RuleViolation as no:
            errors = {"": no.message}
        else:
            messages.success(request, _("目录改好了，从现在起照这一条派。"))
            return HttpResponseRedirect(reverse("desk_catalogue"))
    context = frame(request, here="catalogue") | _choices(request, given) | {"errors": errors}
    return render(request, "desk/catalogue_line.html", context, status=422 if errors else 200)


@require_POST
@guard.staff(Grant.CATALOGUE)
def end(request: Request, row_id: UUID) -> HttpResponse:
    """A line counts no longer."""
    services.catalogue_end(actor=request.actor, row_id=row_id)
    messages.success(request, _("这一条停用了，以前照它派的单还查得到。"))
    return HttpResponseRedirect(reverse("desk_catalogue"))


def _line(request: Request) -> services.NewLine:
    posted = request.POST
    main = uuid_or_none(posted.get("main_org"))
    if main is None:
        raise Invalid("请选主办单位。", fields={"main_org": "请选主办单位。"})
    level = posted.get("level", "")
    return services.NewLine(
        category=posted.get("category", "")[:6], area=posted.get("area", ""), main_org=main,
        assist_orgs=[u for v in posted.getlist("assist_orgs") if (u := uuid_or_none(v))],
        level=rules.Level(int(level)) if level in {str(v.value) for v in rules.Level} else None,
        needs_verify=FLAGS.get(posted.get("needs_verify", "")), basis=posted.get("basis", ""),
    )  # fmt: skip


def _choices(request: Request, given: Any) -> dict[str, Any]:
    areas = area_options(request)
    area = given.get("area") or (areas[0]["value"] if areas else "")
    known = {option["value"] for option in areas}
    units = orgs.units_for(area, actor=request.actor) if area in known else []
    tiles = [{"value": str(u.id), "label": u.name} for u in units]
    return {
        "areas": areas, "area_now": area, "units": tiles,
        "assisting": [t for t in tiles if t["value"] != given.get("main_org")],
        "category_groups": category_groups(), "given": given,
        "assist_now": given.getlist("assist_orgs"),
        "levels": [{"value": str(k.value), "label": name} for k, name in rules.LEVEL_NAMES.items()],
    }  # fmt: skip


def area_options(request: Request) -> list[dict[str, str]]:
    """The reader's counties and townships, for a select."""
    found: dict[str, str] = {}
    for scope in request.actor.scopes_for(Grant.DISPATCH):
        for prefix in scope.areas:
            for code in _within(request, prefix):
                found[code] = places.display_name(code, actor=request.actor)
    return [{"value": code, "label": name} for code, name in sorted(found.items())]


def _within(request: Request, prefix: str) -> list[str]:
    if len(prefix) >= 9:
        return [prefix[:9].ljust(12, "0")]
    counties = [c.code for c in places.counties(actor=request.actor) if c.code.startswith(prefix)]
    towns = [t.code for county in counties for t in places.towns(county, actor=request.actor)]
    return [*counties, *towns]
