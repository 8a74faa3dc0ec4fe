"""How much of a row the actor is shown; one place for list, page, search, export and print."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Q

from lianxin.domain.people.permissions import Grant
from lianxin.domain.people.rules import Care, Sight
from lianxin.domain.places import selectors as places
from lianxin.kernel.actor import Actor
from lianxin.kernel.reach import area_condition


@lru_cache(maxsize=4096)
def sight_at(actor: Actor, place: str) -> Sight:
    """What the actor sees clear of people in this village or grid 脱敏档."""
    return Sight(
        name=actor.may(Grant.SEE_NAME, area=place),
        phone=actor.may(Grant.SEE_PHONE, area=place),
        health=actor.may(Grant.SEE_HEALTH, area=place),
        hidden=actor.may(Grant.SEE_HIDDEN, area=place),
    )


def codes_shown(codes: list[str], kinds: dict[str, str], sight: Sight) -> list[str]:
    """Those difficulties of a household that may be named."""
    return [code for code in codes if sight.shows(kinds.get(code, "hidden"))]


def care_shown(care: str, sight: Sight) -> Care:
    """The level of care, for who may know the people by name; it may come from an illness.

    Whoever looks after them has to know how often to look in, also where the reason is not told.
    """
    return Care(care) if sight.name else Care.NONE


def inside(area: str, actor: Actor) -> Q:
    """Rows of a place with all that was merged into it."""
    condition = Q(pk__in=[])
    for prefix in places.scope_prefixes(area, actor=actor):
        condition |= area_condition(prefix)
    return condition
