"""Who acts, what they may do, and where. Every service and selector takes an Actor.

A person holds posts; each post gives a set of grants over some areas, and sometimes only over the
matters of one unit. Grants of different posts never mix: a dispatcher of one township who is also
a grid worker of another dispatches only in the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from lianxin.kernel.errors import Denied


class Kind(StrEnum):
    """What sort of actor this is."""

    STAFF = "staff"
    REPORTER = "reporter"
    SYSTEM = "system"


@dataclass(frozen=True)
class Scope:
    """One post's grants, and where they hold.

    `areas`: prefixes of area codes without trailing zeros ("210921203" is a township and all in
    it, "" is everywhere). `unit`: id of an organisation; when given, the grants hold only for
    matters of that unit (whichever area they lie in, if `areas` is ("",)).
    """

    grants: frozenset[str]
    areas: tuple[str, ...]
    unit: str | None = None

    def covers(self, area: str, units: Iterable[str] = ()) -> bool:
        """Does this scope reach a matter in `area` that belongs to `units`?"""
        if self.unit is not None and self.unit not in units:
            return False
        return any(area.startswith(prefix) for prefix in self.areas)


@dataclass(frozen=True)
class Actor:
    """Whoever does or reads something, with everything needed to decide whether they may.

    `id` is "user:<uuid>", "reporter:<case uuid>", "villager" or "system:<job>". `streams` are the
    matters that a villager has proved to be their own (tracking code), as "case:<uuid>".
    """

    id: str
    name: str
    kind: Kind
    scopes: tuple[Scope, ...] = ()
    streams: frozenset[str] = field(default_factory=frozenset)

    def may(self, grant: str, *, area: str, units: Iterable[str] = ()) -> bool:
        """May the actor do this there?"""
        if self.kind is Kind.SYSTEM:
            return True
        units = tuple(units)
        return any(grant in s.grants and s.covers(area, units) for s in self.scopes)

    def require(self, grant: str, *, area: str, units: Iterable[str] = ()) -> None:
        """Refuse unless the actor may do this there.

        Raises: Denied.
        """
        if not self.may(grant, area=area, units=units):
            raise Denied("您的岗位不能办这件事，请联系有权限的同事。", code=grant)

    def has(self, grant: str) -> bool:
        """Does the actor hold this grant anywhere at all? For menus, never for rows."""
        return self.kind is Kind.SYSTEM or any(grant in s.grants for s in self.scopes)

    def scopes_for(self, grant: str) -> tuple[Scope, ...]:
        """The scopes in which the grant holds; selectors turn these into a WHERE clause."""
        if self.kind is Kind.SYSTEM:
            return (Scope(frozenset({grant}), ("",)),)
        return tuple(s for s in self.scopes if grant in s.grants)


def system(job: str) -> Actor:
    """The program itself, acting in a named job."""
    return Actor(id=f"system:{job}", name="系统", kind=Kind.SYSTEM)


VILLAGER = Actor(id="villager", name="村民", kind=Kind.REPORTER)
"""Somebody on the public page who has not said who they are."""
