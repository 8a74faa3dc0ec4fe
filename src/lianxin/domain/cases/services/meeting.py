"""Meetings over cases 现场办公会、联席会议: agenda, endings, and what the next one asks.

Basis: S24; domain.md §2.7 cross-cutting (the joint meeting is the last level of 督办).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Meeting, MeetingItem
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    JOINT,
    WEEKLY,
    WITH_UNIT,
    Ending,
    MeetingKind,
    OnTable,
    State,
    Verb,
    Watch,
    Why,
    check_ending,
)
from lianxin.domain.cases.services._agenda import (
    agenda_of,
    call_units,
    fit,
    kind_of,
    may_come,
    put_on,
    stream_of,
    tell_change,
    units_of,
)
from lianxin.domain.cases.services._case import (
    Line,
    add_helpers,
    clean,
    identity,
    moment_of,
    save_step,
    set_next_clock,
)
from lianxin.domain.cases.services._recusal import check_units
from lianxin.domain.cases.services._watch import watch
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import record

END_OF_DAY = time(17, 30)


@dataclass(frozen=True)
class ItemEnding:
    """How an item ended, who does it until when, and what was said."""

    ending: Ending
    text: str = ""
    owner: UUID | None = None
    due_on: date | None = None


@transaction.atomic
def meeting_open(*, actor: Actor, area: str, held_on: date, place_text: str = "") -> Meeting:
    """Call the meeting of a township or a county; what the last one left over comes first.

    Then come late, whistled and put aside at a township's weekly meeting, escalated and unled at
    a county's joint one, which also calls the units of what lies on the table.
    Safe to repeat: a place meets once a day. Emits: MeetingCalled, MeetingUnitsNamed.
    Raises: Denied, Invalid, NotFound.
    """
    place = places.area_get(area, actor=actor)
    actor.require(Grant.MEETING, area=place.code)
    kind = _kind_at(place, actor)
    if held_on < clock.today():
        raise Invalid("开会的日子不能早于今天。", fields={"held_on": "开会的日子不能早于今天。"})
    meeting, is_new = Meeting.objects.get_or_create(
        area_id=place.code, held_on=held_on,
        defaults={
            "kind": kind.code, "place_text": place_text.strip()[:100], "called_by": actor.id,
        },
    )  # fmt: skip
    if is_new:
        _fill(meeting, actor)
        event = events.MeetingCalled(
            stream=stream_of(meeting), meeting=str(meeting.pk), area=place.code,
            on=held_on.isoformat(), items=MeetingItem.objects.filter(meeting=meeting).count(),
            meeting_kind=kind.code,
        )  # fmt: skip
        record(event, actor=actor)
    return meeting


def _fill(meeting: Meeting, actor: Actor) -> None:
    """The agenda writes itself from what the records already know, and so does who has to come."""
    rows = agenda_of(meeting, actor)
    for order, (case, why, before) in enumerate(rows, start=1):
        MeetingItem.objects.create(meeting=meeting, case=case, why=why, before=before, order=order)
    call_units(meeting, units_of(case for case, _why, _before in rows), actor)


def _kind_at(place: places.AreaRow, actor: Actor) -> MeetingKind:
    """A township meets on the spot, a county jointly.

    Raises: Invalid.
    """
    if place.level == "town":
        return WEEKLY
    if place.code in {county.code for county in places.counties(actor=actor)}:
        return JOINT
    raise Invalid("请选乡镇或者县。", fields={"area": "请选乡镇或者县。"})


@transaction.atomic
def meeting_item_add(*, actor: Actor, meeting_id: UUID, no: str) -> MeetingItem:
    """Put another case on the agenda, by its number. Safe to repeat.

    Emits: MeetingAgendaChanged, MeetingUnitsNamed. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    meeting = _meeting(actor, meeting_id)
    case = fit(meeting, actor).filter(no=no.strip()).first()
    if case is None:
        here = "本乡镇" if kind_of(meeting) is WEEKLY else "本县"
        said = f"{here}没有这个编号的事。"
        raise Invalid(said, fields={"no": said})
    return put_on(meeting, case, OnTable.ADDED, actor)


