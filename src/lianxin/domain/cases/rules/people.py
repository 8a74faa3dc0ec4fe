"""Who may do it, who may know it, and what the reporter is asked.

Basis: domain.md §2.7 `callback`, §2.9.
"""

from __future__ import annotations

from enum import StrEnum

from lianxin.domain.cases.rules.states import State
from lianxin.kernel.errors import RuleViolation

CALL_BACK_TRIES = 3
RATE_DAYS = 15


class Confidentiality(StrEnum):
    """Who may know the reporter: the handling unit, only the centre, or nobody."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


class Solved(StrEnum):
    """The reporter's own answer to 解决了没有."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


def check_call_back_by(actor_id: str, handled_by: set[str]) -> None:
    """Whoever handled a matter does not ask whether it was handled well 回访与办理分开.

    Basis: domain.md §2.7 `callback`, §5 痛点7.
    Raises: RuleViolation.
    """
    if actor_id in handled_by:
        raise RuleViolation("这件事是您办的，回访要由别的同事来做。")


def after_call_back(reached: bool, solved: Solved | None, tries: int) -> State:
    """Solved closes, unsolved goes back, three failed tries end as 未接通.

    `tries` counts this one. Basis: domain.md §2.7 `callback`.
    """
    if not reached:
        return State.CLOSED if tries >= CALL_BACK_TRIES else State.REPLIED
    return State.CLOSED if solved is Solved.YES else State.REDO


def check_unit(*, is_village: bool, village_may_be_main: bool) -> None:
    """A department's duty is never dispatched to a village as main handler 村级保护.

    Basis: 北京市接诉即办工作条例 art. 17; domain.md §2.9.
    Raises: RuleViolation.
    """
    if is_village and not village_may_be_main:
        raise RuleViolation(
            "这类事是部门或乡镇的职责，不能派给村里主办。请改派给有权处理的单位，村里可以协助。"
        )
