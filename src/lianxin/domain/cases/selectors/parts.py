"""Parts of a case as the pages of staff and villagers show them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    ENDED,
    HANDLING,
    MOVES,
    VERB_NAMES,
    WAITING,
    WITH_UNIT,
    Clock,
    Confidentiality,
    Lateness,
    State,
    Verb,
    lateness,
)
from lianxin.domain.cases.services._case import units_of, works_on
from lianxin.domain.cases.services.join import may_part
from lianxin.domain.places import selectors as places
from lianxin.kernel import sql
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.files import selectors as files
from lianxin.kernel.privacy import mask_name, mask_phone

CALLED = frozenset(MOVES[Verb.CALL_BACK])
STEPS = """
SELECT at, actor_name, unit_name, verb, text, is_public, data FROM cases_step
 WHERE case_id = %s ORDER BY position
"""
CLOCK_NAMES: Mapping[Clock, str] = {
    Clock.DISPATCH: "派单",
    Clock.FOLLOW_UP: "紧急后续",
    Clock.SIGN: "签收",
    Clock.RETURN: "审退单",
    Clock.CONTACT: "首次联系",
    Clock.STAGE: "阶段报告",
    Clock.EXTEND: "审延期",
    Clock.HOLD: "挂账复查",
    Clock.RESULT: "办结答复",
    Clock.REVIEW: "审核答复",
    Clock.VERIFY: "核实",
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
    """One line of the history. `files`: the photos and voice that belong to it."""

    at: datetime
    who: str
    unit: str
    verb: str
    word: str
    text: str
    is_public: bool
    data: Mapping[str, Any]
    files: list[Any] = field(default_factory=list)


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
    """The clocks that have a date, in the order of the case's life; what is waited for last."""
    table = [
        (Clock.DISPATCH, _waiting_since(case), case.dispatch_due, case.dispatched_at),
        (Clock.SIGN, case.dispatched_at, case.sign_due, case.signed_at),
        (Clock.CONTACT, case.dispatched_at, case.contact_due, case.contacted_at),
        (Clock.STAGE, case.next_from, _stage(case), None),
        (Clock.RESULT, case.clock_from, _result(case), _answered_at(case)),
        (Clock.CALL_BACK, case.replied_at, _call_back(case), case.closed_at),
    ]
    running = Clock(case.next_clock) if case.next_clock else None
    if running is not None and running not in {row[0] for row in table}:
        table.append((running, case.next_from, case.next_due, None))
    return [
        ClockView(
            clock=kind,
            name=CLOCK_NAMES[kind],
            due=due,
            done_at=done,
            lateness=_lateness(started or case.registered_at, due, done, now),
            is_next=running is kind,
        )
        for kind, started, due, done in table
        if due is not None
    ]


def _stage(case: Case) -> datetime | None:
    return case.stage_due if State(case.state) in WITH_UNIT else None


def _result(case: Case) -> datetime | None:
    """While a case rests, the date of the answer rests too."""
    return None if State(case.state) is State.SUSPENDED else case.result_due


def _call_back(case: Case) -> datetime | None:
    state = State(case.state)
    return case.call_back_due if state in CALLED or case.closed_at else None


def _waiting_since(case: Case) -> datetime:
    """An appeal starts the clock of dispatching anew; dispatching starts those of the unit."""
    return case.registered_at if case.dispatched_at else case.clock_from or case.registered_at


def _answered_at(case: Case) -> datetime | None:
    return None if State(case.state) in WITH_UNIT else case.replied_at


def _lateness(started: datetime, due: datetime, done: datetime | None, now: datetime) -> Lateness:
    if done is not None:
        return Lateness.LATE if done > due else Lateness.DONE
    return lateness(started, due, now)


def files_of(case: Case, actor: Actor) -> list[Any]:
    """Photos and voice of a case that the actor may see; most have none, and nobody is asked."""
    if not case.attachment_count:
        return []
    return files.attachments_of(case.stream, actor=actor, allowed=lambda _: True)


def step_views(case: Case, held: Sequence[Any]) -> list[StepView]:
    """The history, oldest first, each line with its own of the files that the case has."""
    by_key = {str(item.pk): item for item in held}
    return [_step(row, by_key) for row in sql.rows(STEPS, [case.pk])]


