"""Passing marks: those that remind and raise a card together, those that do more one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import Jsonb

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Supervision
from lianxin.domain.cases.rules import BY_MARK, Clock, Mark, State, Watch, Why
from lianxin.domain.cases.services._case import due_of, identity, set_next_clock, set_next_mark
from lianxin.domain.cases.services._watch import risen, supervised, watch
from lianxin.domain.cases.services.handle import take_over
from lianxin.domain.cases.services.hold import resume
from lianxin.kernel import rows, sql
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import record, record_each

# Whoever was given this reminder before is not given it again, whoever sweeps.
GIVE = """
INSERT INTO cases_reminder (case_id, clock, due, mark, at)
SELECT case_id, clock, due, mark, %s
FROM jsonb_to_recordset(%s) AS given (case_id uuid, clock text, due timestamptz, mark text)
ON CONFLICT (case_id, clock, due, mark) DO NOTHING
RETURNING case_id
"""
CHANGED = (
    "next_clock", "next_from", "next_soon", "next_due", "next_mark", "next_mark_at", "supervision",
)  # fmt: skip
"""All that a reminder or a card changes."""
NEEDED = (
    *CHANGED, "county", "area", "state", "level", "main_org", "clock_version", "clock_from",
    "registered_at", "dispatched_at", "contacted_at", "replied_at", "return_until", "wait_due",
    "dispatch_due", "sign_due", "contact_due", "stage_due", "result_due", "call_back_due",
)  # fmt: skip
"""All that they need to know of a case."""


@dataclass(frozen=True)
class Due:
    """A mark that has passed: of which case and clock, and the end of that clock."""

    case: Case
    clock: Clock
    mark: Mark
    end: datetime

    @property
    def card(self) -> tuple[Watch, Why] | None:
        """What the mark raises supervision to, and why."""
        return BY_MARK.get(self.mark) if self.clock is Clock.RESULT else None


def acts_alone(case: Case) -> bool:
    """Most marks are a reminder or a card, and go together; the others do more or name somebody."""
    kind, mark = _mark_of(case)
    moves = mark in {Mark.TACIT, Mark.RESUME}
    rises = kind is Clock.RESULT and mark is Mark.ESCALATE
    return moves or rises or due_of(case)[kind] is None


def pass_together(cases: Sequence[Case], actor: Actor, now: datetime) -> int:
    """A reminder and, near the end, a card for each of these; as many questions for one as for all.

    Marks that have passed too since nobody swept follow at once, up to one that acts alone.
    The caller holds the locks. Returns how many marks were passed.
    """
    passed, going = 0, list(cases)
    while going:
        _pass_each(going, actor, now)
        passed += len(going)
        going = [case for case in going if _is_due(case, now) and not acts_alone(case)]
    rows.update_all(cases, CHANGED)
    return passed


def _pass_each(cases: Sequence[Case], actor: Actor, now: datetime) -> None:
    """One mark of each; the next one is set on the case, which is not saved yet."""
    passing = [_due(case) for case in cases]
    new = _give(passing, now)
    told = [one for one in passing if one.case.pk in new]
    _raise(told, actor, now)
    for case in cases:
        set_next_clock(case, at=now, after=case.next_mark)
    record_each([_reminded(one, now) for one in told], actor=actor)


def _is_due(case: Case, now: datetime) -> bool:
    return case.next_mark_at is not None and case.next_mark_at <= now


def pass_alone(case: Case, actor: Actor, now: datetime) -> None:
    """One mark of one case; the next one is set, and comes in the next round if it has passed too.

    The caller holds the lock; the row is a whole one.
    """
    case.remember()
    key, state = case.next_mark, case.state
    kind, mark = _mark_of(case)
    if due_of(case)[kind] is None:
        set_next_mark(case, at=now, after=key)
        rows.update(case, case.changed())
        return
    one = _due(case)
    is_new = bool(_give([one], now))
    if is_new:
        _act(one, actor, now)
    if case.state == state:
        set_next_clock(case, at=now, after=key)
        rows.update(case, case.changed())
    if is_new and mark not in {Mark.TACIT, Mark.RESUME}:
        record(_reminded(one, now), actor=actor)


def _mark_of(case: Case) -> tuple[Clock, Mark]:
    kind, _, mark = case.next_mark.partition(":")
    return Clock(kind), Mark(mark)


def _due(case: Case) -> Due:
    kind, mark = _mark_of(case)
    end = due_of(case)[kind]
    assert end is not None  # whatever has no end acts alone
    return Due(case, kind, mark, end)


def _give(passing: Sequence[Due], now: datetime) -> set[UUID]:
    """Write the reminders down; returns the cases that had not been given theirs."""
    given = [
        {"case_id": str(d.case.pk), "clock": d.clock, "due": d.end.isoformat(), "mark": d.mark}
        for d in passing
    ]
    return {key for (key,) in sql.rows(GIVE, [now, Jsonb(given)])}


def _raise(told: Sequence[Due], actor: Actor, now: datetime) -> None:
    """Cards for those that do not stand as high already, each with its fact."""
    steps: list[Supervision] = []
    facts: list[events.CaseSupervised] = []
    for one in told:
        if one.card is not None and one.case.supervision < one.card[0]:
            steps.append(risen(one.case, *one.card, actor=actor, at=now))
            facts.append(supervised(one.case, *one.card))
    rows.insert_all(steps)
    if facts:
        record_each(facts, actor=actor)


def _reminded(one: Due, now: datetime) -> events.CaseReminded:
    case = one.case
    return events.CaseReminded(
        **identity(case), clock=one.clock.value, mark=one.mark.value,
        unit=str(case.main_org_id or ""),
        is_last=not _is_due(case, now),
    )  # fmt: skip


def _act(one: Due, actor: Actor, now: datetime) -> None:
    case, mark = one.case, one.mark
    if mark is Mark.TACIT and State(case.state) is State.DISPATCHED:
        take_over(case, actor, now, was=case.state, is_tacit=True)
    elif mark is Mark.RESUME and State(case.state) is State.SUSPENDED:
        resume(case, actor, now)
    elif one.card is not None:
        watch(case, *one.card, actor=actor, at=now)
