"""Which queues there are, and whose work is in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import ENDED, WAITING, WITH_UNIT, State

ALL = frozenset(State)
OPEN_STATES = ALL - ENDED
FLAGS: Mapping[str, Q] = {
    "watched": Q(supervision__gt=0),
    "whistled": Q(whistle__in=["draft", "unsigned"]),
}
"""What puts a case into a queue besides its state."""


@dataclass(frozen=True)
class Part:
    """Who holds the grant finds cases in these states here, all or only those with a flag."""

    grant: Grant
    states: frozenset[State]
    flag: str = ""

    @property
    def condition(self) -> Q:
        """The part as a WHERE clause, written so that an index answers."""
        rows = _where(self.states)
        return rows & FLAGS[self.flag] if self.flag else rows


@dataclass(frozen=True)
class Queue:
    """A queue of the desk: whose work is in it, and which cases.

    `is_counted`: not for the archive. `clock`: only what is "soon" or "late". `whose`: "mine" for
    what the reader has in hand, "helped" for what their unit only helps in.
    """

    key: str
    name: str
    parts: tuple[Part, ...]
    is_counted: bool = True
    clock: str = ""
    whose: str = ""


def _where(states: frozenset[State]) -> Q:
    if states == ALL:
        return Q()
    ended = sorted(state.value for state in ENDED)
    if states == OPEN_STATES:
        return ~Q(state__in=ended)
    if states == ENDED:
        return Q(state__in=ended)
    return Q(state__in=sorted(state.value for state in states))


def _see(*states: State) -> tuple[Part, ...]:
    return (Part(Grant.SEE, frozenset(states)),)


QUEUES: Mapping[str, Queue] = {
    q.key: q
    for q in (
        Queue("to_dispatch", "待派", (Part(Grant.DISPATCH, WAITING | {State.TO_EMERGENCY}),)),
        Queue(
            "to_decide",
            "待审",
            (
                Part(Grant.DISPATCH, frozenset({State.RETURN_REQ, State.EXTEND_REQ})),
                Part(Grant.REVIEW, frozenset({State.REPLIED})),
                Part(Grant.LEAD, OPEN_STATES, "whistled"),
            ),
        ),
        Queue("to_sign", "待签收", _see(State.DISPATCHED)),
        Queue("mine", "我经办的", (Part(Grant.SIGN, OPEN_STATES),), whose="mine"),
        Queue("helping", "协办", (Part(Grant.SIGN, OPEN_STATES),), whose="helped"),
        Queue("working", "在办", _see(*WITH_UNIT - {State.DISPATCHED})),
        Queue("due_soon", "将到期", _see(*OPEN_STATES), clock="soon"),
        Queue("overdue", "已超期", _see(*OPEN_STATES), clock="late"),
        Queue(
            "to_verify", "待核实", (Part(Grant.VERIFY, frozenset({State.VERIFY, State.SELF_DONE})),)
        ),
        Queue(
            "to_call_back",
            "待回访",
            (Part(Grant.CALL_BACK, frozenset({State.CALLBACK, State.SELF_DONE})),),
        ),
        Queue("held", "挂账", _see(State.SUSPENDED)),
        Queue("supervised", "督办", (Part(Grant.SUPERVISE, OPEN_STATES, "watched"),)),
        Queue("closed", "已结束", _see(*ENDED), is_counted=False),
        Queue("all", "全部", _see(*ALL), is_counted=False),
    )
}
