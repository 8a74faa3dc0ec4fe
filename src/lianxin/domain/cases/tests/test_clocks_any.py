"""Whatever people enter into the calendar, and whatever year it is, a clock ends, and on a day
on which somebody works. Basis: domain.md §2.8."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lianxin.domain.cases.rules import UNITS, Clocks, Span, dues
from lianxin.kernel import clock
from lianxin.kernel.workdays import OFFICE, Calendar, add_office_hours, add_workdays

FIRST, LAST = date(2024, 1, 1), date(2035, 12, 31)
days = st.dates(FIRST, LAST)
moments = st.integers(0, 12 * 365 * 24 * 60).map(
    lambda minutes: clock.at(FIRST) + timedelta(minutes=minutes)
)
rests = st.tuples(days, st.integers(1, 60)).map(
    lambda row: {row[0] + timedelta(days=n): False for n in range(row[1])}
)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any table: single days, made-up working days, whole months without one, any known years."""
    table: dict[date, bool] = {}
    for stretch in draw(st.lists(rests, max_size=4)):
        table |= stretch
    table |= draw(st.dictionaries(days, st.booleans(), max_size=40))
    return Calendar(table, draw(st.frozensets(st.integers(2020, 2036), max_size=6)))


@given(moments, st.sampled_from(sorted(UNITS)), st.integers(0, 60), calendars())
def test_no_clock_ends_before_it_began(
    start: datetime, unit: str, n: int, calendar: Calendar
) -> None:
    due = Span(n, unit).after(start, calendar)
    begun_after_hours = unit == "workday" and n == 0
    assert due >= start or (begun_after_hours and due.date() == start.date())
    assert due.utcoffset() is not None


@given(moments, st.integers(1, 60), calendars())
def test_working_days_and_hours_end_on_a_working_day(
    start: datetime, n: int, calendar: Calendar
) -> None:
    by_days = add_workdays(start, n, calendar)
    by_hours = add_office_hours(start, n, calendar)
    assert calendar.is_workday(by_days.date())
    assert by_days > start
    assert calendar.is_workday(by_hours.date())
    assert any(opens <= by_hours.time() <= closes for opens, closes in OFFICE)


@given(moments, st.integers(1, 30), calendars(), days)
def test_one_more_day_off_never_brings_a_due_date_forward(
    start: datetime, n: int, calendar: Calendar, off: date
) -> None:
    fewer = Calendar({**calendar.days, off: False}, calendar.known_years)
    assert add_workdays(start, n, fewer) >= add_workdays(start, n, calendar)


@given(moments, calendars(), calendars())
def test_a_date_once_given_does_not_move_with_the_calendar(
    start: datetime, before: Calendar, after: Calendar
) -> None:
    one = Span(1, "workday")
    clocks = Clocks("v", one, one, one, Span(15, "workday"), one, one)
    given_date = dues(clocks, start, before).result
    again = dues(clocks, start + timedelta(days=2), after, first_at=start, given=given_date)
    assert again.result == given_date
