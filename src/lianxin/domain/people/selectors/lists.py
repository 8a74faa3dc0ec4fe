"""Lists of households, and finding a person by name, initials or number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from lianxin.domain.people.models import Household, Resident
from lianxin.domain.people.models.resident import COUNTED
from lianxin.domain.people.permissions import Grant
from lianxin.domain.people.rules import (
    LIVING_NAMES,
    RESIDENCE_NAMES,
    SEX_NAMES,
    Living,
    Sight,
    age_on,
    household_code,
)
from lianxin.domain.people.rules import Residence as Where
from lianxin.domain.people.selectors._sight import care_shown, codes_shown, inside, sight_at
from lianxin.domain.people.selectors.views import HouseholdRow, PersonRow
from lianxin.domain.people.services._person import id_hash_of
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock, writing
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid
from lianxin.kernel.privacy import keyed_hash, mask
from lianxin.kernel.privacy.phones import normalise
from lianxin.kernel.reach import reach

PAGE = 50
FOUND = 50
LETTERS = re.compile(r"[a-z]{2,12}")
MARK = re.compile(r"([0-9]{12})-([0-9]{1,9})")


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to. `tag`: a difficulty or a class of them; `after`: a page's mark."""

    area: str = ""
    group: str = ""
    tag: str = ""
    care: str = ""
    after: str = ""


@dataclass(frozen=True)
class HouseholdPage:
    """A page of the list. `next`: mark of the page after it, "" at the end."""

    rows: tuple[HouseholdRow, ...]
    next: str
    filter: Filter


def household_list(*, actor: Actor, filter: Filter) -> HouseholdPage:
    """Households of a place, in the order of their numbers 户列表.

    A difficulty that the actor may not know of finds nobody, nor does a level of care that they
    are not shown.
    """
    rows = Household.objects.visible_to(actor, Grant.SEE).exclude(living=Living.CLOSED.value)
    if filter.area:
        rows = rows.filter(inside(filter.area, actor))
    if filter.group:
        rows = rows.filter(group=filter.group)
    if filter.care:
        rows = rows.filter(reach(actor, Grant.SEE_NAME), care=filter.care)
    if filter.tag:
        rows = _with_tag(rows, filter.tag, actor)
    if mark := MARK.fullmatch(filter.after):
        rows = rows.filter(Q(area__gt=mark[1]) | Q(area=mark[1], no__gt=int(mark[2])))
    found = list(rows.select_related("head").order_by("area", "no")[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    mark_of_next = f"{found[-1].area_id}-{found[-1].no}" if more else ""
    return HouseholdPage(tuple(_rows(found, actor)), mark_of_next, filter)


def people_search(q: str, *, actor: Actor, within: str = "") -> list[PersonRow]:
    """People by the beginning of the name, initials (lm), the last four digits of the phone, a whole
    phone or identity number 找人.

    Only where the actor may read names; by a phone only where they may read phones.
    Basis: domain.md §1.3 S44–S48.
    """
    asked = _asked(writing.plain(q))
    if asked is None:
        return []
    grant, condition = asked
    rows = Resident.objects.visible_to(actor, Grant.SEE).visible_to(actor, grant)
    rows = rows.filter(COUNTED).filter(condition)
    if within:
        rows = rows.filter(inside(within, actor))
    found = rows.select_related("household", "household__head").order_by("name", "id")[:FOUND]
    return _people(list(found), actor)


def _with_tag(rows: Any, tag: str, actor: Actor) -> Any:
    """Households with a difficulty of a kind that the actor may know of there."""
    below = [row.code for row in codes.children("difficulty", tag)] or [tag]
    kinds = kinds_of()
    plain = [code for code in below if kinds.get(code) == "plain"]
    health = [code for code in below if kinds.get(code) == "health"]
    condition = Q(tags__overlap=plain) if plain else Q(pk__in=[])
    if health and actor.has(Grant.SEE_HEALTH):
        condition |= Q(tags__overlap=health) & reach(actor, Grant.SEE_HEALTH)
    return rows.filter(condition).exclude(tags=[])


def kinds_of() -> dict[str, str]:
    """Who may know of each difficulty: code → plain, health or hidden."""
    table = codes.table_map("difficulty")
    return {code: str(row.extra["kind"]) for code, row in table.items() if "kind" in row.extra}


def tag_names(tags: list[str], sight: Sight) -> tuple[str, ...]:
    """Those difficulties of a household that may be named, in words."""
    return tuple(codes.name_of("difficulty", code) for code in codes_shown(tags, kinds_of(), sight))


def _asked(q: str) -> tuple[Grant, Q] | None:
    digits = q.replace(" ", "").replace("-", "")
    if re.fullmatch(r"[0-9]{17}[0-9Xx]", digits):
        return Grant.SEE_NAME, Q(id_hash=id_hash_of(digits.upper()))
    if re.fullmatch(r"[0-9]{4}", digits):
        return Grant.SEE_PHONE, Q(phone_tail=digits)
    if digits.isdigit():
        try:
            return Grant.SEE_PHONE, Q(phone_hash=keyed_hash(normalise(digits)))
        except Invalid:
            return None
    if LETTERS.fullmatch(q.lower()):
        return Grant.SEE_NAME, Q(initials__startswith=q.lower())
    return (Grant.SEE_NAME, Q(name__startswith=q[:20])) if len(q) >= 2 else None


def _rows(found: list[Household], actor: Actor) -> list[HouseholdRow]:
    names = places.display_names({row.area_id for row in found}, actor=actor)
    groups = places.group_names((row.group for row in found if row.group), actor=actor)
    shown = []
    for row in found:
        sight = sight_at(actor, row.grid or row.area_id)
        shown.append(
            HouseholdRow(
                id=row.pk, area=row.area_id, code=household_code(row.area_id, row.no),
                place=names.get(row.area_id, ""), group_name=groups.get(row.group, ""),
                head=mask("name", row.head.name, clear=sight.name) if row.head else "",
                members=row.members, living_name=LIVING_NAMES[Living(row.living)],
                tags=tag_names(row.tags, sight),
                care=care_shown(row.care, sight),
            )
        )  # fmt: skip
    return shown


def _people(found: list[Resident], actor: Actor) -> list[PersonRow]:
    names = places.display_names({row.area_id for row in found}, actor=actor)
    today = clock.today()
    shown = []
    for row in found:
        sight = sight_at(actor, row.grid or row.area_id)
        head = row.household.head
        shown.append(
            PersonRow(
                id=row.pk, household=row.household_id,
                name=mask("name", row.name, clear=sight.name), sex_name=SEX_NAMES[row.sex],
                age=age_on(row.birth_on, today) if row.birth_on else None,
                phone=mask("phone", row.phone, clear=sight.phone),
                place=names.get(row.area_id, ""),
                code=household_code(row.area_id, row.household.no),
                head=mask("name", head.name, clear=sight.name) if head else "",
                residence_name=RESIDENCE_NAMES[Where(row.residence)],
            )
        )  # fmt: skip
    return shown


def household_of(resident_id: UUID, *, actor: Actor) -> UUID | None:
    """The household of a person, if the actor may see it."""
    rows = Resident.objects.visible_to(actor, Grant.SEE).filter(pk=resident_id)
    found: UUID | None = rows.values_list("household_id", flat=True).first()
    return found
