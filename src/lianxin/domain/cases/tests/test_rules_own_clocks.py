"""What a county may say of its own clocks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lianxin.domain.cases import rules
from lianxin.domain.cases.rules import Level, Span

TODAY = date(2026, 11, 3)
FIRST = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("one", "other", "is_longer"),
    [
        (Span(2, "hour"), Span(2, "hour"), False),
        (Span(121, "minute"), Span(2, "hour"), True),
        (Span(24, "hour"), Span(1, "day"), False),
        (Span(1, "workday"), Span(24, "hour"), True),  # from a Friday
        (Span(7, "day"), Span(10, "workday"), False),
        (Span(15, "day"), Span(10, "workday"), True),
        (Span(8, "office_hour"), Span(2, "workday"), False),
    ],
)
def test_spans_of_different_units_are_compared_over_a_plain_week(
    one: Span, other: Span, is_longer: bool
) -> None:
    assert (rules.longer_from(one, other) is not None) is is_longer


@pytest.mark.parametrize(
    ("n", "unit", "said"),
    [
        (None, "day", "1 或者更大"), (0, "day", "1 或者更大"), (-3, "day", "1 或者更大"),
        (366, "day", "太长"), (99999, "workday", "太长"), (3, "fortnight", "请选单位"),
        (3, "workday", ""),
    ],
)  # fmt: skip
def test_a_clock_is_a_number_and_a_unit(n: int | None, unit: str, said: str) -> None:
    found = rules.span_problem(n, unit)
    assert said in found if said else found == ""


def test_whoever_has_to_answer_has_signed_before() -> None:
    spans = {Level.ORDINARY: {"sign": Span(1, "workday"), "contact": Span(2, "hour"),
                              "result": Span(1, "day")}}  # fmt: skip
    (said,) = rules.spans_problems(spans, {}).values()
    assert said == (
        "③一般的签收会比答复还晚：星期一 08:00派的，签收到星期二 17:30，答复到星期二 08:00。"
    )
    assert list(rules.spans_problems(spans, {})) == ["3-sign"]


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (None, "请填"), (TODAY, "明天或者以后"), (TODAY - timedelta(days=9), "明天或者以后"),
        (TODAY + timedelta(days=731), "太远"), (FIRST, "已经有一个"),
        (TODAY + timedelta(days=1), ""),
    ],
)  # fmt: skip
def test_a_version_begins_on_a_free_day_to_come(first: date | None, said: str) -> None:
    found = rules.first_day_problem(first, TODAY, {FIRST})
    assert said in found if said else found == ""
