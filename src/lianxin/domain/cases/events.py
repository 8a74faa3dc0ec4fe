"""What can have happened to a case. Ids, codes and dates only; never a person's words."""

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
class CaseRegistered(CaseEvent):
    """A matter was taken in; its number was given."""

    public: ClassVar[bool] = True
    no: str
    origin: str
    channel: str
    category: str
    level: int
    due: str


@dataclass(frozen=True)
class CaseDispatched(CaseEvent):
    """A unit was named, with a date."""

    public: ClassVar[bool] = True
    unit: str
    category: str
    level: int
    due: str
    clock_version: str


@dataclass(frozen=True)
class CaseDeclined(CaseEvent):
    """The matter does not belong here; the lawful channel was told."""

    public: ClassVar[bool] = True
    reason: str


@dataclass(frozen=True)
class CaseAppealed(CaseEvent):
    """The reporter asked once for a second look at a refusal."""

    public: ClassVar[bool] = True


@dataclass(frozen=True)
class CaseSigned(CaseEvent):
    """The unit took the order over."""

    public: ClassVar[bool] = True
    unit: str


@dataclass(frozen=True)
class CaseContacted(CaseEvent):
    """The unit spoke with the reporter for the first time."""

    public: ClassVar[bool] = True
    unit: str


@dataclass(frozen=True)
class CaseNoted(CaseEvent):
    """A work note was written."""

    step: str
    is_public: bool


@dataclass(frozen=True)
class CaseReplied(CaseEvent):
    """The unit told its result."""

    public: ClassVar[bool] = True
    unit: str
    outcome: str


@dataclass(frozen=True)
class CaseCalledBack(CaseEvent):
    """The reporter was asked, or a try to reach them failed."""

    public: ClassVar[bool] = True
    method: str
    reached: bool
    solved: str
    satisfied: int


@dataclass(frozen=True)
class CaseRated(CaseEvent):
    """The reporter gave a judgement after the end."""

    public: ClassVar[bool] = True
    solved: str
    satisfied: int


@dataclass(frozen=True)
class CaseRedone(CaseEvent):
    """Not solved: the unit has to do it again."""

    public: ClassVar[bool] = True
    unit: str
    due: str
    times: int


@dataclass(frozen=True)
class CaseClosed(CaseEvent):
    """The matter ended after the reporter was heard."""

    public: ClassVar[bool] = True
    outcome: str


@dataclass(frozen=True)
class CaseWithdrawn(CaseEvent):
    """The reporter took the matter back."""

    public: ClassVar[bool] = True


@dataclass(frozen=True)
class CaseReminded(CaseEvent):
    """A clock is nearly run out, or has run out."""

    clock: str
    lateness: str
    unit: str
