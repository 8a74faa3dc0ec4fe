"""What can have happened to the calendar. Areas and days only."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.kernel.facts import Event


@dataclass(frozen=True)
class CalendarDaysSet(Event):
    """Days were entered by hand, from a notice. `days`: each as 2027-01-03=work or =rest.

    `area`: the first digits of the places in which they count; empty is everywhere.
    """

    area: str
    days: list[str]


@dataclass(frozen=True)
class CalendarDaysWithdrawn(Event):
    """Days entered by hand count no longer; the published calendar does again."""

    area: str
    days: list[str]
