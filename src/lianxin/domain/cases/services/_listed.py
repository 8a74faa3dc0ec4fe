"""Which of these cases stand on the week's supervision list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from lianxin.domain.cases.models import Case, CaseQuerySet, Step
from lianxin.domain.cases.rules import (
    ENDED,
    State,
    Verb,
    Watched,
    week_of,
    why_listed,
)
from lianxin.domain.cases.rules.people import (
    PASSED_ON_SUPERVISED,
    REDO_SUPERVISED,
    UNSATISFIED,
)
from lianxin.domain.cases.rules.weekly import UNSATISFIED_TWICE
from lianxin.kernel import clock

Listed = list[tuple[Case, list[str]]]
LAST_WEEK = timedelta(days=7)
_SAID = Step.objects.filter(
    verb__in=[Verb.CALL_BACK.value, Verb.RATE.value],
    data__satisfied__in=list(range(1, UNSATISFIED + 1)),
)
_SAID_SO = _SAID.filter(case=OuterRef("pk")).values("case").annotate(n=Count("pk")).values("n")


def listed(rows: CaseQuerySet, now: datetime, *, most: int | None = None) -> Listed:
    """Those of `rows` that stand on the list, the most loudly supervised first, and why.

    What ended while its reporter was not satisfied twice is told in this and the next week.
    """
    rows = rows.defer("search", "text").alias(unhappy=Coalesce(Subquery(_SAID_SO), 0))
    twice = Q(satisfied__lte=UNSATISFIED, unhappy__gte=UNSATISFIED_TWICE)
    is_late = Q(next_clock="result", next_due__lt=now)
    raised = (
        Q(redo_count__gte=F("redo_before") + REDO_SUPERVISED)
        | Q(dispatch_count__gte=PASSED_ON_SUPERVISED)
        | Q(is_group=True)
        | Q(is_hard=True)
        | is_late
        | twice
    )
    standing = rows.still_open().filter(raised).order_by("-supervision", "next_due")
    since = clock.at(week_of(clock.local(now).date()) - LAST_WEEK, 0)
    over = rows.filter(twice, rated_at__gte=since, state__in=sorted(ENDED)).order_by("rated_at")
    found = [*standing[:most], *over[:most]]
    counts = _unsatisfied(case.pk for case in found)
    told = [(case, why_listed(_watched(case, counts.get(case.pk, 0), now))) for case in found]
    return [(case, why) for case, why in told if why][:most]


def _unsatisfied(cases: Iterable[UUID]) -> dict[UUID, int]:
    """How often each reporter said 不满意, where it was twice or more."""
    counted = _SAID.filter(case__in=list(cases)).values_list("case").annotate(n=Count("pk"))
    return dict(counted.filter(n__gte=UNSATISFIED_TWICE))


def _watched(case: Case, unsatisfied: int, now: datetime) -> Watched:
    return Watched(
        state=State(case.state), redos=case.redo_count - case.redo_before, unsatisfied=unsatisfied,
        dispatches=case.dispatch_count,
        is_late=case.next_clock == "result" and case.next_due is not None and case.next_due < now,
        is_group=case.is_group, times=case.repeat_count + 1 if case.is_hard else 1,
    )  # fmt: skip
