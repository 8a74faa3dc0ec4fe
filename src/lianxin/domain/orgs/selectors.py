"""Reads of units and responsibilities. Who answers for what is public: a villager may ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from lianxin.domain.orgs.models import DutyPhone, Org, Post, Responsibility
from lianxin.domain.orgs.rules import Duty, Level
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor


@dataclass(frozen=True)
class Named:
    """Somebody in office, with the work phone."""

    name: str
    title: str
    phone: str


@dataclass(frozen=True)
class UnitRow:
    """A unit as lists and orders show it."""

    id: UUID
    name: str
    short_name: str
    level: str
    kind: str
    line: str
    duty_phone: str


@dataclass(frozen=True)
class Responsible:
    """Who answers for one kind of matter in one place; None marks a gap in the matrix."""

    area_leader: Named | None
    line_leader: Named | None
    site_unit: UnitRow | None


def chain(area: str) -> list[str]:
    """The codes of an area and all above it, nearest first."""
    lengths = {12: 12, 9: 9, 6: 6, 4: 4, 2: 2}
    own = len(places.prefix_of(area))
    return [area[:n].ljust(12, "0") for n in lengths if n <= own]


def unit_row(org: Org) -> UnitRow:
    """A unit's row."""
    return UnitRow(
        org.pk, org.name, org.short_name, org.level, org.kind, org.line, org.duty_phone
    )


def responsible(area: str, category: str, *, actor: Actor) -> Responsible:
    """片 leader, 线 leader and 点 unit for a first-level category here; the nearest answer counts."""
    codes = chain(area)
    today = clock.today()
    found = (
        Responsibility.objects.filter(area_id__in=codes, is_current=True)
        .filter(Q(category="") | Q(category=category))
        .select_related("post", "org")
    )
    best: dict[str, Responsibility] = {}
    for row in sorted(found, key=lambda r: codes.index(r.area_id)):
        if row.post is not None and not row.post.is_held_on(today):
            continue
        best.setdefault(row.kind, row)
    site = best.get(Duty.SITE.value)
    return Responsible(
        area_leader=_named(best.get(Duty.AREA.value)),
        line_leader=_named(best.get(Duty.LINE.value)),
        site_unit=unit_row(site.org) if site is not None and site.org is not None else None,
    )


def _named(row: Responsibility | None) -> Named | None:
    if row is None or row.post is None:
        return None
    return Named(row.post.person_name, row.post.title, row.post.phone if row.post.is_public else "")


def responsibility_gaps(area: str, categories: Iterable[str], *, actor: Actor) -> list[str]:
    """The first-level categories for which nobody is named in an area."""
    gaps = []
    for category in categories:
        found = responsible(area, category, actor=actor)
        if found.line_leader is None or found.site_unit is None:
            gaps.append(category)
    return gaps


def units_for(area: str, *, actor: Actor) -> list[UnitRow]:
    """The units that a matter here may be dispatched to, the nearest level first."""
    order = [Level.TOWN.value, Level.COUNTY.value, Level.VILLAGE.value, Level.CITY.value]
    found = Org.objects.filter(area_id__in=chain(area), is_active=True)
    rows = [unit_row(org) for org in found.order_by("name")]
    return sorted(rows, key=lambda r: (order.index(r.level), r.kind != "station", r.name))


def org_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of units by id."""
    return dict(Org.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def org_get(id: UUID, *, actor: Actor) -> UnitRow | None:
    """One unit."""
    org = Org.objects.filter(pk=id).first()
    return unit_row(org) if org else None


def duty_phones(area: str, *, actor: Actor) -> list[DutyPhone]:
    """The numbers that are answered for a place, the nearest first."""
    codes = chain(area)
    found = DutyPhone.objects.filter(area_id__in=codes)
    return sorted(found, key=lambda p: (codes.index(p.area_id), p.order))


def village_contacts(village: str, *, actor: Actor) -> list[Named]:
    """The village's own people in office, with their work phones."""
    today = clock.today()
    posts = (
        Post.objects.filter(org__area_id=village, org__level=Level.VILLAGE.value, is_public=True)
        .filter(from_on__lte=today)
        .filter(Q(to_on=None) | Q(to_on__gte=today))
        .order_by("title")
    )
    return [Named(p.person_name, p.title, p.phone) for p in posts]
