"""A matter is proposed to be marked as a malicious call, a second person decides, one takes it back."""

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
    """A second person approved or refused. `until`: when the mark ends by itself. `asked_by`: the
    actor who proposed it.
    """

    mark: str
    case_id: str
    county: str
    area: str
    verdict: str
    until: str
    asked_by: str = ""


@dataclass(frozen=True)
class MaliceLifted(Event):
    """A mark was taken back before its time 取消标记; the reason stands on the mark."""

    mark: str
    case_id: str
    county: str
    area: str
    asked_by: str
