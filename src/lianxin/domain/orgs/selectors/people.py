"""Who works in a unit, and what lies below it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from lianxin.domain.orgs.models import Org, Post
from lianxin.domain.orgs.rules import Kind
from lianxin.domain.users import selectors as users
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor

WHOLE_PLACE = frozenset({Kind.VILLAGE, Kind.GOVERNMENT, Kind.PARTY})
"""Units that stand for a whole place: whoever has a role of the place works there."""


@dataclass(frozen=True)
class Person:
    """Somebody who works in a unit. `key`: "user:…", or "post:…" for who has no account."""

    key: str
    name: str
    title: str


def org_people(org_id: UUID, *, actor: Actor) -> list[Person]:
    """Who works in a unit today: in office, or with a role of it or of the place it stands for."""
    org = Org.objects.filter(pk=org_id).first()
    if org is None:
        return []
    found: dict[str, Person] = {}
    today = clock.today()
    for post in Post.objects.filter(org=org).order_by("title", "person_name"):
        if post.is_held_on(today):
            key = f"user:{post.user_id}" if post.user_id else f"post:{post.pk}"
            found.setdefault(key, Person(key, post.person_name, post.title))
    names = users.unit_people(org.pk, actor=actor)
    if org.kind in WHOLE_PLACE:
        names |= users.area_people(org.area_id, actor=actor)
    for pk, name in sorted(names.items(), key=lambda row: row[1]):
        found.setdefault(f"user:{pk}", Person(f"user:{pk}", name, ""))
    return list(found.values())


def person_name(key: str, *, actor: Actor) -> str:
    """The name behind a key of `org_people`; "" if there is none."""
    kind, _colon, raw = key.partition(":")
    try:
        pk = UUID(raw)
    except ValueError:
        return ""
    if kind == "user":
        return users.user_names([pk], actor=actor).get(pk, "")
    found = (
        Post.objects.filter(pk=pk).values_list("person_name", flat=True) if kind == "post" else []
    )
    return next(iter(found), "")


def org_branch(roots: Iterable[UUID], *, actor: Actor) -> list[UUID]:
    """These units and all below them, closed ones too."""
    found = list(dict.fromkeys(roots))
    step = found
    while step:
        below = Org.objects.filter(parent__in=step).exclude(pk__in=found)
        step = list(below.values_list("pk", flat=True))
        found += step
    return found
