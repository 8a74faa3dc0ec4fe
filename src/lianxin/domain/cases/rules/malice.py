"""A matter may be marked as a malicious call, by two persons and for a time 恶意来电.

Basis: domain.md §2.9 repeat callers (two-person approval, no label on a person's file).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum

from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.workdays import add_days

MALICE_DAYS = 90


class Verdict(StrEnum):
    """What the second person said."""

    APPROVED = "approved"
    REFUSED = "refused"


VERDICT_NAMES: Mapping[str, str] = {
    "": "等第二个人定", Verdict.APPROVED: "认定了", Verdict.REFUSED: "没有认定",
}  # fmt: skip


def check_second_opinion(actor_id: str, *, asked_by: str, handled_by: Collection[str]) -> None:
    """Neither whoever proposed the mark nor whoever handled the matter decides on it 两人认定.

    Basis: domain.md §2.9. Raises: RuleViolation.
    """
    if actor_id == asked_by:
        raise RuleViolation("这件是您自己提的，要由另一个人来定。")
    if actor_id in handled_by:
        raise RuleViolation("这件事您办过，要由没办过的人来定。")


def check_may_lift(verdict: str, until: datetime | None, now: datetime) -> None:
    """Only a mark that stands is taken back; the rest is none, or has ended by itself 取消标记.

    Basis: domain.md §2.9. Raises: RuleViolation.
    """
    if verdict != Verdict.APPROVED:
        raise RuleViolation(f"这件{VERDICT_NAMES[verdict]}，没有标记可以取消。")
    if not malice_stands(until, now):
        raise RuleViolation("这个标记已经到期，自己失效了，不用取消。")


def malice_until(decided_at: datetime) -> datetime:
    """The mark ends by itself after 90 days 到期自动失效."""
    return add_days(decided_at, MALICE_DAYS)


def malice_stands(until: datetime | None, now: datetime) -> bool:
    """Does the mark still stand? Nobody has to take it off."""
    return until is not None and now < until
