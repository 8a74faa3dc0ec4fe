"""Another level, a rest, an instruction, silence: the dates stay true to what was promised."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Level
from lianxin.domain.cases.selectors import dispatch_dues
from lianxin.domain.cases.services import (
    HoldWords,
    case_extend_ask,
    case_extend_decide,
    case_instruct,
    case_resume,
    case_return_ask,
    case_return_decide,
    case_sign,
    case_suspend,
)
from lianxin.domain.cases.tests.story import BASIS, at, kinds, redone, relevel, send, working
from lianxin.kernel import clock
from lianxin.kernel.codes.models import CalendarDay
from lianxin.kernel.codes.selectors import forget
from lianxin.kernel.errors import RuleViolation
from tests.cast import Cast, dispatched, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(led: Cast) -> Cast:
    return led


def hold(cast: Cast, case: Case, days: int = 30) -> Case:
    words = HoldWords("season", "化冻", clock.today() + timedelta(days=days), "地冻着。", True)
    return case_suspend(actor=cast.actor("head"), case_id=case.pk, words=words)


class TestThePreview:
    """The dispatch form says the date that the dispatch will set."""

    def dues(self, cast: Cast, case: Case) -> dict[int, datetime]:
        return dispatch_dues(case.pk, actor=cast.actor("dispatcher"))

    def test_the_first_dispatch_counts_from_now(self, cast: Cast) -> None:
        case = register()
        said = self.dues(cast, case)
        sent = send(cast, case, level=Level.COMPLEX)
        assert sent.result_due is not None
        assert abs(said[4] - sent.result_due) < timedelta(minutes=1)
        assert list(said) == [level.value for level in Level]

    @pytest.mark.parametrize("level", list(Level))
    def test_passed_on_it_is_what_the_second_dispatch_sets(
        self, cast: Cast, travel: time_machine.Traveller, level: Level
    ) -> None:
        case = send(cast, register())
        promised = case.result_due
        travel.move_to(at("2026-02-11T09:00"))
        case_return_ask(
            actor=cast.actor("handler"), case_id=case.pk, basis=BASIS, reason="不归我们。"
        )
        case_return_decide(actor=cast.actor("dispatcher"), case_id=case.pk, is_accepted=True)
        travel.move_to(at("2026-02-12T09:00"))
        said = self.dues(cast, case)
        sent = send(cast, case, level=level)
        assert sent.result_due == said[level.value]
        assert said[Level.ORDINARY.value] == promised


class TestAnotherLevel:
    def test_the_rest_is_not_lost(self, cast: Cast, travel: time_machine.Traveller) -> None:
        case = working(cast)
        travel.move_to(at("2026-02-12T09:00"))
        hold(cast, case)
        travel.move_to(at("2026-03-02T09:00"))
        case = case_resume(actor=cast.actor("head"), case_id=case.pk)
        assert case.result_due == at("2026-03-07T09:00")
        case = relevel(cast, case, Level.COMPLEX)
        # By 9 March without the rest; thirteen working days and seven hours were left.
        assert case.result_due == at("2026-03-19T17:30")
        case = relevel(cast, case, Level.ORDINARY)
        assert case.result_due == at("2026-03-07T09:00")

    def test_while_it_rests_its_clock_stands(
        self, cast: Cast, travel: time_machine.Traveller
    ) -> None:
        case = hold(cast, working(cast))
        travel.move_to(at("2026-02-20T09:00"))
        relevel(cast, case, Level.URGENT)
        travel.move_to(at("2026-02-25T09:00"))
        case = case_resume(actor=cast.actor("head"), case_id=case.pk)
        assert case.result_due == at("2026-02-26T09:00")

    def test_a_redo_counts_from_the_redo(self, cast: Cast, travel: time_machine.Traveller) -> None:
        travel.move_to(at("2026-02-13T16:00"))
        case = redone(cast)
        travel.move_to(at("2026-02-25T09:00"))
        assert case.result_due == at("2026-02-27T17:30"), "five working days over 春节"
        case = relevel(cast, case, Level.COMPLEX)
        assert case.result_due == at("2026-02-27T17:30")
        assert case.stage_due is None, "a redo owes no stage report"
        case = relevel(cast, case, Level.URGENT)
        assert case.result_due == at("2026-02-26T17:30"), "one working day from the change"

    def test_time_that_was_granted_stays(self, cast: Cast) -> None:
        case = working(cast)
        case_extend_ask(
            actor=cast.actor("handler"), case_id=case.pk, reason="配件在路上。",
            until=at("2026-02-19T09:00"),
        )  # fmt: skip
        case_extend_decide(actor=cast.actor("dispatcher"), case_id=case.pk, is_granted=True)
        case = relevel(cast, case, Level.URGENT)
        assert case.result_due == at("2026-02-13T09:00"), "24 hours and the two days granted"

    def test_a_named_date_stays_the_latest(self, cast: Cast) -> None:
        case = working(cast)
        soon = at("2026-02-13T17:30")
        case_instruct(actor=cast.actor("leader"), case_id=case.pk, text="周五前", due=soon)
        assert relevel(cast, case, Level.COMPLEX).result_due == soon

    def test_a_date_named_before_the_order_was_passed_on_stays(self, cast: Cast) -> None:
        case, soon = dispatched(cast), at("2026-02-13T17:30")
        case_instruct(actor=cast.actor("leader"), case_id=case.pk, text="周五前", due=soon)
        case_return_ask(
            actor=cast.actor("handler"), case_id=case.pk, basis=BASIS, reason="归交通局管。"
        )
        case_return_decide(actor=cast.actor("dispatcher"), case_id=case.pk, is_accepted=True)
        assert send(cast, case).result_due == soon

    def test_more_pressing_on_the_fifth_day_is_not_late_at_once(
        self, cast: Cast, travel: time_machine.Traveller
    ) -> None:
        case = dispatched(cast)
        travel.move_to(at("2026-02-14T10:00"))
        case_sign(actor=cast.actor("handler"), case_id=case.pk)
        signed = Case.objects.get(pk=case.pk).sign_due
        case = relevel(cast, case, Level.URGENT)
        assert case.result_due == at("2026-02-15T10:00")
        assert case.sign_due == signed, "what is done keeps its date"
        assert case.contact_due == at("2026-02-11T09:00"), "what was late stays late"

    def test_a_made_up_saturday_is_a_working_day(self, cast: Cast) -> None:
        case = relevel(cast, working(cast), Level.COMPLEX)
        assert case.result_due == at("2026-03-09T17:30")
        CalendarDay.objects.create(day=date(2026, 3, 7), is_workday=True, source="县里")
        forget()
        case = relevel(cast, relevel(cast, case, Level.ORDINARY), Level.COMPLEX)
        assert case.result_due == at("2026-03-07T17:30"), "the Saturday is the fifteenth"

    def test_a_long_matter_owes_a_word_every_five_working_days(
        self, cast: Cast, travel: time_machine.Traveller
    ) -> None:
        case = relevel(cast, working(cast), Level.COMPLEX)
        assert case.stage_due == at("2026-02-24T17:30")
        assert relevel(cast, case, Level.ORDINARY).stage_due is None

    def test_waiting_for_the_centre_is_not_late_at_once(
        self, cast: Cast, travel: time_machine.Traveller
    ) -> None:
        case = register()
        travel.move_to(at("2026-02-10T15:00"))
        case = relevel(cast, case, Level.EMERGENCY)
        assert case.dispatch_due == at("2026-02-10T15:15")


def test_what_was_left_is_left_in_working_time(cast: Cast, travel: time_machine.Traveller) -> None:
    case = relevel(cast, working(cast), Level.COMPLEX)
    case = hold(cast, case, 7)
    travel.move_to(at("2026-02-17T10:00"))
    case = case_resume(actor=cast.actor("head"), case_id=case.pk)
    assert case.result_due is not None
    assert case.result_due == at("2026-03-16T17:00"), "fifteen working days and seven hours"
    assert case.stage_due is not None
    assert clock.local(case.stage_due).date() == date(2026, 3, 2)


class TestInstruction:
    @pytest.mark.parametrize("who", ["caller", "leader"])
    def test_a_later_date_is_refused(self, cast: Cast, who: str) -> None:
        case = working(cast)
        assert case.result_due is not None
        for due in (case.result_due, case.result_due + timedelta(days=3)):
            with pytest.raises(RuleViolation, match="只能把期限提前"):
                case_instruct(actor=cast.actor(who), case_id=case.pk, text="再等等", due=due)
        case.refresh_from_db()
        assert "CaseInstructed" not in kinds(case)
