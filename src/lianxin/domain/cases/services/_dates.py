"""The dates of a case under another level, and after a rest; the history says what has moved them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from lianxin.domain.cases.models import Case, Step
from lianxin.domain.cases.rules import (
    WAITING,
    WITH_UNIT,
    Change,
    Clocks,
    Granted,
    Level,
    Named,
    Rested,
    Span,
    State,
    Verb,
    due_after_rest,
    due_at_new_level,
    due_with,
    dues,
)
from lianxin.domain.cases.services import _law


def result_span(case: Case, clocks: Clocks) -> Span:
    """How long the answer may take: once a case has been sent back, the time of the redo counts."""
    return clocks.redo if case.redo_count > case.redo_before else clocks.result


def rest_is_over(case: Case, now: datetime) -> None:
    """What was left when it was put aside is left now; the caller holds the lock 接着办.

    Whoever has spoken with the reporter owes no later first contact.
    """
    if case.held_at is None:
        return
    clocks = _law.clocks_kept(case)
    spans: dict[str, Span | None] = {
        "stage_due": clocks.stage,
        "result_due": result_span(case, clocks),
    }
    if case.contacted_at is None:
        spans["contact_due"] = clocks.contact
    was = case.result_due
    for name, span in spans.items():
        due: datetime | None = getattr(case, name)
        if due is not None and span is not None:
            later = due_after_rest(
                due, span.unit, _law.calendar(case.county), held_at=case.held_at, back_at=now
            )
            setattr(case, name, later)
    if case.clock_from and case.result_due and was:
        case.clock_from += case.result_due - was


def move_to_level(case: Case, clocks: Clocks, now: datetime) -> None:
    """Every date that is still owed, as the clocks of another level have it; does not save.

    The rule is in rules/dates.py.
    """
    state, calendar = State(case.state), _law.calendar(case.county)
    if state in WAITING:
        reckoned = clocks.dispatch.after(case.clock_from or case.registered_at, calendar)
        case.dispatch_due = due_at_new_level(
            reckoned, case.dispatch_due, clocks.dispatch, now, calendar
        )
    if state not in WITH_UNIT | {State.SUSPENDED}:
        return
    at = case.held_at or now
    case.result_due = new_result_due(case, clocks, at)
    _owed_to_the_unit(case, clocks, at)
    _stage(case, clocks, at)


def dues_on_dispatch(case: Case, levels: Collection[Level], now: datetime) -> dict[Level, datetime]:
    """Until when the answer would be owed at each level, if the case were dispatched now.

    The first dispatch starts it. Whoever passes the order on leaves the date as it is; another
    level has it from the first dispatch on, with all that has moved it. Changes nothing: a form
    shows what the dispatch will do.
    Basis: domain.md §2.8, §5 痛点5.
    """
    start, calendar = case.first_dispatched_at, _law.calendar(case.county)
    promised = case.result_due if start else None
    moved = _moved_since(case) if promised and {*levels} - {case.level} else None
    found: dict[Level, datetime] = {}
    for level in levels:
        clocks = _law.clocks_for(case, level)
        if promised is None:
            found[level] = dues(clocks, now, calendar, first_at=start).result
        elif level == case.level:
            found[level] = promised
        else:
            found[level] = new_result_due(case, clocks, now, moved)
    return found


def new_result_due(
    case: Case,
    clocks: Clocks,
    at: datetime,
    moved: tuple[datetime | None, list[Change]] | None = None,
) -> datetime:
    """Until when the answer is owed by these clocks, with all that has moved the date so far.

    `moved`: what has moved it, where the caller has read that already.
    """
    start, changes = moved or _moved_since(case)
    span, calendar = result_span(case, clocks), _law.calendar(case.county)
    reckoned = due_with(span, start or at, changes, calendar)
    return due_at_new_level(reckoned, case.result_due, span, at, calendar)


def _owed_to_the_unit(case: Case, clocks: Clocks, at: datetime) -> None:
    """Signing, first contact and sending back, where they are still to come."""
    calendar, start = _law.calendar(case.county), case.dispatched_at or at
    if case.signed_at is None:
        reckoned = clocks.sign.after(start, calendar)
        case.sign_due = due_at_new_level(reckoned, case.sign_due, clocks.sign, at, calendar)
    if case.contacted_at is None:
        rests = [c for c in _moved_since(case)[1] if isinstance(c, Rested)]
        reckoned = due_with(clocks.contact, start, rests, calendar)
        case.contact_due = due_at_new_level(
            reckoned, case.contact_due, clocks.contact, at, calendar
        )
    if State(case.state) is State.DISPATCHED and case.return_until and case.return_until > at:
        span = clocks.return_within
        reckoned = span.after(start, calendar)
        case.return_until = due_at_new_level(reckoned, case.return_until, span, at, calendar)


def _stage(case: Case, clocks: Clocks, at: datetime) -> None:
    """A long matter owes its first word a span after it has become one; a redo is never long."""
    if clocks.stage is None or result_span(case, clocks) is not clocks.result:
        case.stage_due = None
        return
    next_word = clocks.stage.after(at, _law.calendar(case.county))
    case.stage_due = min(case.stage_due or next_word, next_word)


def _moved_since(case: Case) -> tuple[datetime | None, list[Change]]:
    """Since when the answer is owed, and what has moved its date since, in order."""
    start = case.first_dispatched_at
    rows = Step.objects.filter(case=case, at__gte=start) if start else Step.objects.none()
    changes: list[Change] = []
    held_at: datetime | None = None
    for step in rows.order_by("position"):
        if step.to_state == State.REDO and step.from_state != State.REDO:
            start, changes = step.at, []
        elif step.verb == Verb.SUSPEND:
            held_at = step.at
        elif step.verb == Verb.RESUME and held_at is not None:
            changes.append(Rested(held_at, step.at))
        elif change := _change(Verb(step.verb), step.data):
            changes.append(change)
    return start, changes


def _change(verb: Verb, data: dict[str, Any]) -> Change | None:
    due = datetime.fromisoformat(data["due"]) if data.get("due") else None
    if verb is Verb.EXTEND_DECIDE and due and data.get("decision") == "granted":
        return Granted(datetime.fromisoformat(data["was"]), due)
    return Named(due) if verb in {Verb.INSTRUCT, Verb.MEET} and due else None
