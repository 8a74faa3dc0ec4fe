"""What can have happened to a household or one of its people. Ids and codes only, never names."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.kernel.facts import Event


@dataclass(frozen=True)
class HouseholdAdded(Event):
    """A household was entered."""

    household: str
    area: str


@dataclass(frozen=True)
class HouseholdChanged(Event):
    """Place, channel, language, note or where it lives changed; `fields` names the columns."""

    household: str
    area: str
    fields: list[str]


@dataclass(frozen=True)
class HouseholdClosed(Event):
    """Nobody of the household is left in the register."""

    household: str
    area: str


@dataclass(frozen=True)
class HeadNamed(Event):
    """Another person stands for the household."""

    household: str
    resident: str


@dataclass(frozen=True)
class ResidentAdded(Event):
    """A person was entered into a household."""

    household: str
    resident: str
    area: str


@dataclass(frozen=True)
class ResidentChanged(Event):
    """What is known of a person changed; `fields` names the columns, never their values."""

    household: str
    resident: str
    fields: list[str]


@dataclass(frozen=True)
class ResidentMoved(Event):
    """A person belongs to another household now."""

    resident: str
    household: str
    former: str


@dataclass(frozen=True)
class ResidentLeft(Event):
    """A person moved away or died; the row stays for the register."""

    household: str
    resident: str
    residence: str


@dataclass(frozen=True)
class TagGiven(Event):
    """A household or person is in a difficulty of a kind from now on."""

    household: str
    tag: str
    code: str


@dataclass(frozen=True)
class TagEnded(Event):
    """The difficulty is over, or was never there."""

    household: str
    tag: str
    code: str


@dataclass(frozen=True)
class ConsentGiven(Event):
    """A person agreed to a purpose."""

    resident: str
    consent: str
    purpose: str


@dataclass(frozen=True)
class ConsentWithdrawn(Event):
    """A person agrees no more; whoever used it has to stop."""

    resident: str
    consent: str
    purpose: str


@dataclass(frozen=True)
class PersonRevealed(Event):
    """Somebody looked at masked fields of a person, with a reason that the access log keeps."""

    resident: str
    fields: list[str]
