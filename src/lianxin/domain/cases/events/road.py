"""The straight road: taken in, given out, signed, answered, asked about, ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianxin.domain.cases.events.base import CaseEvent, CaseMoved


@dataclass(frozen=True)
class CaseRegistered(CaseMoved):
    """A matter was taken in; its number was given."""

    no: str
    origin: str
    channel: str
    category: str
    level: int
    due: str


@dataclass(frozen=True)
class CaseDispatched(CaseMoved):
    """A unit was named, with a date."""

    unit: str
    category: str
    level: int
    due: str
    clock_version: str
    is_designated: bool


@dataclass(frozen=True)
class CaseDeclined(CaseMoved):
    """The matter does not belong here; the lawful channel was told."""

    reason: str


@dataclass(frozen=True)
class CaseAppealed(CaseMoved):
    """The reporter asked once for a second look at a refusal."""


@dataclass(frozen=True)
class CaseSigned(CaseMoved):
    """The unit took the order over; `is_tacit`: by silence, nobody signed 视为签收."""

    unit: str
    is_tacit: bool = False


@dataclass(frozen=True)
class CaseContacted(CaseEvent):
    """The unit spoke with the reporter for the first time."""

    public: ClassVar[bool] = True
    unit: str


@dataclass(frozen=True)
class CaseNoted(CaseMoved):
    """A work note was written; the unit's first one turns 已签收 into 办理中."""

    public: ClassVar[bool] = False
    step: str
    is_public: bool


@dataclass(frozen=True)
class CaseReplied(CaseMoved):
    """The unit told its result."""

    unit: str
    outcome: str


@dataclass(frozen=True)
class CaseCalledBack(CaseMoved):
    """The reporter was asked, or a try to reach them failed."""

    method: str
    reached: bool
    solved: str
    satisfied: int


@dataclass(frozen=True)
class CaseRated(CaseMoved):
    """The reporter gave a judgement after the end."""

    solved: str
    satisfied: int


@dataclass(frozen=True)
class CaseRedone(CaseEvent):
    """Not solved, not true, not clear or the reporter not satisfied: the unit does it again."""

    public: ClassVar[bool] = True
    unit: str
    due: str
    times: int
    why: str = ""


@dataclass(frozen=True)
class CaseClosed(CaseEvent):
    """The matter ended after the reporter was heard."""

    public: ClassVar[bool] = True
    outcome: str


@dataclass(frozen=True)
class CaseWithdrawn(CaseMoved):
    """The reporter took the matter back."""
