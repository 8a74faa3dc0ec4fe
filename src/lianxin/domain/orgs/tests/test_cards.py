"""One card per village: kept by the village, read by anybody, a new version whenever it reads otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from lianxin.domain.orgs.factories import BOSS
from lianxin.domain.orgs.factories import org as make_org
from lianxin.domain.orgs.factories import post as make_post
from lianxin.domain.orgs.models import Card, CardEntry, CardVersion
from lianxin.domain.orgs.rules import Kind
from lianxin.domain.orgs.selectors import (
    card_kept,
)
from lianxin.domain.orgs.services import (
    EntryWording,
    card_entry_add,
    card_entry_change,
    card_entry_check,
    card_entry_drop,
    card_entry_place,
    card_entry_restore,
    card_open,
    card_usual_add,
    cards_refresh,
    org_close,
    post_end,
)
from lianxin.domain.orgs.tests.cards import (
    NEXT,
    SHOP,
    VILLAGE,
    added,
    names,
    number,
    told,
)
from lianxin.domain.users.factories import actor, user
from lianxin.domain.users.services import role_assign
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, NotFound, RuleViolation


def test_a_village_begins_its_card_with_who_is_in_office(clerk: Actor) -> None:
    unit = make_org("小新立屯村委会", VILLAGE, Kind.VILLAGE)
    make_post(unit, "文书", "示例文书", "0418-8800003")
    make_post(unit, "村主任", "示例主任", "0418-8800001")
    make_post(unit, "网格员", "老李", "13841800002")
    make_post(unit, "会计", "示例会计")
    make_post(unit, "出纳", "不公开的人", "0418-8800009", is_public=False)
    assert number() == 0
    for _press in range(2):
        card_open(actor=clerk, village=VILLAGE)
    assert names() == ["示例主任", "示例文书", "老李"]
    assert number() == 1
    assert told() == ["CardOpened", "CardReissued"]
    assert [m.name for m in card_kept(VILLAGE, actor=clerk).missing] == ["示例会计"]
    assert str(Card.objects.get()) == f"{VILLAGE} 1"
    assert str(CardVersion.objects.get()) == f"{VILLAGE} 1"


def test_a_line_is_added_once_as_it_is_typed_and_the_version_rises(clerk: Actor) -> None:
    id_ = ids.new()
    given = EntryWording("SC6", " 利民\u202e超市\n", ("（0418）８２１２３４５", " "), "粮油")
    for _press in range(2):
        card_entry_add(actor=clerk, id=id_, village=VILLAGE, entry=given)
    row = CardEntry.objects.get()
    assert str(row) == "利民超市 0418-8212345"
    assert (row.checked_on, row.checked_by) == (clock.today(), clerk.name)
    assert number() == 1
    added(clerk, group="SC7", name="信用社", phones=("0418-8000000",))
    assert (names(), number()) == (["利民超市", "信用社"], 2)
    assert told() == [
        "CardOpened", "CardEntryAdded", "CardReissued", "CardEntryAdded", "CardReissued",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"group": "SC99"}, "group"),
        ({"name": " "}, "name"),
        ({"phones": ()}, "phone"),
        ({"phones": ("0418-8212345", "12")}, "phone2"),
        ({"phones": ("13841800001",)}, "has_consent"),
        ({"name": "坏\ufffd字"}, "name"),
        ({"duty": "长" * 300}, "duty"),
    ],
)
def test_what_is_refused_is_not_kept(clerk: Actor, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        added(clerk, **changes)
    assert set(refusal.value.fields) == {field}
    assert not CardEntry.objects.exists()
    assert told() == []


def test_nobody_is_typed_twice(clerk: Actor) -> None:
    make_post(
        make_org("小新立屯村委会", VILLAGE, Kind.VILLAGE), "村主任", "示例主任", "0418-8800001"
    )
    added(clerk)
    again: list[dict[str, Any]] = [
        {"phones": ("0418-8000000",)}, {"name": "便民店"},
        {"group": "SC1", "name": "示例主任", "phones": ("0418-8000000",)},
    ]  # fmt: skip
    for twice in again:
        with pytest.raises(Invalid, match="这一组里已经有"):
            added(clerk, **twice)
    added(clerk, group="SC13")


def test_a_private_number_says_who_agreed_and_when(clerk: Actor) -> None:
    own = ("13841800001",)
    row = added(clerk, phones=own, has_consent=True, consent_by="店主本人")
    assert (row.consent_by, row.consent_on) == ("店主本人", clock.today())
    with time_machine.travel(clock.now() + timedelta(days=9)):
        given = EntryWording(
            "SC6", "利民超市", own, "粮油、烟酒", has_consent=True, consent_by="店主本人"
        )
        changed = card_entry_change(actor=clerk, entry_id=row.pk, entry=given, version=1)
        assert changed.consent_on == row.consent_on
        landline = card_entry_change(actor=clerk, entry_id=row.pk, entry=SHOP)
        assert (landline.consent_by, landline.consent_on) == ("", None)


def test_a_line_is_put_right_and_whoever_is_slower_sees_it_first(clerk: Actor) -> None:
    row = added(clerk)
    other = EntryWording("SC6", "利民超市", ("0418-8000000",))
    with time_machine.travel(clock.now() + timedelta(days=200)):
        for _press in range(2):
            card_entry_change(actor=clerk, entry_id=row.pk, entry=other, version=1)
        with pytest.raises(RuleViolation, match="刚刚有别人改过") as late:
            card_entry_change(actor=clerk, entry_id=row.pk, entry=SHOP, version=1)
        assert late.value.code == "stale"
        assert CardEntry.objects.get().checked_on == clock.today()
    moved = EntryWording("SC13", "利民超市", ("0418-8000000",))
    assert card_entry_change(actor=clerk, entry_id=row.pk, entry=moved).group == "SC13"
    assert told().count("CardEntryChanged") == 2
    assert number() == 3


def test_a_dropped_line_comes_back_unless_its_place_is_taken(clerk: Actor) -> None:
    row = added(clerk)
    for _press in range(2):
        card_entry_drop(actor=clerk, entry_id=row.pk)
    assert names() == []
    for act in (
        lambda: card_entry_change(actor=clerk, entry_id=row.pk, entry=SHOP),
        lambda: card_entry_check(actor=clerk, entry_id=row.pk),
        lambda: card_entry_place(actor=clerk, entry_id=row.pk, before=None),
    ):
        with pytest.raises(NotFound):
            act()
    kept = card_kept(VILLAGE, actor=clerk)
    assert [x.name for x in kept.dropped] == ["利民超市"]
    for _press in range(2):
        card_entry_restore(actor=clerk, entry_id=row.pk)
    assert names() == ["利民超市"]
    card_entry_drop(actor=clerk, entry_id=row.pk)
    added(clerk)
    with pytest.raises(Invalid, match="已经有"):
        card_entry_restore(actor=clerk, entry_id=row.pk)
    assert told().count("CardEntryRestored") == 1
    assert number() == 5


def test_the_order_is_the_villages_own_and_two_who_move_the_same_move_it_once(clerk: Actor) -> None:
    a, b, c = (
        added(clerk, name=f"{n}店", phones=(f"0418-821000{k}",)) for k, n in enumerate("甲乙丙")
    )
    for _press in range(2):
        card_entry_place(actor=clerk, entry_id=c.pk, before=b.pk)
    assert names() == ["甲店", "丙店", "乙店"]
    card_entry_place(actor=clerk, entry_id=a.pk, before=None)
    assert names() == ["丙店", "乙店", "甲店"]
    other = added(clerk, group="SC7", name="信用社", phones=("0418-8000000",))
    with pytest.raises(NotFound):
        card_entry_place(actor=clerk, entry_id=a.pk, before=other.pk)
    assert told().count("CardEntryPlaced") == 2


def test_numbers_that_nobody_rang_for_half_a_year_are_counted(clerk: Actor) -> None:
    row = added(clerk)
    before = number()
    with time_machine.travel(clock.now() + timedelta(days=190)):
        assert card_kept(VILLAGE, actor=clerk).unchecked == 1
        for _press in range(2):
            card_entry_check(actor=clerk, entry_id=row.pk)
        assert card_kept(VILLAGE, actor=clerk).unchecked == 0
        assert number() == before
    assert told().count("CardEntryChecked") == 1


def test_what_everybody_knows_is_put_in_with_one_press(clerk: Actor) -> None:
    added(clerk, group="SC5", name="派出所报警", phones=("110",))
    assert card_usual_add(actor=clerk, village=VILLAGE) == 3
    assert card_usual_add(actor=clerk, village=VILLAGE) == 0
    assert names() == ["派出所报警", "火警", "急救", "政务服务热线"]
    kept = card_kept(VILLAGE, actor=clerk)
    assert "SC5" not in [group.code for group in kept.empty]
    assert len(kept.empty) == 12


def test_the_card_follows_who_takes_up_and_gives_up_a_post(clerk: Actor) -> None:
    unit = make_org("小新立屯村委会", VILLAGE, Kind.VILLAGE)
    worker = make_post(unit, "网格员", "老李")
    card_open(actor=clerk, village=VILLAGE)
    assert number() == 0
    given = EntryWording("SC6", "别的名字", ("13841800002",), "一组到三组", post=worker.pk)
    row = card_entry_add(actor=clerk, id=ids.new(), village=VILLAGE, entry=given)
    assert (row.group, row.name) == ("SC2", "老李")
    assert (names(), number()) == (["老李"], 1)
    make_post(unit, "村主任", "示例主任", "0418-8800001")
    assert (names(), number()) == (["示例主任", "老李"], 2)
    post_end(actor=BOSS, post_id=worker.pk)
    assert (names(), number()) == (["示例主任"], 3)
    (gone,) = card_kept(VILLAGE, actor=clerk).hidden
    assert gone.is_gone
    with pytest.raises(NotFound, match="换人"):
        card_entry_add(actor=clerk, id=ids.new(), village=VILLAGE, entry=given)
    org_close(actor=BOSS, org_id=unit.pk)
    assert (names(), number()) == ([], 4)


def test_a_line_that_ended_leaves_the_card_by_night(clerk: Actor) -> None:
    added(clerk, valid_to=clock.today() + timedelta(days=3))
    card_open(actor=actor("R07", NEXT), village=NEXT)
    with time_machine.travel(clock.now() + timedelta(days=4)):
        assert names() == []
        for _night in range(2):
            assert cards_refresh(actor=BOSS) == 2
        assert number() == 2
        (over,) = card_kept(VILLAGE, actor=clerk).hidden
        assert over.is_over


def test_grid_workers_who_have_an_account_and_no_number_are_named(clerk: Actor) -> None:
    worker = user(area=VILLAGE)
    role_assign(actor=BOSS, user_id=worker.pk, role="R05", area=VILLAGE)
    card_open(actor=clerk, village=VILLAGE)
    (one,) = card_kept(VILLAGE, actor=clerk).missing
    assert (one.group, one.name) == ("SC2", worker.name)
    added(clerk, group="SC2", name=worker.name, phones=("13841800002",))
    assert card_kept(VILLAGE, actor=clerk).missing == ()
