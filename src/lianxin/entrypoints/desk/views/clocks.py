"""How long things take in a county: read, set from a day to come, taken back 时限."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxin.domain.cases import rules, services
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.entrypoints.desk.forms import problems_in
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.desk.views.county import county_now, county_options
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.entrypoints.shared.words import on_paper
from lianxin.kernel import clock
from lianxin.kernel.errors import Invalid, RuleViolation

DIGITS = 5
MOST_YEARS = 3


@require_GET
@guard.staff()
def clocks(request: Request) -> HttpResponse:
    """The version in force with its dates, those to come and the former ones."""
    options = county_options(request)
    county = county_now(request, options)
    found = cases.clock_versions(actor=request.actor, county=county)
    now = next((v for v in found if v.state == "now"), None)
    start, errors = _start(request)
    levels = _in_force(request, county, found, start)
    context = frame(request, here="clocks") | {
        "counties": options, "county": county, "version": now, "errors": errors, "start": start,
        "coming": [v for v in reversed(found) if v.state == "coming"],
        "former": [v for v in found if v.state == "former"],
        "dues": _dues(request, county, levels, start), "names": rules.SET_BY_COUNTY,
        "may_set": request.actor.may(Grant.CLOCKS, area=county), "asked_at": request.GET.get("at"),
    }  # fmt: skip
    return render(request, "desk/clocks.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.CLOCKS)
def new(request: Request) -> HttpResponse:
    """A version to come: filled in, looked at, confirmed. Nothing is kept before that."""
    options = [o for o in county_options(request) if _may_set(request, o["value"])]
    county = county_now(request, options)
    request.actor.require(Grant.CLOCKS, area=county)
    context: dict[str, Any] = {"errors": {}, "changes": None}
    if request.method == "POST" and "back" not in request.POST:
        typed = _typed(request, county)
        try:
            if "confirm" in request.POST:
                services.clocks_set(actor=request.actor, new=typed)
                said = _("定好了，从%(day)s起照新时限算。到那天以前可以撤回。")
                messages.success(
                    request, said % {"day": on_paper(typed.valid_from) if typed.valid_from else ""}
                )
                return _to(county)
            context |= _preview(request, typed)
        except Invalid as bad:
            context["errors"] = _at_fields(bad)
        except RuleViolation as no:
            context["errors"] = {"valid_from": no.message}
    base = cases.clock_base(actor=request.actor, county=county, on=clock.today())
    context |= frame(request, here="clocks") | {
        "counties": options, "county": county, "names": rules.SET_BY_COUNTY, "base": base,
        "units": list(rules.UNIT_WORDS.items()), "given": _given(request, base),
        "tomorrow": clock.today() + timedelta(days=1),
    }  # fmt: skip
    status = 422 if context["errors"] else 200
    return render(request, "desk/clocks_new.html", context, status=status)


@require_POST
@guard.staff(Grant.CLOCKS)
def withdraw(request: Request) -> HttpResponse:
    """A version that has not begun is taken back."""
    county, version = request.POST.get("county", "")[:6], request.POST.get("version", "")[:20]
    try:
        gone = services.clocks_withdraw(actor=request.actor, county=county, version=version)
    except RuleViolation as no:
        messages.warning(request, no.message)
    else:
        messages.success(request, _("撤回了，照原来的时限。") if gone else _("已经撤回过了。"))
    return _to(county)


def _to(county: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk_clocks')}?county={county}")


def _may_set(request: Request, county: str) -> bool:
    return request.actor.may(Grant.CLOCKS, area=county)


def _start(request: Request) -> tuple[datetime, dict[str, str]]:
    """The moment from which the example reckons: now, or what was asked for."""
    now, asked = clock.local(clock.now()), request.GET.get("at", "")
    if not asked:
        return now, {}
    try:
        at = datetime.fromisoformat(asked[:16]).replace(tzinfo=clock.LOCAL)
    except ValueError:
        return now, {"at": _("时间看不懂，请重新选。")}
    if abs(at - now) > timedelta(days=366 * MOST_YEARS):
        return now, {"at": _("太远了，请选前后三年以内的时间。")}
    return at, {}


def _in_force(
    request: Request, county: str, found: list[cases.ClockVersion], start: datetime
) -> list[cases.LevelClocks]:
    """What counts at the moment of the example: the version of that day."""
    day = start.date()
    held = next((v for v in found if v.since <= day), None)
    return held.levels if held else []


def _dues(
    request: Request, county: str, levels: list[cases.LevelClocks], start: datetime
) -> list[cases.PreviewRow]:
    return cases.clock_dues(actor=request.actor, county=county, levels=levels, start=start)


def _typed(request: Request, county: str) -> services.NewClocks:
    posted = request.POST
    spans = {
        level: {
            name: (_number(posted.get(f"n-{key}", "")), posted.get(f"u-{key}", ""))
            for name in rules.SET_BY_COUNTY
            for key in [f"{level.value}-{name}"]
            if f"n-{key}" in posted
        }
        for level in rules.Level
    }
    return services.NewClocks(
        county=county, valid_from=_day(posted.get("valid_from", "")),
        basis=posted.get("basis", ""), spans=spans,
    )  # fmt: skip


def _number(typed: str) -> int | None:
    typed = typed.strip()
    return int(typed) if typed.isdecimal() and len(typed) <= DIGITS else None


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _preview(request: Request, typed: services.NewClocks) -> dict[str, Any]:
    changes, levels = cases.clock_changes(actor=request.actor, new=typed)
    now = clock.local(clock.now())
    day = typed.valid_from or now.date()
    start = now.replace(year=day.year, month=day.month, day=day.day)
    return {
        "changes": changes, "start": start, "valid_from": day,
        "dues": _dues(request, typed.county, levels, start),
    }  # fmt: skip


def _at_fields(bad: Invalid) -> dict[str, str]:
    """Sentences at the fields of the form; those of a clock stand at its number."""
    return {
        f"n-{name}" if name[:1].isdigit() else name: said for name, said in problems_in(bad).items()
    }


def _given(request: Request, base: list[cases.LevelClocks]) -> Mapping[str, str]:
    """What was typed, or the clocks of today to begin from."""
    if request.method == "POST":
        return {name: str(value) for name, value in request.POST.items()}
    found = {}
    for row in base:
        for name, span in row.spans.items():
            found[f"n-{row.level}-{name}"] = str(span.n)
            found[f"u-{row.level}-{name}"] = span.unit
    return found
