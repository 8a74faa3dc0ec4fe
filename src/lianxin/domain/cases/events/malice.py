"""A matter is proposed to be marked as a malicious call, and a second person decides."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.kernel.facts import Event


@dataclass(frozen=True)
class MaliceAsked(Event):
    """Somebody proposed the mark; nothing is marked yet. Never an entry of the log."""

    mark: str
    case_id: str
    county: str
    area: str


@dataclass(frozen=True)
class MaliceDecided(Event):
    """A second person approved or refused. `until`: when the mark ends by itself."""

    mark: str
    case_id: str
    county: str
    area: str
    verdict: str
    until: str
