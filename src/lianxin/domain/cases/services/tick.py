"""What happens by itself when a clock passes one of its marks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Reminder
from lianxin.domain.cases.rules import BY_MARK, Clock, Mark, State
from lianxin.domain.cases.services._case import due_of, identity, set_next_clock, set_next_mark
from lianxin.domain.cases.services._watch import watch
from lianxin.domain.cases.services.handle import take_over
from lianxin.domain.cases.services.hold import resume
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import record

BATCH = 200


def case_tick(*, actor: Actor, now: datetime | None = None) -> int:
    """Every mark that a clock has passed does its work, once 催办.

    A silent unit has taken its order, what was put aside comes back on its day, cards rise.
    Costs by what is due, not by what is open. Safe to repeat and to run twice at once: the row of
    a mark is unique. Returns how many marks were passed.
    Emits: CaseReminded, CaseSupervised, CaseSigned, CaseResumed.
    """
    now = now or clock.now()
    passed = 0
    while batch := _batch(actor, now):
        passed += batch
    return passed


@transaction.atomic
def _batch(actor: Actor, now: datetime) -> int:
    due = Case.objects.filter(next_mark_at__lte=now).defer("search", "text")
    cases = due.order_by("next_mark_at").select_for_update(skip_locked=True, of=("self",))
    found = list(cases[:BATCH])
    for case in found:
        case.remember()
        _pass(case, actor, now)
    return len(found)


def _pass(case: Case, actor: Actor, now: datetime) -> None:
    """One mark of one case; the next one is set, and comes in the next round if it has passed too."""
    key, state = case.next_mark, case.state
    clock_passed, mark = Clock(key.partition(":")[0]), Mark(key.partition(":")[2])
    due = due_of(case)[clock_passed]
    if due is None:
        set_next_mark(case, at=now, after=key)
        case.save(update_fields=case.changed())
        return
    _row, is_new = Reminder.objects.get_or_create(
        case=case, clock=clock_passed.value, due=due, mark=mark.value, defaults={"at": now}
    )
    if is_new:
        _act(case, clock_passed, mark, actor, now)
    if case.state == state:
        set_next_clock(case, at=now)
        set_next_mark(case, at=now, after=key)
        case.save(update_fields=case.changed())
    if not is_new or mark in {Mark.TACIT, Mark.RESUME}:
        return
    record(
        events.CaseReminded(
            **identity(case),
            clock=clock_passed.value,
            mark=mark.value,
            unit=str(case.main_org_id or ""),
            is_last=case.next_mark_at is None or case.next_mark_at > now,
        ),
        actor=actor,
    )


def _act(case: Case, clock_passed: Clock, mark: Mark, actor: Actor, now: datetime) -> None:
    if mark is Mark.TACIT and State(case.state) is State.DISPATCHED:
        take_over(case, actor, now, was=case.state)
    elif mark is Mark.RESUME and State(case.state) is State.SUSPENDED:
        resume(case, actor, now)
    elif clock_passed is Clock.RESULT and mark in BY_MARK:
        watch(case, *BY_MARK[mark], actor=actor, at=now)
