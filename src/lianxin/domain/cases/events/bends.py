"""The bends: sent back, given more time, put aside, looked at, joined, begun again."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.domain.cases.events.base import CaseMoved


@dataclass(frozen=True)
class CaseSettled(CaseMoved):
    """Solved on the spot, without a dispatch. `category`: as it stands from now on."""

    outcome: str
    is_sampled: bool
    category: str = ""


@dataclass(frozen=True)
class CaseHandedToEmergency(CaseMoved):
    """Police, fire brigade or ambulance were called first."""

    service: str


@dataclass(frozen=True)
class CaseFollowedUp(CaseMoved):
    """The danger is over; what remains is dispatched like any other matter."""


@dataclass(frozen=True)
class CaseJoined(CaseMoved):
    """The same matter as another case; it follows that one's clock."""

    parent: str


@dataclass(frozen=True)
class CaseParted(CaseMoved):
    """Not the same matter after all."""

    parent: str


@dataclass(frozen=True)
class CaseReturnAsked(CaseMoved):
    """The unit says that the order is not its own."""

    unit: str


@dataclass(frozen=True)
class CaseReturnDecided(CaseMoved):
    """The centre took the order back, or left it where it was. `unit`: whose it is now."""

    decision: str
    unit: str


@dataclass(frozen=True)
class CaseTakenBack(CaseMoved):
    """The centre has it again, to give it to another unit; why is nobody's business."""


@dataclass(frozen=True)
class CaseExtensionAsked(CaseMoved):
    """The unit needs more time."""

    until: str


@dataclass(frozen=True)
class CaseExtensionDecided(CaseMoved):
    """More time was given or not."""

    decision: str
    due: str


@dataclass(frozen=True)
class CaseHeld(CaseMoved):
    """It cannot be solved now; the clock rests until it is looked at again."""

    hold: str
    review_on: str


@dataclass(frozen=True)
class CaseResumed(CaseMoved):
    """The clock runs again."""

    due: str


@dataclass(frozen=True)
class CaseGivenUp(CaseMoved):
    """Ended without a solution; never counted as solved."""


@dataclass(frozen=True)
class CaseReviewed(CaseMoved):
    """The centre read the answer before the reporter is asked."""

    is_passed: bool


@dataclass(frozen=True)
class CaseVerified(CaseMoved):
    """Somebody else looked at the spot."""

    is_passed: bool


@dataclass(frozen=True)
class CaseReopened(CaseMoved):
    """It begins again, with its history."""

    why: str


@dataclass(frozen=True)
class CaseClosedWith(CaseMoved):
    """It ended with the case that it was joined to."""

    parent: str
