"""The whistle: asked for, called, answered, done 吹哨报到; and the meetings over cases."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.domain.cases.events.base import CaseEvent, CaseMoved
from lianxin.kernel.facts import Event


@dataclass(frozen=True)
class CaseWhistleAsked(CaseEvent):
    """The township wants departments to come; a leader has to say yes."""

    whistle: str
    whistle_kind: str
    due: str


@dataclass(frozen=True)
class CaseWhistled(CaseMoved):
    """The departments are called together."""

    whistle: str
    units: list[str]
    is_emergency: bool


@dataclass(frozen=True)
class CaseWhistleDecided(CaseEvent):
    """The leader said yes or no. `decision`: approved or refused."""

    whistle: str
    decision: str
    asked_by: str


@dataclass(frozen=True)
class CaseWhistleAnswered(CaseEvent):
    """A department answered the call."""

    whistle: str
    unit: str
    answer: str
    is_in_time: bool


@dataclass(frozen=True)
class CaseWhistleResult(CaseEvent):
    """A department has done its part, and says whether the whistle was right."""

    whistle: str
    unit: str
    by_unit: str


@dataclass(frozen=True)
class CaseWhistleLate(CaseEvent):
    """Somebody owes a word and its time is over. `unit` is empty where the leader owes it."""

    whistle: str
    unit: str


@dataclass(frozen=True)
class CaseWhistleEnded(CaseMoved):
    """The departments that were called have done their part; the case goes on."""

    whistle: str


@dataclass(frozen=True)
class CaseMet(CaseEvent):
    """A meeting decided on a case. `ending`: here, dated or escalated; `meeting_kind`: which one.

    `unit`: whom it named, who helps from now on if it is not the main unit; `until`: by which day.
    """

    meeting: str
    ending: str
    due: str
    unit: str = ""
    until: str = ""
    meeting_kind: str = "weekly"


@dataclass(frozen=True)
class MeetingCalled(Event):
    """A township or a county called its meeting; the agenda wrote itself."""

    meeting: str
    area: str
    on: str
    items: int
    meeting_kind: str = "weekly"


@dataclass(frozen=True)
class MeetingUnitsNamed(Event):
    """Which units are called to a meeting, and which need not come any more."""

    meeting: str
    on: str
    added: list[str]
    dropped: list[str]


@dataclass(frozen=True)
class MeetingMissing(Event):
    """A week has begun, something waits for a township's weekly meeting, and none is planned."""

    area: str
    week: str
    items: int


@dataclass(frozen=True)
class MeetingAgendaChanged(Event):
    """A case came onto the agenda or off it. `change`: added or dropped."""

    meeting: str
    case_id: str
    change: str


@dataclass(frozen=True)
class MeetingEnded(Event):
    """The meeting is over; every item has ended."""

    meeting: str
    items: int
