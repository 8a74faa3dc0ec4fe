"""Who may hold which roles, where, and who may give them."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.domain.users.rules import (
    RoleKind,
    check_days,
    check_giver,
    check_place_of_role,
    check_roles_together,
    clean_name,
    clean_username,
)
from lianxin.kernel.errors import Denied, Invalid, RuleViolation

DISPATCHER = RoleKind("R11", "乡镇综合指挥员", ("town",))
HANDLER = RoleKind("R14", "部门经办人", ("county", "town"), is_by_unit=True)
SYSTEM, SECURITY, AUDIT = (
    RoleKind(code, code, ("county",), is_three_powers=True) for code in ("R22", "R23", "R24")
)


@pytest.mark.parametrize("held", [SYSTEM, SECURITY, AUDIT])
@pytest.mark.parametrize("new", [SYSTEM, SECURITY, AUDIT])
def test_the_three_powers_are_three_persons(held: RoleKind, new: RoleKind) -> None:
    if held is new:
        check_roles_together([held], new)
        return
    with pytest.raises(RuleViolation, match="三个人分别担任"):
        check_roles_together([DISPATCHER, held], new)


def test_other_roles_go_together_with_one_power() -> None:
    check_roles_together([SYSTEM], DISPATCHER)
    check_roles_together([DISPATCHER, HANDLER], SYSTEM)


def test_a_role_is_given_at_its_own_level() -> None:
    check_place_of_role(DISPATCHER, level="town", has_unit=False)
    with pytest.raises(Invalid, match="“乡镇综合指挥员”只能授在乡镇（街道）") as refusal:
        check_place_of_role(DISPATCHER, level="county", has_unit=False)
    assert set(refusal.value.fields) == {"area"}


def test_a_handler_belongs_to_a_unit() -> None:
    check_place_of_role(HANDLER, level="town", has_unit=True)
    with pytest.raises(Invalid, match="要指定单位") as refusal:
        check_place_of_role(HANDLER, level="town", has_unit=False)
    assert set(refusal.value.fields) == {"unit"}


@pytest.mark.parametrize(
    ("role", "is_oneself", "is_from_above", "rights_from_above", "is_refused"),
    [
        (DISPATCHER, False, False, False, False),
        (DISPATCHER, True, True, False, True),
        (SYSTEM, False, False, False, True),
        (SYSTEM, False, True, False, False),
        (SYSTEM, False, False, True, False),
        (SYSTEM, True, True, True, True),
    ],
)
def test_who_may_give_a_role(
    role: RoleKind, is_oneself: bool, is_from_above: bool, rights_from_above: bool, is_refused: bool
) -> None:
    def give() -> None:
        check_giver(
            role=role,
            is_oneself=is_oneself,
            is_from_above=is_from_above,
            rights_from_above=rights_from_above,
        )

    if is_refused:
        with pytest.raises(Denied):
            give()
    else:
        give()


def test_a_role_lasts_at_least_a_day() -> None:
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    check_days(monday, None)
    check_days(monday, tuesday)
    with pytest.raises(Invalid, match="结束日期要在开始日期之后"):
        check_days(monday, monday)


@pytest.mark.parametrize(
    ("typed", "kept"), [(" SunJie ", "sunjie"), ("li.4-b_c", "li.4-b_c"), ("abc", "abc")]
)
def test_a_log_in_name_is_kept_small(typed: str, kept: str) -> None:
    assert clean_username(typed) == kept


@pytest.mark.parametrize("typed", ["", "ab", "4li", "老李", "a" * 41, "li si", "li\u0660\u0661"])
def test_a_log_in_name_that_is_none_gets_a_sentence(typed: str) -> None:
    with pytest.raises(Invalid, match="登录名用英文字母开头") as refusal:
        clean_username(typed)
    assert set(refusal.value.fields) == {"username"}


def test_an_account_has_somebody_s_name() -> None:
    assert clean_name(" 孙  姐 ") == "孙 姐"
    for typed in ("  ", "长" * 41):
        with pytest.raises(Invalid, match="请写姓名"):
            clean_name(typed)
