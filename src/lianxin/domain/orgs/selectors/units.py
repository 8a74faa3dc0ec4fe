"""Reads of units and responsibilities. Who answers for what is public: a villager may ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from lianxin.domain.orgs.models import DutyPhone, Org, Post
from lianxin.domain.orgs.permissions import Grant
from lianxin.domain.orgs.rules import (
    MAY_BE_SENT_TO,
    ORDER,
    Kind,
    Level,
    head_rank,
    is_held,
    serves,
)
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock, sql
from lianxin.kernel.actor import Actor

VILLAGE_CODE = 12
SERVE = """
SELECT id, name, short_name, level, kind, line, duty_phone FROM orgs_org
WHERE area_id = ANY(%s) AND is_active AND level = ANY(%s) AND kind = ANY(%s)
"""
HELD = """
SELECT p.person_name, p.title, p.phone, p.is_public, p.user_id, p.from_on
  FROM orgs_post p JOIN orgs_org o ON o.id = p.org_id
 WHERE p.org_id = %s AND o.is_active AND p.from_on <= %s AND (p.to_on IS NULL OR p.to_on > %s)
"""
NAMES = "SELECT id, name FROM orgs_org WHERE id = ANY(%s)"


@dataclass(frozen=True)
class Named:
    """Somebody in office, with the work phone if the post is public.

    `user`: the account, if they have one; for telling them, never for showing.
    """

    name: str
    title: str
    phone: str
    user: UUID | None = None


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


def chain(area: str, *, actor: Actor) -> list[str]:
    """The codes of a place and all above it, nearest first, with the codes they had before.

    A group or grid belongs to its village; a code that ended stands for what it became.
    """
    row = places.area_find(area[:VILLAGE_CODE], actor=actor)
    if row is None:
        return []
    now = places.area_current(row.code, actor=actor).code
    found: list[str] = []
    for step in reversed(places.area_path(now, actor=actor)):
        width = len(places.prefix_of(step.code))
        prefixes = places.scope_prefixes(step.code, actor=actor)
        found += [p.ljust(VILLAGE_CODE, "0") for p in prefixes if len(p) == width]
    return list(dict.fromkeys(found))


def unit_row(org: Org) -> UnitRow:
    """A unit's row."""
    return UnitRow(org.pk, org.name, org.short_name, org.level, org.kind, org.line, org.duty_phone)


def named(name: str, title: str, phone: str, is_public: bool, user: UUID | None) -> Named:
    """Somebody in office; the phone only if the post is public."""
    return Named(name, title, phone if is_public else "", user)


def units_for(area: str, *, actor: Actor) -> list[UnitRow]:
    """The units that a matter here may be given to: the township's, the county's, the village's.

    Basis: domain.md §5 no dumping on villages; which category a village may handle is decided by
    the category.
    """
    levels, kinds = [level.value for level in ORDER], [str(kind) for kind in MAY_BE_SENT_TO]
    found = sql.rows(SERVE, [chain(area, actor=actor), levels, kinds])
    rows = [UnitRow(*row) for row in found]
    return sorted(rows, key=lambda r: (ORDER.index(Level(r.level)), r.kind != Kind.STATION, r.name))


def unit_of_kind(area: str, unit_kind: str, *, actor: Actor) -> UnitRow | None:
    """The unit that a category's `unit_kind` means here: "town:环卫", "county:民政局", "village"."""
    level, _colon, word = unit_kind.partition(":")
    for row in units_for(area, actor=actor):
        is_meant = row.kind == Kind.VILLAGE if not word else serves(row.line, row.name, word)
        if row.level == level and is_meant:
            return row
    return None


def org_names(ids: Iterable[UUID], *, actor: Actor) -> dict[UUID, str]:
    """Names of units by id; closed ones too, old matters still name them."""
    wanted = list(ids)
    return dict(sql.rows(NAMES, [wanted])) if wanted else {}


def org_get(id: UUID, *, actor: Actor) -> UnitRow | None:
    """One unit."""
    org = Org.objects.filter(pk=id).first()
    return unit_row(org) if org else None


def org_rows(ids: Iterable[UUID], *, actor: Actor) -> dict[UUID, UnitRow]:
    """Units by id, in one query; closed ones too."""
    wanted = list(ids)
    found = Org.objects.filter(pk__in=wanted) if wanted else []
    return {org.pk: unit_row(org) for org in found}


def unit_head(unit: UUID, *, actor: Actor) -> Named | None:
    """Who is named for a unit 点上负责: its head in office today, else a deputy, else anybody there.

    Basis: S23.
    """
    today = clock.today()
    held = sql.rows(HELD, [unit, today, today])
    held.sort(key=lambda row: (head_rank(row[1]), row[5], row[0]))
    return named(*held[0][:5]) if held else None


def org_area(id: UUID, *, actor: Actor) -> str:
    """The code of the place that a unit belongs to."""
    return Org.objects.filter(pk=id).values_list("area_id", flat=True).first() or ""


def org_list(*, actor: Actor) -> list[Org]:
    """The units that stand in the actor's areas, for who keeps the list."""
    condition = Q(pk__in=[])
    for scope in actor.scopes_for(Grant.SEE):
        for prefix in scope.areas:
            low, high = places.in_prefix(prefix)
            condition |= Q(area_id__gte=low, area_id__lt=high)
    return list(Org.objects.filter(condition).order_by("area_id", "name"))


def post_history(org: UUID, *, actor: Actor) -> list[Post]:
    """Who held which post in a unit, the present ones first.

    Raises: Denied.
    """
    posts = list(Post.objects.filter(org=org).select_related("org"))
    for post in posts[:1]:
        actor.require(Grant.SEE, area=post.org.area_id)
    return sorted(posts, key=lambda p: (p.to_on is None, p.from_on, p.title), reverse=True)


def left_posts(units: Iterable[UUID], *, actor: Actor) -> dict[UUID, frozenset[UUID]]:
    """Who once held a post in these units and holds none in it any more, by unit, in one query."""
    today = clock.today()
    rows = Post.objects.filter(org__in=list(units), user__isnull=False)
    held: dict[UUID, set[UUID]] = {}
    once: dict[UUID, set[UUID]] = {}
    for org, user, since, until in rows.values_list("org_id", "user_id", "from_on", "to_on"):
        if since <= today and user is not None:
            stands = is_held(since, until, today)
            (held if stands else once).setdefault(org, set()).add(user)
    return {org: frozenset(people - held.get(org, set())) for org, people in once.items()}


def post_user(post: UUID, *, actor: Actor) -> UUID | None:
    """The account of whoever holds, or held, a post."""
    return Post.objects.filter(pk=post).values_list("user_id", flat=True).first()


def duty_phones(area: str, *, actor: Actor) -> list[DutyPhone]:
    """The numbers that are answered for a place, the nearest first."""
    above = chain(area, actor=actor)
    found = DutyPhone.objects.filter(area_id__in=above)
    return sorted(found, key=lambda p: (above.index(p.area_id), p.order, p.name))


def village_contacts(village: str, *, actor: Actor) -> list[Named]:
    """The village's own people in office, with their work phones."""
    today = clock.today()
    posts = Post.objects.filter(
        org__area_id=village, org__level=Level.VILLAGE.value, org__is_active=True, is_public=True
    )
    held = (p for p in posts.order_by("title", "person_name") if is_held(p.from_on, p.to_on, today))
    return [named(p.person_name, p.title, p.phone, p.is_public, p.user_id) for p in held]
