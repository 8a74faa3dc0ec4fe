"""Enter, change and close a household; name who stands for it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from lianxin.domain.people.events import HeadNamed, HouseholdAdded, HouseholdChanged
from lianxin.domain.people.models import Household, Resident
from lianxin.domain.people.permissions import Grant
from lianxin.domain.people.rules import CHANNELS, HEAD, HERE, LANGUAGES, LIVING, Residence
from lianxin.domain.people.services._rows import (
    check_version,
    household_locked,
    one_of,
    place_of,
    resident_locked,
    touch,
)
from lianxin.domain.people.services.resident import NewResident, resident_add
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock, sql, writing
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record

ADDRESS_LENGTH, NOTE_LENGTH = 80, 200


@dataclass(frozen=True)
class NewHousehold:
    """A household to enter. `area`: the village; `group`, `grid`: codes within it, or empty."""

    id: UUID
    area: str
    group: str = ""
    grid: str = ""
    address: str = ""
    living: str = "here"
    channel: str = ""
    language: str = "zh"
    note: str = ""


@dataclass(frozen=True)
class HouseholdChange:
    """What of a household is to be changed; None leaves it. `version`: the one that was seen."""

    group: str | None = None
    grid: str | None = None
    address: str | None = None
    living: str | None = None
    channel: str | None = None
    language: str | None = None
    note: str | None = None
    version: int | None = None


@transaction.atomic
def household_add(*, actor: Actor, household: NewHousehold) -> Household:
    """Enter a household into the village's register 登记一户.

    Safe to repeat: the same `id` gives the same household.
    Emits: HouseholdAdded. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    actor.require(Grant.KEEP, area=household.grid or household.area)
    area = places.area_current(household.area, actor=actor)
    if area.level != "village":
        said = "请选到村。"
        raise Invalid(said, fields={"area": said})
    sql.hold(f"household:{area.code}")  # one after another: numbers follow, and twice is once
    found: Household | None = Household.objects.filter(pk=household.id).first()
    if found is not None:
        if found.area_id != area.code:
            raise RuleViolation("这个编号已经是别的一户。请刷新页面再登记。")
        return found
    given = _checked(household, area.code, actor)
    last = Household.objects.filter(area=area.code).aggregate(last=Max("no"))["last"]
    made = Household.objects.create(
        id=household.id, county=area.code[:6], town=area.code[:9], area_id=area.code,
        no=(last or 0) + 1, changed_at=clock.now(), **given,
    )  # fmt: skip
    event = HouseholdAdded(stream=_stream(made), household=str(made.pk), area=place_of(made))
    record(event, actor=actor)
    return made


@transaction.atomic
def household_enter(*, actor: Actor, household: NewHousehold, head: NewResident) -> Household:
    """Enter a household together with who stands for it: both or neither 登记一户和户主.

    Safe to repeat: the same ids give the same household.
    Emits: HouseholdAdded, ResidentAdded. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    made = household_add(actor=actor, household=household)
    resident_add(actor=actor, household_id=made.pk, resident=head)
    made.refresh_from_db()
    return made


@transaction.atomic
def household_change(*, actor: Actor, household_id: UUID, change: HouseholdChange) -> Household:
    """Put right what the register says of a household 户信息变更.

    Safe to repeat. Emits: HouseholdChanged. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    row = household_locked(household_id, actor=actor, grant=Grant.KEEP)
    check_version(row.version, change.version)
    given = _checked(change, row.area_id, actor)
    new = {name: value for name, value in given.items() if value != getattr(row, name)}
    if not new:
        return row
    for name, value in new.items():
        setattr(row, name, value)
    actor.require(Grant.KEEP, area=place_of(row))
    touch(row, clock.now(), *new)
    if "grid" in new:
        row.residents.update(grid=row.grid)
        row.tag_rows.update(grid=row.grid)
    record(
        HouseholdChanged(
            stream=_stream(row), household=str(row.pk), area=place_of(row), fields=sorted(new)
        ),
        actor=actor,
    )
    return row


@transaction.atomic
def head_name(*, actor: Actor, household_id: UUID, resident_id: UUID) -> Household:
    """Another person stands for the household 变更户主.

    Safe to repeat. Emits: HeadNamed. Raises: Denied, NotFound, RuleViolation.
    """
    row, person = resident_locked(resident_id, actor=actor, grant=Grant.KEEP)
    if row.pk != household_id:
        raise RuleViolation("这个人不在这一户。")
    if Residence(person.residence) not in HERE:
        raise RuleViolation("已经迁出或去世的人不能当户主。")
    if row.head_id == person.pk:
        return row
    now = clock.now()
    Resident.objects.filter(household=row, relation=HEAD).update(relation="", changed_at=now)
    person.relation, row.head = HEAD, person
    touch(person, now, "relation")
    touch(row, now, "head")
    record(
        HeadNamed(stream=_stream(row), household=str(row.pk), resident=str(person.pk)), actor=actor
    )
    return row


def _checked(given: NewHousehold | HouseholdChange, area: str, actor: Actor) -> dict[str, str]:
    """The columns that were given, each one legal; None is left out."""
    found: dict[str, str] = {}
    for name, most in (("address", ADDRESS_LENGTH), ("note", NOTE_LENGTH)):
        text: str | None = getattr(given, name)
        if text is not None:
            found[name] = writing.clean(text, "", name=name, most=most)
    if given.group is not None:
        known = ["", *(group.code for group in places.groups(area, actor=actor))]
        found["group"] = one_of(given.group, known, "group", "这个村没有这个组，请重新选。")
    if given.grid is not None:
        known = ["", *(grid.code for grid in places.grids(area, actor=actor))]
        found["grid"] = one_of(given.grid, known, "grid", "这个村没有这个网格，请重新选。")
    lists = (("living", LIVING), ("channel", CHANNELS), ("language", LANGUAGES))
    for name, known_values in lists:
        value: str | None = getattr(given, name)
        if value is not None:
            found[name] = one_of(value, known_values, name, "请从列出的里面选一个。")
    return found


def _stream(row: Household) -> str:
    return f"household:{row.pk}"
