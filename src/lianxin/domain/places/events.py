"""What can have happened to places. Codes, dates and counts only."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.kernel.facts import Event


@dataclass(frozen=True)
class AreasImported(Event):
    """A list of areas was taken in; `digest` is the SHA-256 of the file."""

    digest: str
    added: int
    changed: int
    closed: int


@dataclass(frozen=True)
class OutlinesImported(Event):
    """Outlines of areas or grids were taken in; `digest` is the SHA-256 of the file."""

    digest: str
    added: int
    changed: int


@dataclass(frozen=True)
class AreaMerged(Event):
    """A place ended in another one."""

    code: str
    into: str
    on: str


@dataclass(frozen=True)
class AreaMoved(Event):
    """The same place goes on under another code."""

    code: str
    new_code: str
    on: str


@dataclass(frozen=True)
class GroupAdded(Event):
    """A village has one more group."""

    code: str
    village: str


@dataclass(frozen=True)
class GridAdded(Event):
    """A village has one more grid."""

    code: str
    village: str


@dataclass(frozen=True)
class VillageDivided(Event):
    """A village was given its groups and grids in one go."""

    village: str
    groups: int
    grids: int
