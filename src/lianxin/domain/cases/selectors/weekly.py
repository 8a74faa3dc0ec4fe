"""The week's supervision list as its page, paper and file show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import week_of
from lianxin.domain.cases.selectors.queues import CaseRow, case_rows
from lianxin.domain.cases.services._listed import listed
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor

MOST = 300


@dataclass(frozen=True)
class ListedRow:
    """One matter on the list, and in plain words why it stands there."""

    case: CaseRow
    why: list[str]
    supervision: int


@dataclass(frozen=True)
class WeeklyList:
    """The list of a week, given by its Monday; `is_cut`: there are more."""

    week: date
    rows: list[ListedRow]
    is_cut: bool


def weekly_list(*, actor: Actor, grant: Grant = Grant.WATCH_LIST) -> WeeklyList:
    """What has to be looked at this week where the actor keeps the list 督办清单.

    Basis: domain.md §2.4 (河东区). `grant`: what the actor has to hold in the place besides.
    """
    now = clock.now()
    rows = Case.objects.visible_to(actor, Grant.WATCH_LIST)
    if grant is not Grant.WATCH_LIST:
        rows = rows.filter(pk__in=Case.objects.visible_to(actor, grant).values("pk"))
    found = listed(rows, now, most=MOST + 1)
    shown = found[:MOST]
    cases = case_rows([case for case, _why in shown], actor, now)
    return WeeklyList(
        week_of(clock.today()),
        [
            ListedRow(row, why, case.supervision)
            for row, (case, why) in zip(cases, shown, strict=True)
        ],
        len(found) > MOST,
    )