@transaction.atomic
def meeting_units_call(*, actor: Actor, meeting_id: UUID, units: Collection[UUID]) -> Meeting:
    """Say which units are called to a joint meeting; who is left out need not come 参加单位.

    Safe to repeat. Emits: MeetingUnitsNamed. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    meeting = _meeting(actor, meeting_id)
    if not kind_of(meeting).calls_units:
        raise RuleViolation(f"{kind_of(meeting).name}不用点名请单位。")
    if not units or not set(units) <= set(may_come(meeting, actor)):
        raise Invalid("请选哪几家单位来参加。", fields={"units": "请选哪几家单位来参加。"})
    kept = [unit for unit in meeting.units if unit in units]
    call_units(meeting, [*kept, *(unit for unit in units if unit not in kept)], actor)
    return meeting


@transaction.atomic
def meeting_item_drop(*, actor: Actor, item_id: UUID) -> None:
    """Take a case off the agenda, as long as nothing was decided on it.

    Emits: MeetingAgendaChanged. Raises: Denied, NotFound, RuleViolation.
    """
    item = _item(actor, item_id)
    if item.ending:
        raise RuleViolation("这一条已经有结论了，不能拿下来。")
    tell_change(item, "dropped", actor)
    item.delete()


@transaction.atomic
def meeting_item_end(*, actor: Actor, item_id: UUID, ending: ItemEnding) -> MeetingItem:
    """Each item ends in one of three ways; the case learns it at once 当场解决、限期、提级.

    A date of the meeting is the date of the answer from now on; an escalation names a leader. A
    unit that is named besides the main one helps from now on: it is told and sees the case.
    What was settled on the spot is still answered and asked about like any other matter. What a
    joint meeting has not settled stands on the last level of supervision from now on.
    Emits: CaseMet, CaseSupervised. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    item = _item(actor, item_id)
    kind = kind_of(item.meeting)
    case = Case.objects.select_for_update().defer("search").get(pk=item.case_id)
    case.remember()
    serving = orgs.units_for(case.area_id, actor=actor)
    if ending.owner is not None and ending.owner not in {u.id for u in serving}:
        raise Invalid("请选负责的单位。", fields={"owner": "请选负责的单位。"})
    if ending.owner is not None:
        check_units(case, [u for u in serving if u.id == ending.owner], actor)
    check_ending(
        ending.ending, kind=kind, has_owner=ending.owner is not None, due_on=ending.due_on,
        today=clock.today(),
    )  # fmt: skip
    text = clean(ending.text, "请写一句会上怎么定的。")
    is_named = ending.ending in kind.named
    item.ending, item.text = ending.ending.value, text
    item.owner_id = ending.owner if is_named else None
    item.due_on = ending.due_on if is_named else None
    item.save()
    _tell_case(case, item, actor)
    return item


def _tell_case(case: Case, item: MeetingItem, actor: Actor) -> None:
    now = clock.now()
    due: datetime | None = None
    if item.due_on is not None and State(case.state) in WITH_UNIT:
        due = datetime.combine(item.due_on, END_OF_DAY, tzinfo=clock.LOCAL)
        case.result_due = due
        set_next_clock(case, at=now)
    if item.owner_id is not None:
        add_helpers(case, [item.owner_id])
    data = {
        "meeting": str(item.meeting_id), "kind": item.meeting.kind, "ending": item.ending,
        "due": moment_of(due),
    }  # fmt: skip
    line = Line(
        Verb.MEET, text=item.text, is_public=False, data=data,
        unit_name=item.owner.name if item.owner else "",
    )  # fmt: skip
    save_step(actor, case, line, was=case.state, at=now)
    record(
        events.CaseMet(
            **identity(case), meeting=str(item.meeting_id), ending=item.ending,
            due=moment_of(due), unit=str(item.owner_id or ""),
            until=item.due_on.isoformat() if item.due_on else "", meeting_kind=item.meeting.kind,
        ),
        actor=actor,
    )  # fmt: skip
    if item.ending != Ending.HERE and kind_of(item.meeting) is JOINT:
        watch(case, Watch.JOINT, Why.JOINT, actor=actor, at=now, text=item.text)
    elif item.ending == Ending.ESCALATED:
        watch(case, Watch.ESCALATED, Why.MEETING, actor=actor, at=now, text=item.text)


@transaction.atomic
def meeting_end(*, actor: Actor, meeting_id: UUID) -> Meeting:
    """The meeting is over when every item has ended 散会. Safe to repeat.

    Emits: MeetingEnded. Raises: Denied, NotFound, RuleViolation.
    """
    meeting = _meeting(actor, meeting_id, may_be_over=True)
    open_items = MeetingItem.objects.filter(meeting=meeting, ending="")
    left = open_items.filter(case__in=fit(meeting, actor)).count()
    if left:
        ways = "、".join(kind_of(meeting).endings.values())
        raise RuleViolation(f"还有 {left} 件没有结论：{ways}，请都定下来。")
    if meeting.ended_at is None:
        meeting.state, meeting.ended_at = "ended", clock.now()
        meeting.save(update_fields=["state", "ended_at"])
        items = MeetingItem.objects.filter(meeting=meeting).count()
        event = events.MeetingEnded(stream=stream_of(meeting), meeting=str(meeting.pk), items=items)
        record(event, actor=actor)
    return meeting


def _meeting(actor: Actor, meeting_id: UUID, *, may_be_over: bool = False) -> Meeting:
    meeting = Meeting.objects.select_for_update().filter(pk=meeting_id).first()
    if meeting is None or not actor.may(Grant.MEETING, area=meeting.area_id):
        raise NotFound("没有找到这次会。")
    if meeting.state != "open" and not may_be_over:
        raise RuleViolation("这次会已经散了，有事请放到下一次。")
    return meeting


def _item(actor: Actor, item_id: UUID) -> MeetingItem:
    found = MeetingItem.objects.filter(pk=item_id).values_list("meeting", flat=True).first()
    if found is None:
        raise NotFound("没有找到议程里的这一条。")
    meeting = _meeting(actor, found)
    rows = MeetingItem.objects.filter(pk=item_id, case__in=fit(meeting, actor))
    item = rows.select_for_update(of=("self",)).first()
    if item is None:
        raise NotFound("没有找到议程里的这一条。")
    return item
