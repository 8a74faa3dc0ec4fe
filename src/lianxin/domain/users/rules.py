"""Who may hold which roles together.

Basis: domain.md §4.2 roles; 等保 three-power separation (§3.2).
"""

from __future__ import annotations

from collections.abc import Iterable

from lianxin.kernel.errors import RuleViolation

THREE_POWERS = frozenset({"R22", "R23", "R24"})


def check_roles_together(held: Iterable[str], new: str) -> None:
    """System, security and audit administration are three different persons 三员分立.

    Raises: RuleViolation.
    """
    others = THREE_POWERS & set(held) - {new}
    if new in THREE_POWERS and others:
        raise RuleViolation("系统管理、安全管理、审计管理要由三个人分别担任，不能一人兼任。")
