"""Enter, change and move a person; note that somebody left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from lianxin.domain.people.events import (
    HouseholdClosed,
    ResidentAdded,
    ResidentChanged,
    ResidentLeft,
    ResidentMoved,
)
from lianxin.domain.people.models import Household, Resident, Tag
from lianxin.domain.people.models.resident import COUNTED
from lianxin.domain.people.permissions import Grant
from lianxin.domain.people.rules import HEAD, HERE, Living, Residence, check_leaving
from lianxin.domain.people.services._person import checked, guardian_in, one_number
from lianxin.domain.people.services._rows import (
    check_version,
    household_locked,
    place_of,
    refresh_members,
    refresh_tags,
    resident_locked,
    touch,
)
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record


@dataclass(frozen=True)
class NewResident:
    """A person to enter. `birth` and `sex` may be left out where an identity number is given.

    `guardian`: a grown-up of the register who cares for a minor.
    """

    id: UUID
    name: str
    relation: str = ""
    sex: str = "0"
    birth: date | None = None
    id_number: str = ""
    phone: str = ""
    residence: str = "home"
    guardian: UUID | None = None
    is_member: bool | None = None


@dataclass(frozen=True)
class ResidentChange:
    """What of a person is to be changed; None leaves it. `version`: the one that was seen."""

    name: str | None = None
    relation: str | None = None
    sex: str | None = None
    birth: date | None = None
    id_number: str | None = None
    phone: str | None = None
    residence: str | None = None
    is_member: bool | None = None
    version: int | None = None


@transaction.atomic
def resident_add(*, actor: Actor, household_id: UUID, resident: NewResident) -> Resident:
    """Enter a person into a household 登记家庭成员.

    The first one stands for the household. Safe to repeat: the same `id` gives the same person.
    Emits: ResidentAdded. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    home = household_locked(household_id, actor=actor, grant=Grant.KEEP)
    found: Resident | None = Resident.objects.filter(pk=resident.id).first()
    if found is not None:
        if found.household_id != home.pk:
            raise RuleViolation("这个编号已经是别的一户的人。请刷新页面再登记。")
        return found
    now = clock.now()
    given = checked(resident, actor, exclude=None)
    is_first = home.head_id is None and Residence(given["residence"]) in HERE
    given["relation"] = HEAD if is_first else given["relation"]
    if given["relation"] == HEAD and not is_first:
        said = "这一户已经有户主。要换户主，请登记以后再点“设为户主”。"
        raise Invalid(said, fields={"relation": said})
    with one_number(given.get("id_hash", ""), actor):
        made = Resident.objects.create(
            id=resident.id, household=home, county=home.county, town=home.town,
            area_id=home.area_id, grid=home.grid, changed_at=now, **given,
        )  # fmt: skip
    made.guardian = guardian_in(resident.guardian, made, actor)
    if made.guardian is not None:
        made.save(update_fields=["guardian"])
    if is_first:
        home.head = made
        touch(home, now, "head")
    refresh_members(home, now)
    event = ResidentAdded(
        stream=_stream(home), household=str(home.pk), resident=str(made.pk), area=place_of(home)
    )
    record(event, actor=actor)
    return made


@transaction.atomic
def resident_change(*, actor: Actor, resident_id: UUID, change: ResidentChange) -> Resident:
    """Put right what the register says of a person 人员信息变更.

    Safe to repeat. Emits: ResidentChanged. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    home, person = resident_locked(resident_id, actor=actor, grant=Grant.KEEP)
    check_version(person.version, change.version)
    given = checked(change, actor, exclude=person)
    if given.get("residence") and Residence(given["residence"]) not in HERE:
        raise RuleViolation("迁出、去世请用“离开本户”登记，写上日期。")
    if given.get("relation") == HEAD and home.head_id != person.pk:
        raise RuleViolation("要换户主，请点“设为户主”。")
    return _keep(home, person, given, actor)


@transaction.atomic
def guardian_set(*, actor: Actor, resident_id: UUID, guardian_id: UUID | None) -> Resident:
    """Say who cares for a minor 登记监护人.

    Safe to repeat. Emits: ResidentChanged. Raises: Denied, NotFound, RuleViolation.
    """
    home, person = resident_locked(resident_id, actor=actor, grant=Grant.KEEP)
    found = guardian_in(guardian_id, person, actor)
    return _keep(home, person, {"guardian": found}, actor)


@transaction.atomic
def resident_leave(
    *, actor: Actor, resident_id: UUID, residence: str, on: date, correction: bool = False
) -> Resident:
    """A person moved away or died 迁出/去世; the row stays, running difficulties end.

    Who stood for the household does so no more; when nobody is left, the household is closed.
    `correction`: it was entered by mistake, the person is here. Safe to repeat.
    Emits: ResidentLeft, HouseholdClosed, ResidentChanged.
    Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    home, person = resident_locked(resident_id, actor=actor, grant=Grant.KEEP)
    then, now = Residence(residence), clock.now()
    if on > clock.local(now).date():
        said = "日期还没有到。"
        raise Invalid(said, fields={"on": said})
    if then in HERE:
        if not correction:
            check_leaving(Residence(person.residence), then)
        return _back(home, person, then, actor)
    if person.residence == then:
        return person
    check_leaving(Residence(person.residence), then)
    person.residence, person.left_on = then.value, on
    touch(person, now, "residence", "left_on")
    Tag.objects.filter(resident=person, ended_on=None).update(
        ended_on=on, end_reason="迁出" if then is Residence.MOVED else "去世"
    )
    event = ResidentLeft(
        stream=_stream(home), household=str(home.pk), resident=str(person.pk), residence=then.value
    )
    record(event, actor=actor)
    _after_leaving(home, person, actor)
    return person


