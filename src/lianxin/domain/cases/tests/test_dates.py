"""Dates that move: what rested, what was granted or named, and another level."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.domain.cases.rules import (
    WORKING,
    Change,
    Granted,
    Named,
    Rested,
    Span,
    check_earlier,
    due_after_rest,
    due_at_new_level,
    due_with,
    time_left,
)
from lianxin.kernel import clock
from lianxin.kernel.codes.services._official import official_days
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.workdays import OFFICE, Calendar

LISTED = {day: is_work for day, (is_work, _name) in official_days().items()}
YEARS = frozenset(range(2004, 2027))
CALENDAR = Calendar(LISTED, YEARS)
WITH_A_SATURDAY = Calendar({**LISTED, date(2026, 6, 13): True}, YEARS)
"""Saturday 13 June 2026 made up for a day off."""
WEEK, FIFTEEN, FIVE = Span(7, "day"), Span(15, "workday"), Span(5, "workday")
A_DAY = Span(24, "hour")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)


moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: clock.at(date(2025, 1, 1)) + timedelta(minutes=minutes)
)
spans = st.sampled_from([WEEK, FIFTEEN, FIVE, A_DAY, Span(4, "office_hour"), Span(30, "minute")])
some_time = st.integers(0, 95 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(begun=moments, span=spans, before=some_time, rest=some_time)
def test_what_was_left_is_left(
    begun: datetime, span: Span, before: timedelta, rest: timedelta
) -> None:
    due, held_at = span.after(begun, CALENDAR), begun + before
    back_at = held_at + rest
    later = due_after_rest(due, span.unit, CALENDAR, held_at=held_at, back_at=back_at)
    if due <= held_at:
        assert later == due, "what was late stays late"
        return
    assert time_left(back_at, later, span.unit, CALENDAR) == time_left(
        held_at, due, span.unit, CALENDAR
    )
    if span.unit in WORKING:
        local = clock.local(later)
        assert CALENDAR.is_workday(local.date())
        assert any(opens <= local.time() <= closes for opens, closes in OFFICE)


@given(begun=moments, span=spans, before=some_time, first=some_time, second=some_time)
def test_two_rests_are_as_one(
    begun: datetime, span: Span, before: timedelta, first: timedelta, second: timedelta
) -> None:
    """Taken up and put aside again at once is as if it had rested all the time."""
    due, held_at = span.after(begun, CALENDAR), begun + before
    half, whole = held_at + first, held_at + first + second
    once = due_after_rest(due, span.unit, CALENDAR, held_at=held_at, back_at=half)
    twice = due_after_rest(once, span.unit, CALENDAR, held_at=half, back_at=whole)
    straight = due_after_rest(due, span.unit, CALENDAR, held_at=held_at, back_at=whole)
    assert time_left(whole, twice, span.unit, CALENDAR) == time_left(
        whole, straight, span.unit, CALENDAR
    )


@pytest.mark.parametrize(
    ("due", "held", "back", "then"),
    [
        # One working day and a half left; back on the Saturday worked before 春节.
        ("2026-02-06T17:30", "2026-02-05T13:00", "2026-02-14T08:30", "2026-02-24T14:30"),
        # Back in the middle of 春节: the time left begins on the 24th.
        ("2026-02-06T17:30", "2026-02-06T08:30", "2026-02-18T10:00", "2026-02-24T17:30"),
        # Back on a Saturday at ten, by hand.
        ("2026-06-05T17:30", "2026-06-05T16:30", "2026-06-13T10:00", "2026-06-15T09:30"),
        # Late already.
        ("2026-06-05T17:30", "2026-06-06T09:00", "2026-06-13T10:00", "2026-06-05T17:30"),
    ],
)
def test_a_clock_of_working_days_ends_on_a_working_day(
    due: str, held: str, back: str, then: str
) -> None:
    found = due_after_rest(
        at(due), "workday", CALENDAR, held_at=at(held), back_at=at(back)
    )  # fmt: skip
    assert found == at(then)


def test_a_saturday_that_is_worked_counts() -> None:
    due, held, back = at("2026-06-05T17:30"), at("2026-06-05T16:30"), at("2026-06-13T10:00")
    found = due_after_rest(due, "workday", WITH_A_SATURDAY, held_at=held, back_at=back)
    assert found == at("2026-06-13T11:00")
    days = due_after_rest(due, "day", WITH_A_SATURDAY, held_at=held, back_at=back)
    assert days == at("2026-06-13T11:00"), "one hour by the clock as well"


START = at("2026-02-10T09:00")


@pytest.mark.parametrize(
    ("span", "changes", "then"),
    [
        (WEEK, [], "2026-02-17T09:00"),
        (WEEK, [Rested(at("2026-02-12T09:00"), at("2026-03-02T08:30"))], "2026-03-07T08:30"),
        (FIVE, [Rested(at("2026-02-12T08:30"), at("2026-02-17T03:00"))], "2026-02-27T17:30"),
        (WEEK, [Granted(at("2026-02-17T09:00"), at("2026-02-20T09:00"))], "2026-02-20T09:00"),
        (FIVE, [Granted(at("2026-02-24T17:30"), at("2026-02-26T17:30"))], "2026-02-26T17:30"),
        (WEEK, [Named(at("2026-02-12T17:30"))], "2026-02-12T17:30"),
        (WEEK, [Named(at("2026-03-12T17:30"))], "2026-02-17T09:00"),
        (
            WEEK,
            [Named(at("2026-02-13T09:00")), Rested(at("2026-02-12T09:00"), at("2026-02-25T09:00"))],
            "2026-02-26T09:00",
        ),
    ],
)
def test_what_has_moved_a_date_moves_it_under_another_level(
    span: Span, changes: list[Change], then: str
) -> None:
    assert due_with(span, START, changes, CALENDAR) == at(then)


def test_the_made_up_saturday_counts_for_fifteen_working_days() -> None:
    start = at("2026-06-08T10:00")
    assert FIVE.after(start, CALENDAR) == at("2026-06-15T17:30")
    assert due_with(FIVE, start, [], WITH_A_SATURDAY) == at("2026-06-13T17:30")
    rest = Rested(at("2026-06-12T08:30"), at("2026-06-13T08:30"))
    assert due_with(FIVE, start, [rest], WITH_A_SATURDAY) == at("2026-06-15T17:30")


@given(begun=moments, old=spans, new=spans, gone=some_time)
def test_nobody_is_late_by_a_haste_they_were_not_told_of(
    begun: datetime, old: Span, new: Span, gone: timedelta
) -> None:
    was, now = old.after(begun, CALENDAR), begun + gone
    reckoned = new.after(begun, CALENDAR)
    due = due_at_new_level(reckoned, was, new, now, CALENDAR)
    if was > now:
        assert due > now, "in time before, in time after"
        assert due <= max(was, reckoned), "and never longer than either"
    if reckoned <= was:
        assert due <= was, "a shorter time never ends later than before"
        assert due <= max(was, new.after(now, CALENDAR))


def test_an_instruction_only_shortens() -> None:
    now, was = at("2026-06-08T10:00"), at("2026-06-12T17:30")
    check_earlier(due=at("2026-06-10T17:30"), was=was, now=now)
    for due in (was, at("2026-06-13T17:30")):
        with pytest.raises(RuleViolation, match="只能把期限提前"):
            check_earlier(due=due, was=was, now=now)
    with pytest.raises(RuleViolation, match="现在以后"):
        check_earlier(due=now, was=was, now=now)
