"""What a unit is, and who may answer for what."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.domain.orgs.rules import (
    KIND_NAMES,
    Duty,
    Kind,
    check_duty,
    check_unit,
    head_rank,
    is_held,
    is_short_number,
    is_uscc,
    serves,
)
from lianxin.kernel.errors import Invalid, RuleViolation


def test_the_head_is_named_before_the_deputy_and_both_before_a_clerk() -> None:
    assert [head_rank(t) for t in ("站长", "副站长", "办事员", "党支部书记", "")] == [0, 1, 2, 0, 2]


@pytest.mark.parametrize(
    ("kind", "category", "has_post", "has_unit", "sentence"),
    [
        (Duty.AREA, "", True, False, ""),
        (Duty.LINE, "04", True, False, ""),
        (Duty.SITE, "04", False, True, ""),
        (Duty.AREA, "", False, False, "要指定负责人"),
        (Duty.LINE, "04", False, True, "要指定负责人"),
        (Duty.LINE, "", True, False, "要指定哪一类事"),
        (Duty.SITE, "", False, True, "要指定哪一类事"),
        (Duty.SITE, "04", True, False, "要指定责任单位"),
        (Duty.AREA, "04", True, False, "不分类别"),
    ],
)
def test_leaders_hold_areas_deputies_lines_and_units_spots(
    kind: Duty, category: str, has_post: bool, has_unit: bool, sentence: str
) -> None:
    if not sentence:
        check_duty(kind, category=category, has_post=has_post, has_unit=has_unit)
        return
    with pytest.raises(RuleViolation, match=sentence):
        check_duty(kind, category=category, has_post=has_post, has_unit=has_unit)


@pytest.mark.parametrize(
    ("name", "kind", "level", "field"),
    [
        ("环卫站", "station", "town", ""),
        ("", "station", "town", "name"),
        ("长" * 61, "station", "town", "name"),
        ("环卫站", "club", "town", "kind"),
        ("环卫站", "station", "county", "area"),
    ],
)
def test_a_unit_has_a_name_and_a_kind_and_stands_where_it_serves(
    name: str, kind: str, level: str, field: str
) -> None:
    if not field:
        check_unit(name=name, kind=kind, level=level, level_of_area="town")
        return
    with pytest.raises(Invalid) as refusal:
        check_unit(name=name, kind=kind, level=level, level_of_area="town")
    assert set(refusal.value.fields) == {field}


def test_every_kind_has_a_name_that_people_use() -> None:
    assert set(KIND_NAMES) == set(Kind)


def test_an_office_is_held_up_to_the_day_it_ends() -> None:
    first, end = date(2026, 3, 1), date(2026, 9, 1)
    held = {d: is_held(first, end, d) for d in (date(2026, 2, 28), first, date(2026, 8, 31), end)}
    assert list(held.values()) == [False, True, True, False]
    assert is_held(first, None, date(2036, 1, 1))


@pytest.mark.parametrize("number", ["110", "12345", "95598", "12348"])
def test_numbers_that_everybody_knows(number: str) -> None:
    assert is_short_number(number)


@pytest.mark.parametrize("number", ["11", "123456", "88123", "0418-2345678", "1a0", "１１０"])
def test_numbers_that_are_not_short_ones(number: str) -> None:
    assert not is_short_number(number)


def test_a_social_credit_code_is_checked_by_its_last_sign() -> None:
    assert is_uscc("91350100M000100Y43"), "the example of the standard"
    assert not is_uscc("91350100M000100Y44")
    assert not is_uscc("91350100M000100Y4")
    assert not is_uscc("91350100I000100Y43"), "I, O, S, V and Z are not used"


def test_a_unit_serves_by_its_line_or_its_name() -> None:
    assert serves("环卫", "卧凤沟乡清洁服务中心", "环卫")
    assert serves("", "卧凤沟乡环卫站", "环卫")
    assert not serves("民政", "卧凤沟乡民政办", "环卫")
    assert not serves("环卫", "卧凤沟乡环卫站", "")
