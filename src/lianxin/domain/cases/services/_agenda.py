"""What has to be talked about comes onto the agenda of the next meeting by itself."""

from __future__ import annotations

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Meeting, MeetingItem
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import record


def stream_of(meeting: Meeting) -> str:
    """The stream of a meeting's facts."""
    return f"meeting:{meeting.pk}"


def put_on_next(case: Case, why: str, actor: Actor) -> MeetingItem | None:
    """Onto the meeting that is called already, if there is one; the next one finds it by itself.

    What the township must not see, and a complaint about somebody, is on no agenda.
    Safe to repeat. Emits: MeetingAgendaChanged.
    """
    if case.hidden_from_town or case.about_user:
        return None
    called = Meeting.objects.filter(
        area_id=case.town.ljust(12, "0"), state="open", held_on__gte=clock.today()
    )
    meeting = called.order_by("held_on").first()
    if meeting is None:
        return None
    order = MeetingItem.objects.filter(meeting=meeting).count() + 1
    item, is_new = MeetingItem.objects.get_or_create(
        meeting=meeting, case=case, defaults={"why": why, "order": order}
    )
    if is_new:
        tell_change(item, "added", actor)
    return item


def tell_change(item: MeetingItem, change: str, actor: Actor) -> None:
    """The fact that an agenda changed."""
    event = events.MeetingAgendaChanged(
        stream=stream_of(item.meeting), meeting=str(item.meeting_id), case_id=str(item.case_id),
        change=change,
    )  # fmt: skip
    record(event, actor=actor)
