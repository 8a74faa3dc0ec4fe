"""Time, ids and refusals."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest
import time_machine

from lianxin.kernel import clock, ids
from lianxin.kernel.errors import AppError, Denied, Invalid, NotFound, RuleViolation


def test_today_is_the_day_in_china() -> None:
    with time_machine.travel(datetime(2026, 11, 22, 16, 30, tzinfo=UTC), tick=False):
        assert clock.today() == date(2026, 11, 23)
        assert clock.now() == datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
        assert clock.now().tzinfo is not None


def test_a_moment_is_shown_on_a_chinese_clock() -> None:
    shown = clock.local(datetime(2026, 11, 23, 0, 15, tzinfo=UTC))
    assert (shown.hour, shown.minute) == (8, 15)
    assert clock.at(date(2026, 11, 23), 8, 15) == shown
    assert clock.at(date(2026, 11, 23)).hour == 0


def test_the_clock_can_be_set_back_for_a_while_and_only_here() -> None:
    then = clock.at(date(2025, 3, 5), 8, 15)
    elsewhere: list[datetime] = []
    with clock.as_of(then):
        assert clock.now() == then
        assert clock.now().tzinfo is UTC
        assert clock.today() == date(2025, 3, 5)
        with clock.as_of(clock.at(date(2025, 3, 6))):
            assert clock.today() == date(2025, 3, 6)
        assert clock.now() == then
        other = threading.Thread(target=lambda: elsewhere.append(clock.now()))
        other.start()
        other.join()
    assert elsewhere[0] > then
    assert clock.now() > elsewhere[0]
    with pytest.raises(ValueError, match="time zone"), clock.as_of(datetime(2025, 3, 5)):  # noqa: DTZ001 - on purpose
        pass


def test_the_same_dice_make_the_same_ids_again() -> None:
    def made(seed: int) -> list[uuid.UUID]:
        found = []
        with ids.from_dice(Random(seed)):
            for hour in range(3):
                with clock.as_of(clock.at(date(2025, 3, 5), hour)):
                    found.append(ids.new())
        return found

    first = made(7)
    assert made(7) == first == sorted(first)
    assert made(8) != first
    assert {(one.version, one.variant) for one in first} == {(7, uuid.RFC_4122)}
    assert ids.new() not in first


def test_ids_sort_by_the_time_they_were_made() -> None:
    made = [ids.new() for _ in range(200)]
    assert made == sorted(made)
    assert len(set(made)) == 200
    assert {one.version for one in made} == {7}


def test_an_id_from_outside_is_read_or_refused_in_a_sentence() -> None:
    one = ids.new()
    assert ids.parse(str(one)) == one
    assert ids.parse(one.hex.upper()) == one
    nonsense: list[Any] = ["", "../etc", "1" * 400, None, 7]
    for wrong in nonsense:
        with pytest.raises(Invalid, match="编号不对"):
            ids.parse(wrong)


def test_ids_are_what_the_standard_library_takes() -> None:
    assert type(ids.new()) is uuid.UUID


@pytest.mark.parametrize("kind", [Denied, NotFound, RuleViolation, Invalid])
def test_every_refusal_carries_its_sentence(kind: type[AppError]) -> None:
    refusal = kind("请换一个。", code="x")
    assert isinstance(refusal, AppError)
    assert (refusal.message, refusal.code, str(refusal)) == ("请换一个。", "x", "请换一个。")


def test_a_refused_form_names_its_fields() -> None:
    assert Invalid("写错了。").fields == {}
    assert Invalid("写错了。", fields={"phone": "只能是数字"}).fields == {"phone": "只能是数字"}
