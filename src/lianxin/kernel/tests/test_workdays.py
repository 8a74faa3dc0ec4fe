"""Working days by the State Council's notices of 2025 and 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import holidays as second_opinion
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxin.kernel import clock
from lianxin.kernel.codes.services._official import official_days
from lianxin.kernel.workdays import (
    OFFICE,
    Calendar,
    add_days,
    add_hours,
    add_office_hours,
    add_workdays,
    workdays_between,
)

LISTED = {day: is_work for day, (is_work, _name) in official_days().items()}
CALENDAR = Calendar(LISTED, frozenset(range(2004, 2027)))
moments = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: clock.at(date(2024, 1, 1)) + timedelta(minutes=minutes)
)
counts = st.integers(0, 40)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2025-01-26", True),  # Sunday before 春节, worked
        ("2025-01-27", True),
        ("2025-01-28", False),  # 除夕
        ("2025-02-04", False),
        ("2025-02-05", True),
        ("2025-02-08", True),  # Saturday after 春节, worked
        ("2025-02-09", False),
        ("2025-05-01", False),
        ("2025-10-08", False),  # 国庆 and 中秋 together, eight days
        ("2025-10-11", True),
        ("2026-01-01", False),
        ("2026-01-04", True),  # Sunday after 元旦, worked
        ("2026-02-14", True),  # Saturday before 春节, worked
        ("2026-02-15", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),  # Saturday after 春节, worked
        ("2026-11-23", True),
        ("2026-11-28", False),
    ],
)
def test_the_notice_says_whether_people_work(day: str, worked: bool) -> None:
    assert CALENDAR.is_workday(date.fromisoformat(day)) is worked


def test_a_second_opinion_agrees_on_2024_to_2026() -> None:
    other = second_opinion.country_holidays("CN", years=[2024, 2025, 2026])
    day = date(2024, 1, 1)
    while day.year < 2027:
        is_make_up = day in chinese_calendar.workdays and day.weekday() >= 5
        expected = is_make_up or (day.weekday() < 5 and day not in other)
        assert CALENDAR.is_workday(day) is expected, day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2026-02-13 10:00", 1, "2026-02-14 17:30"),  # Friday; Saturday is worked
        ("2026-02-14 10:00", 1, "2026-02-24 17:30"),  # the whole of 春节 lies between
        ("2026-02-14 23:59", 5, "2026-02-28 17:30"),  # the fifth day is a worked Saturday
        ("2026-02-18 12:00", 1, "2026-02-24 17:30"),  # begun on a holiday
        ("2025-01-25 09:00", 1, "2025-01-26 17:30"),
        ("2025-01-27 16:00", 15, "2025-02-24 17:30"),  # ④ over 春节
        ("2026-11-20 17:31", 1, "2026-11-23 17:30"),
        ("2026-11-21 08:00", 0, "2026-11-23 17:30"),
        ("2026-11-23 18:00", 0, "2026-11-23 17:30"),
    ],
)
def test_working_days_step_over_holidays_and_count_worked_saturdays(
    start: str, n: int, due: str
) -> None:
    assert add_workdays(at(start), n, CALENDAR) == at(due)


def test_seven_days_are_seven_days_holiday_or_not() -> None:
    assert add_days(at("2026-02-14 07:42"), 7) == at("2026-02-21 07:42")


def test_hours_run_at_night() -> None:
    assert add_hours(at("2026-02-14 23:30"), 2) == at("2026-02-15 01:30")


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2026-11-23 09:00", 2, "2026-11-23 11:00"),
        ("2026-11-23 10:30", 2, "2026-11-23 14:00"),  # the noon rest does not count
        ("2026-11-23 08:30", 3, "2026-11-23 11:30"),
        ("2026-11-23 11:30", 0, "2026-11-23 13:00"),
        ("2026-11-23 12:10", 1, "2026-11-23 14:00"),
        ("2026-11-23 17:00", 1, "2026-11-24 09:00"),
        ("2026-11-20 17:30", 2, "2026-11-23 10:30"),  # Friday evening to Monday
        ("2026-11-21 10:00", 2, "2026-11-23 10:30"),
        ("2026-11-23 05:00", 1, "2026-11-23 09:30"),
        ("2026-02-14 16:30", 2, "2026-02-24 09:30"),
        ("2026-11-23 08:30", 15, "2026-11-24 17:30"),
    ],
)
def test_office_hours_stop_at_noon_at_night_and_on_days_of_rest(
    start: str, n: int, due: str
) -> None:
    assert add_office_hours(at(start), n, CALENDAR) == at(due)


def test_a_county_may_have_other_office_hours() -> None:
    summer = ((time(8, 0), time(11, 30)), (time(13, 30), time(17, 30)))
    due = add_office_hours(at("2026-07-01 11:00"), 1, CALENDAR, summer)
    assert due == at("2026-07-01 14:00")


def test_a_moment_from_elsewhere_is_read_on_a_chinese_clock() -> None:
    evening_in_utc = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)  # Monday 07:00 in China
    assert add_workdays(evening_in_utc, 1, CALENDAR) == at("2026-11-24 17:30")
    assert add_days(evening_in_utc, 1) == at("2026-11-24 07:00")


def test_an_unknown_year_rests_at_weekends_and_says_that_it_is_unknown() -> None:
    assert not CALENDAR.knows(2027)
    assert CALENDAR.knows(2026)
    assert CALENDAR.is_workday(date(2027, 1, 1))
    assert not CALENDAR.is_workday(date(2027, 1, 2))
    assert add_workdays(at("2026-12-31 10:00"), 1, CALENDAR) == at("2027-01-01 17:30")
    assert add_workdays(at("2031-03-14 10:00"), 1, Calendar()) == at("2031-03-17 17:30")


@pytest.mark.parametrize(
    "wrong", [(datetime.combine(date(2026, 1, 1), time(9)), 1), (at("2026-01-01 00:00"), -1)]
)
def test_a_clock_needs_a_time_zone_and_runs_forward(wrong: tuple[datetime, int]) -> None:
    start, n = wrong
    for add in (add_days, add_hours):
        with pytest.raises(ValueError, match="clock"):
            add(start, n)
    for count in (add_workdays, add_office_hours):
        with pytest.raises(ValueError, match="clock"):
            count(start, n, CALENDAR)


def test_days_between_leave_out_the_first_and_count_the_last() -> None:
    assert workdays_between(date(2026, 2, 13), date(2026, 2, 24), CALENDAR) == 2
    assert workdays_between(date(2026, 2, 24), date(2026, 2, 13), CALENDAR) == 0
    assert workdays_between(date(2026, 2, 24), date(2026, 2, 24), CALENDAR) == 0


@given(start=moments, n=counts)
def test_a_working_day_clock_never_ends_on_a_day_of_rest(start: datetime, n: int) -> None:
    due = add_workdays(start, n, CALENDAR)
    assert CALENDAR.is_workday(due.date())
    assert due.time() == time(17, 30)


@given(start=moments, n=st.integers(1, 40))
def test_adding_and_counting_agree(start: datetime, n: int) -> None:
    due = add_workdays(start, n, CALENDAR)
    assert workdays_between(start.date(), due.date(), CALENDAR) == n


@given(start=moments, later=st.timedeltas(timedelta(0), timedelta(days=20)), n=counts)
def test_who_comes_later_is_never_due_earlier(start: datetime, later: timedelta, n: int) -> None:
    assert add_workdays(start, n, CALENDAR) <= add_workdays(start + later, n, CALENDAR)
    assert add_office_hours(start, n, CALENDAR) <= add_office_hours(start + later, n, CALENDAR)
    assert add_days(start, n) <= add_days(start + later, n)


@given(start=moments, n=counts)
def test_more_time_is_never_due_earlier(start: datetime, n: int) -> None:
    assert add_workdays(start, n, CALENDAR) <= add_workdays(start, n + 1, CALENDAR)
    assert add_office_hours(start, n, CALENDAR) < add_office_hours(start, n + 1, CALENDAR)


@given(start=moments, n=counts, m=counts)
@settings(max_examples=60)
def test_office_hours_add_up_and_end_in_office_time(start: datetime, n: int, m: int) -> None:
    due = add_office_hours(start, n, CALENDAR)
    assert due >= start
    assert CALENDAR.is_workday(due.date())
    assert any(opens <= due.time() <= closes for opens, closes in OFFICE)
    if n:
        together = add_office_hours(start, n + m, CALENDAR)
        assert add_office_hours(due, m, CALENDAR) in {together, _next_opening(together)}


def _next_opening(moment: datetime) -> datetime:
    """Twelve minutes to closing and zero hours later mean the same as the next opening."""
    return add_office_hours(moment, 0, CALENDAR)
