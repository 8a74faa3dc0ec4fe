"""Invented people: every name and number says that it is an example."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from demo.dice import Dice

DATA = Path(__file__).parent / "data"
GRANDMOTHER_PHONE = "15400000001"


@cache
def read(name: str) -> Any:
    """One of the data files of the demo."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


MARK = str(read("people")["mark"])


@dataclass(frozen=True)
class Villager:
    """Somebody who reports. The numbers lie in a range that was never given out."""

    name: str
    phone: str


def marked(name: str) -> str:
    """A name that cannot be taken for a real person's, and is still read like one."""
    return f"{name}·{MARK}"


def invented_name(dice: Dice) -> str:
    """A surname as frequent as here, and a plain given name."""
    names = read("people")
    given = dice.one(names["women"] if dice.chance(0.5) else names["men"])
    return marked(dice.weighted(names["surnames"]) + given)


GRANDMOTHER = Villager(marked("王桂兰"), GRANDMOTHER_PHONE)


class Neighbours:
    """The people of each village who report now and then; a few of them often."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._by_village: dict[str, list[Villager]] = {}
        self._phones = iter(range(15400000101, 15400999999))

    def of(self, village: str) -> Villager:
        """Somebody of this village; the first ones come back more often."""
        known = self._by_village.setdefault(village, [])
        if not known or self._dice.chance(3 / (3 + len(known))):
            known.append(Villager(invented_name(self._dice), str(next(self._phones))))
            return known[-1]
        return known[min(int(self._dice.expovariate(0.5)), len(known) - 1)]


def work_phone(number: int) -> str:
    """A landline that everybody sees to be an example."""
    return f"0418-555{number:04d}"
