"""Meetings over cases: called, held item by item, ended, printed 现场办公会、联席会议."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
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
from lianxin.entrypoints.desk.forms import problems_in
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.desk.plain import uuid_or_none
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import clock
from lianxin.kernel.errors import Invalid, RuleViolation


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.MEETING)
def meetings(request: Request) -> HttpResponse:
    """The meetings of one kind so far, and the call for the next one."""
    kinds = cases.meeting_kinds(actor=request.actor)
    asked = request.GET.get("kind", "")
    kind = next((kind for kind in kinds if kind.code == asked), (kinds or [rules.WEEKLY])[0])
    where = cases.meeting_places(kind, actor=request.actor)
    errors: dict[str, str] = {}
    if request.method == "POST":
        area = request.POST.get("area") or (where[0][0] if len(where) == 1 else "")
        try:
            made = services.meeting_open(
                actor=request.actor, area=area, held_on=_day(request.POST.get("held_on", "")),
                place_text=request.POST.get("place_text", ""),
            )  # fmt: skip
        except Invalid as bad:
            errors = problems_in(bad)
        else:
            return HttpResponseRedirect(reverse("desk_meeting", args=[made.pk]))
    context = frame(request, here="meetings") | {
        "kind": kind, "kinds": _tabs(kinds, kind),
        "rows": cases.meeting_list(kind, actor=request.actor),
        "towns": [{"value": code, "label": name} for code, name in where], "errors": errors,
        "today": clock.today().isoformat(), "given": request.POST,
    }  # fmt: skip
    return render(request, "desk/meetings.html", context, status=422 if errors else 200)


def _tabs(kinds: Sequence[rules.MeetingKind], now: rules.MeetingKind) -> list[dict[str, object]]:
    """Whoever may call both finds the other one beside."""
    address = reverse("desk_meetings")
    return [
        {"label": kind.name, "href": f"{address}?kind={kind.code}", "current": kind is now}
        for kind in kinds
    ]


@require_GET
@guard.staff(Grant.MEETING)
def meeting(request: Request, meeting_id: UUID) -> HttpResponse:
    """One meeting with its agenda."""
    return _show(request, meeting_id)


@require_GET
@guard.staff(Grant.MEETING)
def meeting_print(request: Request, meeting_id: UUID) -> HttpResponse:
    """The agenda, or the decisions, on paper."""
    view = cases.meeting_page(meeting_id, actor=request.actor)
    back = reverse("desk_meeting", args=[meeting_id])
    context = {"meeting": view, "now": clock.now(), "back": back}
    return render(request, "desk/print_meeting.html", context)


@require_POST
@guard.staff(Grant.MEETING)
def item_add(request: Request, meeting_id: UUID) -> HttpResponse:
    """Another matter on the agenda."""
    no = request.POST.get("no", "")

    def act() -> object:
        return services.meeting_item_add(actor=request.actor, meeting_id=meeting_id, no=no)

    return _do(request, meeting_id, act, _("加上了。"))


@require_POST
@guard.staff(Grant.MEETING)
def item_drop(request: Request, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """A matter off the agenda."""

    def act() -> object:
        return services.meeting_item_drop(actor=request.actor, item_id=item_id)

    return _do(request, meeting_id, act, _("拿下来了。"))


@require_POST
@guard.staff(Grant.MEETING)
def item_end(request: Request, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """How an item ended."""
    posted = request.POST

    def act() -> object:
        if posted.get("ending") not in set(rules.Ending):
            raise Invalid("请选怎么定的。", fields={"ending": "请选怎么定的。"})
        day = posted.get("due_on", "")
        ending = services.ItemEnding(
            rules.Ending(posted["ending"]), posted.get("text", ""),
            uuid_or_none(posted.get("owner")), _day(day, "due_on") if day else None,
        )  # fmt: skip
        return services.meeting_item_end(actor=request.actor, item_id=item_id, ending=ending)

    return _do(request, meeting_id, act, _("定下了，已经告诉承办单位。"), item=item_id)


@require_POST
@guard.staff(Grant.MEETING)
def units_call(request: Request, meeting_id: UUID) -> HttpResponse:
    """Which units are called to a joint meeting."""
    ticked = [uuid_or_none(value) for value in request.POST.getlist("units")]

    def act() -> object:
        return services.meeting_units_call(
            actor=request.actor, meeting_id=meeting_id, units=[pk for pk in ticked if pk]
        )

    return _do(request, meeting_id, act, _("记下了，已经告诉新请的单位。"))


@require_POST
@guard.staff(Grant.MEETING)
def meeting_end(request: Request, meeting_id: UUID) -> HttpResponse:
    """The meeting is over."""

    def act() -> object:
        return services.meeting_end(actor=request.actor, meeting_id=meeting_id)

    return _do(request, meeting_id, act, _("散会了。没办完的，下一次会先过这些。"))


def _do(
    request: Request,
    meeting_id: UUID,
    act: Callable[[], object],
    said: str,
    item: UUID | None = None,
) -> HttpResponse:
    """Do it, or show the meeting again with the sentence where it belongs."""
    try:
        act()
    except Invalid as bad:
        return _show(request, meeting_id, errors=problems_in(bad), item=item)
    except RuleViolation as no:
        return _show(request, meeting_id, errors={"": no.message}, item=item)
    messages.success(request, said)
    target = reverse("desk_meeting", args=[meeting_id])
    return HttpResponseRedirect(f"{target}#item-{item}" if item else target)


def _show(
    request: Request,
    meeting_id: UUID,
    *,
    errors: dict[str, str] | None = None,
    item: UUID | None = None,
) -> HttpResponse:
    view = cases.meeting_page(meeting_id, actor=request.actor)
    units = {unit.id: unit.name for unit in orgs.units_for(view.area, actor=request.actor)}
    context = frame(request, here="meetings") | {
        "meeting": view, "errors": errors or {}, "item_now": item, "given": request.POST,
        "endings": _options(view.row.kind.endings), "today": clock.today().isoformat(),
        "units": _options(view.may_come | units), "may_come": _options(view.may_come),
        "called": request.POST.getlist("units") or [str(unit) for unit in view.units],
    }  # fmt: skip
    return render(request, "desk/meeting.html", context, status=422 if errors else 200)


def _options(named: Mapping[Any, str]) -> list[dict[str, str]]:
    return [{"value": str(key), "label": name} for key, name in named.items()]


def _day(typed: str, name: str = "held_on") -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as bad:
        raise Invalid("请选日子。", fields={name: "请选日子。"}) from bad
