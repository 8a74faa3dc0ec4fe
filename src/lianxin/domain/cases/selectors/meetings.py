"""The meetings over cases as their pages show them (S24)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from lianxin.domain.cases.models import PLAIN_MATTER, Case, Meeting, MeetingItem
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    JOINT,
    ON_TABLE_NAMES,
    STATE_NAMES,
    WEEKLY,
    Ending,
    MeetingKind,
    State,
)
from lianxin.domain.cases.services._agenda import kind_of, may_come, units_of
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import NotFound

MOST_MEETINGS = 60
TOWN_DIGITS = 9


@dataclass(frozen=True)
class MeetingRow:
    """One meeting in the list."""

    id: UUID
    kind: MeetingKind
    place: str
    held_on: date
    place_text: str
    is_over: bool
    items: int
    left: int


@dataclass(frozen=True)
class ItemView:
    """One case on the agenda; `before` says how it ended last time."""

    id: UUID
    case: UUID
    no: str
    title: str
    place: str
    state_name: str
    unit: UUID | None
    unit_name: str
    due: datetime | None
    supervision: int
    why: str
    before: str
    ending: str
    ending_name: str
    owner: UUID | None
    owner_name: str
    due_on: date | None
    text: str


@dataclass(frozen=True)
class MeetingView:
    """A meeting with its agenda, the units that are called, and those that may be, by name."""

    row: MeetingRow
    area: str
    items: Sequence[ItemView]
    units: dict[UUID, str]
    may_come: dict[UUID, str]


@dataclass(frozen=True)
class MeetingCall:
    """What units that are called have to know: which meeting, where, how many of its items are theirs."""

    kind: str
    area: str
    place_text: str
    items: dict[UUID, int]


def meeting_call(meeting_id: UUID, *, actor: Actor) -> MeetingCall:
    """A meeting as it is told to the units that are called; for notices only.

    Raises: NotFound.
    """
    meeting = Meeting.objects.filter(pk=meeting_id).first()
    if meeting is None:
        raise NotFound("没有找到这次会。")
    cases = Case.objects.fit_for_meeting(meeting.area_id[: kind_of(meeting).digits])
    cases = cases.filter(pk__in=meeting.items.values("case"))
    busy = [unit for case in cases.only("main_org", "helpers") for unit in units_of([case])]
    return MeetingCall(meeting.kind, meeting.area_id, meeting.place_text, dict(Counter(busy)))


def meeting_kinds(*, actor: Actor) -> list[MeetingKind]:
    """The kinds of meeting that the actor's posts may call, the one of their own level first."""
    held = {len(prefix) for scope in actor.scopes_for(Grant.MEETING) for prefix in scope.areas}
    return [kind for kind in (JOINT, WEEKLY) if any(width <= kind.digits for width in held)]


def meeting_list(kind: MeetingKind = WEEKLY, *, actor: Actor) -> list[MeetingRow]:
    """The meetings of one kind in the actor's places, the next one first."""
    rows = Meeting.objects.filter(_reach(actor), kind=kind.code).order_by("-held_on")
    shown = Q(**{f"items__case__{name}": value for name, value in PLAIN_MATTER.items()})
    counted = rows.annotate(
        n=Count("items", filter=shown), left=Count("items", filter=shown & Q(items__ending=""))
    )
    found = list(counted[:MOST_MEETINGS])
    names = places.display_names({row.area_id for row in found}, actor=actor)
    return [meeting_row(row, names, row.n, row.left) for row in found]


def meeting_page(meeting_id: UUID, *, actor: Actor) -> MeetingView:
    """One meeting.

    Raises: NotFound.
    """
    meeting = Meeting.objects.filter(_reach(actor), pk=meeting_id).first()
    if meeting is None:
        raise NotFound("没有找到这次会。")
    kind = kind_of(meeting)
    items = list(
        MeetingItem.objects.filter(meeting=meeting)
        .filter(case__in=Case.objects.fit_for_meeting(meeting.area_id[: kind.digits]))
        .select_related("case", "owner", "before__owner")
        .defer("case__search", "case__text")
        .order_by("order")
    )
    names = places.display_names({meeting.area_id, *(i.case.area_id for i in items)}, actor=actor)
    units = orgs.org_names({i.case.main_org_id for i in items if i.case.main_org_id}, actor=actor)
    left = sum(not i.ending for i in items)
    named = may_come(meeting, actor) if kind.calls_units else {}
    return MeetingView(
        meeting_row(meeting, names, len(items), left), meeting.area_id,
        [item_view(item, kind, names, units) for item in items],
        {unit: named.get(unit, "") for unit in meeting.units}, named,
    )  # fmt: skip


def meeting_places(kind: MeetingKind = WEEKLY, *, actor: Actor) -> list[tuple[str, str]]:
    """The townships or counties for which the actor may call this meeting, by code and name."""
    found: dict[str, str] = {}
    for scope in actor.scopes_for(Grant.MEETING):
        for prefix in scope.areas:
            for row in _places_in(prefix, kind, actor):
                found[row.code] = row.name
    return sorted(found.items())


def _places_in(prefix: str, kind: MeetingKind, actor: Actor) -> Sequence[places.AreaRow]:
    if len(prefix) >= TOWN_DIGITS:
        row = places.area_find(prefix[:TOWN_DIGITS].ljust(12, "0"), actor=actor)
        return [row] if row and kind is WEEKLY else []
    counties = [row for row in places.counties(actor=actor) if row.code.startswith(prefix)]
    if kind is JOINT:
        return counties
    return [town for county in counties for town in places.towns(county.code, actor=actor)]


def _reach(actor: Actor) -> Q:
    condition = Q(pk__in=[])
    for scope in actor.scopes_for(Grant.MEETING):
        for prefix in scope.areas:
            condition |= Q(area__code__startswith=prefix)
    return condition


def meeting_row(meeting: Meeting, names: dict[str, str], items: int, left: int) -> MeetingRow:
    """A meeting as lists show it; `left`: how many of its items have not ended."""
    return MeetingRow(
        meeting.pk, kind_of(meeting), names.get(meeting.area_id, ""), meeting.held_on, meeting.place_text,
        meeting.state != "open", items, left,
    )  # fmt: skip


def item_view(
    item: MeetingItem, kind: MeetingKind, names: dict[str, str], units: dict[UUID, str]
) -> ItemView:
    """An item as pages show it, with the names of places and units that it needs."""
    case = item.case
    return ItemView(
        id=item.pk, case=case.pk, no=case.no, title=case.title,
        place=names.get(case.area_id, ""), state_name=STATE_NAMES[State(case.state)],
        unit=case.main_org_id,
        unit_name=units.get(case.main_org_id, "") if case.main_org_id else "", due=case.next_due,
        supervision=case.supervision, why=ON_TABLE_NAMES.get(item.why, ""),
        before=_said_before(item.before, kind) if item.before else "", ending=item.ending,
        ending_name=kind.endings[Ending(item.ending)] if item.ending else "",
        owner=item.owner_id, owner_name=item.owner.name if item.owner else "", due_on=item.due_on, text=item.text,
    )  # fmt: skip


def _said_before(before: MeetingItem, kind: MeetingKind) -> str:
    """How it ended last time, in a few words."""
    if not before.ending:
        return "上次没有结论"
    said = kind.endings[Ending(before.ending)]
    who = before.owner.name if before.owner else ""
    day = f"{before.due_on.month}月{before.due_on.day}日前" if before.due_on else ""
    return "，".join(filter(None, (f"上次定的：{said}", who + day, before.text)))
