"""What the register's forms bring, in the shapes its services want; a sentence at each bad field."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from lianxin.domain.people.rules import Residence
from lianxin.domain.people.selectors import HouseholdView
from lianxin.domain.people.services import (
    HouseholdChange,
    NewHousehold,
    NewResident,
    NewTag,
    ResidentChange,
)
from lianxin.entrypoints.desk.forms import version_in
from lianxin.entrypoints.desk.plain import uuid_or_none
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import ids
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid

DAY = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D{0,2}(\d{1,2})\D?")
TOLD = {"1": True, "0": False}


def typed(request: Request) -> dict[str, str]:
    """All that was sent, as it was typed."""
    return {
        key: value.replace("\x00", "")
        for key, value in request.POST.items()
        if isinstance(value, str)
    }


def day(given: dict[str, str], name: str) -> date | None:
    """A day, as a calendar field or a person writes it: 1955-06-01, 1955.6.1, 19550601.

    Raises: Invalid.
    """
    words = given.get(name, "").strip()
    if not words:
        return None
    found = DAY.fullmatch(words)
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    said = _("日期请写成 1955-06-01 这样。")
    raise Invalid(said, fields={name: said})


def new_household(given: dict[str, str]) -> NewHousehold:
    """A household to enter."""
    return NewHousehold(
        id=uuid_or_none(given.get("id")) or ids.new(), area=given.get("area", ""),
        group=given.get("group", ""), grid=given.get("grid", ""),
        address=given.get("address", ""), living=given.get("living") or "here",
        channel=given.get("channel", ""), language=given.get("language") or "zh",
        note=given.get("note", ""),
    )  # fmt: skip


def household_change(given: dict[str, str], home: HouseholdView) -> HouseholdChange:
    """What of a household is changed; what the reader does not see is left unless typed anew."""
    return HouseholdChange(
        group=given.get("group"), grid=given.get("grid"),
        address=_seen(given, "address", home.sight.name), living=given.get("living") or None,
        channel=given.get("channel"), language=given.get("language") or None,
        note=_seen(given, "note", home.sight.name), version=version_in(given),
    )  # fmt: skip


def new_resident(given: dict[str, str], *, key: str = "id") -> NewResident:
    """A person to enter. Raises: Invalid."""
    return NewResident(
        id=uuid_or_none(given.get(key)) or ids.new(), name=given.get("name", ""),
        relation=given.get("relation", ""), sex=given.get("sex") or "0",
        birth=day(given, "birth"), id_number=given.get("id_number", ""),
        phone=given.get("phone", ""), residence=_here(given) or "home",
        guardian=uuid_or_none(given.get("guardian")), is_member=TOLD.get(given.get("is_member", "")),
    )  # fmt: skip


def resident_change(given: dict[str, str], home: HouseholdView) -> ResidentChange:
    """What of a person is changed; an empty identity number leaves it. Raises: Invalid."""
    number = given.get("id_number", "").strip() or ("" if given.get("drop_number") else None)
    return ResidentChange(
        name=_seen(given, "name", home.sight.name), relation=given.get("relation"),
        sex=given.get("sex") or None, birth=day(given, "birth"), id_number=number,
        phone=_seen(given, "phone", home.sight.phone), residence=_here(given),
        is_member=TOLD.get(given.get("is_member", "")), version=version_in(given),
    )  # fmt: skip


def new_tag(given: dict[str, str]) -> NewTag:
    """A difficulty to enter; a person is named only where its kind is a person's. Raises: Invalid."""
    row = codes.row_of("difficulty", given.get("code", ""))
    is_persons = bool(row and row.extra.get("person"))
    grade = given.get("grade", "")
    return NewTag(
        id=uuid_or_none(given.get("id")) or ids.new(), code=given.get("code", ""),
        basis=given.get("basis", ""), basis_text=given.get("basis_text", ""),
        resident=uuid_or_none(given.get("resident")) if is_persons else None,
        grade=int(grade) if grade in {"1", "2", "3", "4"} else None,
        since=day(given, "from_on"), until=day(given, "until_on"),
    )  # fmt: skip


def leaving(given: dict[str, str]) -> tuple[str, date]:
    """How and when somebody left. Raises: Invalid."""
    residence = given.get("residence", "")
    bad: dict[str, str] = {}
    if residence not in {Residence.MOVED, Residence.DECEASED}:
        bad["residence"] = _("请选是迁出还是去世。")
    on = day(given, "on")
    if on is None:
        bad["on"] = _("请写是哪一天。")
    if bad or on is None:
        raise Invalid(next(iter(bad.values())), fields=bad)
    return residence, on


def _here(given: dict[str, str]) -> str | None:
    return given.get("residence") or None


def _seen(given: dict[str, str], name: str, is_seen: bool) -> str | None:
    words = given.get(name)
    return words if is_seen or (words or "").strip() else None
