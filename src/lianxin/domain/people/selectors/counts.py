"""Where the households in difficulty are: counts by place and kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from lianxin.domain.people.models import Household, Tag
from lianxin.domain.people.models.tag import RUNNING
from lianxin.domain.people.permissions import Grant
from lianxin.domain.people.rules import Kind, Living
from lianxin.domain.people.selectors._sight import inside
from lianxin.domain.places import selectors as places
from lianxin.kernel.actor import Actor
from lianxin.kernel.reach import PlacedQuerySet, reach

CHUNK = 10_000
KINDS = {Kind.HEALTH: Grant.SEE_HEALTH, Kind.HIDDEN: Grant.SEE_HIDDEN}


@dataclass(frozen=True)
class DifficultyCounts:
    """Households in difficulty of a place. `by_place`: the places just below it, by code.

    `by_code`: how many households have each kind; one with two kinds is in both, and once in
    `households`.
    """

    households: int
    all_households: int
    by_place: Mapping[str, int]
    by_code: Mapping[str, int]


def difficulty_counts(area: str, *, actor: Actor) -> DifficultyCounts:
    """How many households are in difficulty, where, and of which kind 困难群众分布.

    Only kinds that the actor may know of there are counted. Basis: domain.md §1.3 S44.
    """
    place = places.area_current(area, actor=actor)
    rows = _running(actor, area)
    column = _below(place.level)
    once = rows.order_by().values("household", column).distinct()
    by_place: Counter[str] = Counter()
    for row in once.values_list(column, "household").iterator(chunk_size=CHUNK):
        by_place[row[0]] += 1
    by_code = rows.order_by().values_list("code").annotate(n=Count("household", distinct=True))
    homes = Household.objects.visible_to(actor, Grant.SEE).filter(inside(area, actor))
    return DifficultyCounts(
        households=sum(by_place.values()),
        all_households=homes.exclude(living=Living.CLOSED.value).count(),
        by_place=dict(by_place),
        by_code=dict(by_code),
    )


def _running(actor: Actor, area: str) -> PlacedQuerySet:
    rows = Tag.objects.visible_to(actor, Grant.SEE).filter(RUNNING, inside(area, actor))
    shown = Q(kind=Kind.PLAIN.value)
    for kind, grant in KINDS.items():
        if actor.has(grant):
            shown |= Q(kind=kind.value) & reach(actor, grant)
    return rows.filter(shown)


def _below(level: str) -> str:
    """Which column tells the place just below."""
    return {"city": "county", "county": "town", "town": "area"}.get(level, "household__group")
