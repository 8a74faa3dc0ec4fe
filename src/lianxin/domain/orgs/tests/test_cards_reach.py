"""Who keeps which card, who stays out, and what villagers say is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from pytest_django.fixtures import DjangoAssertNumQueries

from lianxin.domain.orgs.factories import org as make_org
from lianxin.domain.orgs.factories import post as make_post
from lianxin.domain.orgs.models import CardEntry, CardSuggestion
from lianxin.domain.orgs.rules import Kind
from lianxin.domain.orgs.selectors import (
    card_entry_get,
    card_kept,
    card_shown,
    card_suggestion_get,
    card_villages,
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
    card_suggest,
    card_suggestion_accept,
    card_suggestion_decline,
    card_usual_add,
)
from lianxin.domain.orgs.tests.cards import (
    NEXT,
    OTHER_TOWN,
    SHOP,
    TOWN,
    VILLAGE,
    added,
    missed,
    names,
    told,
)
from lianxin.domain.places.factories import area as make_area
from lianxin.domain.users.factories import actor
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import VILLAGER, Actor
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact


def acts(row: CardEntry, told: CardSuggestion) -> list[Callable[[Actor], object]]:
    """Everything that only the keeper of this card may do."""
    return [
        lambda who: card_open(actor=who, village=VILLAGE),
        lambda who: added(who, name="新店"),
        lambda who: card_usual_add(actor=who, village=VILLAGE),
        lambda who: card_entry_change(actor=who, entry_id=row.pk, entry=SHOP),
        lambda who: card_entry_drop(actor=who, entry_id=row.pk),
        lambda who: card_entry_restore(actor=who, entry_id=row.pk),
        lambda who: card_entry_place(actor=who, entry_id=row.pk, before=None),
        lambda who: card_entry_check(actor=who, entry_id=row.pk),
        lambda who: card_kept(VILLAGE, actor=who),
        lambda who: card_entry_get(row.pk, actor=who),
        lambda who: card_suggestion_get(told.pk, actor=who),
        lambda who: card_suggestion_decline(actor=who, suggestion_id=told.pk),
        lambda who: card_suggestion_accept(
            actor=who, suggestion_id=told.pk, entry_id=ids.new(), entry=SHOP
        ),
    ]


def test_the_next_village_and_the_next_township_stay_out(clerk: Actor) -> None:
    row = added(clerk)
    told_us = missed()
    before = told()
    make_area(OTHER_TOWN)
    strangers = (actor("R06", NEXT), actor("R11", OTHER_TOWN), actor("R05", VILLAGE), VILLAGER)
    for who in strangers:
        for act in acts(row, told_us):
            with pytest.raises((Denied, NotFound)):
                act(who)
    assert told() == before
    card_entry_check(actor=actor("R11", TOWN), entry_id=row.pk)


def test_who_keeps_which_cards(clerk: Actor) -> None:
    assert [row.code for row in card_villages(actor=clerk)] == [VILLAGE]
    assert [row.code for row in card_villages(actor=actor("R11", TOWN))] == [VILLAGE, NEXT]
    assert card_villages(actor=actor("R05", VILLAGE)) == []


def test_only_a_village_has_a_card(clerk: Actor) -> None:
    with pytest.raises(Invalid, match="请选村"):
        card_open(actor=actor("R11", TOWN), village=TOWN)
    for code in (TOWN, "999999999999"):
        with pytest.raises(NotFound):
            card_shown(code, actor=VILLAGER)
    row = added(clerk)
    with pytest.raises(RuleViolation, match="编号已经用过"):
        card_entry_add(actor=actor("R06", NEXT), id=row.pk, village=NEXT, entry=SHOP)
    with pytest.raises(NotFound):
        card_entry_drop(actor=clerk, entry_id=ids.new())


def test_a_missing_number_is_said_looked_at_and_forgotten(clerk: Actor) -> None:
    with pytest.raises(NotFound, match="还没有服务卡"):
        missed()
    card_open(actor=clerk, village=VILLAGE)
    bus, vet = missed("校车", "0418 8000001"), missed("兽医站")
    same = card_suggest(
        actor=VILLAGER, id=bus.pk, village=VILLAGE, whose="别的", phone="", origin="1.2.3.4"
    )
    assert same.pk == bus.pk
    assert [s.whose for s in card_kept(VILLAGE, actor=clerk).suggestions] == ["校车", "兽医站"]
    assert card_suggestion_get(bus.pk, actor=clerk).phone == "0418-8000001"
    entry, id_ = EntryWording("SC8", "校车", ("0418-8000001",)), ids.new()
    for _press in range(2):
        made = card_suggestion_accept(actor=clerk, suggestion_id=bus.pk, entry_id=id_, entry=entry)
        assert made.pk == id_
        card_suggestion_decline(actor=clerk, suggestion_id=vet.pk)
    assert names() == ["校车"]
    for row in CardSuggestion.objects.all():
        assert (row.whose, row.phone, row.origin) == ("", "", "")
        assert str(row).startswith(VILLAGE)
    with pytest.raises(NotFound, match="已经处理"):
        card_suggestion_accept(actor=clerk, suggestion_id=bus.pk, entry_id=ids.new(), entry=entry)
    with pytest.raises(NotFound):
        card_suggestion_get(bus.pk, actor=clerk)
    assert told()[-2:] == ["CardSuggestionAccepted", "CardSuggestionDeclined"]
    assert "校车" not in str(list(Fact.objects.filter(kind="CardNumberSuggested").values()))


def test_nobody_floods_a_village_with_suggestions(clerk: Actor) -> None:
    card_open(actor=clerk, village=VILLAGE)
    for n in range(5):
        missed(f"第{n}个")
    with pytest.raises(RuleViolation, match="过一会儿") as slow:
        missed("第六个")
    assert slow.value.code == "slow"
    missed("别处来的", origin="5.6.7.8")
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        missed("过了一个钟头")
    for wrong, field in (
        (("", ""), "whose"),
        (("校车", "12"), "phone"),
        (("长" * 61, ""), "whose"),
    ):
        with pytest.raises(Invalid) as refusal:
            missed(*wrong)
        assert set(refusal.value.fields) == {field}


def test_a_full_card_is_read_with_as_many_questions_as_an_empty_one(
    clerk: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = make_org("小新立屯村委会", VILLAGE, Kind.VILLAGE)
    for n in range(8):
        make_post(unit, "委员", f"委员{n}", f"0418-880000{n}")
        added(clerk, name=f"{n}店", phones=(f"0418-821000{n}",))
    card_shown(VILLAGE, actor=VILLAGER)
    with django_assert_num_queries(4):  # the tree of places is read anew by whoever writes
        assert len(names()) == 16
    with django_assert_num_queries(6):
        card_kept(VILLAGE, actor=clerk)
