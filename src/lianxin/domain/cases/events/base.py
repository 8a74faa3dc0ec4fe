"""What every fact about a case says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianxin.kernel.facts import Event


@dataclass(frozen=True)
class CaseEvent(Event):
    """What every fact about a case says: which, and where."""

    case_id: str
    county: str
    area: str


@dataclass(frozen=True)
class CaseMoved(CaseEvent):
    """A fact after which the case stands in state `to`; replaying them gives the state."""

    public: ClassVar[bool] = True
    to: str
