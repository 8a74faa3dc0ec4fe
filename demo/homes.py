"""The register of households, invented and copied in: whole villages, in a few seconds each hundred.

Nobody has an identity number: a legal one might be somebody's. Phones lie in a range that was never
given out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from demo.dice import Dice
from demo.people import marked, read
from lianxin.domain.people.models import Household, Resident, Tag
from lianxin.domain.people.rules import HEAD, care_of
from lianxin.domain.people.services._rows import TAIL, initials_of
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.privacy import EncryptedTextField, keyed_hash

FIRST_PHONE = 15401000000
CHUNK = 2000
DIFFICULT = 0.14
"""So many households of a hundred have a difficulty; a third of these have two."""
SHARES: Mapping[str, float] = {
    "D01": 20, "D02": 4, "D03": 6, "D05": 3, "D06": 3, "D07": 4, "D08": 1, "D11": 14, "D12": 16,
    "D13": 6, "D14": 5, "D15": 10, "D21": 5, "D24": 2, "D25": 3, "D31": 2, "D32": 2, "D34": 6,
    "D35": 2, "D36": 2, "D41": 6, "D42": 8, "D43": 2, "D51": 3, "D62": 3, "D63": 2, "D64": 1,
    "D65": 4, "D71": 4, "D72": 8,
}  # fmt: skip
KINDS_OF_HOME = ("old couple", "old alone", "young", "three generations", "left behind")
WEIGHTS = (26, 10, 30, 26, 8)
CHANNELS = ("", "", "", "home", "phone", "phone", "wechat", "wechat", "speaker")


@dataclass(frozen=True)
class Person:
    """One of a household that is being invented."""

    name: str
    sex: str
    age: int
    relation: str
    away: bool = False
    has_phone: bool = False


class Homes:
    """Makes the households of villages; the same dice make the same rows, but for ciphers."""

    def __init__(self, dice: Dice, *, now: datetime, today: date, actor: Actor) -> None:
        self.dice, self.now, self.actor, self.today = dice, now, actor, today
        self.phones = iter(range(FIRST_PHONE, FIRST_PHONE + 8_000_000))
        table = codes.table_map("difficulty")
        self.table = {code: table[code].extra for code in SHARES}

    def load(self, villages: Sequence[str], each: int) -> int:
        """Copy the households of these villages; returns how many people they have."""
        people = 0
        rows: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
        for village in villages:
            groups = [row.code for row in places.groups(village, actor=self.actor)] or [""]
            grids = [row.code for row in places.grids(village, actor=self.actor)] or [""]
            for no in range(1, each + 1):
                self._home(village, no, groups, grids, rows)
                if len(rows[0]) >= CHUNK:
                    people += self._copy(rows)
        return people + self._copy(rows)

    def _copy(self, rows: tuple[list[Any], list[Any], list[Any]]) -> int:
        for model, found in zip((Household, Resident, Tag), rows, strict=True):
            copy_in(model, found)
        count = len(rows[1])
        for found in rows:
            found.clear()
        return count

    def _home(
        self,
        village: str,
        no: int,
        groups: list[str],
        grids: list[str],
        rows: tuple[list[Any], ...],
    ) -> None:
        dice = self.dice
        at = {
            "county": village[:6], "town": village[:9], "area_id": village,
            "grid": dice.one(grids),
        }  # fmt: skip
        home, group = ids.new(), dice.one(groups)
        members = self._members()
        made = [self._resident(person, home, at) for person in members]
        tags = self._tags(home, members, made, at) if dice.chance(DIFFICULT) else []
        rows[0].append({
            **at, "id": home, "group": group, "no": no, "address": "", "head_id": made[0]["id"],
            "living": "away" if all(person.away for person in members) else "here",
            "members": len(members), "channel": dice.one(CHANNELS),
            "language": "mn" if dice.chance(0.04) else "zh", "note": "",
            "tags": sorted({tag["code"] for tag in tags}),
            "care": care_of(tag["care"] for tag in tags).value, "version": 1,
            "changed_at": self.now,
        })  # fmt: skip
        rows[1].extend(made)
        rows[2].extend(tags)

    def _members(self) -> list[Person]:
        dice = self.dice
        kind = dice.choices(KINDS_OF_HOME, WEIGHTS)[0]
        surname = dice.weighted(read("people")["surnames"])
        old, grown = dice.randint(61, 88), dice.randint(27, 50)
        if kind == "old alone":
            return [self._person(surname, dice.one("12"), old, HEAD, phone=0.7)]
        if kind == "old couple":
            return [
                self._person(surname, "1", old, HEAD, phone=0.8),
                self._person("", "2", old - dice.randint(0, 5), "10", phone=0.4),
            ]
        if kind == "left behind":
            return [
                self._person(surname, "2", old - 6, HEAD, phone=0.8),
                self._person(surname, dice.one("12"), dice.randint(3, 15), "40"),
                self._person(surname, "1", grown, "20", away=True, phone=1.0),
            ]
        found = [
            self._person(surname, "1", grown, HEAD, away=dice.chance(0.3), phone=1.0),
            self._person("", "2", grown - dice.randint(-2, 4), "10", phone=0.9),
        ]
        if dice.chance(0.75):
            found.append(self._person(surname, dice.one("12"), dice.randint(0, 22), "20"))
        if kind == "three generations":
            found.append(self._person(surname, "1", old, "51", phone=0.5))
        return found

    def _person(
        self, surname: str, sex: str, age: int, relation: str, *, away: bool = False,
        phone: float = 0.0,
    ) -> Person:  # fmt: skip
        names = read("people")
        surname = surname or self.dice.weighted(names["surnames"])
        given = self.dice.one(names["men"] if sex == "1" else names["women"])
        if relation == "20" and sex == "2":
            relation = "30"
        has_phone = self.dice.chance(phone)
        return Person(marked(surname + given), sex, age, relation, away, has_phone)

    def _resident(self, person: Person, home: UUID, at: dict[str, str]) -> dict[str, Any]:
        phone = str(next(self.phones)) if person.has_phone else ""
        birth = self.today - timedelta(days=person.age * 365 + self.dice.randint(7, 364))
        return {
            **at, "id": ids.new(), "household_id": home, "name": person.name,
            "initials": _initials(person.name), "sex": person.sex, "birth_on": birth,
            "id_number": "", "id_hash": "", "phone": phone,
            "phone_hash": keyed_hash(phone) if phone else "", "phone_tail": phone[-TAIL:],
            "relation": person.relation, "residence": "away" if person.away else "home",
            "left_on": None, "guardian_id": None, "is_member": None, "version": 1,
            "changed_at": self.now,
        }  # fmt: skip

    def _tags(
        self, home: UUID, members: list[Person], made: list[dict[str, Any]], at: dict[str, str]
    ) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for _ in range(2 if self.dice.chance(0.33) else 1):
            code = self.dice.weighted(SHARES)
            said = self.table[code]
            fit = [row for person, row in zip(members, made, strict=True) if _fits(person, said)]
            if said.get("person") and not fit:
                continue
            since = self.today - timedelta(days=self.dice.randint(30, 900))
            found[code] = {
                **at, "id": ids.new(), "household_id": home,
                "resident_id": self.dice.one(fit)["id"] if said.get("person") else None,
                "code": code, "kind": said["kind"], "care": said.get("care", ""),
                "grade": self.dice.randint(1, 4) if said.get("grades") else None,
                "basis": "list", "basis_text": f"{said['owner']}名单", "from_on": since,
                "until_on": self.today + timedelta(days=self.dice.randint(-9, 340)),
                "ended_on": None, "end_reason": "", "given_by": self.actor.id,
                "given_name": self.actor.name, "given_at": clock.at(since, 9),
            }  # fmt: skip
        return list(found.values())


def _fits(person: Person, said: Mapping[str, Any]) -> bool:
    return said.get("from_age", 0) <= person.age < said.get("below_age", 200)


@cache
def _initials(name: str) -> str:
    return initials_of(name)


def copy_in(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """COPY rows, given by attribute names, into a model's table; sealed columns are sealed."""
    if not rows:
        return
    columns = model._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in columns)
    words = f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
    with connection.cursor() as cursor, cursor.copy(words) as copy:
        for row in rows:
            copy.write_row(list(_values(columns, row)))


def _values(columns: Sequence[models.Field[Any, Any]], row: Mapping[str, Any]) -> Iterator[Any]:
    for field in columns:
        value = row[field.attname]
        yield field.get_prep_value(value) if isinstance(field, EncryptedTextField) else value
