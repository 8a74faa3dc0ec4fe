"""The indicators of places and units: on the screen, on paper, as a spreadsheet, and behind them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxin.domain.insight import selectors as insight
from lianxin.domain.insight import services
from lianxin.domain.insight.permissions import Grant
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.entrypoints.desk import figures as words
from lianxin.entrypoints.desk.figures_sheet import sheet
from lianxin.entrypoints.desk.forms import problems_in
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.desk.views.export import XLSX
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import clock
from lianxin.kernel.errors import Invalid


@require_GET
@guard.staff(Grant.SEE)
def figures(request: Request) -> HttpResponse:
    """Each indicator with its numbers and its formula; every number leads to its cases."""
    return _page(request, words.read(request))


@require_GET
@guard.staff(Grant.SEE)
def figures_print(request: Request) -> HttpResponse:
    """The same on paper."""
    view = words.read(request)
    return render(request, "desk/print_figures.html", _context(request, view))


@require_GET
@guard.staff(Grant.SEE)
def figures_export(request: Request) -> HttpResponse:
    """The same as a spreadsheet."""
    view = words.read(request)
    held = _context(request, view)
    response = HttpResponse(
        sheet(held["figures"], held["heading"], request.actor.name), content_type=XLSX
    )
    stamp = f"{clock.local(clock.now()):%Y%m%d-%H%M}"
    response["Content-Disposition"] = f'attachment; filename="lianxin-figures-{stamp}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@guard.staff(Grant.SEE)
def behind(request: Request, key: str, part: str) -> HttpResponse:
    """The cases behind a numerator or denominator."""
    view = words.read(request)
    found = insight.cases_behind(
        key, part, view.where, actor=request.actor, after=request.GET.get("after", "")[:100]
    )
    context = frame(request, here="figures") | {
        "found": found, "view": view, "heading": _heading(request, view),
        "part_name": _(insight.PARTS[part]), "may_exclude": request.actor.has(Grant.EXCLUDE),
    }  # fmt: skip
    return render(request, "desk/figures_behind.html", context)


@require_POST
@guard.staff(Grant.SET_RESIDENTS)
def residents(request: Request) -> HttpResponse:
    """How many people are registered in a place."""
    given, view = request.POST, words.read(request)
    try:
        on = words.day_or_none(given.get("on", ""))
        number = given.get("residents", "").strip()
        if on is None:
            raise Invalid(_("请填日期。"), fields={"on": _("请填日期。")})
        services.residents_set(
            actor=request.actor, area=given.get("area", "").ljust(12, "0"), on=on,
            residents=int(number) if number.isdecimal() and len(number) < 10 else 0,
            source=given.get("source", ""),
        )  # fmt: skip
    except Invalid as bad:
        return _page(request, view, problems_in(bad))
    messages.success(request, _("户籍人口记下了。"))
    return HttpResponseRedirect(f"{reverse('desk_figures')}?{view.query()}")


def _page(request: Request, view: words.View, wrong: dict[str, str] | None = None) -> HttpResponse:
    context = frame(request, here="figures") | _context(request, view)
    context |= {
        "areas": words.areas(request, view.get("area")), "periods": words.periods(view.get("period")),
        "tabs": _tabs(view), "wrong": wrong or {}, "given": request.POST,
        "may_set_residents": request.actor.has(Grant.SET_RESIDENTS) and not view.unit,
        "today": clock.today().isoformat(),
    }  # fmt: skip
    status = 422 if view.errors or wrong else 200
    return render(request, "desk/figures.html", context, status=status)


def _context(request: Request, view: words.View) -> dict[str, Any]:
    """What page, paper and spreadsheet have in common."""
    found = insight.indicators_for(
        view.period, actor=request.actor, area=view.get("area"), unit=view.unit, by=view.get("by")
    )
    shown = [i for i in found.indicators if not view.get("by") or i.key in words.IN_LISTS]
    lines = [
        (group, [(i, words.said(i, group.results[i.key])) for i in shown]) for group in found.groups
    ]
    return {
        "figures": found, "lines": lines, "shown": shown, "view": view, "errors": view.errors,
        "heading": _heading(request, view), "now": found.as_of,
    }  # fmt: skip


def _heading(request: Request, view: words.View) -> str:
    """Whose figures these are."""
    area, unit = view.get("area"), view.unit
    name = places.display_name(area.ljust(12, "0"), actor=request.actor) if area else ""
    of = orgs.org_names([unit], actor=request.actor).get(unit, "") if unit else ""
    return " · ".join(filter(None, (name, of))) or _("我管的全部")


def _tabs(view: words.View) -> list[dict[str, Any]]:
    names = {"": _("总的"), "place": _("分地方"), "unit": _("分单位")}
    here = reverse("desk_figures")
    return [
        {"label": name, "href": f"{here}?{view.query(by=by)}", "current": view.get("by") == by}
        for by, name in names.items()
        if by != "unit" or not view.unit
    ]
