"""States of a case, and every move between them, as one table.

Basis: domain.md §2.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from lianxin.kernel.errors import RuleViolation


class State(StrEnum):
    """Where a case stands 状态."""

    DRAFT = "draft"
    REGISTERED = "registered"
    SELF_DONE = "self_done"
    NOT_ACCEPTED = "not_accepted"
    MERGED = "merged"
    TO_EMERGENCY = "to_emergency"
    DISPATCHED = "dispatched"
    RETURN_REQ = "return_req"
    SIGNED = "signed"
    WORKING = "working"
    WHISTLE = "whistle"
    EXTEND_REQ = "extend_req"
    SUSPENDED = "suspended"
    REPLIED = "replied"
    VERIFY = "verify"
    CALLBACK = "callback"
    REDO = "redo"
    CLOSED = "closed"
    CLOSED_UNSOLVED = "closed_unsolved"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What can be done to a case; each is one service."""

    REGISTER = "register"
    SETTLE = "settle"
    DISPATCH = "dispatch"
    DECLINE = "decline"
    APPEAL = "appeal"
    HAND_OVER_EMERGENCY = "to_emergency"
    FOLLOW_UP = "follow_up"
    JOIN = "join"
    PART = "part"
    RETURN_ASK = "return_ask"
    RETURN_DECIDE = "return_decide"
    SIGN = "sign"
    NOTE = "note"
    CONTACT = "contact"
    WHISTLE = "whistle"
    WHISTLE_END = "whistle_end"
    EXTEND_ASK = "extend_ask"
    EXTEND_DECIDE = "extend_decide"
    SUSPEND = "suspend"
    RESUME = "resume"
    GIVE_UP = "give_up"
    REPLY = "reply"
    REVIEW = "review"
    VERIFY = "verify"
    CALL_BACK = "call_back"
    RATE = "rate"
    CLOSE_WITH = "close_with"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    SUPERVISE = "supervise"
    INSTRUCT = "instruct"
    RELEVEL = "relevel"
    ASSIST = "assist"
    ASSIGN = "assign"
    HAND_OVER = "hand_over"
    MEET = "meet"
    APPOINT = "appoint"
    RECUSE = "recuse"
    TAKE_BACK = "take_back"


class Word(StrEnum):
    """The four words in which a villager sees the whole loop."""

    RECEIVED = "received"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    RESULT = "result"


S = State
WAITING = frozenset({S.REGISTERED, S.REOPENED})
"""Nobody handles it yet: the centre owes a dispatch."""
HANDLING = frozenset({S.SIGNED, S.WORKING, S.REDO})
"""The main unit is at it and may answer."""
WITH_UNIT = HANDLING | {S.DISPATCHED, S.RETURN_REQ, S.WHISTLE, S.EXTEND_REQ}
"""A unit answers for it, and the clock of the result runs."""
OF_UNIT = WITH_UNIT | {S.SUSPENDED}
"""The unit has something to do, though the clock may rest: somebody in it has it in hand."""
ANSWERED = frozenset({S.REPLIED, S.VERIFY, S.CALLBACK})
"""There is an answer; whether it is true and good is being asked."""
WITH_CENTRE = WAITING | {S.TO_EMERGENCY, S.SELF_DONE}
"""The township's centre itself answers for it; no unit has been named."""
ENDED = frozenset({S.CLOSED, S.CLOSED_UNSOLVED, S.NOT_ACCEPTED, S.WITHDRAWN, S.MERGED})
"""No clock of its own runs; what was joined to another matter follows that one's clock."""
WITHDRAWABLE = WAITING | WITH_UNIT | {S.SUSPENDED}
TAKEN_BACK = WITH_UNIT | ANSWERED | {S.SUSPENDED}
"""A unit that has to keep away had it, or had answered; the centre takes it back."""

