"""A notice as people paste it: from a sheet, from the paper itself, or wrong."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.kernel.codes.year_list import read_year


def read(text: str) -> list[tuple[str, bool, str]]:
    days, problems = read_year(text, 2027)
    assert problems == []
    return [(str(d.day), d.is_workday, d.name) for d in days]


@pytest.mark.parametrize(
    "line",
    [
        "2027-01-01,休,元旦",
        "2027-01-01\t休\t元旦",
        "2027/1/1，放假，元旦",
        "2027年1月1日 休 元旦",
        "1月1日（星期五） 元旦 休",
        "01-01 休息 元旦",
        "\ufeff2027-01-01,休,元旦,,",
    ],
)
def test_a_day_is_understood_however_it_is_written(line: str) -> None:
    assert read(line) == [("2027-01-01", False, "元旦")]


@pytest.mark.parametrize(
    "line",
    [
        "2月5日至7日 休 春节",
        "2027-02-05至2027-02-07,休,春节",
        "2月5日（星期五）至2月7日（星期日）放假调休，春节。",
        "2027.2.5~2.7 休 春节",
    ],
)
def test_a_stretch_is_every_day_of_it(line: str) -> None:
    assert read(line) == [(f"2027-02-0{n}", False, "春节") for n in (5, 6, 7)]


def test_a_heading_and_empty_lines_are_passed_over_and_days_stand_in_order() -> None:
    text = "日期,休或班,名称\n\n2月20日,班,春节调休\n , \n1月1日,休,元旦\n1月1日,休,元旦\n"
    assert read(text) == [("2027-01-01", False, "元旦"), ("2027-02-20", True, "春节调休")]


@pytest.mark.parametrize(
    ("text", "why", "line"),
    [
        ("1月1日 休 元旦\n春节放七天", "form", 2),
        ("2月30日 休", "day", 1),
        ("1月1日 元旦", "kind", 1),
        ("1月3日至1日 休", "order", 1),
        ("1月1日至2月10日 休", "long", 1),
        ("1月1日 休\n1月1日 班", "twice", 2),
        ("1月1日 休\n" * 201, "many", 201),
        ("0000-01-01 休", "day", 1),
    ],
)
def test_a_line_that_is_not_understood_is_named(text: str, why: str, line: int) -> None:
    _days, problems = read_year(text, 2027)
    assert [(p.why, p.line) for p in problems] == [(why, line)]


@given(st.text(max_size=300) | st.from_regex(r"[0-9年月日至,休班\n-]{0,60}"))
def test_whatever_is_pasted_nothing_breaks(text: str) -> None:
    days, problems = read_year(text, 2027)
    assert all(isinstance(d.day, date) for d in days)
    assert all(p.why for p in problems)
