"""What has to be talked about comes onto the agenda of the next meeting by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from lianxin.domain.cases import events
from lianxin.domain.cases.models import PLAIN_MATTER, Case, CaseQuerySet, Meeting, MeetingItem
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    ANSWERED,
    JOINT,
    MEETING_KINDS,
    WEEKLY,
    Ending,
    Matter,
    MeetingKind,
    OnTable,
    State,
    Watch,
    joint_why,
)
from lianxin.domain.cases.rules.people import PASSED_ON_SUPERVISED
from lianxin.domain.orgs import selectors as orgs
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import record

MOST_ITEMS = 40
NEAR = timedelta(days=7)
"""What was put aside comes to the weekly meeting a week before its day."""
Found = list[tuple[Case, str]]
UNLED = Q(dispatch_count__gte=PASSED_ON_SUPERVISED) | Q(is_hard=True)


def stream_of(meeting: Meeting) -> str:
    """The stream of a meeting's facts."""
    return f"meeting:{meeting.pk}"


def kind_of(meeting: Meeting) -> MeetingKind:
    """Which kind of meeting this is."""
    return MEETING_KINDS[meeting.kind]


def fit(meeting: Meeting, actor: Actor) -> CaseQuerySet:
    """What may lie on this table and be known to whoever writes the agenda."""
    seen = Case.objects.visible_to(actor, Grant.MEETING)
    return seen.fit_for_meeting(meeting.area_id[: kind_of(meeting).digits])


def agenda_of(meeting: Meeting, actor: Actor) -> list[tuple[Case, str, MeetingItem | None]]:
    """What was left over first, then what the rules of this kind of meeting find; each once."""
    rows: list[tuple[Case, str, MeetingItem | None]] = []
    last = Meeting.objects.filter(
        kind=meeting.kind, area=meeting.area_id, held_on__lt=meeting.held_on
    )
    if before := last.order_by("-held_on").first():
        items = before.items.select_related("case").exclude(ending=Ending.HERE.value)
        items = items.filter(case__in=fit(meeting, actor))
        rows += [(i.case, OnTable.LAST, i) for i in items.order_by("order") if not i.case.closed_at]
    open_here = fit(meeting, actor).still_open().defer("search", "text")
    found = FINDERS[meeting.kind](open_here, clock.now())
    seen: dict[UUID, tuple[Case, str, MeetingItem | None]] = {}
    for case, why, item in [*rows, *((case, why, None) for case, why in found)]:
        seen.setdefault(case.pk, (case, why, item))
    return list(seen.values())[:MOST_ITEMS]


def weekly_reasons(now: datetime) -> list[tuple[OnTable, Q]]:
    """What a township's weekly meeting talks about, in this order. Basis: S24, domain.md §2.9."""
    ended = MeetingItem.objects.exclude(ending="")
    return [
        (OnTable.REPEATED, Q(is_hard=True) & ~Q(pk__in=ended.values("case"))),
        (OnTable.WHISTLE, Q(state=State.WHISTLE.value)),
        (OnTable.OVERDUE, Q(next_due__lt=now, next_clock="result")),
        (OnTable.HOLD, Q(state=State.SUSPENDED.value, wait_due__lt=now + NEAR)),
    ]


def _weekly(rows: CaseQuerySet, now: datetime) -> Found:
    found: Found = []
    for why, condition in weekly_reasons(now):
        some = rows.filter(condition).order_by("-supervision", "next_due")[:MOST_ITEMS]
        found += [(case, why) for case in some]
    return found


def _joint(rows: CaseQuerySet, now: datetime) -> Found:
    spoken = _spoken()
    raised = Q(supervision__gte=Watch.ESCALATED) | UNLED & ~Q(pk__in=spoken.values("case"))
    some = rows.filter(raised).exclude(state__in=sorted(ANSWERED))
    return [
        (case, why)
        for case in some.order_by("-supervision", "next_due")[:MOST_ITEMS]
        if (why := joint_why(_matter(case, is_spoken=False)))
    ]


def _spoken() -> QuerySet[MeetingItem]:
    return MeetingItem.objects.filter(meeting__kind=JOINT.code).exclude(ending="")


def _matter(case: Case, *, is_spoken: bool) -> Matter:
    return Matter(
        State(case.state), Watch(case.supervision), case.dispatch_count, case.repeat_count + 1,
        is_spoken,
    )  # fmt: skip


FINDERS: Mapping[str, Callable[[CaseQuerySet, datetime], Found]] = {
    WEEKLY.code: _weekly,
    JOINT.code: _joint,
}


