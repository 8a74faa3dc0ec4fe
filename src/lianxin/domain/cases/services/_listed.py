"""Which of these cases stand on the week's supervision list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
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
    REPEAT_NAMED,
    UNSATISFIED,
)
from lianxin.domain.cases.rules.weekly import UNSATISFIED_TWICE, WhyListed
from lianxin.kernel import clock

Listed = list[tuple[Case, list[str]]]
LAST_WEEK = timedelta(days=7)
_SAID = Step.objects.filter(
    verb__in=[Verb.CALL_BACK.value, Verb.RATE.value],
    data__satisfied__in=list(range(1, UNSATISFIED + 1)),
)
_SAID_SO = _SAID.filter(case=OuterRef("pk")).values("case").annotate(n=Count("pk")).values("n")


def reasons(now: datetime) -> dict[WhyListed, Q]:
    """Each rule of the list as a condition on rows that `parts` gave."""
    return {
        WhyListed.UNSATISFIED: Q(unhappy__gte=UNSATISFIED_TWICE),
        WhyListed.REDONE: Q(redo_count__gte=F("redo_before") + REDO_SUPERVISED),
        WhyListed.PASSED_ON: Q(dispatch_count__gte=PASSED_ON_SUPERVISED),
        WhyListed.LATE: Q(next_clock="result", next_due__lt=now),
        WhyListed.GROUP: Q(is_group=True),
        WhyListed.REPEATED: Q(is_hard=True, repeat_count__gte=REPEAT_NAMED - 1),
    }


def parts(rows: CaseQuerySet, now: datetime) -> tuple[CaseQuerySet, CaseQuerySet]:
    """Those of `rows` that stand on the list: what is open, and what ended not long ago.

    What ended while its reporter was not satisfied twice is told in this and the next week. For
    what is open the last word is asked first, by its index, before anybody counts what was said.
    """
    rows = rows.alias(unhappy=Coalesce(Subquery(_SAID_SO), 0))
    found = reasons(now)
    twice = Q(satisfied__lte=UNSATISFIED) & found.pop(WhyListed.UNSATISFIED)
    standing = rows.still_open().filter(reduce(or_, found.values()) | twice)
    since = clock.at(week_of(clock.local(now).date()) - LAST_WEEK, 0)
    return standing, rows.filter(twice, rated_at__gte=since, state__in=sorted(ENDED))


def for_reason(now: datetime, why: WhyListed) -> tuple[Q, Q]:
    """One reason as a condition on both parts; what has ended stands there for one reason alone."""
    is_of_both = why is WhyListed.UNSATISFIED
    return reasons(now)[why], Q() if is_of_both else Q(pk__in=[])


def listed(
    rows: CaseQuerySet, now: datetime, *, most: int | None = None, why: WhyListed | None = None
) -> Listed:
    """Those of `rows` that stand on the list, the most loudly supervised first, and why.

    `why`: only those that stand there for this reason, among others.
    """
    standing, over = parts(rows.defer("search", "text"), now)
    if why is not None:
        of_open, of_over = for_reason(now, why)
        standing, over = standing.filter(of_open), over.filter(of_over)
    standing, over = standing.order_by("-supervision", "next_due"), over.order_by("rated_at")
    found = [*standing[:most], *over[:most]][:most]
    counts = _unsatisfied(case.pk for case in found)
    return [(case, why_listed(_watched(case, counts.get(case.pk, 0), now))) for case in found]


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
