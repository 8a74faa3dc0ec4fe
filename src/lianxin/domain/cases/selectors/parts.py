"""Parts of a case as the pages of staff and villagers show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianxin.domain.cases.models import Case, Step
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    HANDLING,
    Clock,
    Confidentiality,
    Lateness,
    State,
    lateness,
)
from lianxin.domain.cases.services._case import units_of
from lianxin.domain.places import selectors as places
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.privacy import mask_name, mask_phone

CLOCK_NAMES: Mapping[Clock, str] = {
    Clock.DISPATCH: "派单",
    Clock.SIGN: "签收",
    Clock.CONTACT: "首次联系",
    Clock.RESULT: "办结答复",
    Clock.CALL_BACK: "回访",
}


@dataclass(frozen=True)
class ReporterView:
    """Who reported, masked; `may_reveal` says whether asking with a reason helps."""

    name: str
    phone: str
    is_hidden: bool
    is_confidential: bool
    may_reveal: bool


@dataclass(frozen=True)
class ClockView:
    """One clock of a case: until when, and how it stands."""

    clock: Clock
    name: str
    due: datetime
    done_at: datetime | None
    lateness: Lateness
    is_next: bool


@dataclass(frozen=True)
class StepView:
    """One line of the history."""

    at: datetime
    who: str
    unit: str
    verb: str
    word: str
    text: str
    is_public: bool
    data: Mapping[str, Any]


def name_of(kinds: Mapping[str, codes.CodeRow], code: str) -> str:
    """A category's own name."""
    row = kinds.get(code)
    return row.name if row else ""


def place_of(case: Case, actor: Actor) -> str:
    """Village and, if it was said, its natural group: 卧凤沟乡小新立屯村三组."""
    name = places.display_name(case.area_id, actor=actor)
    group = places.group_find(case.group, actor=actor) if case.group else None
    return f"{name}{group.name}" if group else name


def reporter_view(case: Case, actor: Actor) -> ReporterView | None:
    """The reporter as this actor may see them: masked, hidden, or nobody."""
    if not case.reporter_name and not case.reporter_phone:
        return None
    units = units_of(case)
    confidential = case.confidentiality == Confidentiality.CONFIDENTIAL
    needed = Grant.REVEAL if confidential else Grant.SEE_REPORTER
    may = actor.may(needed, area=case.area_id, units=units)
    if not may:
        return ReporterView("", "", is_hidden=True, is_confidential=confidential, may_reveal=False)
    return ReporterView(
        name=mask_name(case.reporter_name) if case.reporter_name else "",
        phone=mask_phone(case.reporter_phone) if case.reporter_phone else "",
        is_hidden=False,
        is_confidential=confidential,
        may_reveal=True,
    )


def clock_views(case: Case, now: datetime) -> list[ClockView]:
    """The clocks that have a date, in the order of the case's life."""
    table = (
        (Clock.DISPATCH, _waiting_since(case), case.dispatch_due, case.dispatched_at),
        (Clock.SIGN, case.clock_from, case.sign_due, case.signed_at),
        (Clock.CONTACT, case.clock_from, case.contact_due, case.contacted_at),
        (Clock.RESULT, case.clock_from, case.result_due, _answered_at(case)),
        (Clock.CALL_BACK, case.replied_at, case.call_back_due, case.closed_at),
    )
    return [
        ClockView(
            clock=kind,
            name=CLOCK_NAMES[kind],
            due=due,
            done_at=done,
            lateness=_lateness(started or case.registered_at, due, done, now),
            is_next=case.next_clock == kind.value,
        )
        for kind, started, due, done in table
        if due is not None
    ]


def _waiting_since(case: Case) -> datetime:
    """An appeal starts the clock of dispatching anew; dispatching starts those of the unit."""
    return case.registered_at if case.dispatched_at else case.clock_from or case.registered_at


def _answered_at(case: Case) -> datetime | None:
    return None if State(case.state) in HANDLING else case.replied_at


def _lateness(started: datetime, due: datetime, done: datetime | None, now: datetime) -> Lateness:
    if done is not None:
        return Lateness.LATE if done > due else Lateness.DONE
    return lateness(started, due, now)


VERB_WORDS = {
    "register": "登记",
    "dispatch": "派单",
    "decline": "不予受理",
    "sign": "签收",
    "note": "办理记录",
    "contact": "联系反映人",
    "reply": "答复",
    "call_back": "回访",
    "rate": "本人评价",
    "withdraw": "撤回",
    "appeal": "申请复核",
}


def step_views(case: Case, *, only_public: bool) -> list[StepView]:
    """The history, oldest first."""
    steps = Step.objects.filter(case=case).order_by("position")
    if only_public:
        steps = steps.filter(is_public=True)
    return [
        StepView(
            at=s.at,
            who=s.actor_name,
            unit=s.unit_name,
            verb=s.verb,
            word=VERB_WORDS.get(s.verb, s.verb),
            text=s.text,
            is_public=s.is_public,
            data=s.data,
        )
        for s in steps
    ]


ACTIONS: tuple[tuple[str, Grant, frozenset[State]], ...] = (
    ("dispatch", Grant.DISPATCH, frozenset({State.REGISTERED})),
    ("decline", Grant.DECLINE, frozenset({State.REGISTERED})),
    ("sign", Grant.SIGN, frozenset({State.DISPATCHED})),
    ("note", Grant.NOTE, frozenset(State) - {State.CLOSED, State.WITHDRAWN, State.NOT_ACCEPTED}),
    ("reply", Grant.REPLY, HANDLING),
    ("call_back", Grant.CALL_BACK, frozenset({State.REPLIED})),
)


def actions_of(case: Case, actor: Actor) -> frozenset[str]:
    """The verbs the actor may use on this case now."""
    units = units_of(case)
    found = {
        verb
        for verb, grant, states in ACTIONS
        if State(case.state) in states and actor.may(grant, area=case.area_id, units=units)
    }
    if actor.id in case.handlers:
        found.discard("call_back")
    return frozenset(found)
