"""Headings, times and words as centres write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from lianxin.exchange.hotline12345 import rules
from lianxin.exchange.hotline12345.rules import Field
from lianxin.exchange.tests.sheets import HEADINGS
from lianxin.kernel import clock

NOW = datetime(2026, 11, 24, 10, tzinfo=clock.LOCAL)


def test_the_usual_headings_propose_themselves() -> None:
    found = rules.propose(["序号", *HEADINGS, "备注"])
    assert sorted(found.values()) == sorted(HEADINGS)
    assert found["no"] == "工单编号"
    assert not rules.missing(found)


def test_other_words_stars_and_brackets_are_known_too() -> None:
    found = rules.propose(["受理编号*", "反映内容", "来电号码（必填）", "街道", "社区", "事发地址"])
    assert found == {
        "no": "受理编号*", "text": "反映内容", "phone": "来电号码（必填）", "town": "街道",
        "village": "社区", "address": "事发地址",
    }  # fmt: skip


def test_what_the_county_kept_goes_before_what_is_usual() -> None:
    kept = {"no": "单号甲", "text": "诉求内容"}
    assert rules.propose(["单号甲", "工单编号", "诉求内容"], [{"no": "没有的列"}, kept]) == kept
    assert rules.propose(["工单编号", "诉求内容"], [kept])["no"] == "工单编号"


def test_without_number_and_words_nothing_can_be_taken_in() -> None:
    assert rules.missing({"name": "来电人"}) == [Field.NO, Field.TEXT]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-23 09:12:30", (2026, 11, 23, 9, 12, 30)),
        ("2026/11/23 9:12", (2026, 11, 23, 9, 12, 0)),
        ("2026年11月23日 9时12分", (2026, 11, 23, 9, 12, 0)),
        ("２０２６.11.23", (2026, 11, 23, 0, 0, 0)),
        ("20261123091230", (2026, 11, 23, 9, 12, 30)),
        ("2026-11-23T09:12:30.5", (2026, 11, 23, 9, 12, 30)),
    ],
)
def test_times_in_many_spellings_are_times_in_china(said: str, meant: tuple[int, ...]) -> None:
    assert rules.moment(said) == datetime(*meant, tzinfo=clock.LOCAL)  # type: ignore[arg-type, misc] # six numbers


@pytest.mark.parametrize("said", ["昨天", "2026-13-01", "2026-11-23 25:00", "11月23日", "2026"])
def test_what_is_no_time_is_not_made_one(said: str) -> None:
    assert rules.moment(said) is None


def test_a_day_alone_ends_at_its_end() -> None:
    day = clock.at(date(2026, 11, 23))
    for given in (day.replace(tzinfo=None), "2026-11-23"):
        end = rules.moment(given, is_end=True)
        assert end is not None
        assert (end.hour, end.minute) == (23, 59)
    assert rules.moment("2026-11-23 08:00", is_end=True) == clock.at(day.date(), 8)


@pytest.mark.parametrize(
    ("word", "heading", "meant"),
    [
        ("", "", "open"), ("否", "", "open"), ("是", "是否保密", "confidential"),
        ("匿名", "是否保密", "anonymous"), ("是", "是否匿名", "anonymous"), ("看情况", "", None),
    ],
)  # fmt: skip
def test_a_mark_of_secrecy_is_never_overlooked(word: str, heading: str, meant: str | None) -> None:
    assert rules.confidentiality(word, heading) == meant


def test_what_is_wanted_within_a_day_is_urgent() -> None:
    assert rules.level_of("", NOW + timedelta(hours=5), NOW) == 2
    assert rules.level_of("特急", NOW + timedelta(hours=5), NOW) == 1
    assert rules.level_of("一般", NOW + timedelta(days=5), NOW) is None
    assert rules.level_of("复杂", None, NOW) == 4


@pytest.mark.parametrize("text", ["=1+1", "+86138", "-1", "@SUM(A1)", "\t=1", "'=x", "普通", ""])
def test_formulas_are_made_harmless_and_come_back(text: str) -> None:
    safe = rules.harmless(text)
    assert not safe.startswith(rules.FORMULA)
    assert rules.unharmed(safe) == rules.unharmed(text)
