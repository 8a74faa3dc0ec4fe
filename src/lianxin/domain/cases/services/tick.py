"""What happens by itself when a clock passes one of its marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Reminder
from lianxin.domain.cases.rules import BY_MARK, Clock, Mark, State
from lianxin.domain.cases.services._case import due_of, identity, set_next_clock, set_next_mark
from lianxin.domain.cases.services._watch import watch
from lianxin.domain.cases.services.handle import take_over
from lianxin.domain.cases.services.hold import resume
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import record, record_each

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
    cases = due.order_by("next_mark_at", "pk").select_for_update(skip_locked=True, of=("self",))
    found = list(cases[:BATCH])
    for case in found:
        case.remember()
    plain: list[Case] = []
    others: list[Case] = []
    for case in found:
        (plain if _only_reminds(case) else others).append(case)
    _remind(plain, actor, now)
    for case in others:
        _pass(case, actor, now)
    return len(found)


def _mark_of(case: Case) -> tuple[Clock, Mark]:
    kind, _, mark = case.next_mark.partition(":")
    return Clock(kind), Mark(mark)


def _only_reminds(case: Case) -> bool:
    """Most marks are a reminder and nothing more; they are given together."""
    kind, mark = _mark_of(case)
    acts = mark in {Mark.TACIT, Mark.RESUME} or (kind is Clock.RESULT and mark in BY_MARK)
    return not acts and due_of(case)[kind] is not None


def _remind(cases: Sequence[Case], actor: Actor, now: datetime) -> None:
    """One reminder for each of these cases, in a handful of questions however many they are."""
    keys = [(c.pk, *_mark_of(c), due_of(c)[_mark_of(c)[0]]) for c in cases]
    given = Reminder.objects.filter(case__in=[c.pk for c in cases]) if cases else []
    held = {(r.case_id, Clock(r.clock), Mark(r.mark), r.due) for r in given}
    Reminder.objects.bulk_create(
        [
            Reminder(case_id=pk, clock=kind, due=due, mark=mark, at=now)
            for pk, kind, mark, due in keys
            if due is not None and (pk, kind, mark, due) not in held
        ]
    )
    told = []
    for case in cases:
        (kind, mark), key = _mark_of(case), case.next_mark
        is_new = (case.pk, kind, mark, due_of(case)[kind]) not in held
        set_next_clock(case, at=now)
        set_next_mark(case, at=now, after=key)
        if is_new:
            told.append(_reminded(case, kind, mark, now))
    if cases:
        _save_marks(cases)
        record_each(told, actor=actor)


def _reminded(case: Case, kind: Clock, mark: Mark, now: datetime) -> events.CaseReminded:
    return events.CaseReminded(
        **identity(case), clock=kind.value, mark=mark.value, unit=str(case.main_org_id or ""),
        is_last=case.next_mark_at is None or case.next_mark_at > now,
    )  # fmt: skip


def _save_marks(cases: Sequence[Case]) -> None:
    """Only what a reminder changes, sent in one go."""
    columns = ("next_clock", "next_from", "next_soon", "next_due", "next_mark", "next_mark_at")
    sets = ", ".join(f"{name} = %s" for name in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE cases_case SET {sets} WHERE id = %s",  # noqa: S608 - names from above
            [[*(getattr(case, name) for name in columns), case.pk] for case in cases],
        )


def _pass(case: Case, actor: Actor, now: datetime) -> None:
    """One mark of one case; the next one is set, and comes in the next round if it has passed too."""
    key, state = case.next_mark, case.state
    clock_passed, mark = _mark_of(case)
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
    record(_reminded(case, clock_passed, mark, now), actor=actor)


def _act(case: Case, clock_passed: Clock, mark: Mark, actor: Actor, now: datetime) -> None:
    if mark is Mark.TACIT and State(case.state) is State.DISPATCHED:
        take_over(case, actor, now, was=case.state, is_tacit=True)
    elif mark is Mark.RESUME and State(case.state) is State.SUSPENDED:
        resume(case, actor, now)
    elif clock_passed is Clock.RESULT and mark in BY_MARK:
        watch(case, *BY_MARK[mark], actor=actor, at=now)
