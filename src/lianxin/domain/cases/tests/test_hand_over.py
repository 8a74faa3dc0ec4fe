"""交接: somebody leaves, nothing is left behind, and the list that proves it is empty."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.services import (
    case_assign,
    case_sign,
    case_tick,
    hand_over_confirm,
    hand_over_drop,
    hand_over_open,
    owner_tick,
)
from lianxin.domain.cases.tests.story import kinds, send, with_leaders
from lianxin.domain.users.models import Assignment
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from tests.cast import COUNTY, TOWN, Cast, closed, dispatched, hire, own_id, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast = with_leaders(cast)
    hire(cast, "young", "R14", COUNTY, cast.station.pk)
    return cast


def signed(cast: Cast) -> Case:
    case = dispatched(cast)
    return case_sign(actor=cast.actor("handler"), case_id=case.pk)


def ids(cast: Cast, *who: str) -> list[UUID]:
    return [own_id(cast.actor(name)) for name in who]


def leaves(cast: Cast, who: str) -> None:
    """Whoever has left holds no role any more."""
    Assignment.objects.filter(user=cast.users[who]).delete()


def test_whoever_signs_has_it_and_may_pass_it_to_a_colleague(cast: Cast) -> None:
    case = signed(cast)
    assert case.owner == cast.actor("handler").id
    assert cases.case_page(case.pk, actor=cast.actor("head")).owner == "大周"
    young = own_id(cast.actor("young"))
    case = case_assign(actor=cast.actor("handler"), case_id=case.pk, owner=young, text="他住得近")
    assert cases.queue_counts(actor=cast.actor("young"))["mine"] == 1
    assert cases.queue_counts(actor=cast.actor("handler"))["mine"] == 0
    with pytest.raises(RuleViolation, match="本来就在他手上"):
        case_assign(actor=cast.actor("head"), case_id=case.pk, owner=young)
    with pytest.raises(Invalid, match="本单位"):
        case_assign(actor=cast.actor("head"), case_id=case.pk, owner=own_id(cast.actor("desk")))
    with pytest.raises(RuleViolation, match="不用转"):
        case_assign(actor=cast.actor("head"), case_id=closed(cast).pk, owner=young)


def test_what_somebody_leaves_passes_by_a_confirmed_list(cast: Cast) -> None:
    one, two = signed(cast), signed(cast)
    old, new = ids(cast, "handler", "young")
    row = hand_over_open(
        actor=cast.actor("head"), area=TOWN, from_user=old, to_user=new, note="大周调走了"
    )
    assert Case.objects.filter(owner=f"user:{old}").count() == 2, "nothing has passed yet"
    waiting = cases.hand_over_list(actor=cast.actor("young"))
    assert [(h.from_name, len(h.cases), h.is_mine) for h in waiting] == [("大周", 2, True)]
    with pytest.raises(Denied, match="接手的人自己"):
        hand_over_confirm(actor=cast.actor("head"), hand_over_id=row.pk)
    with pytest.raises(RuleViolation, match="已经有一张"):
        hand_over_open(actor=cast.actor("head"), area=TOWN, from_user=old, to_user=new)
    case_assign(actor=cast.actor("head"), case_id=two.pk, owner=own_id(cast.actor("head")))
    hand_over_confirm(actor=cast.actor("young"), hand_over_id=row.pk)
    hand_over_confirm(actor=cast.actor("young"), hand_over_id=row.pk)
    one.refresh_from_db()
    two.refresh_from_db()
    assert one.owner == f"user:{new}"
    assert two.owner == cast.actor("head").id, "what went elsewhere since stays there"
    assert kinds(one)[-1] == "CaseAssigned"
    assert cases.ownerless(actor=cast.actor("desk")) == []


def test_a_list_may_be_taken_back_before_it_is_confirmed(cast: Cast) -> None:
    signed(cast)
    old, new = ids(cast, "handler", "young")
    row = hand_over_open(actor=cast.actor("head"), area=TOWN, from_user=old, to_user=new)
    with pytest.raises(Denied):
        hand_over_drop(actor=cast.actor("desk"), hand_over_id=row.pk)
    hand_over_drop(actor=cast.actor("young"), hand_over_id=row.pk)
    with pytest.raises(RuleViolation, match="作废"):
        hand_over_confirm(actor=cast.actor("young"), hand_over_id=row.pk)
    assert cases.hand_over_list(actor=cast.actor("young")) == []
    again = hand_over_open(actor=cast.actor("head"), area=TOWN, from_user=old, to_user=new)
    hand_over_confirm(actor=cast.actor("young"), hand_over_id=again.pk)
    with pytest.raises(RuleViolation, match="另开一张"):
        hand_over_drop(actor=cast.actor("young"), hand_over_id=again.pk)
    with pytest.raises(NotFound):
        hand_over_drop(actor=cast.actor("young"), hand_over_id=new)


def test_lists_that_make_no_sense_say_why(cast: Cast) -> None:
    old, new = ids(cast, "handler", "young")
    head = cast.actor("head")
    with pytest.raises(RuleViolation, match="没有在办的事"):
        hand_over_open(actor=head, area=TOWN, from_user=old, to_user=new)
    signed(cast)
    with pytest.raises(Invalid, match="不能是他自己"):
        hand_over_open(actor=head, area=TOWN, from_user=old, to_user=old)
    with pytest.raises(Invalid, match="500"):
        hand_over_open(actor=head, area=TOWN, from_user=old, to_user=new, note="长" * 501)
    with pytest.raises(Denied):
        hand_over_open(actor=cast.actor("grid"), area=TOWN, from_user=old, to_user=new)
    with pytest.raises(RuleViolation, match="没有在办的事"):
        hand_over_open(actor=cast.actor("stranger"), area=TOWN, from_user=old, to_user=new)


def test_nothing_is_nobodys_for_more_than_a_working_day(cast: Cast) -> None:
    with time_machine.travel(clock.now(), tick=False) as travel:
        case = signed(cast)
        silent = send(cast, register())
        assert cases.ownerless(actor=cast.actor("desk")) == []
        leaves(cast, "handler")
        found = cases.ownerless(actor=cast.actor("desk"))
        assert [(row.id, row.why) for row in found] == [(case.pk, "经办人已经不在这个单位")]
        assert not found[0].is_too_long
        travel.shift(timedelta(days=12))
        case_tick(actor=system("tick"))
        silent.refresh_from_db()
        assert (silent.state, silent.owner) == ("signed", ""), "silence takes an order, for nobody"
        assert {row.is_too_long for row in cases.ownerless(actor=cast.actor("desk"))} == {
            True, False,
        }  # fmt: skip
        assert owner_tick(actor=system("night")) == 2
        assert owner_tick(actor=system("night")) == 0
        assert cases.ownerless(actor=cast.actor("desk")) == []
        case.refresh_from_db()
        assert case.owner == cast.actor("head").id, "the head of the unit has it"


def test_a_unit_without_anybody_is_on_the_list(cast: Cast) -> None:
    case = signed(cast)
    for who in ("handler", "young", "head"):
        leaves(cast, who)
    assert owner_tick(actor=system("night")) == 0
    found = cases.ownerless(actor=cast.actor("desk"))
    assert [(row.id, row.why) for row in found] == [(case.pk, "单位里没有人能接")]


def test_a_place_without_a_dispatcher_is_on_the_list(cast: Cast) -> None:
    case = register()
    assert cases.ownerless(actor=cast.actor("desk")) == []
    desk = cast.actor("desk")
    for who in ("dispatcher", "desk"):
        leaves(cast, who)
    found = cases.ownerless(actor=desk)
    assert [(row.id, row.why) for row in found] == [(case.pk, "乡镇和县里都没有派单员")]
