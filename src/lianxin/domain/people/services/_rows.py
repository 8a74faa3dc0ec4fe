"""What several verbs of the register share: rows locked in one order, sentences for what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from pypinyin import Style, lazy_pinyin

from lianxin.domain.people.models import Household, Resident, Tag
from lianxin.domain.people.models.resident import COUNTED
from lianxin.domain.people.models.tag import RUNNING
from lianxin.domain.people.permissions import Grant
from lianxin.domain.people.rules import Kind, Living, care_of
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, NotFound, RuleViolation

GONE = "没有找到这一户，可能不在您负责的地方。"
NOBODY = "没有找到这个人，可能不在您负责的地方。"
STALE = "刚才有人先改过了。您填的都还在，请看看新的内容再保存。"
TAIL = 4
SURNAMES = {
    "单": "s", "曾": "z", "仇": "q", "查": "z", "区": "o", "覃": "q", "翟": "z", "解": "x",
    "召": "s", "种": "c", "繁": "p",
}  # fmt: skip
"""Signs that are read otherwise as a surname; the dictionary gives the everyday reading."""


def household_locked(pk: UUID, *, actor: Actor, grant: Grant) -> Household:
    """The household, kept from others until the transaction ends.

    Whoever may not see it hears the same as of one that is not there. Raises: NotFound, Denied.
    """
    row = Household.objects.visible_to(actor, Grant.SEE).filter(pk=pk)
    found: Household | None = row.select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound(GONE)
    actor.require(grant, area=place_of(found))
    return found


def resident_locked(pk: UUID, *, actor: Actor, grant: Grant) -> tuple[Household, Resident]:
    """The person with the household, the household locked first.

    Raises: NotFound, Denied, RuleViolation.
    """
    at = Resident.objects.visible_to(actor, Grant.SEE).filter(pk=pk)
    home = at.values_list("household_id", flat=True).first()
    if home is None:
        raise NotFound(NOBODY)
    household = household_locked(home, actor=actor, grant=grant)
    person = Resident.objects.select_for_update().filter(pk=pk, household=household).first()
    if person is None:  # moved to another household at this very moment
        raise RuleViolation(STALE, code="stale")
    return household, person


def place_of(row: Any) -> str:
    """The code for which a grant is asked: the grid where there is one, else the village."""
    return str(row.grid or row.area_id)


def check_version(held: int, seen: int | None) -> None:
    """Who changes something has seen how it stands.

    Raises: RuleViolation.
    """
    if seen is not None and seen != held:
        raise RuleViolation(STALE, code="stale")


def initials_of(name: str) -> str:
    """李明 → lm, 曾强 → zq; letters stay as they are."""
    letters = "".join(part[:1] for part in lazy_pinyin(name, style=Style.NORMAL)).lower()
    return (SURNAMES.get(name[:1], letters[:1]) + letters[1:])[:40]


def refresh_members(household: Household, at: datetime) -> None:
    """Count who belongs to the household; one in which somebody lives is not closed."""
    household.members = household.residents.filter(COUNTED).count()
    if household.members and household.living == Living.CLOSED:
        household.living = Living.HERE.value
    touch(household, at, "members", "living")


def refresh_tags(household: Household, at: datetime) -> None:
    """Repeat on the household what its open difficulties say; the hidden ones are never repeated."""
    held = Tag.objects.filter(RUNNING, household=household).exclude(kind=Kind.HIDDEN.value)
    rows = list(held.values_list("code", "care"))
    household.tags = sorted({code for code, _care in rows})
    household.care = care_of(care for _code, care in rows).value
    touch(household, at, "tags", "care")


def touch(row: Household | Resident, at: datetime, *names: str) -> None:
    """Save these columns with a new version."""
    row.version += 1
    row.changed_at = at
    row.save(update_fields=[*names, "version", "changed_at"])


def one_of(value: str, known: Iterable[str], field: str, said: str) -> str:
    """A value out of a list.

    Raises: Invalid.
    """
    value = value.strip()
    if value not in {str(each) for each in known}:
        raise Invalid(said, fields={field: said})
    return value
