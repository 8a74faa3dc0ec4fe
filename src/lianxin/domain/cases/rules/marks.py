"""Marks on a running clock: the moments at which something happens by itself.

Basis: domain.md §2.7 cross-cutting (提醒 → 黄 → 红 → 提级), §2.4 (黄牌 one working day before,
红牌 after the end).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lianxin.domain.cases.rules.clocks import Clock, Clocks, soon_at
from lianxin.kernel.workdays import Calendar, workday_before

LONG = timedelta(days=2)
"""A clock shorter than this has no yellow card: it would come before half of the time is gone."""


class Mark(StrEnum):
    """What a clock says when it passes one of its marks."""

    HALF = "half"
    SOON = "soon"
    YELLOW = "yellow"
    TACIT = "tacit"
    RESUME = "resume"
    RED = "red"
    ESCALATE = "escalate"


LASTING = frozenset({Mark.TACIT, Mark.RESUME, Mark.RED, Mark.ESCALATE})
"""Marks that do something: they are made up for if nobody swept when they passed."""


@dataclass(frozen=True)
class Running:
    """A clock that runs: since when, until when."""

    clock: Clock
    started: datetime
    due: datetime


@dataclass(frozen=True)
class Passing:
    """A moment at which something happens by itself, and of which clock."""

    at: datetime
    clock: Clock
    mark: Mark

    @property
    def key(self) -> str:
        """How the mark is kept: clock and kind."""
        return f"{self.clock.value}:{self.mark.value}"


def marks_of(
    running: Sequence[Running],
    clocks: Clocks,
    calendar: Calendar,
    *,
    return_until: datetime | None = None,
) -> list[Passing]:
    """Every mark of the clocks that run, in the order of time 提醒 50 %、80 %，黄、红、提级.

    The answer's clock runs beside the others: a unit that never made contact is late all the same.
    `return_until`: an order that nobody has sent back by then counts as taken 沉默视为签收, but not
    before the time to sign is over: who may still sign in time is not silent.
    Basis: domain.md §2.7 `dispatched`, `return_req`; 天津 draft (silent = accepted).
    """
    found = [mark for one in running for mark in _marks(one, clocks, calendar)]
    sign = next((one.due for one in running if one.clock is Clock.SIGN), None)
    if return_until is not None and sign is not None:
        found.append(Passing(max(return_until, sign), Clock.SIGN, Mark.TACIT))
    order, rank = list(Mark), list(Clock)
    return sorted(found, key=lambda p: (p.at, order.index(p.mark), rank.index(p.clock)))


def _marks(running: Running, clocks: Clocks, calendar: Calendar) -> list[Passing]:
    clock, started, due = running.clock, running.started, running.due
    if clock is Clock.HOLD:
        return [Passing(due, clock, Mark.RESUME)]
    found = [(soon_at(started, due), Mark.SOON), (due, Mark.RED)]
    if clock is Clock.RESULT:
        found.append((started + (due - started) / 2, Mark.HALF))
        found.append((clocks.escalate.after(due, calendar), Mark.ESCALATE))
        yellow = workday_before(due, calendar)
        if due - started >= LONG and yellow > started:
            found.append((yellow, Mark.YELLOW))
    return [Passing(at, clock, mark) for at, mark in found]


def next_mark(marks: Sequence[Passing], now: datetime, *, after: str = "") -> Passing | None:
    """The mark to come; one that does something counts even when its moment has passed.

    `after`: the key of the mark that was passed last, if these clocks have been swept before.
    """
    keys = [mark.key for mark in marks]
    if after in keys:
        rest = marks[keys.index(after) + 1 :]
        return rest[0] if rest else None
    return next((mark for mark in marks if mark.at > now or mark.mark in LASTING), None)