MOVES: Mapping[Verb, Mapping[State, frozenset[State]]] = {
    Verb.REGISTER: {S.DRAFT: frozenset({S.REGISTERED})},
    Verb.SETTLE: dict.fromkeys(WAITING, frozenset({S.SELF_DONE, S.CLOSED})),
    Verb.DISPATCH: dict.fromkeys(WAITING, frozenset({S.DISPATCHED})),
    Verb.DECLINE: dict.fromkeys(WAITING, frozenset({S.NOT_ACCEPTED})),
    Verb.APPEAL: {S.NOT_ACCEPTED: frozenset({S.REGISTERED})},
    Verb.HAND_OVER_EMERGENCY: dict.fromkeys(WAITING, frozenset({S.TO_EMERGENCY})),
    Verb.FOLLOW_UP: {S.TO_EMERGENCY: frozenset({S.REGISTERED})},
    Verb.JOIN: dict.fromkeys(WAITING | {S.DISPATCHED, S.SIGNED, S.WORKING}, frozenset({S.MERGED})),
    Verb.PART: {S.MERGED: WAITING | {S.DISPATCHED, S.SIGNED, S.WORKING}},
    Verb.RETURN_ASK: {S.DISPATCHED: frozenset({S.RETURN_REQ})},
    Verb.RETURN_DECIDE: {S.RETURN_REQ: frozenset({S.DISPATCHED, S.REGISTERED})},
    Verb.SIGN: {S.DISPATCHED: frozenset({S.SIGNED})},
    Verb.NOTE: {
        S.SIGNED: frozenset({S.WORKING}),
        S.REDO: frozenset({S.WORKING}),
    },
    Verb.WHISTLE: dict.fromkeys(HANDLING, frozenset({S.WHISTLE})),
    Verb.WHISTLE_END: {S.WHISTLE: frozenset({S.WORKING})},
    Verb.EXTEND_ASK: dict.fromkeys(HANDLING, frozenset({S.EXTEND_REQ})),
    Verb.EXTEND_DECIDE: {S.EXTEND_REQ: frozenset({S.WORKING})},
    Verb.SUSPEND: dict.fromkeys(HANDLING, frozenset({S.SUSPENDED})),
    Verb.RESUME: {S.SUSPENDED: frozenset({S.WORKING})},
    Verb.GIVE_UP: {S.SUSPENDED: frozenset({S.CLOSED_UNSOLVED})},
    Verb.REPLY: dict.fromkeys(HANDLING, ANSWERED),
    Verb.REVIEW: {S.REPLIED: frozenset({S.VERIFY, S.CALLBACK, S.REDO})},
    Verb.VERIFY: {
        S.VERIFY: frozenset({S.CALLBACK, S.CLOSED, S.REDO}),
        S.SELF_DONE: frozenset({S.CLOSED, S.REOPENED}),
    },
    Verb.CALL_BACK: {
        S.CALLBACK: frozenset({S.CLOSED, S.REDO}),
        S.SELF_DONE: frozenset({S.CLOSED, S.REOPENED}),
    },
    Verb.RATE: {
        S.REPLIED: frozenset({S.VERIFY, S.CLOSED, S.REDO}),
        S.VERIFY: frozenset({S.REDO}),
        S.CALLBACK: frozenset({S.CLOSED, S.REDO}),
        S.SELF_DONE: frozenset({S.CLOSED, S.REOPENED}),
    },
    Verb.CLOSE_WITH: {S.MERGED: frozenset({S.CLOSED, S.CLOSED_UNSOLVED})},
    Verb.REOPEN: dict.fromkeys((S.CLOSED, S.CLOSED_UNSOLVED), frozenset({S.REOPENED})),
    Verb.WITHDRAW: dict.fromkeys(WITHDRAWABLE, frozenset({S.WITHDRAWN})),
    Verb.TAKE_BACK: dict.fromkeys(TAKEN_BACK, frozenset({S.REGISTERED})),
}
"""Verb → state → the states it may lead to. What is not here cannot be done.

A verb that changes no state (a note while handling, supervision, an instruction) needs no row.
"""

NEXT: Mapping[State, frozenset[State]] = {
    state: frozenset().union(*(rows.get(state, frozenset()) for rows in MOVES.values()))
    for state in State
}
"""The same table without its verbs: where a case can go from here."""

