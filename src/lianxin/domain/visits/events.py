"""What can have happened with visits. Ids and codes only."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.kernel.facts import Event


@dataclass(frozen=True)
class VisitRecorded(Event):
    """Somebody looked in. `case`: what was found and taken in with it, or empty."""

    visit: str
    household: str
    purpose: str
    is_fine: bool
    case: str


@dataclass(frozen=True)
class VisitUndone(Event):
    """The visit was entered by mistake and taken back on the same day."""

    visit: str
    household: str
