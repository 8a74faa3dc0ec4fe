"""What can have happened to the figures. Ids, codes and numbers only."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.kernel.facts import Event


@dataclass(frozen=True)
class ExclusionAsked(Event):
    """Somebody asked that a case does not count; it counts until a second person has decided."""

    exclusion: str
    case_id: str
    county: str
    area: str
    reason: str


@dataclass(frozen=True)
class ExclusionDecided(Event):
    """A second person said yes or no. `decision`: granted or refused."""

    exclusion: str
    case_id: str
    county: str
    area: str
    reason: str
    decision: str


@dataclass(frozen=True)
class ResidentsSet(Event):
    """So many people are registered in a place, as of a day."""

    area: str
    on: str
    residents: int
