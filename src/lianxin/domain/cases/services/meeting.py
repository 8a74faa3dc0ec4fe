"""A township's weekly meeting on the spot 现场办公会: agenda, endings, and what the next one asks.

Basis: S24.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, CaseQuerySet, Meeting, MeetingItem
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import WITH_UNIT, Ending, State, Verb, Watch, Why, check_ending
from lianxin.domain.cases.services._agenda import stream_of, tell_change
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

MOST_ITEMS = 40
END_OF_DAY = time(17, 30)
NEAR = timedelta(days=7)
"""What was put aside comes to the meeting a week before its day."""


@dataclass(frozen=True)
class ItemEnding:
    """How an item ended, who does it until when, and what was said."""

    ending: Ending
    text: str = ""
    owner: UUID | None = None
    due_on: date | None = None


@transaction.atomic
def meeting_open(*, actor: Actor, area: str, held_on: date, place_text: str = "") -> Meeting:
    """Call the meeting; last week's unfinished items come first, then late, whistled, put aside.

    Safe to repeat: a township meets once a day. Emits: MeetingCalled. Raises: Denied, Invalid, NotFound.
    """
    town = places.area_get(area, actor=actor)
    actor.require(Grant.MEETING, area=town.code)
    if town.level != "town":
        raise Invalid("请选乡镇。", fields={"area": "请选乡镇。"})
    if held_on < clock.today():
        raise Invalid("开会的日子不能早于今天。", fields={"held_on": "开会的日子不能早于今天。"})
    meeting, is_new = Meeting.objects.get_or_create(
        area_id=town.code, held_on=held_on,
        defaults={"place_text": place_text.strip()[:100], "called_by": actor.id},
    )  # fmt: skip
    if is_new:
        _fill(meeting, actor)
        event = events.MeetingCalled(
            stream=stream_of(meeting), meeting=str(meeting.pk), area=town.code,
            on=held_on.isoformat(), items=MeetingItem.objects.filter(meeting=meeting).count(),
        )  # fmt: skip
        record(event, actor=actor)
    return meeting


def _fill(meeting: Meeting, actor: Actor) -> None:
    """The agenda writes itself from what the records already know."""
    rows: list[tuple[Case, str, MeetingItem | None]] = []
    last = Meeting.objects.filter(area=meeting.area_id, held_on__lt=meeting.held_on)
    if before := last.order_by("-held_on").first():
        items = before.items.select_related("case").exclude(ending=Ending.HERE.value)
        items = items.filter(case__in=_fit(meeting, actor))
        rows += [(i.case, "last", i) for i in items.order_by("order") if not i.case.closed_at]
    now = clock.now()
    open_here = _fit(meeting, actor).still_open().defer("search", "text")
    ended = MeetingItem.objects.filter(case__in=open_here).exclude(ending="")
    reasons = (
        ("repeated", Q(is_hard=True) & ~Q(pk__in=ended.values("case"))),
        ("whistle", Q(state=State.WHISTLE.value)),
        ("overdue", Q(next_due__lt=now, next_clock="result")),
        ("hold", Q(state=State.SUSPENDED.value, wait_due__lt=now + NEAR)),
    )
    for why, condition in reasons:
        found = open_here.filter(condition).order_by("-supervision", "next_due")[:MOST_ITEMS]
        rows += [(case, why, None) for case in found]
    seen: set[UUID] = set()
    for case, why, item in rows:
        if case.pk in seen or len(seen) >= MOST_ITEMS:
            continue
        seen.add(case.pk)
        MeetingItem.objects.create(
            meeting=meeting, case=case, why=why, before=item, order=len(seen)
        )


@transaction.atomic
def meeting_item_add(*, actor: Actor, meeting_id: UUID, no: str) -> MeetingItem:
    """Put another case on the agenda, by its number. Safe to repeat.

    Emits: MeetingAgendaChanged. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    meeting = _meeting(actor, meeting_id)
    case = _fit(meeting, actor).filter(no=no.strip()).first()
    if case is None:
        raise Invalid("本乡镇没有这个编号的事。", fields={"no": "本乡镇没有这个编号的事。"})
    order = MeetingItem.objects.filter(meeting=meeting).count() + 1
    item, is_new = MeetingItem.objects.get_or_create(
        meeting=meeting, case=case, defaults={"why": "added", "order": order}
    )
    if is_new:
        tell_change(item, "added", actor)
    return item


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
    What was settled on the spot is still answered and asked about like any other matter.
    Emits: CaseMet. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    item = _item(actor, item_id)
    case = Case.objects.select_for_update().defer("search").get(pk=item.case_id)
    case.remember()
    serving = orgs.units_for(case.area_id, actor=actor)
    if ending.owner is not None and ending.owner not in {u.id for u in serving}:
        raise Invalid("请选负责的单位。", fields={"owner": "请选负责的单位。"})
    if ending.owner is not None:
        check_units(case, [u for u in serving if u.id == ending.owner], actor)
    check_ending(
        ending.ending, has_owner=ending.owner is not None, due_on=ending.due_on,
        today=clock.today(),
    )  # fmt: skip
    text = clean(ending.text, "请写一句会上怎么定的。")
    is_dated = ending.ending is Ending.DATED
    item.ending, item.text = ending.ending.value, text
    item.owner_id = ending.owner if is_dated else None
    item.due_on = ending.due_on if is_dated else None
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
    data = {"meeting": str(item.meeting_id), "ending": item.ending, "due": moment_of(due)}
    line = Line(
        Verb.MEET, text=item.text, is_public=False, data=data,
        unit_name=item.owner.name if item.owner else "",
    )  # fmt: skip
    save_step(actor, case, line, was=case.state, at=now)
    record(
        events.CaseMet(
            **identity(case), meeting=str(item.meeting_id), ending=item.ending,
            due=moment_of(due), unit=str(item.owner_id or ""),
            until=item.due_on.isoformat() if item.due_on else "",
        ),
        actor=actor,
    )  # fmt: skip
    if item.ending == Ending.ESCALATED:
        watch(case, Watch.ESCALATED, Why.MEETING, actor=actor, at=now, text=item.text)


