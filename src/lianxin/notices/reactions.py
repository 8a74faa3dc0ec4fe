"""Who is told when something happens to a case. One function for one event; each told once."""

from __future__ import annotations

from uuid import UUID

from lianxin.domain.cases import events
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import Level, Solved, State, Watch, is_unsatisfied
from lianxin.domain.cases.selectors import case_contact
from lianxin.domain.orgs import selectors as orgs
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import Fact
from lianxin.notices import messages
from lianxin.notices.services import staff_untell
from lianxin.notices.whom import (
    callers,
    contact,
    holders,
    leaders,
    tell,
    tell_desk,
    tell_reporter,
    tell_unit,
    what,
)

CLOCK_OF_GRANT = {
    "dispatch": Grant.DISPATCH,
    "follow_up": Grant.DISPATCH,
    "return": Grant.DISPATCH,
    "extend": Grant.DISPATCH,
    "review": Grant.REVIEW,
    "verify": Grant.VERIFY,
    "call_back": Grant.CALL_BACK,
}
"""Whose clock it is, where it is not the unit's."""


def on_case_registered(event: events.CaseRegistered, *, actor: Actor, fact: Fact) -> None:
    """The reporter gets the number, the dispatchers of the township a line."""
    case = contact(event, actor)
    if event.level == Level.EMERGENCY:
        tell_reporter(case, messages.registered_urgent(case.no, case.code), actor, fact)
        tell_desk(case, messages.desk_new_urgent(case.no, what(case, actor)), actor, fact)
        return
    tell_reporter(case, messages.registered(case.no, case.code, event.due), actor, fact)
    if not case.is_joined:
        tell_desk(case, messages.desk_new(case.no, what(case, actor)), actor, fact)


def on_case_dispatched(event: events.CaseDispatched, *, actor: Actor, fact: Fact) -> None:
    """The reporter learns who does it and until when, the unit that there is work.

    The leaders in charge 片·线·点 learn it too; whoever is of the unit has its line already.
    """
    case = contact(event, actor)
    unit = orgs.org_names([UUID(event.unit)], actor=actor)[UUID(event.unit)]
    tell_reporter(case, messages.dispatched(case.no, unit, event.due), actor, fact)
    text = messages.desk_dispatched(case.no, what(case, actor), event.due)
    tell_unit(event.unit, case, text, actor, fact)
    led = messages.desk_led(case.no, what(case, actor), unit, event.due)
    tell(leaders(case, actor), case, led, actor, fact)


def on_case_declined(event: events.CaseDeclined, *, actor: Actor, fact: Fact) -> None:
    """The reporter learns that it is not for here, and where to read why."""
    case = contact(event, actor)
    tell_reporter(case, messages.declined(case.no, case.code), actor, fact)


def on_case_appealed(event: events.CaseAppealed, *, actor: Actor, fact: Fact) -> None:
    """The dispatchers look again."""
    case = contact(event, actor)
    tell_desk(case, messages.desk_appealed(case.no, what(case, actor)), actor, fact)


def on_case_replied(event: events.CaseReplied, *, actor: Actor, fact: Fact) -> None:
    """The reporter is asked whether the answer is good."""
    case = contact(event, actor)
    tell_reporter(case, messages.replied(case.no, case.code), actor, fact)


def on_case_redone(event: events.CaseRedone, *, actor: Actor, fact: Fact) -> None:
    """It goes back: the unit is told, and the reporter until when."""
    case = contact(event, actor)
    unit = orgs.org_names([UUID(event.unit)], actor=actor)[UUID(event.unit)]
    tell_reporter(case, messages.redone(case.no, unit, event.due, event.why), actor, fact)
    text = messages.desk_redone(case.no, what(case, actor), event.due, event.why)
    tell_unit(event.unit, case, text, actor, fact)


def on_case_heard(
    event: events.CaseCalledBack | events.CaseRated, *, actor: Actor, fact: Fact
) -> None:
    """Not satisfied, and it is not done again for that: whoever supervises reads why."""
    again = event.to in {State.REDO, State.REOPENED}
    if event.solved == Solved.YES and is_unsatisfied(event.satisfied or None) and not again:
        case = contact(event, actor)
        text = messages.desk_unsatisfied(case.no, what(case, actor))
        tell(holders(Grant.SUPERVISE, case, actor), case, text, actor, fact)


def on_case_closed(event: events.CaseClosed, *, actor: Actor, fact: Fact) -> None:
    """The reporter is thanked; whoever could not be reached may still judge."""
    case = contact(event, actor)
    if event.outcome == "unreached":
        tell_reporter(case, messages.closed_unreached(case.no, case.code), actor, fact)
    elif event.outcome == "unsolved":
        tell_reporter(case, messages.closed_unsolved(case.no, case.code), actor, fact)
    else:
        tell_reporter(case, messages.closed(case.no), actor, fact)


def on_case_withdrawn(event: events.CaseWithdrawn, *, actor: Actor, fact: Fact) -> None:
    """The unit need not go on; the reporter hears of it in case it was somebody else."""
    case = contact(event, actor)
    tell_reporter(case, messages.withdrawn(case.no), actor, fact)
    if case.unit is not None:
        text = messages.desk_withdrawn(case.no, what(case, actor))
        tell_unit(str(case.unit), case, text, actor, fact)


