"""States of a case and the moves between them.

Basis: domain.md §2.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from lianxin.kernel.errors import RuleViolation


class State(StrEnum):
    """Where a case stands 状态."""

    REGISTERED = "registered"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    WORKING = "working"
    REPLIED = "replied"
    REDO = "redo"
    CLOSED = "closed"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What can be done to a case; each is one service."""

    REGISTER = "register"
    DISPATCH = "dispatch"
    DECLINE = "decline"
    SIGN = "sign"
    NOTE = "note"
    CONTACT = "contact"
    REPLY = "reply"
    CALL_BACK = "call_back"
    RATE = "rate"
    WITHDRAW = "withdraw"
    APPEAL = "appeal"


class Word(StrEnum):
    """The four words in which a villager sees the whole loop."""

    RECEIVED = "received"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    RESULT = "result"


NEXT: Mapping[State, frozenset[State]] = {
    State.REGISTERED: frozenset({State.DISPATCHED, State.NOT_ACCEPTED, State.WITHDRAWN}),
    State.DISPATCHED: frozenset({State.SIGNED, State.WITHDRAWN}),
    State.SIGNED: frozenset({State.WORKING, State.REPLIED, State.WITHDRAWN}),
    State.WORKING: frozenset({State.REPLIED, State.WITHDRAWN}),
    State.REPLIED: frozenset({State.CLOSED, State.REDO}),
    State.REDO: frozenset({State.WORKING, State.REPLIED}),
    State.NOT_ACCEPTED: frozenset({State.REGISTERED}),
    State.CLOSED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
ENDED = frozenset({State.CLOSED, State.NOT_ACCEPTED, State.WITHDRAWN})
HANDLING = frozenset({State.SIGNED, State.WORKING, State.REDO})

STATE_NAMES: Mapping[State, str] = {
    State.REGISTERED: "待派单",
    State.DISPATCHED: "待签收",
    State.SIGNED: "已签收",
    State.WORKING: "办理中",
    State.REPLIED: "待回访",
    State.REDO: "重办中",
    State.CLOSED: "已办结",
    State.NOT_ACCEPTED: "不予受理",
    State.WITHDRAWN: "已撤回",
}


def check_move(now: State, then: State) -> None:
    """No state is skipped silently 不得跳步.

    Raises: RuleViolation.
    """
    if then not in NEXT[now]:
        raise RuleViolation(
            f"这件事现在是“{STATE_NAMES[now]}”，不能直接变成“{STATE_NAMES[then]}”。"
        )


def word_of(state: State) -> Word:
    """Which of the four words a state belongs to."""
    if state is State.REGISTERED:
        return Word.RECEIVED
    if state is State.DISPATCHED:
        return Word.DISPATCHED
    if state in HANDLING:
        return Word.HANDLING
    return Word.RESULT
