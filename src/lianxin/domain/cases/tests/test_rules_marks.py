"""Marks on clocks, supervision, and facts told again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.domain.cases.rules import (
    BY_MARK,
    ENDED,
    RUNNING,
    WATCH_NAMES,
    WHY_NAMES,
    Clock,
    Clocks,
    Mark,
    Running,
    Span,
    State,
    Verb,
    Watch,
    Why,
    clocks_in,
    dues,
    marks_of,
    next_mark,
    replay,
    running_clock,
    watch_of_passing,
    watch_of_redo,
)
from lianxin.kernel.clock import LOCAL
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.workdays import Calendar

FESTIVAL = {date(2026, 2, day): False for day in range(15, 24)}
MADE_UP = {date(2026, 2, 14): True, date(2026, 2, 28): True}
CALENDAR = Calendar({**FESTIVAL, **MADE_UP}, frozenset({2026}))
ORDINARY = Clocks(
    version="2026-1",
    dispatch=Span(1, "workday"),
    sign=Span(1, "workday"),
    contact=Span(24, "hour"),
    result=Span(7, "day"),
    call_back=Span(3, "workday"),
    redo=Span(5, "workday"),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


class TestMarks:
    START = at("2026-03-02T10:00")

    def seven_days(self) -> Running:
        return Running(Clock.RESULT, self.START, self.START + timedelta(days=7))

    def test_half_four_fifths_yellow_red_and_the_leader(self) -> None:
        marks = marks_of([self.seven_days()], ORDINARY, CALENDAR)
        assert [(m.mark, m.at) for m in marks] == [
            (Mark.HALF, at("2026-03-05T22:00")),
            (Mark.YELLOW, at("2026-03-06T10:00")),
            (Mark.SOON, at("2026-03-08T00:24")),
            (Mark.RED, at("2026-03-09T10:00")),
            (Mark.ESCALATE, at("2026-03-10T17:30")),
        ]

    def test_a_clock_of_hours_has_no_yellow_card(self) -> None:
        quick = Running(Clock.RESULT, self.START, self.START + timedelta(hours=2))
        assert Mark.YELLOW not in [m.mark for m in marks_of([quick], ORDINARY, CALENDAR)]

    def test_silence_takes_the_order_before_it_is_late(self) -> None:
        due = at("2026-03-03T17:30")
        sign = Running(Clock.SIGN, self.START, due)
        marks = marks_of([sign], ORDINARY, CALENDAR, return_until=due)
        assert [m.mark for m in marks] == [Mark.SOON, Mark.TACIT, Mark.RED]

    def test_who_never_makes_contact_is_late_with_the_answer_all_the_same(self) -> None:
        contact = Running(Clock.CONTACT, self.START, self.START + timedelta(hours=24))
        keys = [m.key for m in marks_of([contact, self.seven_days()], ORDINARY, CALENDAR)]
        assert keys.index("contact:red") < keys.index("result:half") < keys.index("result:red")
        due_of = {Clock.CONTACT: contact.due, Clock.RESULT: self.seven_days().due}
        late = running_clock(
            State.SIGNED, contacted=False, due_of=due_of, now=self.START + timedelta(days=8)
        )
        assert late is not None
        assert late[0] is Clock.RESULT

    def test_a_sweeper_that_was_down_makes_up_for_what_does_something(self) -> None:
        marks = marks_of([self.seven_days()], ORDINARY, CALENDAR)
        late = next_mark(marks, self.START + timedelta(days=30))
        assert late is not None
        assert late.mark is Mark.RED
        after = next_mark(marks, self.START + timedelta(days=30), after="result:red")
        assert after is not None
        assert after.mark is Mark.ESCALATE
        assert next_mark(marks, self.START, after="result:escalate") is None

    @given(
        start=st.datetimes(
            datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2026-11-01")
        ),
        hours=st.integers(1, 24 * 60),
    )
    def test_marks_come_in_order_and_each_once(self, start: datetime, hours: int) -> None:
        begun = start.replace(tzinfo=LOCAL)
        one = Running(Clock.RESULT, begun, begun + timedelta(hours=hours))
        marks = marks_of([one], ORDINARY, CALENDAR)
        assert [m.at for m in marks] == sorted(m.at for m in marks)
        assert len({m.key for m in marks}) == len(marks)
        passed, after = [], ""
        found = next_mark(marks, begun - timedelta(minutes=1))
        while found is not None:
            passed.append(found)
            after = found.key
            found = next_mark(marks, begun, after=after)
        assert passed == marks

    def test_the_answer_is_owed_from_the_first_dispatch_on(self) -> None:
        first, again = at("2026-03-02T10:00"), at("2026-03-05T10:00")
        until = dues(ORDINARY, again, CALENDAR, first_at=first)
        assert until.result == at("2026-03-09T10:00")
        assert until.sign == at("2026-03-06T17:30")

    def test_every_open_state_has_a_clock_and_no_ended_one(self) -> None:
        assert set(RUNNING) == set(State) - ENDED - {State.DRAFT}
        for state in ENDED:
            assert clocks_in(state, contacted=False, due_of={}) == []


class TestSupervision:
    def test_redone_twice_is_watched_three_times_goes_up(self) -> None:
        assert watch_of_redo(1) is None
        assert watch_of_redo(2) == (Watch.YELLOW, Why.REDONE)
        assert watch_of_redo(3) == watch_of_redo(7) == (Watch.ESCALATED, Why.REDONE_AGAIN)

    def test_passed_on_to_three_units_is_watched(self) -> None:
        assert watch_of_passing(2) is None
        assert watch_of_passing(3) == (Watch.RED, Why.PASSED_ON)

    def test_cards_are_yellow_red_and_then_a_leader(self) -> None:
        assert [BY_MARK[m][0] for m in (Mark.YELLOW, Mark.RED, Mark.ESCALATE)] == [
            Watch.YELLOW, Watch.RED, Watch.ESCALATED,
        ]  # fmt: skip
        assert set(WATCH_NAMES) == set(Watch)
        assert set(WHY_NAMES) == set(Why)


class TestReplay:
    def test_the_facts_give_state_and_unit(self) -> None:
        told = replay(
            [
                ("CaseRegistered", {"to": "registered"}),
                ("CaseDispatched", {"to": "dispatched", "unit": "a"}),
                ("CaseReturnAsked", {"to": "return_req"}),
                ("CaseReturnDecided", {"to": "registered", "unit": ""}),
                ("CaseReminded", {"clock": "dispatch"}),
                ("CaseDispatched", {"to": "dispatched", "unit": "b"}),
                ("CaseSigned", {"to": "signed"}),
                ("CaseReplied", {"to": "callback"}),
                ("CaseCalledBack", {"to": "closed", "method": "self"}),
            ]
        )
        assert (told.state, told.unit) == (State.CLOSED, "b")

    def test_a_fact_that_cannot_follow_is_found_out(self) -> None:
        with pytest.raises(RuleViolation):
            replay([("CaseRegistered", {"to": "registered"}), ("CaseSigned", {"to": "signed"})])
        with pytest.raises(RuleViolation, match="没有登记"):
            replay([])

    def test_every_verb_that_moves_has_its_fact(self) -> None:
        from lianxin.domain.cases.rules import MOVES, VERB_OF

        assert set(MOVES) == set(VERB_OF.values()), set(Verb)
