"""The week's supervision list: which matters stand on it, and why, in plain words.

Basis: domain.md §2.4 (河东区: a weekly list of what was redone twice; 山东省级投诉热线: red card,
not satisfied twice; 巴彦淖尔: passed to three units; 济南条例 art. 28: repeated, concentrated).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lianxin.domain.cases.rules.people import (
    PASSED_ON_SUPERVISED,
    REDO_SUPERVISED,
    REPEAT_DAYS,
    is_repeated,
)
from lianxin.domain.cases.rules.states import ENDED, State

UNSATISFIED_TWICE = 2


class WhyListed(StrEnum):
    """Why a matter stands on the list, one word for each rule."""

    UNSATISFIED = "unsatisfied"
    REDONE = "redone"
    PASSED_ON = "passed_on"
    LATE = "late"
    GROUP = "group"
    REPEATED = "repeated"


WHY_LISTED_NAMES: Mapping[WhyListed, str] = {
    WhyListed.UNSATISFIED: "两次不满意",
    WhyListed.REDONE: "重办两次",
    WhyListed.PASSED_ON: "转了几家没人牵头",
    WhyListed.LATE: "超期没有答复",
    WhyListed.GROUP: "多人反映",
    WhyListed.REPEATED: "反复反映",
}


@dataclass(frozen=True)
class Watched:
    """What of a case says whether it stands on the list.

    `redos` and `dispatches` are of the present round; `unsatisfied`: how often the reporter said
    不满意; `is_late`: an answer is owed and its date is over; `times`: how often the same person
    brought it, this one counted.
    """

    state: State
    redos: int = 0
    unsatisfied: int = 0
    dispatches: int = 0
    is_late: bool = False
    is_group: bool = False
    times: int = 1


def why_listed(case: Watched) -> list[str]:
    """Each rule that holds, as somebody would say it; none: it is not on the list 督办清单.

    What has ended stands there for one thing only: that its reporter was not satisfied twice.
    Basis: domain.md §2.4.
    """
    return list(reasons_listed(case).values())


def reasons_listed(case: Watched) -> dict[WhyListed, str]:
    """The same by reason, as the list is narrowed to one of them."""
    found: dict[WhyListed, str] = {}
    if case.unsatisfied >= UNSATISFIED_TWICE:
        found[WhyListed.UNSATISFIED] = f"反映人 {case.unsatisfied} 次说不满意"
    if case.state in ENDED:
        return found
    if case.redos >= REDO_SUPERVISED:
        found[WhyListed.REDONE] = f"重办了 {case.redos} 次"
    if case.dispatches >= PASSED_ON_SUPERVISED:
        found[WhyListed.PASSED_ON] = f"派了 {case.dispatches} 次，没人牵头"
    if case.is_late:
        found[WhyListed.LATE] = "超期没有答复"
    if case.is_group:
        found[WhyListed.GROUP] = "多人反映同一件事"
    if is_repeated(case.times):
        found[WhyListed.REPEATED] = f"同一个人 {REPEAT_DAYS} 天内反映了 {case.times} 次"
    return found
