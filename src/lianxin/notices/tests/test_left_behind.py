"""Somebody has gone: what they had in hand shows at once, whatever its state, and the head hears.

And a unit that a meeting names hears of it.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Ending
from lianxin.domain.cases.services import (
    HoldWords,
    ItemEnding,
    case_sign,
    case_suspend,
    meeting_item_add,
    meeting_item_end,
    meeting_open,
    owner_tick,
)
from lianxin.domain.cases.tests.story import kinds, with_leaders
from lianxin.domain.orgs.services import NewOrg, NewPost, org_add, post_assign, post_end
from lianxin.domain.users.models import Assignment
from lianxin.domain.users.services import account_disable, role_end
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.facts.testing import deliver_all
from lianxin.notices import selectors as notices
from tests.cast import COUNTY, TOWN, Cast, answered, dispatched, hire, own_id, replied

pytestmark = pytest.mark.django_db
BOSS = system("test")


@pytest.fixture
def cast(cast: Cast) -> Cast:
    return with_leaders(cast)


def everywhere(cast: Cast) -> set[UUID]:
    """大周 has one in hand, one put aside, one to be looked at, one to be asked about."""
    handler = cast.actor("handler")
    signed, aside = (case_sign(actor=handler, case_id=dispatched(cast).pk).pk for _ in range(2))
    words = HoldWords("season", "化冻", clock.today() + timedelta(days=9), "地冻着")
    case_suspend(actor=cast.actor("head"), case_id=aside, words=words)
    return {signed, aside, answered(cast).pk, replied(cast).pk}


def listed(cast: Cast, who: str = "desk") -> dict[UUID, str]:
    return {row.id: row.why for row in cases.ownerless(actor=cast.actor(who))}


def screen(cast: Cast, who: str) -> list[str]:
    deliver_all()
    return [line.text for line in notices.inbox(actor=cast.actor(who))]


def told(cast: Cast, who: str) -> list[str]:
    return [text for text in screen(cast, who) if "请交接" in text]


SAID = "大周不在卧凤沟乡环卫站了，手上还有 4 件没办完，请交接。"


def test_a_role_that_ends_leaves_nothing_unseen(cast: Cast) -> None:
    held = everywhere(cast)
    assert listed(cast) == {}
    role = Assignment.objects.get(user=cast.users["handler"])
    role_end(actor=BOSS, assignment_id=role.pk)
    assert listed(cast) == dict.fromkeys(held, "经办人已经不在这个单位")
    assert told(cast, "head") == [SAID]
    assert told(cast, "desk") == told(cast, "stranger") == []
    assert listed(cast, "stranger") == {}


def test_a_closed_account_leaves_the_same(cast: Cast) -> None:
    held = everywhere(cast)
    account_disable(actor=BOSS, user_id=cast.users["handler"].pk)
    assert set(listed(cast)) == held
    assert told(cast, "head") == [SAID]


def test_a_post_given_up_counts_unless_another_is_held(cast: Cast) -> None:
    everywhere(cast)
    user = cast.users["handler"].pk
    first, second = (
        post_assign(actor=BOSS, post=NewPost(cast.station.pk, title, "大周", user=user))
        for title in ("科员", "副站长")
    )
    post_end(actor=BOSS, post_id=first.pk)
    assert listed(cast) == {}
    assert told(cast, "head") == []
    post_end(actor=BOSS, post_id=second.pk, on=clock.today() + timedelta(days=3))
    assert (listed(cast), told(cast, "head")) == ({}, [])
    with clock.as_of(clock.now() + timedelta(days=4)):
        assert len(listed(cast)) == 4


def test_somebody_with_nothing_in_hand_goes_quietly(cast: Cast) -> None:
    role = Assignment.objects.get(user=cast.users["handler"])
    role_end(actor=BOSS, assignment_id=role.pk)
    assert told(cast, "head") == []


def test_a_unit_without_a_head_is_told_to_the_centre(cast: Cast) -> None:
    everywhere(cast)
    account_disable(actor=BOSS, user_id=cast.users["head"].pk)
    account_disable(actor=BOSS, user_id=cast.users["handler"].pk)
    assert told(cast, "dispatcher") == [SAID]
    assert set(listed(cast).values()) == {"单位里没有人能接"}


def test_the_night_gives_all_of_it_to_the_head(cast: Cast) -> None:
    held = everywhere(cast)
    account_disable(actor=BOSS, user_id=cast.users["handler"].pk)
    assert owner_tick(actor=system("tick")) == len(held)
    assert owner_tick(actor=system("tick")) == 0
    assert listed(cast) == {}
    head = f"user:{own_id(cast.actor('head'))}"
    for case in Case.objects.filter(pk__in=held):
        assert case.owner == head
        assert kinds(case)[-1] == "CaseAssigned"


def test_a_head_who_has_left_is_not_given_anything(cast: Cast) -> None:
    everywhere(cast)
    user = cast.users["head"].pk
    post = post_assign(actor=BOSS, post=NewPost(cast.station.pk, "站长", "站长", user=user))
    post_end(actor=BOSS, post_id=post.pk)
    account_disable(actor=BOSS, user_id=cast.users["handler"].pk)
    assert owner_tick(actor=system("tick")) == 0
    assert len(listed(cast)) == 4


def test_what_no_unit_has_is_still_somebodys(cast: Cast) -> None:
    case = case_sign(actor=cast.actor("handler"), case_id=dispatched(cast).pk)
    owner = cast.actor("clerk").id
    Case.objects.filter(pk=case.pk).update(
        main_org=None, state="to_emergency", next_clock="follow_up", owner=owner
    )
    assert listed(cast) == {}
    account_disable(actor=BOSS, user_id=cast.users["clerk"].pk)
    assert listed(cast) == {case.pk: "经办人的账号停用了"}


def test_a_unit_that_a_meeting_names_besides_the_main_one_is_told(cast: Cast) -> None:
    bureau = org_add(
        actor=BOSS, org=NewOrg("县水利局", "水利局", "department", "county", COUNTY, "水利")
    )
    hire(cast, "water", "R14", COUNTY, bureau.pk)
    clerk, case = cast.actor("dispatcher"), dispatched(cast)
    meeting = meeting_open(actor=clerk, area=TOWN, held_on=clock.today())
    item = meeting_item_add(actor=clerk, meeting_id=meeting.pk, no=case.no)
    day = clock.today() + timedelta(days=3)
    meeting_item_end(
        actor=clerk, item_id=item.pk,
        ending=ItemEnding(Ending.DATED, "水利局把渠口清开", bureau.pk, day),
    )  # fmt: skip
    assert screen(cast, "water") == [
        f"现场办公会定了由你们单位办，{day.month}月{day.day}日前，请和承办单位一起："
        f"卧凤沟乡小新立屯村 垃圾清运（{case.no}）"
    ]
    assert screen(cast, "handler")[0].startswith("现场办公会定了，")
