"""Who is told when others are brought to a matter: whistle, helpers, one named person, meetings."""

from __future__ import annotations

from uuid import UUID

from lianxin.domain.cases import events
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.orgs import selectors as orgs
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import Fact
from lianxin.notices import messages_together as together
from lianxin.notices.rules import account_of
from lianxin.notices.services import Line, staff_tell
from lianxin.notices.whom import contact, holders, tell, tell_desk, tell_reporter, tell_unit, what


def on_whistle_asked(event: events.CaseWhistleAsked, *, actor: Actor, fact: Fact) -> None:
    """The leaders have a whistle to approve."""
    case = contact(event, actor)
    text = together.whistle_asked(case.no, what(case, actor), event.due)
    tell(holders(Grant.LEAD, case, actor), case, text, actor, fact)


def on_whistled(event: events.CaseWhistled, *, actor: Actor, fact: Fact) -> None:
    """Every department that is called; in a danger the leaders too, whose word comes after."""
    case = contact(event, actor)
    text = together.whistled(case.no, what(case, actor), is_emergency=event.is_emergency)
    for unit in event.units:
        tell_unit(unit, case, text, actor, fact)
    if event.is_emergency:
        signed = together.whistle_to_sign(case.no, what(case, actor))
        tell(holders(Grant.LEAD, case, actor), case, signed, actor, fact)


def on_whistle_decided(event: events.CaseWhistleDecided, *, actor: Actor, fact: Fact) -> None:
    """Whoever asked learns what the leader said."""
    case = contact(event, actor)
    text = together.whistle_decided(event.decision, case.no, what(case, actor))
    asked_by = account_of(event.asked_by)
    tell([asked_by] if asked_by else [], case, text, actor, fact)


def on_whistle_answered(event: events.CaseWhistleAnswered, *, actor: Actor, fact: Fact) -> None:
    """The township learns what the department will do."""
    case = contact(event, actor)
    name = orgs.org_names([UUID(event.unit)], actor=actor)[UUID(event.unit)]
    text = together.whistle_answered(event.answer, name, case.no, what(case, actor))
    tell(holders(Grant.WHISTLE, case, actor), case, text, actor, fact)


def on_whistle_late(event: events.CaseWhistleLate, *, actor: Actor, fact: Fact) -> None:
    """The department that owes a word is asked for it, and the leaders learn; or the leaders owe it."""
    case = contact(event, actor)
    if event.unit:
        name = orgs.org_names([UUID(event.unit)], actor=actor)[UUID(event.unit)]
        text = together.whistle_late(name, case.no, what(case, actor))
        tell_unit(event.unit, case, text, actor, fact)
    else:
        text = together.whistle_unsigned(case.no, what(case, actor))
    tell(holders(Grant.LEAD, case, actor), case, text, actor, fact)


def on_case_assisted(event: events.CaseAssisted, *, actor: Actor, fact: Fact) -> None:
    """The units that are asked to help."""
    case = contact(event, actor)
    text = together.assisted(case.no, what(case, actor))
    for unit in event.units:
        tell_unit(unit, case, text, actor, fact)


def on_case_assigned(event: events.CaseAssigned, *, actor: Actor, fact: Fact) -> None:
    """Whoever has it from now on."""
    case = contact(event, actor)
    text = together.assigned(event.why, case.no, what(case, actor))
    tell([UUID(event.owner)], case, text, actor, fact)


def on_case_repeated(event: events.CaseRepeated, *, actor: Actor, fact: Fact) -> None:
    """The dispatchers are asked to name one person."""
    case = contact(event, actor)
    tell_desk(case, together.repeated(case.no, what(case, actor), event.times), actor, fact)


def on_case_appointed(event: events.CaseAppointed, *, actor: Actor, fact: Fact) -> None:
    """Whoever was named learns it, and the reporter that there is somebody to talk to."""
    case = contact(event, actor)
    tell([UUID(event.cadre)], case, together.appointed(case.no, what(case, actor)), actor, fact)
    tell_reporter(case, together.appointed_reporter(case.no, case.code), actor, fact)


def on_case_met(event: events.CaseMet, *, actor: Actor, fact: Fact) -> None:
    """The unit learns what the meeting decided; so does another one that it named."""
    case = contact(event, actor)
    text = together.met(event.meeting_kind, event.ending, case.no, what(case, actor), event.due)
    tell_unit(str(case.unit or ""), case, text, actor, fact)
    if event.unit and event.unit != str(case.unit or ""):
        named = together.met_named(event.meeting_kind, case.no, what(case, actor), event.until)
        tell_unit(event.unit, case, named, actor, fact)


def on_hand_over_opened(event: events.HandOverOpened, *, actor: Actor, fact: Fact) -> None:
    """The receiver has a list to read and confirm."""
    text = together.hand_over(event.cases)
    line = Line(text, together.HAND_OVERS, f"fact:{fact.id}", fact.stream)
    staff_tell(actor=actor, users=[UUID(event.to_user)], line=line)
