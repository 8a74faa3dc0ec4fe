"""Households that ask for visits, and where a household lies: for the domains above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Min

from lianxin.domain.people.models import Household, Tag
from lianxin.domain.people.models.tag import RUNNING
from lianxin.domain.people.permissions import Grant
from lianxin.domain.people.rules import Kind, Living, Sight, household_code
from lianxin.domain.people.selectors._sight import inside, sight_at
from lianxin.domain.people.selectors.lists import tag_names
from lianxin.domain.people.selectors.page import GONE
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.codes.selectors import CodeRow
from lianxin.kernel.errors import NotFound
from lianxin.kernel.privacy import mask
from lianxin.kernel.reach import PlacedQuerySet

CARE = "care"


@dataclass(frozen=True)
class HomePlace:
    """Where a household lies."""

    id: UUID
    area: str
    grid: str
    group: str


@dataclass(frozen=True)
class CareRow:
    """A household that somebody looks in on. `care_since`: since when it asks for that."""

    id: UUID
    code: str
    head: str
    phone: str
    group_name: str
    place: str
    members: int
    tags: tuple[str, ...]
    care: str
    care_since: date
    channel: str


def household_place(household_id: UUID, *, actor: Actor) -> HomePlace:
    """Where the household lies, for who may see it. Raises: NotFound."""
    rows = Household.objects.visible_to(actor, Grant.SEE).filter(pk=household_id)
    found = rows.values_list("pk", "area_id", "grid", "group").first()
    if found is None:
        raise NotFound(GONE)
    return HomePlace(*found)


def sight_of(home: HomePlace, *, actor: Actor) -> Sight:
    """How much of this household the actor is shown."""
    return sight_at(actor, home.grid or home.area)


def care_levels(area: str, *, actor: Actor) -> Mapping[str, CodeRow]:
    """What the levels of care are called, and after how many `days` each asks for a visit.

    A county's own table stands for the general one. Basis: domain.md §4.5.
    """
    return codes.table_map(f"{CARE}.{area[:6]}") or codes.table_map(CARE)


def care_list(area: str, *, actor: Actor) -> list[CareRow]:
    """The households of a place that ask for visits; closed ones no more."""
    rows = Household.objects.visible_to(actor, Grant.SEE).exclude(care="")
    return _care_rows(rows.filter(inside(area, actor)), actor)


def care_rows(households: Sequence[UUID], *, actor: Actor) -> list[CareRow]:
    """These households in the same form, whether they ask for visits or not."""
    rows = Household.objects.visible_to(actor, Grant.SEE).filter(pk__in=households)
    return _care_rows(rows, actor)


def _care_rows(rows: PlacedQuerySet, actor: Actor) -> list[CareRow]:
    kept = rows.exclude(living=Living.CLOSED.value)
    found: list[Household] = list(kept.select_related("head").order_by("area", "no"))
    since = _since(found)
    names = places.display_names({row.area_id for row in found}, actor=actor)
    groups = places.group_names((row.group for row in found if row.group), actor=actor)
    shown = []
    for row in found:
        sight = sight_at(actor, row.grid or row.area_id)
        head = row.head
        shown.append(
            CareRow(
                id=row.pk, code=household_code(row.area_id, row.no),
                head=mask("name", head.name, clear=sight.name) if head else "",
                phone=head.phone if head and sight.phone else "",
                group_name=groups.get(row.group, ""), place=names.get(row.area_id, ""),
                members=row.members, tags=tag_names(row.tags, sight), care=row.care,
                care_since=since.get(row.pk, clock.local(row.changed_at).date()),
                channel=row.channel,
            )
        )  # fmt: skip
    return shown


def _since(found: list[Household]) -> dict[UUID, date]:
    """Since when each household has had the difficulty that asks for the most."""
    by_level: dict[str, list[UUID]] = {}
    for row in found:
        if row.care:
            by_level.setdefault(row.care, []).append(row.pk)
    since: dict[UUID, date] = {}
    for level, keys in by_level.items():
        rows = Tag.objects.filter(RUNNING, household__in=keys, care=level)
        rows = rows.exclude(kind=Kind.HIDDEN.value)
        since |= dict(rows.values_list("household").annotate(since=Min("from_on")))
    return since
