"""Those who watch, and those who must not see."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Level, Watch
from lianxin.domain.cases.services import (
    case_dispatch,
    case_instruct,
    case_note,
    case_relevel,
    case_supervise,
    case_tick,
    supervision_lift,
)
from lianxin.domain.cases.tests.story import kinds, with_leaders, working
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from tests.cast import (
    TOWN,
    Cast,
    closed,
    dispatched,
    register,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast: Cast) -> Cast:
    return with_leaders(cast)


class TestOversight:
    def test_supervised_by_hand_and_lifted(self, cast: Cast) -> None:
        case = working(cast)
        caller = cast.actor("caller")
        case = case_supervise(
            actor=caller, case_id=case.pk, level=Watch.RED, text="三天了，今天要有话。"
        )
        assert case.supervision == Watch.RED
        with pytest.raises(Denied):
            case_supervise(actor=cast.actor("grid"), case_id=case.pk, level=Watch.RED, text="快")
        case = supervision_lift(actor=caller, case_id=case.pk, text="办完了")
        assert case.supervision == 0
        with pytest.raises(RuleViolation):
            supervision_lift(actor=caller, case_id=case.pk, text="办完了")
        with pytest.raises(RuleViolation, match="已经结束"):
            case_supervise(actor=caller, case_id=closed(cast).pk, level=Watch.RED, text="快")

    def test_late_answers_rise_from_yellow_to_the_leader(self, cast: Cast) -> None:
        case = working(cast)
        assert case.result_due is not None
        seen = []
        for days in (-2, 0, 4):
            case_tick(
                actor=system("tick"), now=case.result_due + timedelta(days=days, minutes=days and 1)
            )
            case.refresh_from_db()
            seen.append(case.supervision)
        assert seen[-1] == Watch.ESCALATED
        assert sorted(seen) == seen

    def test_a_leader_may_set_an_earlier_date_and_it_is_written_down(self, cast: Cast) -> None:
        case = working(cast)
        soon = clock.now() + timedelta(days=1)
        case = case_instruct(actor=cast.actor("leader"), case_id=case.pk, text="明天办完", due=soon)
        assert case.result_due == soon
        assert kinds(case)[-1] == "CaseInstructed"
        with pytest.raises(Invalid, match="现在以后"):
            case_instruct(actor=cast.actor("leader"), case_id=case.pk, text="昨天", due=clock.now())
        with pytest.raises(RuleViolation, match="没有承办单位"):
            case_instruct(actor=cast.actor("leader"), case_id=register().pk, text="快", due=soon)

    def test_more_pressing_means_an_earlier_date_from_the_first_dispatch(self, cast: Cast) -> None:
        case = dispatched(cast)
        case = case_relevel(
            actor=cast.actor("dispatcher"), case_id=case.pk, level=Level.URGENT, reason="断水了"
        )
        assert case.dispatched_at is not None
        assert case.result_due == case.dispatched_at + timedelta(hours=24)
        with pytest.raises(RuleViolation, match="没有变"):
            case_relevel(
                actor=cast.actor("dispatcher"), case_id=case.pk, level=Level.URGENT, reason="再看"
            )
        waiting = register()
        due = waiting.dispatch_due
        waiting = case_relevel(
            actor=cast.actor("dispatcher"), case_id=waiting.pk, level=Level.EMERGENCY, reason="塌了"
        )
        assert waiting.dispatch_due < due


def test_a_complaint_is_hidden_from_those_it_is_about(cast: Cast) -> None:
    town = org_add(
        actor=system("test"), org=NewOrg("卧凤沟乡便民中心", "便民中心", "station", "town", TOWN)
    )
    case = register(about_org=town.pk, category="1306", text="窗口的人不给办事")
    for who in ("grid", "clerk", "dispatcher", "leader"):
        with pytest.raises(NotFound):
            case_note(actor=cast.actor(who), case_id=case.pk, text="看看", is_public=False)
    with pytest.raises(RuleViolation, match="反映的就是这个单位"):
        case_dispatch(
            actor=cast.actor("desk"), case_id=case.pk, unit=town.pk, level=Level.ORDINARY,
            category="1306",
        )  # fmt: skip
    with pytest.raises(Invalid):
        register(about_org=UUID(int=5))


def test_the_same_order_of_12345_twice_is_one_case(cast: Cast) -> None:
    first = register(actor=cast.actor("desk"), external_no="FX20261124001")
    assert register(actor=cast.actor("desk"), external_no="FX20261124001").pk == first.pk
    assert Case.objects.count() == 1


def test_the_same_person_with_the_same_matter_is_counted(cast: Cast) -> None:
    assert [register().repeat_count for _ in range(3)] == [0, 1, 2]
