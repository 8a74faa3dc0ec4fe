"""What was typed of a person, each part legal, in the columns that keep it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from lianxin.domain.people.models import Resident
from lianxin.domain.people.models.resident import COUNTED
from lianxin.domain.people.permissions import Grant
from lianxin.domain.people.rules import (
    RESIDENCE_NAMES,
    SEX_NAMES,
    check_birth,
    check_guardian,
)
from lianxin.domain.people.services._rows import NOBODY, TAIL, initials_of, one_of
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock, writing
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid, NotFound
from lianxin.kernel.privacy import keyed_hash
from lianxin.kernel.privacy.id_numbers import birth_of, legal_id_number, sex_of
from lianxin.kernel.privacy.phones import normalise

NAME_LENGTH = 40


def checked(given: Any, actor: Actor, *, exclude: Resident | None) -> dict[str, Any]:
    """Columns for what was given; None is left out. `exclude`: the person who has it already.

    Raises: Invalid, naming the field.
    """
    found: dict[str, Any] = {}
    if given.name is not None:
        name = writing.clean(given.name, "请写姓名。", name="name", most=NAME_LENGTH)
        found |= {"name": name, "initials": initials_of(name)}
    if given.relation is not None:
        known = ["", *codes.table_map("relation")]
        found["relation"] = one_of(given.relation, known, "relation", "请从列出的关系里选一个。")
    if given.sex is not None:
        found["sex"] = one_of(given.sex, SEX_NAMES, "sex", "请从列出的里面选一个。")
    if given.residence is not None:
        found["residence"] = one_of(
            given.residence, RESIDENCE_NAMES, "residence", "请从列出的里面选一个。"
        )
    if given.birth is not None:
        found["birth_on"] = given.birth
    if given.is_member is not None:
        found["is_member"] = given.is_member
    if given.id_number is not None:
        found |= _identity(given.id_number, found, actor, exclude)
    check_birth(found.get("birth_on"), clock.today())
    if given.phone is not None:
        found |= phone_columns(given.phone)
    return found


def phone_columns(text: str) -> dict[str, str]:
    """The columns of a phone number; "" takes it away. Raises: Invalid."""
    if not text.strip():
        return {"phone": "", "phone_hash": "", "phone_tail": ""}
    try:
        number = normalise(text)
    except Invalid as bad:
        raise Invalid(bad.message, fields={"phone": bad.message}) from bad
    digits = "".join(sign for sign in number if sign.isdigit())
    return {"phone": number, "phone_hash": keyed_hash(number), "phone_tail": digits[-TAIL:]}


def id_hash_of(number: str) -> str:
    """By which an identity number is found again; of another kind than a phone's hash."""
    return keyed_hash(f"id:{number}") if number else ""


def _identity(
    text: str, typed: dict[str, Any], actor: Actor, exclude: Resident | None
) -> dict[str, Any]:
    number = legal_id_number(text)
    if not number:
        return {"id_number": "", "id_hash": ""}
    columns: dict[str, Any] = {
        "id_number": number, "id_hash": id_hash_of(number),
        "birth_on": birth_of(number), "sex": sex_of(number),
    }  # fmt: skip
    if typed.get("birth_on", columns["birth_on"]) != columns["birth_on"]:
        said = "出生日期和身份证号里的不一样，请核对。"
        raise Invalid(said, fields={"birth": said})
    if exclude is None or exclude.id_hash != columns["id_hash"]:
        _check_free(columns["id_hash"], actor)
    return columns


@contextmanager
def one_number(id_hash: str, actor: Actor) -> Iterator[None]:
    """Write a person; if the number was taken at this very moment, or since they left, say where.

    Raises: Invalid.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        _check_free(id_hash, actor)
        raise


def _check_free(id_hash: str, actor: Actor) -> None:
    row = Resident.objects.filter(COUNTED, id_hash=id_hash).first() if id_hash else None
    if row is not None:
        said = _taken(row, actor)
        raise Invalid(said, fields={"id_number": said})


def _taken(row: Resident, actor: Actor) -> str:
    """Who may see the other household is told where it is; others only that there is one."""
    if Resident.objects.visible_to(actor, Grant.SEE).filter(pk=row.pk).exists():
        where = places.display_name(row.area_id, actor=actor)
        return f"这个身份证号已经登记在{where}的另一户。搬家、分户请用“转到别的户”，不要登记两次。"
    return "这个身份证号已经登记在别的地方的一户。请联系县里核对，不要登记两次。"


def guardian_in(pk: UUID | None, person: Resident, actor: Actor) -> Resident | None:
    """The guardian, if there is one to be.

    Raises: NotFound, RuleViolation.
    """
    if pk is None:
        return None
    found = Resident.objects.visible_to(actor, Grant.SEE).filter(COUNTED, pk=pk).first()
    if found is None:
        raise NotFound(NOBODY)
    today: date = clock.today()
    check_guardian(birth=person.birth_on, guardian_birth=found.birth_on, today=today)
    return found  # type: ignore[no-any-return] # one query set for three tables
