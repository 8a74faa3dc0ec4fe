"""Households for tests: invented people."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from lianxin.domain.people.models import Household, Resident
from lianxin.domain.people.services import NewHousehold, NewResident, household_add, resident_add
from lianxin.kernel import ids
from lianxin.kernel.actor import Actor, system

BOSS = system("test")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(birth: date, serial: int = 1, area: str = "210921") -> str:
    """A legal identity number that nobody has: area, birth, serial, and the sign that checks it."""
    front = f"{area}{birth:%Y%m%d}{serial:03d}"
    rest = sum(int(digit) * weight for digit, weight in zip(front, WEIGHTS, strict=True)) % 11
    return front + "10X98765432"[rest]


def household(area: str, name: str = "", *, actor: Actor = BOSS, **given: str) -> Household:
    """A household; with a head, if there is a name."""
    made = household_add(actor=actor, household=NewHousehold(id=ids.new(), area=area, **given))
    if name:
        resident(made.pk, name, actor=actor)
        made.refresh_from_db()
    return made


def resident(home: UUID, name: str, *, actor: Actor = BOSS, **given: object) -> Resident:
    """One more person of a household."""
    person = NewResident(id=ids.new(), name=name, **given)  # type: ignore[arg-type] # for tests
    return resident_add(actor=actor, household_id=home, resident=person)
