"""Who is told when something happens to a case. One function for one event; each told once."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from lianxin.domain.cases import events
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import Level, Watch
from lianxin.domain.cases.selectors import CaseContact
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.domain.users import selectors as users
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.facts import Fact
from lianxin.notices import messages
from lianxin.notices.channels import sms_kind
from lianxin.notices.messages import CASE_LINK, Words
from lianxin.notices.rules import is_mobile
from lianxin.notices.services import Line, Parcel, message_queue, staff_tell

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
    case = _contact(event, actor)
    if event.level == Level.EMERGENCY:
        _reporter(case, messages.registered_urgent(case.no, case.code), actor, fact)
        _desk(case, messages.desk_new_urgent(case.no, _what(case, actor)), actor, fact)
        return
    _reporter(case, messages.registered(case.no, case.code, event.due), actor, fact)
    _desk(case, messages.desk_new(case.no, _what(case, actor)), actor, fact)


def on_case_dispatched(event: events.CaseDispatched, *, actor: Actor, fact: Fact) -> None:
    """The reporter learns who does it and until when, the unit that there is work."""
    case = _contact(event, actor)
    unit = orgs.org_names([UUID(event.unit)], actor=actor)[UUID(event.unit)]
    _reporter(case, messages.dispatched(case.no, unit, event.due), actor, fact)
    text = messages.desk_dispatched(case.no, _what(case, actor), event.due)
    _unit(event.unit, case, text, actor, fact)


def on_case_declined(event: events.CaseDeclined, *, actor: Actor, fact: Fact) -> None:
    """The reporter learns that it is not for here, and where to read why."""
    case = _contact(event, actor)
    _reporter(case, messages.declined(case.no, case.code), actor, fact)


def on_case_appealed(event: events.CaseAppealed, *, actor: Actor, fact: Fact) -> None:
    """The dispatchers look again."""
    case = _contact(event, actor)
    _desk(case, messages.desk_appealed(case.no, _what(case, actor)), actor, fact)


def on_case_replied(event: events.CaseReplied, *, actor: Actor, fact: Fact) -> None:
    """The reporter is asked whether the answer is good."""
    case = _contact(event, actor)
    _reporter(case, messages.replied(case.no, case.code), actor, fact)


def on_case_redone(event: events.CaseRedone, *, actor: Actor, fact: Fact) -> None:
    """It goes back: the unit is told, and the reporter until when."""
    case = _contact(event, actor)
    unit = orgs.org_names([UUID(event.unit)], actor=actor)[UUID(event.unit)]
    _reporter(case, messages.redone(case.no, unit, event.due), actor, fact)
    _unit(
        event.unit, case, messages.desk_redone(case.no, _what(case, actor), event.due), actor, fact
    )


def on_case_closed(event: events.CaseClosed, *, actor: Actor, fact: Fact) -> None:
    """The reporter is thanked; whoever could not be reached may still judge."""
    case = _contact(event, actor)
    if event.outcome == "unreached":
        _reporter(case, messages.closed_unreached(case.no, case.code), actor, fact)
    elif event.outcome == "unsolved":
        _reporter(case, messages.closed_unsolved(case.no, case.code), actor, fact)
    else:
        _reporter(case, messages.closed(case.no), actor, fact)


def on_case_withdrawn(event: events.CaseWithdrawn, *, actor: Actor, fact: Fact) -> None:
    """The unit need not go on; the reporter hears of it in case it was somebody else."""
    case = _contact(event, actor)
    _reporter(case, messages.withdrawn(case.no), actor, fact)
    if case.unit is not None:
        text = messages.desk_withdrawn(case.no, _what(case, actor))
        _unit(str(case.unit), case, text, actor, fact)


def on_case_reminded(event: events.CaseReminded, *, actor: Actor, fact: Fact) -> None:
    """Whoever's clock it is: the centre for what the centre owes, the callers for call-back.

    When several marks have passed at once, only the last one is told.
    """
    if not event.is_last:
        return
    case = _contact(event, actor)
    text = messages.desk_reminder(event.clock, event.mark, case.no, _what(case, actor))
    grant = CLOCK_OF_GRANT.get(event.clock)
    if grant is Grant.CALL_BACK:
        _tell(_callers(case.area, actor), case, text, actor, fact)
    elif grant is not None:
        _tell(_holders(grant, case, actor), case, text, actor, fact)
    else:
        _unit(event.unit, case, text, actor, fact)


def on_case_return_asked(event: events.CaseReturnAsked, *, actor: Actor, fact: Fact) -> None:
    """The centre has a return to decide."""
    case = _contact(event, actor)
    _desk(case, messages.desk_return_asked(case.no, _what(case, actor)), actor, fact)


def on_case_return_decided(event: events.CaseReturnDecided, *, actor: Actor, fact: Fact) -> None:
    """Refused: the unit has to do it. Accepted: the centre dispatches anew."""
    case = _contact(event, actor)
    if event.decision == "refused":
        text = messages.desk_return_refused(case.no, _what(case, actor))
        _unit(event.unit, case, text, actor, fact)
        return
    _desk(case, messages.desk_new(case.no, _what(case, actor)), actor, fact)


def on_case_extension_asked(event: events.CaseExtensionAsked, *, actor: Actor, fact: Fact) -> None:
    """The centre has an extension to decide."""
    case = _contact(event, actor)
    text = messages.desk_extension_asked(case.no, _what(case, actor), event.until)
    _desk(case, text, actor, fact)


def on_case_extension_decided(
    event: events.CaseExtensionDecided, *, actor: Actor, fact: Fact
) -> None:
    """The unit learns the answer, the reporter the new date."""
    case = _contact(event, actor)
    if event.decision == "granted":
        _reporter(case, messages.extended(case.no, case.code, event.due), actor, fact)
    text = messages.desk_extension_decided(event.decision, case.no, _what(case, actor), event.due)
    _unit(str(case.unit or ""), case, text, actor, fact)


def on_case_held(event: events.CaseHeld, *, actor: Actor, fact: Fact) -> None:
    """The reporter learns that it rests, until when, and where to read why."""
    case = _contact(event, actor)
    _reporter(case, messages.held(case.no, case.code, event.review_on), actor, fact)


def on_case_resumed(event: events.CaseResumed, *, actor: Actor, fact: Fact) -> None:
    """The unit takes it up again."""
    case = _contact(event, actor)
    text = messages.desk_resumed(case.no, _what(case, actor), event.due)
    _unit(str(case.unit or ""), case, text, actor, fact)


def on_case_reopened(event: events.CaseReopened, *, actor: Actor, fact: Fact) -> None:
    """The centre dispatches anew."""
    case = _contact(event, actor)
    _desk(case, messages.desk_reopened(case.no, _what(case, actor)), actor, fact)


def on_case_joined(event: events.CaseJoined, *, actor: Actor, fact: Fact) -> None:
    """The reporter learns that others said the same, and that they will be answered too."""
    case = _contact(event, actor)
    _reporter(case, messages.joined(case.no, case.code), actor, fact)


def on_case_grouped(event: events.CaseGrouped, *, actor: Actor, fact: Fact) -> None:
    """The township's leader is told of a matter of many people."""
    case = _contact(event, actor)
    text = messages.desk_grouped(case.no, _what(case, actor), event.people)
    _tell(_holders(Grant.LEAD, case, actor), case, text, actor, fact)


