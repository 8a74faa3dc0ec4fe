"""Two people at one card in the same moment: nothing stands twice, nothing is lost, versions count on."""

from __future__ import annotations

import pytest

from lianxin.domain.orgs.models import CardEntry, CardSuggestion, CardVersion
from lianxin.domain.orgs.services import (
    EntryWording,
    card_entry_add,
    card_entry_change,
    card_entry_place,
    card_suggest,
)
from lianxin.domain.orgs.tests.cards import SHOP
from lianxin.kernel import ids
from lianxin.kernel.actor import VILLAGER
from lianxin.kernel.facts import Fact
from tests.at_once import at_once
from tests.cast import VILLAGE, Cast, build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


def test_two_at_one_card_at_once(cast: Cast) -> None:
    clerk, town = cast.actor("clerk"), cast.actor("dispatcher")
    said = at_once(
        *[
            lambda who=who: card_entry_add(actor=who, id=ids.new(), village=VILLAGE, entry=SHOP)
            for who in (clerk, town)
        ]
    )
    assert said == ["这一组里已经有“利民超市”了，去改那一条就行。"]
    assert Fact.objects.filter(kind="CardOpened").count() == 1
    row = CardEntry.objects.get()
    words = [EntryWording("SC6", "利民超市", ("0418-8212345",), duty) for duty in ("粮油", "百货")]
    said = at_once(
        *[
            lambda who=who, new=new: card_entry_change(
                actor=who, entry_id=row.pk, entry=new, version=1
            )
            for who, new in zip((clerk, town), words, strict=True)
        ]
    )
    assert len(said) == 1
    assert "刚刚有别人改过" in said[0]
    numbers = CardVersion.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2]


def test_two_move_lines_and_many_suggest_at_once(cast: Cast) -> None:
    clerk, town = cast.actor("clerk"), cast.actor("dispatcher")
    a, b, c = (
        card_entry_add(
            actor=clerk, id=ids.new(), village=VILLAGE,
            entry=EntryWording("SC6", f"{n}店", (f"0418-821000{k}",)),
        )
        for k, n in enumerate("甲乙丙")
    )  # fmt: skip
    assert (
        at_once(
            lambda: card_entry_place(actor=clerk, entry_id=c.pk, before=a.pk),
            lambda: card_entry_place(actor=town, entry_id=b.pk, before=a.pk),
        )
        == []
    )
    found = list(CardEntry.objects.order_by("order").values_list("name", "order"))
    assert [order for _name, order in found] == [0, 1, 2]
    assert {name for name, _order in found} == {"甲店", "乙店", "丙店"}
    said = at_once(
        *[
            lambda n=n: card_suggest(
                actor=VILLAGER, id=ids.new(), village=VILLAGE, whose=f"第{n}个", phone="",
                origin="1.2.3.4",
            )
            for n in range(8)
        ]
    )  # fmt: skip
    assert len(said) == 3
    assert CardSuggestion.objects.count() == 5
