"""A case's facts, told again: they give the state and the unit, or they are not true.

Basis: architecture.md (fact with state); domain.md §2.7.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lianxin.domain.cases.rules.states import State, Verb, check_move
from lianxin.kernel.errors import RuleViolation

VERB_OF: Mapping[str, Verb] = {
    "CaseRegistered": Verb.REGISTER,
    "CaseSettled": Verb.SETTLE,
    "CaseDispatched": Verb.DISPATCH,
    "CaseDeclined": Verb.DECLINE,
    "CaseAppealed": Verb.APPEAL,
    "CaseHandedToEmergency": Verb.HAND_OVER_EMERGENCY,
    "CaseFollowedUp": Verb.FOLLOW_UP,
    "CaseJoined": Verb.JOIN,
    "CaseParted": Verb.PART,
    "CaseReturnAsked": Verb.RETURN_ASK,
    "CaseReturnDecided": Verb.RETURN_DECIDE,
    "CaseSigned": Verb.SIGN,
    "CaseNoted": Verb.NOTE,
    "CaseWhistled": Verb.WHISTLE,
    "CaseWhistleEnded": Verb.WHISTLE_END,
    "CaseExtensionAsked": Verb.EXTEND_ASK,
    "CaseExtensionDecided": Verb.EXTEND_DECIDE,
    "CaseHeld": Verb.SUSPEND,
    "CaseResumed": Verb.RESUME,
    "CaseGivenUp": Verb.GIVE_UP,
    "CaseReplied": Verb.REPLY,
    "CaseReviewed": Verb.REVIEW,
    "CaseVerified": Verb.VERIFY,
    "CaseCalledBack": Verb.CALL_BACK,
    "CaseRated": Verb.RATE,
    "CaseClosedWith": Verb.CLOSE_WITH,
    "CaseReopened": Verb.REOPEN,
    "CaseWithdrawn": Verb.WITHDRAW,
    "CaseTakenBack": Verb.TAKE_BACK,
}
"""Kind of fact → the verb that makes it; a call-back by the reporter themselves is their rating."""


@dataclass(frozen=True)
class Standing:
    """Where a case stands by its facts: state, main unit ("" when the centre has it)."""

    state: State
    unit: str


def replay(facts: Iterable[tuple[str, Mapping[str, Any]]]) -> Standing:
    """Tell the facts of one case again, in order: (kind, body). Facts that move nothing are read over.

    Raises: RuleViolation, when a fact tells of a move that the table does not hold.
    """
    standing = Standing(State.DRAFT, "")
    for kind, body in facts:
        verb = Verb.RATE if body.get("method") == "self" else VERB_OF.get(kind)
        if verb is None:
            continue
        then = State(body["to"])
        if then is not standing.state:
            check_move(standing.state, verb, then)
        standing = Standing(then, _unit(verb, body, standing.unit))
    if standing.state is State.DRAFT:
        raise RuleViolation("这件事没有登记的记录。", code="no_facts")
    return standing


def _unit(verb: Verb, body: Mapping[str, Any], unit: str) -> str:
    if verb in {Verb.DISPATCH, Verb.RETURN_DECIDE}:
        return str(body["unit"])
    return "" if verb is Verb.TAKE_BACK else unit