def on_case_supervised(event: events.CaseSupervised, *, actor: Actor, fact: Fact) -> None:
    """The unit is told that it is watched; from 提级 on the leaders are too."""
    if event.level == Watch.NONE:
        return
    case = _contact(event, actor)
    text = messages.desk_supervised(event.level, event.reason, case.no, _what(case, actor))
    _unit(str(case.unit or ""), case, text, actor, fact)
    if event.level >= Watch.ESCALATED:
        _tell(_holders(Grant.LEAD, case, actor), case, text, actor, fact)


def on_case_instructed(event: events.CaseInstructed, *, actor: Actor, fact: Fact) -> None:
    """The unit reads what the leader wrote."""
    case = _contact(event, actor)
    text = messages.desk_instructed(case.no, _what(case, actor))
    _unit(str(case.unit or ""), case, text, actor, fact)


def _contact(event: events.CaseEvent, actor: Actor) -> CaseContact:
    found = cases.case_contact(UUID(event.case_id), actor=actor)
    if found is None:
        raise LookupError("a case is never deleted")
    return found


def _what(case: CaseContact, actor: Actor) -> str:
    """Place and category: enough to know the matter by, nothing that names a person."""
    kind = codes.name_of("case_category", case.category) if case.category else ""
    return f"{places.display_name(case.area, actor=actor)} {kind}".strip()


def _reporter(case: CaseContact, words: Words, actor: Actor, fact: Fact) -> None:
    """By text message, if a number was left that can take one and this installation sends any."""
    kind = sms_kind()
    if kind is None or not is_mobile(case.phone):
        return
    message_queue(
        actor=actor,
        parcel=Parcel(
            kind=kind,
            to=case.phone,
            words=words,
            dedupe=f"fact:{fact.id}",
            stream=fact.stream,
            is_urgent=case.level == Level.EMERGENCY,
        ),
    )


def _desk(case: CaseContact, text: str, actor: Actor, fact: Fact) -> None:
    _tell(_holders(Grant.DISPATCH, case, actor), case, text, actor, fact)


def _unit(unit: str, case: CaseContact, text: str, actor: Actor, fact: Fact) -> None:
    if unit:
        _tell(users.users_of_unit(UUID(unit), actor=actor), case, text, actor, fact)


def _holders(grant: Grant, case: CaseContact, actor: Actor) -> list[UUID]:
    """Those of the township; if it has none, or the complaint is about it, those of the county."""
    steps = (6, 4) if case.is_hidden_from_town else (9, 6, 4)
    for width in steps:
        place = case.area[:width].ljust(12, "0")
        if found := users.users_with_grant(grant, place, actor=actor):
            return found
    return []


def _callers(area: str, actor: Actor) -> list[UUID]:
    """Township and county both call back."""
    found: list[UUID] = []
    for code in (area[:9], area[:6]):
        found += users.users_with_grant(Grant.CALL_BACK, code.ljust(12, "0"), actor=actor)
    return list(dict.fromkeys(found))


def _tell(people: Iterable[UUID], case: CaseContact, text: str, actor: Actor, fact: Fact) -> None:
    line = Line(text, CASE_LINK.format(id=case.id), f"fact:{fact.id}", fact.stream)
    staff_tell(actor=actor, users=people, line=line)
