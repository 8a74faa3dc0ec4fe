"""What stories about service cards share: a village, a shop, and what anybody reads."""

from __future__ import annotations

from typing import Any

from lianxin.domain.orgs.models import CardEntry, CardSuggestion
from lianxin.domain.orgs.selectors import (
    card_shown,
)
from lianxin.domain.orgs.services import (
    EntryWording,
    card_entry_add,
    card_suggest,
)
from lianxin.kernel import ids
from lianxin.kernel.actor import VILLAGER, Actor
from lianxin.kernel.facts import Fact

TOWN, VILLAGE, NEXT = "210921203000", "210921203203", "210921203204"
OTHER_TOWN = "210921120000"
SHOP = EntryWording("SC6", "利民超市", ("0418-8212345",), "粮油", "早八点到晚八点")


def added(by: Actor, village: str = VILLAGE, **changes: Any) -> CardEntry:
    """One more line."""
    given = {name: getattr(SHOP, name) for name in SHOP.__dataclass_fields__} | changes
    return card_entry_add(actor=by, id=ids.new(), village=village, entry=EntryWording(**given))


def names(village: str = VILLAGE) -> list[str]:
    """What anybody reads on the card, in order."""
    card = card_shown(village, actor=VILLAGER)
    return [line.name for group in card.groups for line in group.lines]


def number(village: str = VILLAGE) -> int:
    """The version that anybody reads."""
    return card_shown(village, actor=VILLAGER).number


def told() -> list[str]:
    """What was recorded about cards, in order."""
    return list(
        Fact.objects.filter(kind__startswith="Card").order_by("seq").values_list("kind", flat=True)
    )


def missed(whose: str = "校车", phone: str = "", origin: str = "1.2.3.4") -> CardSuggestion:
    """A villager misses a number."""
    return card_suggest(
        actor=VILLAGER, id=ids.new(), village=VILLAGE, whose=whose, phone=phone, origin=origin
    )
