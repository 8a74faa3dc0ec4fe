"""The law of the loop, from domain.md §2.7–2.9, without a database."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.domain.cases.rules import (
    ENDED,
    MOVES,
    NEXT,
    STATE_NAMES,
    VERB_NAMES,
    Back,
    Clock,
    Clocks,
    Lateness,
    Solved,
    Span,
    State,
    Verb,
    Word,
    after_call_back,
    check_call_back_by,
    check_move,
    check_unit,
    dues,
    goes_back,
    lateness,
    running_clock,
    soon_at,
    try_counts,
    word_of,
)
from lianxin.kernel.clock import LOCAL
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.workdays import Calendar

# 春节 2026: 15 to 23 February are free, Saturday 14 and Saturday 28 are worked.
FESTIVAL = {date(2026, 2, day): False for day in range(15, 24)}
MADE_UP = {date(2026, 2, 14): True, date(2026, 2, 28): True}
# Bounds for moments that a test gives its zone.
FIRST, LAST = datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2029-01-01")
CALENDAR = Calendar({**FESTIVAL, **MADE_UP}, frozenset({2026}))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


NOW = at("2026-03-06T09:00")


def ordinary(**changes: Span) -> Clocks:
    spans = {
        "dispatch": Span(2, "office_hour"),
        "sign": Span(1, "workday"),
        "contact": Span(1, "workday"),
        "result": Span(7, "day"),
        "call_back": Span(5, "workday"),
        "redo": Span(5, "workday"),
    }
    return Clocks(version="2026-1", **(spans | changes))


class TestMoves:
    def test_every_state_has_a_name_and_a_row_in_the_table(self) -> None:
        assert set(NEXT) == set(State) == set(STATE_NAMES)

    def test_an_end_is_left_only_by_appeal_parting_reopening_or_the_end_of_what_it_was_joined_to(
        self,
    ) -> None:
        ways = {(verb, state) for verb, rows in MOVES.items() for state in rows if state in ENDED}
        assert ways == {
            (Verb.APPEAL, State.NOT_ACCEPTED),
            (Verb.PART, State.MERGED),
            (Verb.CLOSE_WITH, State.MERGED),
            (Verb.REOPEN, State.CLOSED),
            (Verb.REOPEN, State.CLOSED_UNSOLVED),
        }

    @pytest.mark.parametrize("verb", list(Verb))
    def test_what_the_table_does_not_hold_is_refused_with_a_sentence(self, verb: Verb) -> None:
        rows = MOVES.get(verb, {})
        for now in State:
            for then in State:
                if then in rows.get(now, frozenset()):
                    check_move(now, verb, then)
                    continue
                with pytest.raises(RuleViolation) as refusal:
                    check_move(now, verb, then)
                assert STATE_NAMES[now] in refusal.value.message
                assert VERB_NAMES[verb] in refusal.value.message

    def test_every_state_can_be_reached_and_an_end_from_every_state(self) -> None:
        def reachable(start: State) -> set[State]:
            found, edge = {start}, [start]
            while edge:
                new = NEXT[edge.pop()] - found
                found |= new
                edge += new
            return found

        assert reachable(State.DRAFT) == set(State)
        assert all(reachable(state) & ENDED for state in State)

    @pytest.mark.parametrize(
        ("state", "word"),
        [
            (State.REGISTERED, Word.RECEIVED),
            (State.DISPATCHED, Word.DISPATCHED),
            (State.SIGNED, Word.HANDLING),
            (State.WORKING, Word.HANDLING),
            (State.REDO, Word.HANDLING),
            (State.REPLIED, Word.RESULT),
            (State.VERIFY, Word.RESULT),
            (State.CALLBACK, Word.RESULT),
            (State.CLOSED_UNSOLVED, Word.RESULT),
            (State.TO_EMERGENCY, Word.RECEIVED),
            (State.REOPENED, Word.RECEIVED),
            (State.RETURN_REQ, Word.DISPATCHED),
            (State.WHISTLE, Word.HANDLING),
            (State.EXTEND_REQ, Word.HANDLING),
            (State.SUSPENDED, Word.HANDLING),
            (State.CLOSED, Word.RESULT),
            (State.NOT_ACCEPTED, Word.RESULT),
            (State.WITHDRAWN, Word.RESULT),
        ],
    )
    def test_a_villager_sees_four_words(self, state: State, word: Word) -> None:
        assert word_of(state) is word


class TestClocks:
    def test_the_units_clocks_start_at_dispatch(self) -> None:
        friday = at("2026-03-06T16:00")
        until = dues(ordinary(), friday, CALENDAR)
        assert until.result == at("2026-03-13T16:00")
        assert until.sign == until.contact == at("2026-03-09T17:30")

    def test_working_days_know_the_festival_and_the_saturday_worked_for_it(self) -> None:
        eve = at("2026-02-13T10:00")
        assert dues(ordinary(), eve, CALENDAR).sign == at("2026-02-14T17:30")
        two = ordinary(sign=Span(2, "workday"))
        assert dues(two, eve, CALENDAR).sign == at("2026-02-24T17:30")

    @pytest.mark.parametrize(
        ("span", "end"),
        [
            (Span(30, "minute"), "2026-02-14T17:20"),
            (Span(24, "hour"), "2026-02-15T16:50"),
            (Span(1, "office_hour"), "2026-02-24T08:50"),
            (Span(7, "day"), "2026-02-21T16:50"),
            (Span(1, "workday"), "2026-02-24T17:30"),
        ],
    )
    def test_spans_as_law_and_practice_write_them(self, span: Span, end: str) -> None:
        assert span.after(at("2026-02-14T16:50"), CALENDAR) == at(end)

    def test_an_open_case_has_exactly_one_next_clock_and_an_ended_one_none(self) -> None:
        due_of = {clock: at("2026-03-06T16:00") for clock in Clock}
        for state in set(State) - {State.DRAFT}:
            running = running_clock(state, contacted=False, due_of=due_of, now=NOW)
            assert (running is None) == (state in ENDED)

    def test_the_nearer_of_contact_and_result_runs(self) -> None:
        due_of = {Clock.CONTACT: at("2026-03-06T16:00"), Clock.RESULT: at("2026-03-10T16:00")}
        waiting = running_clock(State.SIGNED, contacted=False, due_of=due_of, now=NOW)
        spoken = running_clock(State.SIGNED, contacted=True, due_of=due_of, now=NOW)
        assert waiting is not None
        assert spoken is not None
        assert (waiting[0], spoken[0]) == (Clock.CONTACT, Clock.RESULT)

    def test_a_case_without_a_date_is_never_let_through(self) -> None:
        with pytest.raises(RuleViolation, match="没有时限"):
            running_clock(State.DISPATCHED, contacted=False, due_of={Clock.SIGN: None}, now=NOW)

    @given(
        start=st.datetimes(FIRST, LAST),
        minutes=st.integers(1, 60 * 24 * 90),
        share=st.floats(0, 2),
    )
    def test_green_yellow_and_red_follow_each_other(
        self, start: datetime, minutes: int, share: float
    ) -> None:
        start = start.replace(tzinfo=LOCAL)
        due = start + timedelta(minutes=minutes)
        now = start + (due - start) * share
        soon = soon_at(start, due)
        assert start < soon < due
        looks = lateness(start, due, now)
        assert (looks is Lateness.LATE) == (now > due)
        assert (looks is Lateness.FINE) == (now < soon)

    @given(
        unit=st.sampled_from(["minute", "hour", "office_hour", "day", "workday"]),
        n=st.integers(1, 30),
        start=st.datetimes(FIRST, FIRST.replace(month=10)),
    )
    def test_more_time_never_ends_earlier(self, unit: str, n: int, start: datetime) -> None:
        begun = start.replace(tzinfo=LOCAL)
        assert begun < Span(n, unit).after(begun, CALENDAR)
        assert Span(n, unit).after(begun, CALENDAR) <= Span(n + 1, unit).after(begun, CALENDAR)


class TestPeople:
    def test_whoever_handled_it_does_not_ask_whether_it_was_good(self) -> None:
        check_call_back_by("user:小何", {"user:大周"})
        with pytest.raises(RuleViolation, match="别的同事"):
            check_call_back_by("user:大周", {"user:大周"})

    @pytest.mark.parametrize(
        ("reached", "back", "tries", "then"),
        [
            (True, None, 1, State.CLOSED),
            (True, Back.UNSOLVED, 3, State.REDO),
            (True, Back.UNSATISFIED, 1, State.REDO),
            (False, None, 1, State.CALLBACK),
            (False, None, 2, State.CALLBACK),
            (False, None, 3, State.CLOSED),
        ],
    )
    def test_what_a_call_back_leads_to(
        self, reached: bool, back: Back | None, tries: int, then: State
    ) -> None:
        assert after_call_back(reached, back, tries) is then

    @pytest.mark.parametrize(
        ("solved", "satisfied", "before", "back"),
        [
            (Solved.YES, 5, False, None),
            (Solved.YES, None, False, None),
            (Solved.YES, 3, False, None),
            (Solved.YES, 2, False, Back.UNSATISFIED),
            (Solved.YES, 1, False, Back.UNSATISFIED),
            (Solved.YES, 1, True, None),
            (Solved.PARTLY, 5, False, Back.UNSOLVED),
            (Solved.NO, 1, True, Back.UNSOLVED),
        ],
    )
    def test_unsolved_goes_back_and_not_satisfied_goes_back_once(
        self, solved: Solved, satisfied: int | None, before: bool, back: Back | None
    ) -> None:
        assert goes_back(solved, satisfied, was_unsatisfied=before) is back

    @pytest.mark.parametrize(
        ("tries", "counted"),
        [
            (["2026-03-04T10:00", "2026-03-04T10:01", "2026-03-04T10:02"], 1),
            (["2026-03-04T08:30", "2026-03-04T10:30", "2026-03-04T15:00"], 2),
            (["2026-03-04T08:30", "2026-03-04T10:30", "2026-03-05T10:00"], 3),
            (["2026-03-04T19:00", "2026-03-05T08:31", "2026-03-05T10:30"], 2),
            (["2026-03-04T09:00", "2026-03-05T09:00", "2026-03-05T14:30"], 3),
        ],
    )
    def test_tries_count_at_other_hours_and_on_two_days(
        self, tries: list[str], counted: int
    ) -> None:
        held: list[datetime] = []
        for said in tries:
            moment = datetime.fromisoformat(said).replace(tzinfo=LOCAL)
            if try_counts(held, moment, CALENDAR):
                held.append(moment)
        assert len(held) == counted

    def test_a_departments_duty_is_not_given_to_a_village(self) -> None:
        check_unit(is_village=False, village_may_be_main=False)
        check_unit(is_village=True, village_may_be_main=True)
        with pytest.raises(RuleViolation, match="村里主办"):
            check_unit(is_village=True, village_may_be_main=False)
