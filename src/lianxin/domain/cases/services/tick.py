"""Remind of clocks that are nearly run out or have run out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Reminder
from lianxin.domain.cases.rules import Lateness
from lianxin.domain.cases.services._case import identity
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import record

BATCH = 200


def case_tick(*, actor: Actor, now: datetime | None = None) -> int:
    """Each clock reminds once when it turns yellow and once when it turns red 催办.

    Safe to repeat and to run twice at once: the reminder row is unique. Returns how many fired.
    Emits: CaseReminded.
    """
    now = now or clock.now()
    fired = 0
    for lateness in (Lateness.LATE, Lateness.SOON):
        while batch := _remind_batch(actor, lateness, now):
            fired += batch
    return fired


@transaction.atomic
def _remind_batch(actor: Actor, lateness: Lateness, now: datetime) -> int:
    cases = Case.objects.late(now) if lateness is Lateness.LATE else Case.objects.soon(now)
    reminded = Reminder.objects.filter(
        case=OuterRef("pk"),
        clock=OuterRef("next_clock"),
        due=OuterRef("next_due"),
        lateness=lateness.value,
    )
    waiting = cases.filter(~Exists(reminded)).defer("search", "text").order_by("next_due")
    locked = list(waiting.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    for case in locked:
        if case.next_due is None:
            continue
        Reminder.objects.create(
            case=case, clock=case.next_clock, due=case.next_due, lateness=lateness.value, at=now
        )
        record(
            events.CaseReminded(
                **identity(case),
                clock=case.next_clock,
                lateness=lateness.value,
                unit=str(case.main_org_id or ""),
            ),
            actor=actor,
        )
    return len(locked)