def _step(row: sql.Row, held: Mapping[str, Any]) -> StepView:
    at, who, unit, verb, text, is_public, said = row
    data = json.loads(said)
    own = [held[key] for key in data.get("files", ()) if key in held]
    return StepView(at, who, unit, verb, VERB_NAMES[Verb(verb)], text, is_public, data, own)


def report_files(steps: Sequence[StepView], held: Sequence[Any]) -> list[Any]:
    """What came with the report: everything on the case that belongs to no line of its history."""
    later = {item.pk for step in steps for item in step.files}
    return [item for item in held if item.pk not in later]


OPEN_STATES = frozenset(State) - ENDED - {State.DRAFT}
ACTIONS: tuple[tuple[str, Grant, frozenset[State]], ...] = (
    ("dispatch", Grant.DISPATCH, WAITING),
    ("settle", Grant.SETTLE, WAITING),
    ("decline", Grant.DECLINE, WAITING),
    ("to_emergency", Grant.DISPATCH, WAITING),
    ("follow_up", Grant.DISPATCH, frozenset({State.TO_EMERGENCY})),
    ("join", Grant.DISPATCH, frozenset(MOVES[Verb.JOIN])),
    ("part", Grant.DISPATCH, frozenset({State.MERGED})),
    ("sign", Grant.SIGN, frozenset({State.DISPATCHED})),
    ("return_ask", Grant.SIGN, frozenset({State.DISPATCHED})),
    ("return_decide", Grant.DISPATCH, frozenset({State.RETURN_REQ})),
    ("note", Grant.NOTE, OPEN_STATES),
    ("reply", Grant.REPLY, HANDLING),
    ("extend_ask", Grant.REPLY, HANDLING),
    ("extend_decide", Grant.DISPATCH, frozenset({State.EXTEND_REQ})),
    ("extend_decide", Grant.LEAD, frozenset({State.EXTEND_REQ})),
    ("suspend", Grant.SUSPEND, HANDLING),
    ("resume", Grant.REPLY, frozenset({State.SUSPENDED})),
    ("resume", Grant.SUSPEND, frozenset({State.SUSPENDED})),
    ("give_up", Grant.LEAD, frozenset({State.SUSPENDED})),
    ("review", Grant.REVIEW, frozenset({State.REPLIED})),
    ("verify", Grant.VERIFY, frozenset(MOVES[Verb.VERIFY])),
    ("call_back", Grant.CALL_BACK, frozenset(MOVES[Verb.CALL_BACK])),
    ("assist", Grant.DISPATCH, WITH_UNIT),
    ("recuse", Grant.DISPATCH, frozenset(State) - {State.DRAFT}),
    ("assign", Grant.SIGN, WITH_UNIT),
    ("appoint", Grant.DISPATCH, OPEN_STATES),
    ("reopen", Grant.DISPATCH, frozenset(MOVES[Verb.REOPEN])),
    ("relevel", Grant.DISPATCH, OPEN_STATES),
    ("supervise", Grant.SUPERVISE, OPEN_STATES),
    ("instruct", Grant.SUPERVISE, OPEN_STATES),
    ("instruct", Grant.LEAD, OPEN_STATES),
)
BY_OTHERS = frozenset({"call_back", "verify", "review"})
"""What whoever handled the case may not do."""


def actions_of(case: Case, actor: Actor) -> frozenset[str]:
    """The verbs the actor may use on this case now."""
    units, state = units_of(case), State(case.state)
    found = {
        verb
        for verb, grant, states in ACTIONS
        if state in states and actor.may(grant, area=case.area_id, units=units)
    }
    helping = (*units, *map(str, case.helpers))
    if state in OPEN_STATES and actor.may(Grant.NOTE, area=case.area_id, units=helping):
        found.add("note")
    if state in HANDLING and works_on(actor, case):
        found.add("contact")
    if actor.id in case.handlers:
        found -= BY_OTHERS
    if state is State.MERGED and case.parent is not None and may_part(actor, case, case.parent):
        found.add("part")
    if not case.is_hard:
        found.discard("appoint")
    if state in {State.DISPATCHED} and case.is_designated:
        found.discard("return_ask")
    return frozenset(found)
