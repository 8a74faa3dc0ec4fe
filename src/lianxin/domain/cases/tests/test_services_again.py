"""Looked at, done again, begun again, joined and parted."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from lianxin.domain.cases.models import Case, Parting, Supervision
from lianxin.domain.cases.rules import Level, Solved, State, Watch
from lianxin.domain.cases.rules.people import SAMPLED
from lianxin.domain.cases.selectors import case_page, case_villager_page
from lianxin.domain.cases.services import (
    CallBackAnswer,
    HoldWords,
    case_call_back,
    case_decline,
    case_dispatch,
    case_follow_up,
    case_give_up,
    case_join,
    case_part,
    case_reopen,
    case_reply,
    case_review,
    case_settle,
    case_sign,
    case_suspend,
    case_to_emergency,
    case_verify,
    case_withdraw,
)
from lianxin.domain.cases.tests.story import kinds, send, with_leaders
from lianxin.kernel import clock
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.privacy import keyed_hash
from tests.cast import (
    Cast,
    answered,
    closed,
    dispatched,
    register,
    replied,
    reporter_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast: Cast) -> Cast:
    return with_leaders(cast)


def is_drawn(pk: UUID) -> bool:
    """The draw of the server, which the key alone decides."""
    return int(keyed_hash(f"sample:{pk}:0")[:12], 16) % SAMPLED == 0


def drawn(*, is_sampled: bool) -> UUID:
    """The id of a matter that will, or will not, be asked about again."""
    return next(pk for n in range(1, 999) if is_drawn(pk := UUID(int=n)) is is_sampled)


class TestALook:
    def test_a_class_marked_需核实_is_not_closed_without_a_second_person(self, cast: Cast) -> None:
        case = answered(cast)
        assert (case.state, case.next_clock) == (State.VERIFY, "verify")
        with pytest.raises(RuleViolation, match="待核实"):
            case_call_back(
                actor=cast.actor("caller"), case_id=case.pk,
                answer=CallBackAnswer("phone", True, True, Solved.YES),
            )  # fmt: skip
        with pytest.raises(Denied):
            case_verify(actor=cast.actor("handler"), case_id=case.pk, is_passed=True, text="拉了")
        case = case_verify(
            actor=cast.actor("grid"), case_id=case.pk, is_passed=False, text="还有半车没拉。"
        )
        assert (case.state, case.redo_count) == (State.REDO, 1)
        assert kinds(case)[-2:] == ["CaseVerified", "CaseRedone"]

    def test_without_a_phone_the_look_is_the_end(self, cast: Cast) -> None:
        case = answered(cast, register(confidentiality="anonymous"))
        case = case_verify(actor=cast.actor("grid"), case_id=case.pk, is_passed=True, text="拉走了")
        assert (case.state, case.outcome) == (State.CLOSED, "solved")

    def test_a_complex_matters_answer_is_read_first(self, cast: Cast) -> None:
        case = case_dispatch(
            actor=cast.actor("dispatcher"), case_id=register().pk, unit=cast.station.pk,
            level=Level.COMPLEX, category="0402",
        )  # fmt: skip
        handler = cast.actor("handler")
        case_sign(actor=handler, case_id=case.pk)
        case = case_reply(actor=handler, case_id=case.pk, outcome="solved", text="办了。")
        assert (case.state, case.next_clock) == (State.REPLIED, "review")
        with pytest.raises(Invalid, match="缺什么"):
            case_review(actor=cast.actor("caller"), case_id=case.pk, is_passed=False)
        case = case_review(
            actor=cast.actor("caller"), case_id=case.pk, is_passed=False, text="没说什么时候拉。"
        )
        assert case.state == State.REDO
        case_reply(actor=handler, case_id=case.pk, outcome="solved", text="每周二、五来拉。")
        case = case_review(actor=cast.actor("caller"), case_id=case.pk, is_passed=True)
        assert case.state == State.VERIFY


class TestAgain:
    def test_redone_twice_is_watched_and_three_times_goes_up(self, cast: Cast) -> None:
        case = replied(cast)
        no = CallBackAnswer("phone", True, True, Solved.NO, 1, "没拉")
        for times, watch in ((1, 0), (2, Watch.YELLOW), (3, Watch.ESCALATED)):
            case = case_call_back(actor=cast.actor("caller"), case_id=case.pk, answer=no)
            assert (case.redo_count, case.supervision) == (times, watch)
            case_reply(
                actor=cast.actor("handler"), case_id=case.pk, outcome="solved", text="又拉了一趟。"
            )
            case_verify(actor=cast.actor("grid"), case_id=case.pk, is_passed=True, text="看了。")
        assert Supervision.objects.get(reason="redone_again").leader == "示例副乡长"

    def test_the_reporter_begins_again_and_it_keeps_its_history(self, cast: Cast) -> None:
        case = closed(cast)
        with pytest.raises(Invalid):
            case_reopen(actor=reporter_of(case), case_id=case.pk, text=" ")
        case = case_reopen(actor=reporter_of(case), case_id=case.pk, text="又堆上了")
        assert (case.state, case.reopen_count, case.next_clock) == (State.REOPENED, 1, "dispatch")
        assert case.steps.count() > 5
        case = send(cast, case)
        assert (case.dispatch_count, case.is_designated) == (1, False)
        with pytest.raises(Denied):
            case_reopen(actor=cast.actor("handler"), case_id=closed(cast).pk, text="新情况")

    def test_settled_on_the_spot_and_asked_about(self, cast: Cast) -> None:
        case = register(id=drawn(is_sampled=True), category="0402")
        Case.objects.filter(pk=case.pk).update(needs_verify=False)
        case = case_settle(
            actor=cast.actor("grid"), case_id=case.pk, outcome="solved", text="拧紧灯泡就亮了。"
        )
        assert (case.state, case.is_settled, case.main_org_id) == (State.SELF_DONE, True, None)
        case = case_call_back(
            actor=cast.actor("caller"), case_id=case.pk,
            answer=CallBackAnswer("phone", True, True, Solved.NO, 2, "又灭了"),
        )  # fmt: skip
        assert (case.state, case.is_settled) == (State.REOPENED, False)
        with pytest.raises(Invalid):
            case_settle(actor=cast.actor("grid"), case_id=case.pk, outcome="magic", text="好了")

    def test_which_matters_are_sampled_no_form_can_choose(self, cast: Cast) -> None:
        ids = [UUID(int=10 * n) for n in range(1, 21)]
        cases = [register(id=pk, category="0802", text="低保怎么办？") for pk in ids]
        done = [
            case_settle(
                actor=cast.actor("desk"), case_id=c.pk, outcome="explained", text="到窗口。"
            ).state
            for c in cases
        ]
        assert done.count(State.CLOSED) > 10
        assert [s == State.SELF_DONE for s in done] == [is_drawn(pk) for pk in ids]

    def test_a_question_is_answered_at_once(self, cast: Cast) -> None:
        plain = register(id=drawn(is_sampled=False), category="0802", text="低保怎么办？")
        done = case_settle(
            actor=cast.actor("desk"), case_id=plain.pk, outcome="explained", text="带户口本到窗口。"
        )
        assert (done.state, kinds(done)[-1]) == (State.CLOSED, "CaseClosed")

    def test_a_danger_is_handed_over_and_then_followed_up(self, cast: Cast) -> None:
        case = register(text="柴垛着火了")
        with pytest.raises(Invalid):
            case_to_emergency(actor=cast.actor("desk"), case_id=case.pk, service="95598")
        case = case_to_emergency(actor=cast.actor("desk"), case_id=case.pk, service="119")
        assert (case.state, case.next_clock) == (State.TO_EMERGENCY, "follow_up")
        case = case_follow_up(actor=cast.actor("desk"), case_id=case.pk, text="火灭了，墙要修。")
        assert (case.state, case.next_clock) == (State.REGISTERED, "dispatch")


class TestJoining:
    def test_every_reporter_is_answered_when_the_one_matter_ends(self, cast: Cast) -> None:
        first, second = register(), register(reporter_phone="13841800002")
        case_join(actor=cast.actor("dispatcher"), case_id=second.pk, parent_id=first.pk)
        first.refresh_from_db()
        assert (first.child_count, first.people_count) == (1, 2)
        closed(cast, first)
        second.refresh_from_db()
        assert (second.state, second.outcome) == (State.CLOSED, "solved")
        assert kinds(second)[-2:] == ["CaseClosedWith", "CaseClosed"]

    def test_a_joined_report_reads_the_answer_and_nothing_that_names_the_other(
        self, cast: Cast
    ) -> None:
        first = register(text="王桂兰家门口的垃圾点三天没清运了。")
        second = register(reporter_name="赵玉", reporter_phone="13841800002", text="垃圾没人拉。")
        case_join(actor=cast.actor("dispatcher"), case_id=second.pk, parent_id=first.pk)
        before = case_villager_page(second.pk, actor=reporter_of(second))
        assert (before.reply, before.road, before.unit_name) == ("", State.REGISTERED, "")
        dispatched(cast, first)
        on_way = case_villager_page(second.pk, actor=reporter_of(second))
        assert [p.state for p in on_way.progress] == ["done", "now", "later", "later"]
        assert (on_way.unit_name, on_way.road) == ("卧凤沟乡环卫站", State.DISPATCHED)
        handler = cast.actor("handler")
        case_sign(actor=handler, case_id=first.pk)
        case_reply(
            actor=handler, case_id=first.pk, outcome="solved",
            text="和王桂兰（138 4180 0001）说过了，王大娘家门口今天拉完，老王也看了，桂兰说行。",
        )  # fmt: skip
        said = case_villager_page(second.pk, actor=reporter_of(second))
        assert (
            said.reply
            == "和那位老乡（（略））说过了，那位老乡家门口今天拉完，那位老乡也看了，那位老乡说行。"
        )
        case_verify(actor=cast.actor("grid"), case_id=first.pk, is_passed=True, text="看了。")
        case_call_back(
            actor=cast.actor("caller"), case_id=first.pk,
            answer=CallBackAnswer("phone", True, True, Solved.YES, 5),
        )  # fmt: skip
        end = case_villager_page(second.pk, actor=reporter_of(second))
        assert (end.state, end.reply, end.may_rate) == (State.CLOSED, said.reply, True)
        assert end.steps[-1].text == said.reply
        assert [p.state for p in end.progress] == ["done"] * 4
        assert end.progress[1].who == "卧凤沟乡环卫站"
        parent = case_page(second.pk, actor=cast.actor("dispatcher")).parent
        assert parent is not None
        assert parent.answer == said.reply

    def test_what_cannot_be_solved_is_told_to_every_reporter(self, cast: Cast) -> None:
        first, second = register(), register(reporter_phone="13841800002")
        case_join(actor=cast.actor("dispatcher"), case_id=second.pk, parent_id=first.pk)
        dispatched(cast, first)
        case_sign(actor=cast.actor("handler"), case_id=first.pk)
        words = HoldWords("fund", "等明年的钱", clock.today() + timedelta(days=9), "说过了", True)
        case_suspend(actor=cast.actor("head"), case_id=first.pk, words=words)
        case_give_up(actor=cast.actor("leader"), case_id=first.pk, text="今年没有这笔钱。")
        end = case_villager_page(second.pk, actor=reporter_of(second))
        assert (end.state, end.reply) == (State.CLOSED_UNSOLVED, "今年没有这笔钱。")

    def test_parted_as_easily_and_not_suggested_again(self, cast: Cast) -> None:
        first, second = register(), register()
        case_join(actor=cast.actor("dispatcher"), case_id=second.pk, parent_id=first.pk)
        second = case_part(actor=cast.actor("dispatcher"), case_id=second.pk)
        first.refresh_from_db()
        assert (second.state, second.next_clock, first.child_count) == ("registered", "dispatch", 0)
        assert Parting.objects.count() == 1
        with pytest.raises(RuleViolation):
            case_part(actor=cast.actor("dispatcher"), case_id=second.pk)

    @pytest.mark.parametrize("is_withdrawn", [True, False])
    def test_nobody_is_forgotten_when_the_first_one_ends_early(
        self, cast: Cast, is_withdrawn: bool
    ) -> None:
        dispatcher = cast.actor("dispatcher")
        first, second = register(), register()
        case_join(actor=dispatcher, case_id=second.pk, parent_id=first.pk)
        if is_withdrawn:
            case_withdraw(actor=reporter_of(first), case_id=first.pk)
        else:
            case_decline(
                actor=dispatcher, case_id=first.pk, reason="court", explanation="法院正在审这件事。"
            )
        second.refresh_from_db()
        assert (second.state, second.parent_id) == (State.REGISTERED, None)

    def test_three_reports_in_a_week_are_a_matter_of_many(self, cast: Cast) -> None:
        first, *others = (register(reporter_phone=f"1384180000{n}") for n in range(3))
        for other in others:
            case_join(actor=cast.actor("dispatcher"), case_id=other.pk, parent_id=first.pk)
        first.refresh_from_db()
        assert first.is_group
        assert "CaseGrouped" in kinds(first)
        assert register(people_count=6).is_group

    def test_what_cannot_be_joined(self, cast: Cast) -> None:
        dispatcher, desk = cast.actor("dispatcher"), cast.actor("desk")
        first, done, quiet = register(), closed(cast), register(category="1301")
        parent = register()
        case_join(actor=dispatcher, case_id=register().pk, parent_id=parent.pk)
        for case, into, who in (
            (first, first, dispatcher),
            (first, done, dispatcher),
            (first, quiet, desk),
            (parent, first, dispatcher),
        ):
            with pytest.raises(RuleViolation):
                case_join(actor=who, case_id=case.pk, parent_id=into.pk)
        with pytest.raises(NotFound):
            case_join(actor=cast.actor("stranger"), case_id=first.pk, parent_id=parent.pk)
