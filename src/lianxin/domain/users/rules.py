"""Who may hold which roles, where, and who may give them. Pure functions.

Basis: domain.md §4.2 roles; three-power separation of 等级保护 (§3.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lianxin.kernel.errors import Denied, Invalid, RuleViolation

USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}", re.ASCII)
NAME_LENGTH = 40
LEVEL_WORDS = {
    "province": "省", "city": "市", "county": "县（区）", "town": "乡镇（街道）", "village": "村（社区）",
}  # fmt: skip


@dataclass(frozen=True)
class RoleKind:
    """What the rules need to know of a role."""

    code: str
    name: str
    levels: tuple[str, ...]
    is_by_unit: bool = False
    is_three_powers: bool = False


def check_roles_together(held: Iterable[RoleKind], new: RoleKind) -> None:
    """System, security and audit administration are three different persons 三员分立.

    Raises: RuleViolation.
    """
    others = {role.code for role in held if role.is_three_powers} - {new.code}
    if new.is_three_powers and others:
        raise RuleViolation("系统管理、安全管理、审计管理要由三个人分别担任，不能一人兼任。")


def check_place_of_role(role: RoleKind, *, level: str, has_unit: bool) -> None:
    """A role is given at the level it is made for, and with a unit if it works for one 角色层级.

    Raises: Invalid.
    """
    if level not in role.levels:
        where = "、".join(LEVEL_WORDS[step] for step in role.levels)
        sentence = f"“{role.name}”只能授在{where}，请重新选地方。"
        raise Invalid(sentence, fields={"area": sentence})
    if role.is_by_unit and not has_unit:
        sentence = f"“{role.name}”要指定单位。"
        raise Invalid(sentence, fields={"unit": sentence})


def check_giver(
    *, role: RoleKind, is_oneself: bool, is_from_above: bool, rights_from_above: bool
) -> None:
    """Nobody gives power to themselves, and the three powers of a place are given from above 授权.

    `is_from_above`: the giver's own area is wider than the place of the role. `rights_from_above`:
    the giver is the program itself, set to work by whoever runs the machine.

    Raises: Denied.
    """
    if is_oneself:
        raise Denied("不能给自己授权或撤权，请另一位安全管理员来办。")
    if role.is_three_powers and not (is_from_above or rights_from_above):
        raise Denied(f"“{role.name}”由上一级授，本级不能自己授。")


def check_days(since: date, until: date | None) -> None:
    """A role begins before it ends; `until` is the first day without it.

    Raises: Invalid.
    """
    if until is not None and until <= since:
        sentence = "结束日期要在开始日期之后。"
        raise Invalid(sentence, fields={"until": sentence})


def clean_username(text: str) -> str:
    """A log-in name: a small letter first, 3 to 40 letters, digits, dots or dashes 登录名.

    Raises: Invalid.
    """
    username = text.strip().lower()
    if not USERNAME.fullmatch(username):
        sentence = "登录名用英文字母开头，3 到 40 位，只能有字母、数字、点和横线。"
        raise Invalid(sentence, fields={"username": sentence})
    return username


def clean_name(text: str) -> str:
    """Whose account it is; never empty 姓名.

    Raises: Invalid.
    """
    name = " ".join(text.split())
    if not 0 < len(name) <= NAME_LENGTH:
        sentence = "请写姓名，最多 40 个字。"
        raise Invalid(sentence, fields={"name": sentence})
    return name