@transaction.atomic
def meeting_end(*, actor: Actor, meeting_id: UUID) -> Meeting:
    """The meeting is over when every item has ended 散会. Safe to repeat.

    Emits: MeetingEnded. Raises: Denied, NotFound, RuleViolation.
    """
    meeting = _meeting(actor, meeting_id, may_be_over=True)
    open_items = MeetingItem.objects.filter(meeting=meeting, ending="")
    left = open_items.filter(case__in=_fit(meeting, actor)).count()
    if left:
        raise RuleViolation(f"还有 {left} 件没有结论：当场解决、限期，还是提级，请都定下来。")
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
        raise NotFound("没有找到这次现场办公会。")
    if meeting.state != "open" and not may_be_over:
        raise RuleViolation("这次会已经散了，有事请放到下一次。")
    return meeting


def _item(actor: Actor, item_id: UUID) -> MeetingItem:
    found = MeetingItem.objects.filter(pk=item_id).values_list("meeting", flat=True).first()
    if found is None:
        raise NotFound("没有找到议程里的这一条。")
    meeting = _meeting(actor, found)
    rows = MeetingItem.objects.filter(pk=item_id, case__in=_fit(meeting, actor))
    item = rows.select_for_update(of=("self",)).first()
    if item is None:
        raise NotFound("没有找到议程里的这一条。")
    return item


def _fit(meeting: Meeting, actor: Actor) -> CaseQuerySet:
    """What may lie on this table and be known to whoever writes the agenda."""
    seen = Case.objects.visible_to(actor, Grant.MEETING)
    return seen.fit_for_meeting(meeting.area_id)
