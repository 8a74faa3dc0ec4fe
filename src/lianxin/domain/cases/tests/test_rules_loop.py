"""The guards of the loop: return, extension, hold, verification, marks, supervision, replay."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from lianxin.domain.cases.rules import (
    Back,
    Clock,
    Clocks,
    Mark,
    Recusal,
    Running,
    Solved,
    Span,
    State,
    after_answer,
    after_call_back,
    after_review,
    after_verify,
    check_extension,
    check_hold,
    check_not_about,
    check_reopen,
    check_return,
    check_verify_by,
    is_group,
    is_sampled,
    marks_of,
)
from lianxin.kernel.clock import LOCAL
from lianxin.kernel.errors import AppError, Invalid, RuleViolation
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


class TestReturn:
    def test_in_time_and_with_its_basis(self) -> None:
        check_return(
            now=at("2026-03-03T10:00"), until=at("2026-03-03T17:30"), is_designated=False,
            basis="县职责清单第三十条",
        )  # fmt: skip

    @pytest.mark.parametrize("basis", ["", "  ", "不归"])
    def test_without_a_legal_basis_it_is_refused(self, basis: str) -> None:
        with pytest.raises(RuleViolation, match="依据"):
            check_return(now=at("2026-03-03T10:00"), until=None, is_designated=False, basis=basis)

    def test_after_its_time_the_order_counts_as_taken(self) -> None:
        with pytest.raises(RuleViolation, match="视为签收"):
            check_return(
                now=at("2026-03-03T17:31"), until=at("2026-03-03T17:30"), is_designated=False,
                basis="县职责清单",
            )  # fmt: skip

    def test_the_third_dispatch_designates(self) -> None:
        with pytest.raises(RuleViolation, match="指定承办"):
            check_return(
                now=at("2026-03-03T10:00"), until=None, is_designated=True, basis="职责清单"
            )


class TestExtension:
    DUE, LATEST = at("2026-03-10T10:00"), at("2026-03-17T17:30")

    def ask(self, now: str, until: str, *, count: int = 0, is_leader: bool = False) -> None:
        check_extension(
            now=at(now), due=self.DUE, until=at(until), latest=self.LATEST, count=count,
            is_leader=is_leader,
        )  # fmt: skip

    def test_before_the_end_and_within_what_is_allowed(self) -> None:
        self.ask("2026-03-10T10:00", "2026-03-17T17:30")

    @pytest.mark.parametrize(
        ("now", "until", "why"),
        [
            ("2026-03-10T10:01", "2026-03-12T10:00", "已经超期"),
            ("2026-03-09T10:00", "2026-03-10T10:00", "比现在的晚"),
            ("2026-03-09T10:00", "2026-03-17T17:31", "太久"),
        ],
    )
    def test_otherwise_it_is_refused(self, now: str, until: str, why: str) -> None:
        with pytest.raises(AppError, match=why):
            self.ask(now, until)

    def test_a_second_time_only_a_leader(self) -> None:
        with pytest.raises(RuleViolation, match="领导"):
            self.ask("2026-03-09T10:00", "2026-03-12T10:00", count=1)
        self.ask("2026-03-09T10:00", "2026-03-12T10:00", count=1, is_leader=True)


class TestHold:
    @pytest.mark.parametrize(
        ("days", "why"), [(0, "今天以后"), (-3, "今天以后"), (91, "90 天"), (400, "90 天")]
    )
    def test_the_day_of_review_lies_within_reach(self, days: int, why: str) -> None:
        today = date(2026, 3, 2)
        with pytest.raises(Invalid, match=why):
            check_hold(
                review_on=today + timedelta(days=days), today=today,
                latest=today + timedelta(days=90),
            )  # fmt: skip

    def test_a_case_that_rests_comes_back_on_its_day(self) -> None:
        rests = Running(Clock.HOLD, at("2026-03-02T10:00"), at("2026-04-01T08:30"))
        assert [m.mark for m in marks_of([rests], ORDINARY, CALENDAR)] == [Mark.RESUME]


class TestWhereAnAnswerLeads:
    @pytest.mark.parametrize(
        ("review", "verify", "call", "then"),
        [
            (True, True, True, State.REPLIED),
            (False, True, True, State.VERIFY),
            (False, False, False, State.VERIFY),
            (False, False, True, State.CALLBACK),
        ],
    )
    def test_to_the_centre_to_the_spot_or_to_the_reporter(
        self, review: bool, verify: bool, call: bool, then: State
    ) -> None:
        assert after_answer(has_review=review, needs_verify=verify, may_call=call) is then
        if not review:
            assert after_review(passed=True, needs_verify=verify, may_call=call) is then
        assert after_review(passed=False, needs_verify=verify, may_call=call) is State.REDO

    @pytest.mark.parametrize(
        ("passed", "was", "call", "heard", "then"),
        [
            (True, State.VERIFY, True, None, State.CALLBACK),
            (True, State.VERIFY, True, Solved.YES, State.CLOSED),
            (True, State.VERIFY, False, None, State.CLOSED),
            (False, State.VERIFY, True, Solved.YES, State.REDO),
            (True, State.SELF_DONE, True, None, State.CLOSED),
            (False, State.SELF_DONE, True, None, State.REOPENED),
        ],
    )
    def test_what_a_look_on_the_spot_leads_to(
        self, passed: bool, was: State, call: bool, heard: Solved | None, then: State
    ) -> None:
        assert after_verify(passed=passed, was=was, may_call=call, heard=heard) is then

    def test_what_was_solved_on_the_spot_goes_back_to_the_centre(self) -> None:
        assert after_call_back(True, Back.UNSOLVED, 1, was=State.SELF_DONE) is State.REOPENED
        assert after_call_back(False, None, 1, was=State.SELF_DONE) is State.SELF_DONE

    def test_neither_the_handler_nor_the_same_unit_verifies(self) -> None:
        check_verify_by("user:老李", {"user:大周"}, is_of_unit=False)
        with pytest.raises(RuleViolation, match="是您办的"):
            check_verify_by("user:大周", {"user:大周"}, is_of_unit=False)
        with pytest.raises(RuleViolation, match="承办单位"):
            check_verify_by("user:站长", {"user:大周"}, is_of_unit=True)

    def test_the_reporter_may_begin_again_within_15_days_the_centre_at_any_time(self) -> None:
        closed = at("2026-03-01T10:00")
        check_reopen(closed_at=closed, now=closed + timedelta(days=15), by_reporter=True)
        check_reopen(closed_at=closed, now=closed + timedelta(days=300), by_reporter=False)
        with pytest.raises(RuleViolation, match="15 天"):
            check_reopen(
                closed_at=closed, now=closed + timedelta(days=15, minutes=1), by_reporter=True
            )

    def test_a_complaint_is_never_given_to_those_it_is_about(self) -> None:
        check_not_about("unit-a", "town", Recusal())
        check_not_about("unit-a", "county", Recusal(frozenset({"unit-b"}), True, True))
        with pytest.raises(RuleViolation, match="反映的就是这个单位"):
            check_not_about("unit-a", "county", Recusal(frozenset({"unit-a"})))
        for level in ("town", "village"):
            with pytest.raises(RuleViolation, match="回避"):
                check_not_about("unit-a", level, Recusal(of_town=True))
        check_not_about("unit-a", "town", Recusal(of_village=True))
        with pytest.raises(RuleViolation, match="要保密"):
            check_not_about("unit-a", "village", Recusal(of_village=True))

    def test_one_in_ten_solved_on_the_spot_is_asked_about(self) -> None:
        assert sum(is_sampled(n) for n in range(1000)) == 100

    @pytest.mark.parametrize(
        ("people", "cases", "many"), [(1, 1, False), (4, 2, False), (5, 1, True), (1, 3, True)]
    )
    def test_five_people_or_three_reports_are_a_matter_of_many(
        self, people: int, cases: int, many: bool
    ) -> None:
        assert is_group(people=people, cases=cases) is many
