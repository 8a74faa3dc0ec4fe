"""Which queues there are, and whose work is in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from lianxin.domain.cases.models import OPEN
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import WAITING, WITH_UNIT, State


@dataclass(frozen=True)
class Queue:
    """A queue of the desk: whose work is in it, and which cases.

    `parts`: each grant with the cases that it puts here; `is_counted`: not for the archive.
    `whose`: "mine" for what the reader has in hand, "helped" for what their unit only helps in.
    """

    key: str
    name: str
    parts: tuple[tuple[Grant, Q], ...]
    is_counted: bool = True
    clock: str = ""
    whose: str = ""


def _in(*states: State) -> Q:
    return Q(state__in=sorted(state.value for state in states))


SEE = Grant.SEE
QUEUES: Mapping[str, Queue] = {
    q.key: q
    for q in (
        Queue("to_dispatch", "待派", ((Grant.DISPATCH, _in(*WAITING, State.TO_EMERGENCY)),)),
        Queue(
            "to_decide",
            "待审",
            (
                (Grant.DISPATCH, _in(State.RETURN_REQ, State.EXTEND_REQ)),
                (Grant.REVIEW, _in(State.REPLIED)),
                (Grant.LEAD, OPEN & Q(whistle__in=["draft", "unsigned"])),
            ),
        ),
        Queue("to_sign", "待签收", ((SEE, _in(State.DISPATCHED)),)),
        Queue("mine", "我经办的", ((Grant.SIGN, OPEN),), whose="mine"),
        Queue("helping", "协办", ((Grant.SIGN, OPEN),), whose="helped"),
        Queue("working", "在办", ((SEE, _in(*WITH_UNIT - {State.DISPATCHED})),)),
        Queue("due_soon", "将到期", ((SEE, OPEN),), clock="soon"),
        Queue("overdue", "已超期", ((SEE, OPEN),), clock="late"),
        Queue("to_verify", "待核实", ((Grant.VERIFY, _in(State.VERIFY, State.SELF_DONE)),)),
        Queue("to_call_back", "待回访", ((Grant.CALL_BACK, _in(State.CALLBACK, State.SELF_DONE)),)),
        Queue("held", "挂账", ((SEE, _in(State.SUSPENDED)),)),
        Queue("supervised", "督办", ((Grant.SUPERVISE, OPEN & Q(supervision__gt=0)),)),
        Queue("closed", "已结束", ((SEE, ~OPEN),), is_counted=False),
        Queue("all", "全部", ((SEE, Q()),), is_counted=False),
    )
}
