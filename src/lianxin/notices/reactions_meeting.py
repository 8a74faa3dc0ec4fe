"""Who is told of meetings over cases, and of what comes once a week."""

from __future__ import annotations

from uuid import UUID

from lianxin.domain.cases import events
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.places import selectors as places
from lianxin.domain.users import selectors as users
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import Fact
from lianxin.notices import messages_together as together
from lianxin.notices.services import Line, staff_tell


def on_meeting_units_named(event: events.MeetingUnitsNamed, *, actor: Actor, fact: Fact) -> None:
    """Everybody of a unit that is called, and of one that need not come any more."""
    call = cases.meeting_call(UUID(event.meeting), actor=actor)
    place = places.display_name(call.area, actor=actor)
    gone = together.not_called_any_more(call.kind, place, event.on)
    for unit in map(UUID, event.added):
        n = call.items.get(unit, 0)
        text = together.called_to_meeting(call.kind, place, event.on, call.place_text, n)
        _tell_unit(unit, text, f"{together.CALLED}{event.meeting}/", actor, fact)
    for unit in map(UUID, event.dropped):
        _tell_unit(unit, gone, together.CALLED, actor, fact)


def on_meeting_missing(event: events.MeetingMissing, *, actor: Actor, fact: Fact) -> None:
    """The leaders of the township; where there is none, whoever may call the meeting."""
    line = Line(
        together.meeting_missing(event.items), together.MEETINGS, f"fact:{fact.id}", fact.stream
    )
    leaders = users.users_with_grant(Grant.LEAD, event.area, actor=actor)
    people = leaders or users.users_with_grant(Grant.MEETING, event.area, actor=actor)
    staff_tell(actor=actor, users=people, line=line)


def _tell_unit(unit: UUID, text: str, link: str, actor: Actor, fact: Fact) -> None:
    line = Line(text, link, f"fact:{fact.id}:{unit}", fact.stream)
    staff_tell(actor=actor, users=users.users_of_unit(unit, actor=actor), line=line)


def on_supervision_listed(event: events.SupervisionListed, *, actor: Actor, fact: Fact) -> None:
    """Whoever keeps the list in the township or the county."""
    text = together.supervision_listed(event.cases)
    line = Line(text, together.WEEKLY_LIST, f"fact:{fact.id}", fact.stream)
    people = users.users_with_grant(Grant.WATCH_LIST, event.area, actor=actor)
    staff_tell(actor=actor, users=people, line=line)
