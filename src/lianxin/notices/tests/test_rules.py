"""When a message may go out, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.kernel import ids
from lianxin.kernel.clock import LOCAL
from lianxin.notices.rules import (
    MAX_PER_DAY,
    TRIES,
    Kind,
    account_of,
    is_mobile,
    is_too_much,
    may_go_at,
    next_try,
    wakes_people,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("moment", "goes"),
    [
        ("2026-11-23T20:59", "2026-11-23T20:59"),
        ("2026-11-23T21:00", "2026-11-24T07:00"),
        ("2026-11-23T23:59", "2026-11-24T07:00"),
        ("2026-11-24T00:00", "2026-11-24T07:00"),
        ("2026-11-24T06:59", "2026-11-24T07:00"),
        ("2026-11-24T07:00", "2026-11-24T07:00"),
        ("2026-12-31T22:00", "2027-01-01T07:00"),
    ],
)
def test_nobody_is_woken_between_nine_and_seven(moment: str, goes: str) -> None:
    assert may_go_at(at(moment), is_urgent=False) == at(goes)


def test_a_danger_wakes_people() -> None:
    assert may_go_at(at("2026-11-24T03:00"), is_urgent=True) == at("2026-11-24T03:00")


def test_a_line_on_a_screen_wakes_nobody() -> None:
    assert {kind for kind in Kind if not wakes_people(kind)} == {Kind.IN_APP}


def test_tries_come_later_and_later_and_end() -> None:
    now = at("2026-11-23T10:00")
    waits = [next_try(n, now, Kind.SMS, is_urgent=False) for n in range(1, TRIES)]
    assert [w - now for w in waits if w] == [
        timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=8),
        timedelta(minutes=32), timedelta(minutes=128),
    ]  # fmt: skip
    assert next_try(TRIES, now, Kind.SMS, is_urgent=False) is None


@given(
    st.datetimes(datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-12-31")),
    st.integers(1, TRIES - 1),
)
def test_no_try_ever_falls_into_the_night(moment: datetime, tries: int) -> None:
    again = next_try(tries, moment.replace(tzinfo=LOCAL), Kind.SMS, is_urgent=False)
    assert again is not None
    assert 7 <= again.astimezone(LOCAL).hour < 21
    assert again > moment.replace(tzinfo=LOCAL)


def test_a_phone_cannot_be_flooded_except_for_a_danger() -> None:
    assert not is_too_much(MAX_PER_DAY - 1, is_urgent=False)
    assert is_too_much(MAX_PER_DAY, is_urgent=False)
    assert not is_too_much(MAX_PER_DAY, is_urgent=True)


@pytest.mark.parametrize(
    ("phone", "can"),
    [("13841800001", True), ("04188800001", False), ("", False), ("1384180", False)],
)
def test_only_a_mobile_takes_a_text_message(phone: str, can: bool) -> None:
    assert is_mobile(phone) is can


def test_an_inbox_belongs_to_an_account() -> None:
    key = ids.new()
    assert account_of(f"user:{key}") == key
    assert account_of("villager") is None
