"""The bends of the road: sent back, given more time, put aside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lianxin.domain.cases.models import Case, Extension, Hold, Return, Supervision
from lianxin.domain.cases.rules import State
from lianxin.domain.cases.services import (
    HoldWords,
    case_extend_ask,
    case_extend_decide,
    case_give_up,
    case_reopen,
    case_resume,
    case_return_ask,
    case_return_decide,
    case_sign,
    case_suspend,
    case_tick,
    case_withdraw,
)
from lianxin.domain.cases.tests.story import kinds, send, with_leaders, working
from lianxin.domain.users.services import role_assign
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from tests.cast import (
    TOWN,
    Cast,
    dispatched,
    register,
    reporter_of,
)

pytestmark = pytest.mark.django_db
BASIS = "县部门职责清单第三十条"


@pytest.fixture
def cast(cast: Cast) -> Cast:
    return with_leaders(cast)


class TestReturn:
    def ask(self, cast: Cast, case: Case) -> Case:
        return case_return_ask(
            actor=cast.actor("handler"), case_id=case.pk, basis=BASIS, reason="这段路归交通局管。"
        )

    def test_accepted_it_is_the_centres_again_and_the_unit_sees_it_no_more(
        self, cast: Cast
    ) -> None:
        case = self.ask(cast, dispatched(cast))
        assert (case.state, case.next_clock) == (State.RETURN_REQ, "return")
        case = case_return_decide(actor=cast.actor("dispatcher"), case_id=case.pk, is_accepted=True)
        assert (case.state, case.main_org_id) == (State.REGISTERED, None)
        with pytest.raises(NotFound):
            case_sign(actor=cast.actor("handler"), case_id=case.pk)
        assert Return.objects.get().decision == "accepted"

    def test_refused_it_stays_and_cannot_be_asked_again(self, cast: Cast) -> None:
        case = self.ask(cast, dispatched(cast))
        with pytest.raises(Invalid, match="该它办"):
            case_return_decide(actor=cast.actor("dispatcher"), case_id=case.pk, is_accepted=False)
        case = case_return_decide(
            actor=cast.actor("dispatcher"),
            case_id=case.pk,
            is_accepted=False,
            text="清单写的是环卫。",
        )
        assert (case.state, case.main_org_id) == (State.DISPATCHED, cast.station.pk)
        with clock.as_of(clock.now() + timedelta(minutes=1)), pytest.raises(RuleViolation):
            self.ask(cast, case)
        assert case_sign(actor=cast.actor("handler"), case_id=case.pk).state == State.SIGNED

    def test_the_villagers_date_does_not_move_because_units_could_not_agree(
        self, cast: Cast
    ) -> None:
        first = dispatched(cast)
        promised = first.result_due
        case = self.ask(cast, first)
        case_return_decide(actor=cast.actor("dispatcher"), case_id=case.pk, is_accepted=True)
        with clock.as_of(clock.now() + timedelta(days=1)):
            assert send(cast, case).result_due == promised

    def test_the_third_dispatch_designates(self, cast: Cast) -> None:
        case = register()
        for _ in range(2):
            self.ask(cast, send(cast, case))
            case_return_decide(actor=cast.actor("dispatcher"), case_id=case.pk, is_accepted=True)
        case = send(cast, case)
        assert case.is_designated
        with pytest.raises(RuleViolation, match="指定承办"):
            self.ask(cast, case)
        assert Supervision.objects.get(case=case).reason == "passed_on"

    def test_silence_takes_the_order(self, cast: Cast) -> None:
        case = dispatched(cast)
        assert case.return_until is not None
        assert case_tick(actor=system("tick"), now=case.return_until) >= 1
        case.refresh_from_db()
        assert case.state == State.SIGNED
        assert "CaseSigned" in kinds(case)

    def test_whoever_asked_does_not_decide(self, cast: Cast) -> None:
        case = self.ask(cast, dispatched(cast))
        boss = system("test")
        role_assign(actor=boss, user_id=cast.users["handler"].pk, role="R11", area=TOWN, unit=None)
        with pytest.raises(RuleViolation, match="别的同事"):
            case_return_decide(actor=cast.actor("handler"), case_id=case.pk, is_accepted=True)


class TestExtension:
    def ask(self, cast: Cast, case: Case, days: int) -> Case:
        assert case.result_due is not None
        return case_extend_ask(
            actor=cast.actor("handler"), case_id=case.pk, reason="配件要从沈阳发货。",
            until=case.result_due + timedelta(days=days), is_person_told=True,
        )  # fmt: skip

    def test_granted_the_date_moves_and_the_reporter_reads_why(self, cast: Cast) -> None:
        case = working(cast)
        due = case.result_due
        assert due is not None
        self.ask(cast, case, 3)
        case = case_extend_decide(actor=cast.actor("dispatcher"), case_id=case.pk, is_granted=True)
        assert (case.state, case.result_due) == (State.WORKING, due + timedelta(days=3))
        line = case.steps.get(verb="extend_decide")
        assert line.is_public
        assert "沈阳" in line.text

    def test_refused_it_stays_and_a_second_time_needs_a_leader(self, cast: Cast) -> None:
        case = self.ask(cast, working(cast), 2)
        with pytest.raises(Invalid):
            case_extend_decide(actor=cast.actor("dispatcher"), case_id=case.pk, is_granted=False)
        case_extend_decide(
            actor=cast.actor("dispatcher"), case_id=case.pk, is_granted=False, text="来得及。"
        )
        case.refresh_from_db()
        self.ask(cast, case, 2)
        case = case_extend_decide(actor=cast.actor("dispatcher"), case_id=case.pk, is_granted=True)
        self.ask(cast, case, 1)
        with pytest.raises(RuleViolation, match="领导"):
            case_extend_decide(actor=cast.actor("dispatcher"), case_id=case.pk, is_granted=True)
        case = case_extend_decide(actor=cast.actor("leader"), case_id=case.pk, is_granted=True)
        assert case.extend_count == 2
        assert [row.decision for row in Extension.objects.order_by("asked_at")] == [
            "refused", "granted", "granted",
        ]  # fmt: skip


class TestHold:
    def hold(self, cast: Cast, case: Case, days: int = 30) -> Case:
        words = HoldWords(
            "season", "开春化冻就能挖", clock.today() + timedelta(days=days),
            "地冻着，开春先修您这段。", True,
        )  # fmt: skip
        return case_suspend(actor=cast.actor("head"), case_id=case.pk, words=words)

    def test_it_rests_and_comes_back_on_its_day_with_what_was_left(self, cast: Cast) -> None:
        case = working(cast)
        due = case.result_due
        case = self.hold(cast, case)
        assert (case.state, case.next_clock) == (State.SUSPENDED, "hold")
        assert case.wait_due is not None
        assert case.held_at is not None
        rested = case.wait_due - case.held_at
        assert case_tick(actor=system("tick"), now=case.wait_due - timedelta(minutes=1)) == 0
        with clock.as_of(case.wait_due):
            assert case_tick(actor=system("tick")) >= 1
        case.refresh_from_db()
        assert due is not None
        assert (case.state, case.result_due) == (State.WORKING, due + rested)
        assert Hold.objects.get().to_at is not None
        assert kinds(case)[-1] == "CaseResumed"

    def test_whoever_was_spoken_with_owes_no_later_first_contact(self, cast: Cast) -> None:
        case = working(cast)
        until = case.contact_due
        case = self.hold(cast, case)
        case = case_resume(actor=cast.actor("head"), case_id=case.pk)
        assert case.contact_due == until

    def test_what_is_missing_is_said_at_its_field(self, cast: Cast) -> None:
        case = working(cast)
        today = clock.today()
        for words, name in (
            (HoldWords("magic", "等", today, "讲了"), "kind"),
            (HoldWords("fund", " ", today, "讲了"), "condition"),
            (HoldWords("fund", "等钱", today, ""), "explanation"),
        ):
            with pytest.raises(Invalid) as refusal:
                case_suspend(actor=cast.actor("head"), case_id=case.pk, words=words)
            assert name in refusal.value.fields
        with pytest.raises(Denied):
            case_suspend(
                actor=cast.actor("handler"), case_id=case.pk,
                words=HoldWords("fund", "等钱", today, "讲了"),
            )  # fmt: skip

    def test_only_a_leader_ends_it_unsolved_and_it_never_counts_as_solved(self, cast: Cast) -> None:
        case = working(cast)
        with pytest.raises(RuleViolation, match="挂账"):
            case_give_up(actor=cast.actor("leader"), case_id=case.pk, text="办不了")
        self.hold(cast, case)
        with pytest.raises(Denied):
            case_give_up(actor=cast.actor("head"), case_id=case.pk, text="办不了")
        case = case_give_up(
            actor=cast.actor("leader"), case_id=case.pk, text="上级没立项，立了项先办您这件。"
        )
        assert (case.state, case.outcome, case.solved) == (State.CLOSED_UNSOLVED, "unsolved", "")
        assert case_reopen(
            actor=reporter_of(case), case_id=case.pk, text="听说立项了"
        ).state == State.REOPENED  # fmt: skip

    def test_taken_up_by_hand_before_the_day(self, cast: Cast) -> None:
        case = self.hold(cast, working(cast))
        assert case_resume(actor=cast.actor("handler"), case_id=case.pk).state == State.WORKING
        case = self.hold(cast, case)
        gone = case_withdraw(actor=reporter_of(case), case_id=case.pk, reason="自己修了")
        assert gone.state == State.WITHDRAWN
        assert not Hold.objects.filter(to_at=None).exists()
