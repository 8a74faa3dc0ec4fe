"""Those who watch: clocks, supervision, leaders, those who help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianxin.domain.cases.events.base import CaseEvent
from lianxin.kernel.facts import Event


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
class CaseRepeated(CaseEvent):
    """The same person brought the same matter again; one named person is asked for."""

    times: int


@dataclass(frozen=True)
class CaseAppointed(CaseEvent):
    """One named person stays with a repeated matter. `former` is empty for the first."""

    cadre: str
    former: str


@dataclass(frozen=True)
class SupervisionListed(Event):
    """A week has begun, and so many matters stand on the supervision list of a place."""

    area: str
    week: str
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
class CaseRecused(CaseEvent):
    """Somebody said, or put right, whom it is about ("" for nobody); never an entry of the log."""

    org: str
    person: str


@dataclass(frozen=True)
class CaseAssisted(CaseEvent):
    """More units help."""

    units: list[str]


@dataclass(frozen=True)
class CaseAssigned(CaseEvent):
    """A person of the main unit has it from now on. `why`: asked, handed_over or nobody."""

    owner: str
    former: str
    why: str


@dataclass(frozen=True)
class HandOverOpened(Event):
    """Somebody leaves; a list of what passes on waits for the receiver."""

    hand_over: str
    from_user: str
    to_user: str
    cases: int


@dataclass(frozen=True)
class HandOverConfirmed(Event):
    """The receiver has taken the list over."""

    hand_over: str
    to_user: str
    cases: int


@dataclass(frozen=True)
class HandOverDropped(Event):
    """A list was taken back before anybody confirmed it."""

    hand_over: str


@dataclass(frozen=True)
class ClocksSet(Event):
    """A county set how long things take, from a day to come.

    `changed`: what differs from before, each as level.clock=number-unit (3.result=5-workday).
    """

    county: str
    clock_version: str
    valid_from: str
    changed: list[str]


@dataclass(frozen=True)
class ClocksWithdrawn(Event):
    """A county took a version back before its day came."""

    county: str
    clock_version: str
    valid_from: str


@dataclass(frozen=True)
class CatalogueChanged(Event):
    """Whose a kind of matter is in a place was said anew. `unit` is empty where a line ended."""

    row: str
    category: str
    area: str
    unit: str
