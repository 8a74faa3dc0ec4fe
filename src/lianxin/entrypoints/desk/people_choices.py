"""What the register's forms and filters offer this reader."""

from __future__ import annotations

from lianxin.domain.people.permissions import Grant
from lianxin.domain.places import selectors as places
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes

VILLAGE_DIGITS, TOWN_DIGITS = 12, 9
KNOWN_BY = {"health": Grant.SEE_HEALTH, "hidden": Grant.SEE_HIDDEN}
Groups = list[tuple[str, list[tuple[str, str]]]]


def villages_of(actor: Actor, grant: str) -> list[places.AreaRow] | None:
    """The villages in which the actor holds the grant; None for whoever works in more than towns."""
    found: dict[str, places.AreaRow] = {}
    prefixes = sorted({p for scope in actor.scopes_for(grant) for p in scope.areas})
    for prefix in prefixes:
        if len(prefix) < TOWN_DIGITS:
            return None
        if len(prefix) >= VILLAGE_DIGITS:
            own = places.area_find(prefix[:VILLAGE_DIGITS], actor=actor)
            rows = [own] if own is not None else []
        else:
            rows = list(places.villages(prefix, actor=actor))
        found |= {row.code: row for row in rows if row.valid}
    return list(found.values())


def difficulties(actor: Actor, *, place: str = "", classes: bool = False) -> Groups:
    """The kinds of difficulty under their classes; only those that the actor may know of.

    `place`: where they are to be given, else anywhere; `classes`: a class may be chosen as a whole.
    """
    found: Groups = []
    for head in codes.children("difficulty"):
        below = [
            (row.code, row.name)
            for row in codes.children("difficulty", head.code)
            if may_know(str(row.extra.get("kind")), actor, place) and not (
                classes and row.extra.get("kind") == "hidden"
            )
        ]  # fmt: skip
        if below:
            whole = [(head.code, f"{head.name}（全部）")] if classes else []
            found.append((head.name, whole + below))
    return found


def may_know(kind: str, actor: Actor, place: str = "") -> bool:
    """May the actor know of difficulties of this kind there, or anywhere?"""
    grant = KNOWN_BY.get(kind)
    if grant is None:
        return True
    return actor.may(grant, area=place) if place else actor.has(grant)