@transaction.atomic
def resident_move(*, actor: Actor, resident_id: UUID, household_id: UUID) -> Resident:
    """A person belongs to another household now 分户、并户、嫁娶; their difficulties go with them.

    Both households are locked in the order of their ids, so that two moves never wait for each
    other. Safe to repeat. Emits: ResidentMoved, HouseholdClosed.
    Raises: Denied, NotFound, RuleViolation.
    """
    where = Resident.objects.visible_to(actor, Grant.SEE).filter(pk=resident_id)
    old = where.values_list("household_id", flat=True).first()
    for pk in sorted({household_id, *([old] if old else [])}):
        household_locked(pk, actor=actor, grant=Grant.KEEP)
    former, person = resident_locked(resident_id, actor=actor, grant=Grant.KEEP)
    home = household_locked(household_id, actor=actor, grant=Grant.KEEP)
    if former.pk == home.pk:
        return person
    if Residence(person.residence) not in HERE:
        raise RuleViolation("已经迁出或去世的人不能再转到别的户。")
    now = clock.now()
    place = {"county": home.county, "town": home.town, "area_id": home.area_id, "grid": home.grid}
    for name, value in place.items():
        setattr(person, name, value)
    person.household, person.relation = home, ""
    touch(person, now, "household", "relation", "county", "town", "area", "grid")
    Tag.objects.filter(resident=person).update(household=home, **place)
    if home.head_id is None:
        home.head = person
        touch(home, now, "head")
    refresh_members(home, now)
    refresh_tags(home, now)
    event = ResidentMoved(
        stream=_stream(home), resident=str(person.pk), household=str(home.pk), former=str(former.pk)
    )
    record(event, actor=actor)
    _after_leaving(former, person, actor)
    return person


def _keep(home: Household, person: Resident, given: dict[str, Any], actor: Actor) -> Resident:
    new = {name: value for name, value in given.items() if value != getattr(person, name)}
    if not new:
        return person
    for name, value in new.items():
        setattr(person, name, value)
    with one_number(person.id_hash, actor):
        touch(person, clock.now(), *new)
    known = {"id_hash", "phone_hash", "phone_tail", "initials"}
    event = ResidentChanged(
        stream=_stream(home), household=str(home.pk), resident=str(person.pk),
        fields=sorted(set(new) - known),
    )  # fmt: skip
    record(event, actor=actor)
    return person


def _back(home: Household, person: Resident, then: Residence, actor: Actor) -> Resident:
    person = _keep(home, person, {"residence": then.value, "left_on": None}, actor)
    now = clock.now()
    if home.head_id is None:
        home.head = person
        touch(home, now, "head")
    refresh_members(home, now)
    return person


def _after_leaving(home: Household, person: Resident, actor: Actor) -> None:
    """The household that somebody left: counted anew, perhaps without a head, perhaps closed."""
    now = clock.now()
    if home.head_id == person.pk:
        home.head = None
        touch(home, now, "head")
    refresh_members(home, now)
    refresh_tags(home, now)
    if not home.residents.filter(COUNTED).exists():
        home.living = Living.CLOSED.value
        touch(home, now, "living")
        Tag.objects.filter(household=home, ended_on=None).update(
            ended_on=clock.local(now).date(), end_reason="销户"
        )
        refresh_tags(home, now)
        event = HouseholdClosed(stream=_stream(home), household=str(home.pk), area=place_of(home))
        record(event, actor=actor)


def _stream(row: Household) -> str:
    return f"household:{row.pk}"
