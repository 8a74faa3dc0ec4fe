"""Taking a case out of the figures 剔除 needs a reason from the list, and two persons.

Basis: domain.md §2.10 (reason code and approval; published as a count).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from lianxin.kernel.errors import RuleViolation


class Decision(StrEnum):
    """What the second person said."""

    GRANTED = "granted"
    REFUSED = "refused"


DECISION_NAMES: Mapping[str, str] = {
    "": "等第二个人定", Decision.GRANTED: "同意剔除", Decision.REFUSED: "不同意",
}  # fmt: skip


def check_second_person(actor_id: str, asked_by: str) -> None:
    """Whoever asks that a case does not count never decides on it 剔除要两个人.

    Raises: RuleViolation.
    """
    if actor_id == asked_by:
        raise RuleViolation("这件是您自己申请剔除的，要由另一个人来定。")
