"""How times and figures are said."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine

from lianxin.entrypoints.shared import words
from lianxin.kernel import clock

NOW = datetime(2026, 11, 23, 9, 41, tzinfo=clock.LOCAL)


@pytest.fixture(autouse=True)
def _frozen() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW.replace(hour=7, minute=42), "今天 07:42"),
        (NOW - timedelta(days=1), "昨天 09:41"),
        (NOW + timedelta(days=1), "明天 09:41"),
        (NOW - timedelta(days=20), "11月3日"),
        (NOW - timedelta(days=365), "2025年11月23日"),
        (None, ""),
    ],
)
def test_a_moment_is_said_the_way_people_say_it(moment: datetime | None, said: str) -> None:
    assert words.moment(moment) == said


def test_a_day_may_come_without_a_time() -> None:
    assert words.day(date(2026, 11, 22)) == "昨天"
    assert words.day(None) == ""
    assert words.stamp(NOW - timedelta(days=20)) == "11月3日 09:41"
    assert words.stamp(None) == ""


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=3, hours=4), "还剩 3 天"),
        (timedelta(days=2, hours=4), "还剩 2 天 4 小时"),
        (timedelta(hours=5, minutes=20), "还剩 5 小时"),
        (timedelta(hours=1, minutes=20), "还剩 1 小时 20 分"),
        (timedelta(seconds=30), "还剩 1 分钟"),
        (timedelta(days=-2), "已超 2 天"),
        (timedelta(minutes=-45), "已超 45 分钟"),
    ],
)
def test_what_is_left_and_what_is_over(left: timedelta, said: str) -> None:
    assert words.until(NOW + left) == said


def test_figures() -> None:
    assert words.until(None) == ""
    assert words.number(1064) == "1,064"
    assert words.number(4.83) == "4.8"
    assert words.number(None) == ""


def test_paper_names_the_day_in_full() -> None:
    assert words.dated(NOW.replace(hour=7, minute=42)) == "2026年11月23日 07:42"
    assert words.dated(None) == ""
