"""Those who watch: clocks, supervision, leaders, those who help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianxin.domain.cases.events.base import CaseEvent, CaseMoved


@dataclass(frozen=True)
class CaseReminded(CaseEvent):
    """A clock has passed one of its marks. `is_last`: no later mark has passed as well."""

    clock: str
    mark: str
    unit: str
    is_last: bool


@dataclass(frozen=True)
class CaseGrouped(CaseEvent):
    """Many people have the same matter; the township's leader is told."""

    people: int
    cases: int


@dataclass(frozen=True)
class CaseSupervised(CaseEvent):
    """Supervision rose or was lifted."""

    public: ClassVar[bool] = True
    level: int
    reason: str


@dataclass(frozen=True)
class CaseInstructed(CaseEvent):
    """A leader wrote an instruction."""

    step: str
    due: str


@dataclass(frozen=True)
class CaseReleveled(CaseEvent):
    """How pressing it is was changed, and with it the clock."""

    public: ClassVar[bool] = True
    level: int
    due: str


@dataclass(frozen=True)
class CaseWhistled(CaseMoved):
    """The township called departments together."""

    whistle: str
    units: list[str]
    is_emergency: bool


@dataclass(frozen=True)
class CaseWhistleEnded(CaseMoved):
    """The departments that were called have done their part; the case goes on."""

    whistle: str
