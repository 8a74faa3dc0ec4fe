"""What happens by itself when a clock passes one of its marks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.services._marks import NEEDED, acts_alone, pass_alone, pass_together
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor

log = structlog.get_logger(__name__)
BATCH = 200


def case_tick(*, actor: Actor, now: datetime | None = None) -> int:
    """Every mark that a clock has passed does its work, once 催办.

    A silent unit has taken its order, what was put aside comes back on its day, cards rise.
    Costs by what is due, not by what is open. Safe to repeat and to run twice at once: the row of
    a mark is unique. A mark that fails waits for the next sweep; the others pass, then it is told.
    Returns how many marks were passed. Raises: ExceptionGroup.
    Emits: CaseReminded, CaseSupervised, CaseSigned, CaseResumed.
    """
    now = now or clock.now()
    passed = 0
    failed: dict[UUID, Exception] = {}
    is_over = False
    while not is_over:
        count, wrong = _round(actor, now, list(failed))
        passed, failed = passed + count, failed | wrong
        is_over = not count and not wrong
    if failed:
        raise ExceptionGroup("marks failed", list(failed.values()))
    return passed


def _round(
    actor: Actor, now: datetime, without: Collection[UUID]
) -> tuple[int, dict[UUID, Exception]]:
    """What is due, together; if that fails, one by one, to find whose fault it is."""
    try:
        return _batch(actor, now, without=without), {}
    except Exception:
        log.exception("marks_failed_together")
    passed, wrong = 0, {}
    due = Case.objects.filter(next_mark_at__lte=now).exclude(pk__in=without)
    for key in list(due.order_by("next_mark_at", "pk").values_list("pk", flat=True)[:BATCH]):
        try:
            passed += _batch(actor, now, only=key)
        except Exception as bad:
            log.exception("mark_failed", case=str(key))
            wrong[key] = bad
    return passed, wrong


@transaction.atomic
def _batch(
    actor: Actor, now: datetime, *, only: UUID | None = None, without: Collection[UUID] = ()
) -> int:
    due = Case.objects.filter(next_mark_at__lte=now).only(*NEEDED)
    if only is not None:
        due = due.filter(pk=only)
    if without:
        due = due.exclude(pk__in=without)
    cases = due.order_by("next_mark_at", "pk").select_for_update(skip_locked=True, of=("self",))
    found = list(cases[:BATCH])
    alone = [case.pk for case in found if acts_alone(case)]
    passed = pass_together([case for case in found if case.pk not in alone], actor, now)
    for key in alone:
        pass_alone(Case.objects.defer("search", "text").get(pk=key), actor, now)
    return passed + len(alone)