def put_on_next(case: Case, why: OnTable, actor: Actor, *kinds: MeetingKind) -> None:
    """Onto the meetings that are called already, if there are any; the next finds it by itself.

    What the township must not see, and a complaint about somebody, is on no agenda.
    Safe to repeat. Emits: MeetingAgendaChanged, MeetingUnitsNamed.
    """
    if case.hidden_from_town or case.about_user or case.about_org_id:
        return
    for kind in kinds or (WEEKLY,):
        area = case.area_id[: kind.digits].ljust(12, "0")
        called = Meeting.objects.filter(
            kind=kind.code, area_id=area, state="open", held_on__gte=clock.today()
        )
        if meeting := called.order_by("held_on").first():
            put_on(meeting, case, why, actor)


def put_on_joint(case: Case, actor: Actor) -> None:
    """The same for the joint meeting, if its rule says so."""
    is_spoken = _spoken().filter(case=case.pk).exists()
    if why := joint_why(_matter(case, is_spoken=is_spoken)):
        put_on_next(case, why, actor, JOINT)


def put_on(meeting: Meeting, case: Case, why: OnTable, actor: Actor) -> MeetingItem:
    """One more item, at the end; its units are called. Safe to repeat."""
    order = MeetingItem.objects.filter(meeting=meeting).count() + 1
    item, is_new = MeetingItem.objects.get_or_create(
        meeting=meeting, case=case, defaults={"why": why.value, "order": order}
    )
    if is_new:
        tell_change(item, "added", actor)
        call_units(meeting, [*meeting.units, *units_of([case])], actor)
    return item


def units_of(cases: Iterable[Case]) -> list[UUID]:
    """The units that have these cases or help in them, each once."""
    found = [unit for case in cases for unit in (case.main_org_id, *case.helpers)]
    return list(dict.fromkeys(unit for unit in found if unit is not None))


def may_come(meeting: Meeting, actor: Actor) -> dict[UUID, str]:
    """The units that may be called, by name: those of the place, and those that have a case here."""
    cases = Case.objects.filter(pk__in=meeting.items.values("case"))
    here = {unit.id: unit.name for unit in orgs.units_for(meeting.area_id, actor=actor)}
    busy = units_of(cases.only("main_org", "helpers"))
    return orgs.org_names([*meeting.units, *busy], actor=actor) | here


def call_units(meeting: Meeting, units: Iterable[UUID], actor: Actor) -> None:
    """These units are called to the meeting by name, if its kind calls any; no others.

    Emits: MeetingUnitsNamed.
    """
    wanted = list(dict.fromkeys(units))
    if not kind_of(meeting).calls_units or wanted == meeting.units:
        return
    added = [str(unit) for unit in wanted if unit not in meeting.units]
    dropped = [str(unit) for unit in meeting.units if unit not in wanted]
    meeting.units = wanted
    meeting.save(update_fields=["units"])
    event = events.MeetingUnitsNamed(
        stream=stream_of(meeting), meeting=str(meeting.pk), on=meeting.held_on.isoformat(),
        added=added, dropped=dropped,
    )  # fmt: skip
    record(event, actor=actor)


def tell_change(item: MeetingItem, change: str, actor: Actor) -> None:
    """The fact that an agenda changed."""
    event = events.MeetingAgendaChanged(
        stream=stream_of(item.meeting), meeting=str(item.meeting_id), case_id=str(item.case_id),
        change=change,
    )  # fmt: skip
    record(event, actor=actor)


def waiting_for_weekly(county: str, now: datetime) -> dict[str, set[UUID]]:
    """What would lie on the next weekly meeting's table, by township (nine digits)."""
    plain = Case.objects.filter(county=county, **PLAIN_MATTER).still_open()
    condition = Q(pk__in=[])
    for _why, reason in weekly_reasons(now):
        condition |= reason
    last = Meeting.objects.filter(
        kind=WEEKLY.code, area__code__startswith=county, held_on__lte=clock.local(now).date()
    )
    last = last.order_by("area_id", "-held_on").distinct("area_id")
    left = MeetingItem.objects.filter(meeting__in=list(last.values_list("pk", flat=True)))
    left = left.exclude(ending=Ending.HERE.value)
    found: dict[str, set[UUID]] = {}
    for rows in (plain.filter(condition), plain.filter(pk__in=left.values("case"))):
        for town, pk in rows.values_list("town", "pk"):
            found.setdefault(town, set()).add(pk)
    return found
