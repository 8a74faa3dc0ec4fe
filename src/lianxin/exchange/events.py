"""What can have happened to an import. Counts and ids only; the rows are nobody's business here."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.kernel.facts import Event


@dataclass(frozen=True)
class ImportUploaded(Event):
    """A file was handed in. `digest`: SHA-256 of its bytes."""

    batch: str
    county: str
    digest: str


@dataclass(frozen=True)
class ImportChecked(Event):
    """A file was gone through without taking anything in."""

    batch: str
    county: str
    good: int
    known: int
    bad: int


@dataclass(frozen=True)
class ImportStarted(Event):
    """Somebody asked for the good rows to be taken in."""

    batch: str
    county: str
    rows: int


@dataclass(frozen=True)
class ImportEnded(Event):
    """The last row was gone through."""

    batch: str
    county: str
    good: int
    known: int
    bad: int


@dataclass(frozen=True)
class ImportFailed(Event):
    """An import stopped in the middle; what was taken in stays. `code`: why."""

    batch: str
    county: str
    code: str


@dataclass(frozen=True)
class ImportDropped(Event):
    """A file that was never taken in was thrown away."""

    batch: str
    county: str


@dataclass(frozen=True)
class ImportMappingKept(Event):
    """A county's assignment of columns was kept under a name."""

    mapping: str
    county: str
