"""The village that a caller means, among those in which the reader may register."""

from __future__ import annotations

from lianxin.domain.cases.permissions import Grant
from lianxin.domain.places import selectors as places
from lianxin.kernel.actor import Actor

OFFERED = 12
COUNTY_DIGITS, VILLAGE_DIGITS = 6, 12


def register_prefixes(actor: Actor) -> list[str]:
    """The code prefixes in which the actor takes matters in."""
    return sorted({p for scope in actor.scopes_for(Grant.REGISTER) for p in scope.areas})


def register_counties(actor: Actor) -> set[str]:
    """The counties, by their six digits, from which the actor takes matters in."""
    found = set()
    for prefix in register_prefixes(actor):
        if len(prefix) >= COUNTY_DIGITS:
            found.add(prefix[:COUNTY_DIGITS])
        else:
            rows = places.counties(actor=actor)
            found |= {row.code[:COUNTY_DIGITS] for row in rows if row.code.startswith(prefix)}
    return found


def villages_like(text: str, *, actor: Actor) -> list[places.AreaRow]:
    """Villages by name, only where the actor may register."""
    text = text.replace("\x00", "").strip()[:60]
    found: dict[str, places.AreaRow] = {}
    for prefix in register_prefixes(actor):
        for row in places.search_villages(text, actor=actor, within=prefix, limit=OFFERED):
            found.setdefault(row.code, row)
    return list(found.values())[:OFFERED]


def own_villages(actor: Actor) -> list[places.AreaRow]:
    """The villages of somebody whose work is in single villages; empty for a wider area."""
    rows = []
    for prefix in register_prefixes(actor):
        if len(prefix) < VILLAGE_DIGITS:
            return []
        row = places.area_find(prefix[:VILLAGE_DIGITS], actor=actor)
        if row is not None and row.valid:
            rows.append(row)
    return rows