STATE_NAMES: Mapping[State, str] = {
    S.DRAFT: "草稿",
    S.REGISTERED: "待派单",
    S.SELF_DONE: "当场办结",
    S.NOT_ACCEPTED: "不予受理",
    S.MERGED: "已并案",
    S.TO_EMERGENCY: "已转紧急",
    S.DISPATCHED: "待签收",
    S.RETURN_REQ: "申请退单",
    S.SIGNED: "已签收",
    S.WORKING: "办理中",
    S.WHISTLE: "吹哨协同",
    S.EXTEND_REQ: "申请延期",
    S.SUSPENDED: "挂账",
    S.REPLIED: "待审核",
    S.VERIFY: "待核实",
    S.CALLBACK: "待回访",
    S.REDO: "重办中",
    S.CLOSED: "已办结",
    S.CLOSED_UNSOLVED: "未能解决，已结",
    S.REOPENED: "再启，待派单",
    S.WITHDRAWN: "已撤回",
}
VERB_NAMES: Mapping[Verb, str] = {
    Verb.REGISTER: "登记",
    Verb.SETTLE: "当场办结",
    Verb.DISPATCH: "派单",
    Verb.DECLINE: "不予受理",
    Verb.APPEAL: "申请复核",
    Verb.HAND_OVER_EMERGENCY: "转紧急",
    Verb.FOLLOW_UP: "紧急后续",
    Verb.JOIN: "并案",
    Verb.PART: "拆开并案",
    Verb.RETURN_ASK: "申请退单",
    Verb.RETURN_DECIDE: "审退单",
    Verb.SIGN: "签收",
    Verb.NOTE: "办理记录",
    Verb.CONTACT: "联系反映人",
    Verb.WHISTLE: "吹哨",
    Verb.WHISTLE_END: "哨结",
    Verb.EXTEND_ASK: "申请延期",
    Verb.EXTEND_DECIDE: "审延期",
    Verb.SUSPEND: "挂账",
    Verb.RESUME: "接着办",
    Verb.GIVE_UP: "按未解决结案",
    Verb.REPLY: "答复",
    Verb.REVIEW: "审核答复",
    Verb.VERIFY: "核实",
    Verb.CALL_BACK: "回访",
    Verb.RATE: "本人评价",
    Verb.CLOSE_WITH: "随主案结",
    Verb.REOPEN: "再启",
    Verb.WITHDRAW: "撤回",
    Verb.SUPERVISE: "督办",
    Verb.INSTRUCT: "领导批示",
    Verb.RELEVEL: "改紧急程度",
    Verb.ASSIST: "请单位协办",
    Verb.ASSIGN: "转给同事",
    Verb.HAND_OVER: "交接",
    Verb.MEET: "会上定的",
    Verb.APPOINT: "指定专人",
    Verb.RECUSE: "写明反映的是谁",
    Verb.TAKE_BACK: "收回重派",
}


def check_move(now: State, verb: Verb, then: State) -> None:
    """No state is skipped silently 不得跳步.

    Raises: RuleViolation.
    """
    rows = MOVES.get(verb, {})
    if now not in rows:
        open_now = "、".join(STATE_NAMES[state] for state in State if state in rows)
        raise RuleViolation(
            f"这件事现在是“{STATE_NAMES[now]}”，不能“{VERB_NAMES[verb]}”。"
            f"要在“{open_now}”的时候才能办。"
        )
    if then not in rows[now]:
        raise RuleViolation(
            f"这件事现在是“{STATE_NAMES[now]}”，"
            f"“{VERB_NAMES[verb]}”不能让它变成“{STATE_NAMES[then]}”。"
        )


def word_of(state: State) -> Word:
    """Which of the four words a state belongs to."""
    if state in WAITING or state in {S.DRAFT, S.TO_EMERGENCY, S.MERGED}:
        return Word.RECEIVED
    if state in {S.DISPATCHED, S.RETURN_REQ}:
        return Word.DISPATCHED
    if state in WITH_UNIT or state is S.SUSPENDED:
        return Word.HANDLING
    return Word.RESULT