def on_case_reminded(event: events.CaseReminded, *, actor: Actor, fact: Fact) -> None:
    """Whoever's clock it is: the centre for what the centre owes, the callers for call-back.

    When several marks have passed at once, only the last one is told.
    """
    if not event.is_last:
        return
    case = contact(event, actor)
    text = messages.desk_reminder(event.clock, event.mark, case.no, what(case, actor))
    grant = CLOCK_OF_GRANT.get(event.clock)
    if grant is Grant.CALL_BACK:
        tell(callers(case, actor), case, text, actor, fact)
    elif grant is not None:
        tell(holders(grant, case, actor), case, text, actor, fact)
    else:
        tell_unit(event.unit, case, text, actor, fact)


def on_case_return_asked(event: events.CaseReturnAsked, *, actor: Actor, fact: Fact) -> None:
    """The centre has a return to decide."""
    case = contact(event, actor)
    tell_desk(case, messages.desk_return_asked(case.no, what(case, actor)), actor, fact)


def on_case_return_decided(event: events.CaseReturnDecided, *, actor: Actor, fact: Fact) -> None:
    """Refused: the unit has to do it. Accepted: the centre dispatches anew."""
    case = contact(event, actor)
    if event.decision == "refused":
        text = messages.desk_return_refused(case.no, what(case, actor))
        tell_unit(event.unit, case, text, actor, fact)
        return
    tell_desk(case, messages.desk_new(case.no, what(case, actor)), actor, fact)


def on_case_extension_asked(event: events.CaseExtensionAsked, *, actor: Actor, fact: Fact) -> None:
    """The centre has an extension to decide."""
    case = contact(event, actor)
    text = messages.desk_extension_asked(case.no, what(case, actor), event.until)
    tell_desk(case, text, actor, fact)


def on_case_extension_decided(
    event: events.CaseExtensionDecided, *, actor: Actor, fact: Fact
) -> None:
    """The unit learns the answer, the reporter the new date."""
    case = contact(event, actor)
    if event.decision == "granted":
        tell_reporter(case, messages.extended(case.no, case.code, event.due), actor, fact)
    text = messages.desk_extension_decided(event.decision, case.no, what(case, actor), event.due)
    tell_unit(str(case.unit or ""), case, text, actor, fact)


def on_case_held(event: events.CaseHeld, *, actor: Actor, fact: Fact) -> None:
    """The reporter learns that it rests, until when, and where to read why."""
    case = contact(event, actor)
    tell_reporter(case, messages.held(case.no, case.code, event.review_on), actor, fact)


def on_case_resumed(event: events.CaseResumed, *, actor: Actor, fact: Fact) -> None:
    """The unit takes it up again."""
    case = contact(event, actor)
    text = messages.desk_resumed(case.no, what(case, actor), event.due)
    tell_unit(str(case.unit or ""), case, text, actor, fact)


def on_case_reopened(event: events.CaseReopened, *, actor: Actor, fact: Fact) -> None:
    """The centre dispatches anew."""
    case = contact(event, actor)
    tell_desk(case, messages.desk_reopened(case.no, what(case, actor)), actor, fact)


def on_case_joined(event: events.CaseJoined, *, actor: Actor, fact: Fact) -> None:
    """The reporter learns that others said the same, or how their own earlier one stands."""
    case = contact(event, actor)
    first = case_contact(UUID(event.parent), actor=actor)
    if first is not None and first.phone == case.phone:
        due = first.answer_due.isoformat() if first.answer_due else ""
        words = messages.joined_own(case.no, first.no, first.state_name, due)
        tell_reporter(case, words, actor, fact)
        return
    tell_reporter(case, messages.joined(case.no, case.code), actor, fact)


def on_case_grouped(event: events.CaseGrouped, *, actor: Actor, fact: Fact) -> None:
    """The township's leader is told of a matter of many people."""
    case = contact(event, actor)
    text = messages.desk_grouped(case.no, what(case, actor), event.people)
    tell(holders(Grant.LEAD, case, actor), case, text, actor, fact)


def on_case_supervised(event: events.CaseSupervised, *, actor: Actor, fact: Fact) -> None:
    """The unit is told that it is watched; from 提级 on the leaders are too."""
    if event.level == Watch.NONE:
        return
    case = contact(event, actor)
    text = messages.desk_supervised(event.level, event.reason, case.no, what(case, actor))
    tell_unit(str(case.unit or ""), case, text, actor, fact)
    if event.level >= Watch.ESCALATED:
        tell(holders(Grant.LEAD, case, actor), case, text, actor, fact)


def on_case_instructed(event: events.CaseInstructed, *, actor: Actor, fact: Fact) -> None:
    """The unit reads what the leader wrote."""
    case = contact(event, actor)
    text = messages.desk_instructed(case.no, what(case, actor))
    tell_unit(str(case.unit or ""), case, text, actor, fact)


def on_case_recused(event: events.CaseRecused, *, actor: Actor, fact: Fact) -> None:
    """What was on the screens of those who may not know of it goes; who dispatches now has it."""
    case = contact(event, actor)
    if case.is_guarded:
        staff_untell(
            actor=actor, stream=fact.stream,
            keep=lambda people: cases.may_know(case.id, people, actor=actor),
        )  # fmt: skip
    if case.unit is None and not case.is_over:
        tell_desk(case, messages.desk_new(case.no, what(case, actor)), actor, fact)
