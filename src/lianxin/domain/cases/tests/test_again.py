"""同人同事: what the same person says again goes on with the first, if they or the clerk say so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.services import Intake, case_join, case_part, case_register_again
from lianxin.domain.cases.tests.story import kinds
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import VILLAGER, Actor
from lianxin.kernel.errors import Denied, NotFound, RuleViolation
from tests.cast import OTHER_VILLAGE, VILLAGE, Cast, closed, dispatched, register, reporter_of

pytestmark = pytest.mark.django_db
PHONE = "138 4180 0001"


def intake(**changes: Any) -> Intake:
    given: dict[str, Any] = {
        "area": VILLAGE, "origin": "reported", "channel": "phone", "category": "0402",
        "text": "垃圾还没拉走", "reporter_name": "王桂兰", "reporter_phone": PHONE,
    }  # fmt: skip
    return Intake(**given | changes)


def again(actor: Actor, first: Case, id: UUID | None = None, **changes: Any) -> Case:
    return case_register_again(
        actor=actor, id=id or ids.new(), intake=intake(**changes), same_as=first.pk
    )


def offered(actor: Actor, **given: Any) -> list[UUID]:
    asked = {"phone": PHONE, "area": VILLAGE} | given
    return [row.id for row in cases.earlier_cases(actor=actor, **asked)]


def test_the_callers_own_open_cases_come_first(cast: Cast) -> None:
    lamp, rubbish = register(category="0502", text="路灯不亮"), register()
    register(reporter_phone="13841800002")
    register(area=OTHER_VILLAGE)
    clerk = cast.actor("clerk")
    assert offered(clerk, category="0502") == [lamp.pk, rubbish.pk]
    assert offered(clerk, category="0402") == [rubbish.pk, lamp.pk]
    assert (
        offered(clerk, phone="")
        == offered(clerk, phone="不是号码")
        == offered(clerk, area="")
        == []
    )
    assert offered(cast.actor("stranger")) == []
    case = dispatched(cast, rubbish)
    row = cases.earlier_cases(actor=clerk, phone=PHONE, area=VILLAGE, category="0402")[0]
    assert (row.unit_name, row.until, row.days_ago) == ("卧凤沟乡环卫站", case.result_due, 0)
    closed(cast, register(category="0403"))
    assert len(offered(clerk)) == 2
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert offered(clerk) == []


def test_who_types_the_number_of_another_learns_nothing(cast: Cast) -> None:
    case = register()
    assert offered(VILLAGER) == []
    assert offered(reporter_of(case)) == [case.pk]


def test_a_confidential_one_is_shown_to_those_who_may_know_its_reporter(cast: Cast) -> None:
    case = register(confidentiality="confidential")
    assert offered(cast.actor("grid")) == []
    assert offered(cast.actor("desk")) == [case.pk]
    other = register()
    rows = cases.earlier_of_case(other.pk, actor=cast.actor("desk"))
    assert [row.id for row in rows] == [case.pk]


def test_the_clerk_joins_it_by_one_press_and_parts_it_as_easily(cast: Cast) -> None:
    first, clerk, key = dispatched(cast), cast.actor("clerk"), ids.new()
    second = again(clerk, first, key)
    assert (second.state, second.parent_id) == ("merged", first.pk)
    assert again(clerk, first, key).pk == second.pk
    assert Case.objects.count() == 2
    assert kinds(second) == ["CaseRegistered", "CaseJoined"]
    first.refresh_from_db()
    assert (first.people_count, first.child_count, first.repeat_count) == (1, 1, 1)
    shown = cases.case_first(second.pk, actor=clerk)
    assert shown is not None
    assert (shown.no, shown.unit_name) == (first.no, "卧凤沟乡环卫站")
    assert "part" in cases.case_page(second.pk, actor=clerk).actions
    with pytest.raises(Denied):
        case_part(actor=cast.actor("grid"), case_id=second.pk)
    case_part(actor=clerk, case_id=second.pk)
    second.refresh_from_db()
    first.refresh_from_db()
    assert (second.state, first.people_count, first.repeat_count) == ("registered", 1, 0)
    assert again(clerk, first, key).state == "registered", "the form sent again joins nothing anew"


def test_the_reporter_joins_their_own_and_is_answered(cast: Cast) -> None:
    first = register()
    second = again(reporter_of(first), first)
    own = reporter_of(second)
    view = cases.case_villager_page(second.pk, actor=own)
    assert view.first is not None
    assert (view.first.no, view.first.state_name) == (first.no, "待派单")
    closed(cast, first)
    second.refresh_from_db()
    assert second.state == "closed"
    assert kinds(second)[-1] == "CaseClosed"
    third = again(reporter_of(fresh := register()), fresh)
    case_part(actor=reporter_of(third), case_id=third.pk)
    assert cases.case_villager_page(third.pk, actor=reporter_of(third)).first is None


def test_only_ones_own_and_only_fresh(cast: Cast) -> None:
    first, clerk = register(), cast.actor("clerk")
    with pytest.raises(NotFound):
        again(VILLAGER, first)
    with pytest.raises(RuleViolation, match="不是同一个电话"):
        again(clerk, first, reporter_phone="13841800002")
    with pytest.raises(RuleViolation, match="不是同一个电话"):
        again(cast.actor("desk"), first, area=OTHER_VILLAGE)
    with pytest.raises(RuleViolation, match="已经结束"):
        again(clerk, closed(cast, register(category="0403")))
    with (
        time_machine.travel(clock.now() + timedelta(days=31), tick=False),
        pytest.raises(RuleViolation, match="超过 30 天"),
    ):
        again(clerk, first)
    assert Case.objects.count() == 2, "what is refused is not taken in either"


def test_one_person_calling_often_is_no_matter_of_many(cast: Cast) -> None:
    first, clerk = register(), cast.actor("clerk")
    for _ in range(5):
        again(clerk, first)
    first.refresh_from_db()
    assert (first.is_group, first.people_count, first.child_count) == (False, 1, 5)
    assert (first.repeat_count, first.is_hard) == (5, True)
    assert kinds(first).count("CaseRepeated") == 1
    other = register(reporter_phone="13841800002")
    case_join(actor=cast.actor("dispatcher"), case_id=other.pk, parent_id=first.pk)
    first.refresh_from_db()
    assert first.people_count == 2
