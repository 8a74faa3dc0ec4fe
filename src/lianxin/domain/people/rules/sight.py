"""How much of a household somebody is shown 脱敏档. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.domain.people.rules.tags import Kind


@dataclass(frozen=True)
class Sight:
    """What of a household somebody sees clear. An identity number is always masked."""

    name: bool = False
    phone: bool = False
    health: bool = False
    hidden: bool = False

    def shows(self, kind: str) -> bool:
        """May a difficulty of this kind be named at all?"""
        return {Kind.HEALTH: self.health, Kind.HIDDEN: self.hidden}.get(Kind(kind), True)


NOTHING = Sight()
"""Names and numbers masked, plain difficulties only."""
