"""The weekly meeting on the spot as its pages show it (S24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from lianxin.domain.cases.models import PLAIN_MATTER, Case, Meeting, MeetingItem
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import ENDING_NAMES, STATE_NAMES, Ending, State
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import NotFound

WHY_HERE = {
    "last": "上次会留下的",
    "repeated": "同一个人反复反映",
    "whistle": "吹着哨",
    "overdue": "已超期",
    "hold": "挂账快到复查日",
    "added": "会上加的",
}
MOST_MEETINGS = 60
TOWN_DIGITS = 9


@dataclass(frozen=True)
class MeetingRow:
    """One meeting in the list."""

    id: UUID
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
    owner_name: str
    due_on: date | None
    text: str


@dataclass(frozen=True)
class MeetingView:
    """A meeting with its agenda."""

    row: MeetingRow
    area: str
    items: Sequence[ItemView]


def meeting_list(*, actor: Actor) -> list[MeetingRow]:
    """The meetings of the actor's townships, the next one first."""
    rows = Meeting.objects.filter(_reach(actor)).order_by("-held_on")
    shown = Q(**{f"items__case__{name}": value for name, value in PLAIN_MATTER.items()})
    counted = rows.annotate(
        n=Count("items", filter=shown), left=Count("items", filter=shown & Q(items__ending=""))
    )
    found = list(counted[:MOST_MEETINGS])
    names = places.display_names({row.area_id for row in found}, actor=actor)
    return [_row(row, names, row.n, row.left) for row in found]


def meeting_page(meeting_id: UUID, *, actor: Actor) -> MeetingView:
    """One meeting.

    Raises: NotFound.
    """
    meeting = Meeting.objects.filter(_reach(actor), pk=meeting_id).first()
    if meeting is None:
        raise NotFound("没有找到这次现场办公会。")
    items = list(
        MeetingItem.objects.filter(meeting=meeting)
        .filter(case__in=Case.objects.fit_for_meeting(meeting.area_id))
        .select_related("case", "owner", "before__owner")
        .defer("case__search", "case__text")
        .order_by("order")
    )
    names = places.display_names({meeting.area_id, *(i.case.area_id for i in items)}, actor=actor)
    units = orgs.org_names({i.case.main_org_id for i in items if i.case.main_org_id}, actor=actor)
    left = sum(not i.ending for i in items)
    return MeetingView(
        _row(meeting, names, len(items), left), meeting.area_id,
        [_item(item, names, units) for item in items],
    )  # fmt: skip


def meeting_towns(*, actor: Actor) -> list[tuple[str, str]]:
    """The townships for which the actor may call a meeting, by code and name."""
    found: dict[str, str] = {}
    for scope in actor.scopes_for(Grant.MEETING):
        for prefix in scope.areas:
            for row in _towns_in(prefix, actor):
                found[row.code] = row.name
    return sorted(found.items())


def _towns_in(prefix: str, actor: Actor) -> Sequence[places.AreaRow]:
    if len(prefix) >= TOWN_DIGITS:
        row = places.area_find(prefix[:TOWN_DIGITS].ljust(12, "0"), actor=actor)
        return [row] if row else []
    counties = [c.code for c in places.counties(actor=actor) if c.code.startswith(prefix)]
    return [town for county in counties for town in places.towns(county, actor=actor)]


def _reach(actor: Actor) -> Q:
    condition = Q(pk__in=[])
    for scope in actor.scopes_for(Grant.MEETING):
        for prefix in scope.areas:
            condition |= Q(area__code__startswith=prefix)
    return condition


def _row(meeting: Meeting, names: dict[str, str], items: int, left: int) -> MeetingRow:
    return MeetingRow(
        meeting.pk, names.get(meeting.area_id, ""), meeting.held_on, meeting.place_text,
        meeting.state != "open", items, left,
    )  # fmt: skip


def _item(item: MeetingItem, names: dict[str, str], units: dict[UUID, str]) -> ItemView:
    case = item.case
    return ItemView(
        id=item.pk, case=case.pk, no=case.no, title=case.title,
        place=names.get(case.area_id, ""), state_name=STATE_NAMES[State(case.state)],
        unit=case.main_org_id,
        unit_name=units.get(case.main_org_id, "") if case.main_org_id else "", due=case.next_due,
        supervision=case.supervision, why=WHY_HERE.get(item.why, ""),
        before=_said_before(item.before) if item.before else "", ending=item.ending,
        ending_name=ENDING_NAMES[Ending(item.ending)] if item.ending else "",
        owner_name=item.owner.name if item.owner else "", due_on=item.due_on, text=item.text,
    )  # fmt: skip


def _said_before(before: MeetingItem) -> str:
    """How it ended last time, in a few words."""
    if not before.ending:
        return "上次没有结论"
    said = ENDING_NAMES[Ending(before.ending)]
    who = before.owner.name if before.owner else ""
    day = f"{before.due_on.month}月{before.due_on.day}日前" if before.due_on else ""
    return "，".join(filter(None, (f"上次定的：{said}", who + day, before.text)))
