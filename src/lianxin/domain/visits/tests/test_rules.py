"""When somebody is to look in, and what the list says of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.domain.visits.rules import Due, check_next, check_undo, due
from lianxin.kernel.errors import Invalid, RuleViolation

TODAY = date(2026, 3, 2)
SINCE = date(2026, 1, 1)


def when(
    every: int | None = 7, last: date | None = None, promised: date | None = None,
    since: date = SINCE,
) -> Due | None:  # fmt: skip
    return due(
        care="high" if every else "", name="每周看望", every=every, since=since, last=last,
        promised=promised, today=TODAY,
    )  # fmt: skip


def test_who_needs_most_is_looked_in_on_each_week() -> None:
    found = when(last=date(2026, 2, 20))
    assert found == Due(date(2026, 2, 27), "每周看望，上次是 10 天前")
    assert found is not None
    assert found.days_late(TODAY) == 3


def test_who_was_never_visited_is_due_the_day_after() -> None:
    assert when(since=date(2026, 3, 1)) == Due(TODAY, "每周看望，登记以后还没有去看过")


def test_a_visit_from_before_the_need_does_not_count_for_it() -> None:
    found = when(last=date(2025, 12, 30))
    assert found is not None
    assert found.on == date(2026, 1, 2)


def test_what_was_agreed_on_comes_first() -> None:
    found = when(every=30, last=date(2026, 2, 20), promised=date(2026, 3, 1))
    assert found == Due(date(2026, 3, 1), "上次说好3月1日再来")


def test_a_late_promise_does_not_put_off_the_care_that_is_asked_for() -> None:
    found = when(last=date(2026, 2, 20), promised=date(2026, 6, 1))
    assert found is not None
    assert found.on == date(2026, 2, 27)


def test_a_promise_that_was_kept_is_asked_for_no_more() -> None:
    assert when(every=None, last=date(2026, 3, 1), promised=date(2026, 3, 1)) is None


def test_nobody_is_visited_who_did_not_ask_for_it() -> None:
    assert when(every=None) is None
    assert when(every=None, promised=date(2026, 3, 3)) is not None


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([7, 30, 90]), st.dates(SINCE, TODAY),
    st.none() | st.dates(TODAY, TODAY + timedelta(days=300)),
)  # fmt: skip
def test_no_promise_ever_makes_the_next_visit_later(
    every: int, last: date, promised: date | None
) -> None:
    regular, agreed = when(every, last), when(every, last, promised)
    assert regular is not None
    assert agreed is not None
    assert agreed.on <= regular.on <= last + timedelta(days=every)


def test_a_promise_lies_ahead_and_within_a_year() -> None:
    check_next(None, TODAY)
    check_next(date(2026, 3, 3), TODAY)
    for day in (TODAY, date(2026, 3, 1), date(2027, 3, 9)):
        with pytest.raises(Invalid):
            check_next(day, TODAY)


def test_a_slip_is_taken_back_on_the_day_by_who_made_it() -> None:
    check_undo(TODAY, TODAY, is_own=True, has_case=False)
    for day, own, case in ((SINCE, True, False), (TODAY, False, False), (TODAY, True, True)):
        with pytest.raises(RuleViolation):
            check_undo(day, TODAY, is_own=own, has_case=case)
