"""Which village a row speaks of: by the columns first, then by its words; never by guessing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lianxin.domain.places import selectors as places
from lianxin.domain.places.rules import core_name
from lianxin.domain.places.selectors import AreaRow
from lianxin.exchange.hotline12345.rules import Field, plain
from lianxin.kernel.actor import Actor

SHOWN = 6


@dataclass(frozen=True)
class Said:
    """What a row says of the place."""

    county: str = ""
    town: str = ""
    village: str = ""
    address: str = ""
    text: str = ""


@dataclass(frozen=True)
class Unclear:
    """Why the place cannot be taken, and which column says so."""

    field: Field
    reason: str


class Finder:
    """The villages and townships of one county by every name they go by."""

    def __init__(self, county: str, *, actor: Actor) -> None:
        self.county, self.actor = county, actor
        self.own = places.area_get(county.ljust(12, "0"), actor=actor)
        towns = places.towns(county, actor=actor)
        self.towns = _Names(towns)
        self.villages: dict[str, _Names] = {}
        below: list[AreaRow] = []
        for town in towns:
            rows = places.villages(town.code, actor=actor)
            self.villages[town.code] = _Names(rows)
            below += rows
        self.everywhere = _Names(below)

    def find(self, said: Said) -> AreaRow | Unclear:
        """The place of a row."""
        if said.county and not self._is_own(said.county):
            return Unclear(
                Field.COUNTY,
                f"这一行写的是“{said.county[:20]}”，这次导的是{self.own.short_name}，请交给那边。",
            )
        town: AreaRow | None = None
        if said.town:
            found = self._town(said.town)
            if isinstance(found, Unclear):
                return found
            town = found
        if said.village:
            return self._village(said.village, town, said)
        return self._by_words(said, town)

    def _is_own(self, name: str) -> bool:
        names = {plain(self.own.name), plain(self.own.short_name), self.county, self.own.code}
        word = plain(name)
        return word in names or any(word.endswith(own) for own in names)

    def _town(self, name: str) -> AreaRow | Unclear:
        found = self.towns.called(name)
        if len(found) == 1:
            return found[0]
        if found:
            return Unclear(Field.TOWN, f"“{name[:20]}”可能是{_listed(found)}，请写全名。")
        guess = places.places_in_text(name, actor=self.actor)
        if guess.area is not None and guess.area.county != self.county:
            return self._elsewhere(guess.area, Field.TOWN)
        return Unclear(Field.TOWN, f"{self.own.short_name}没有叫“{name[:20]}”的乡镇，请核对。")

    def _village(self, name: str, town: AreaRow | None, said: Said) -> AreaRow | Unclear:
        names = self.villages[town.code] if town else self.everywhere
        found = names.called(name)
        if len(found) == 1:
            return found[0]
        near = town.code if town else ""
        if found:
            narrowed = self._guess(f"{name} {said.address}", near)
            if narrowed.area is not None and narrowed.area in found:
                return narrowed.area
            return Unclear(
                Field.VILLAGE,
                f"叫“{name[:20]}”的有 {len(found)} 个：{_listed(found)}。请写明乡镇。",
            )
        guess = self._guess(f"{name}，{said.address}" if said.address else name, near)
        if guess.area is not None:
            if guess.area.county != self.county:
                return self._elsewhere(guess.area, Field.VILLAGE)
            if guess.area.level == "village" and _within(guess.area, town):
                return guess.area
        if guess.candidates and (inside := self._inside(guess.candidates, town)):
            return Unclear(Field.VILLAGE, f"“{name[:20]}”可能是{_listed(inside)}，请写明是哪一个。")
        where = town.short_name if town else self.own.short_name
        return Unclear(Field.VILLAGE, f"{where}没有叫“{name[:20]}”的村，请核对。")

    def _by_words(self, said: Said, town: AreaRow | None) -> AreaRow | Unclear:
        """Without a village column: the address, then what was said, then the township alone."""
        near = town.code if town else ""
        for field, words in ((Field.ADDRESS, said.address), (Field.TEXT, said.text)):
            if not words:
                continue
            guess = self._guess(words, near)
            if guess.area is not None and guess.area.county != self.county:
                if town or field is Field.TEXT:
                    continue
                return self._elsewhere(guess.area, field)
            if guess.area is not None and _within(guess.area, town):
                return guess.area
            if guess.area is not None and field is Field.ADDRESS and town:
                return Unclear(
                    field,
                    f"乡镇填的是{town.short_name}，地址里说的却是{guess.area.display_name}，请核对。",
                )
            inside = self._inside(guess.candidates, town)
            if inside and not (town and field is Field.TEXT):
                return Unclear(
                    field, f"“{guess.words[:20]}”可能是{_listed(inside)}，请在“所属村”里写明。"
                )
        if town is not None:
            return town
        field = Field.ADDRESS if said.address else Field.VILLAGE
        return Unclear(field, "看不出是哪个村的事，请填上乡镇和村。")

    def _guess(self, words: str, near: str) -> places.PlaceGuess:
        return places.places_in_text(words, actor=self.actor, near=near or self.own.code)

    def _inside(self, rows: Iterable[AreaRow], town: AreaRow | None) -> list[AreaRow]:
        return [r for r in rows if r.county == self.county and _within(r, town)]

    def _elsewhere(self, area: AreaRow, field: Field) -> Unclear:
        path = places.area_path(area.code, actor=self.actor)
        county = next((a.short_name for a in path if a.level == "county"), "")
        where = (
            area.display_name
            if area.display_name.startswith(county)
            else county + area.display_name
        )
        return Unclear(field, f"{where}不在{self.own.short_name}，这次导不了，请交给那边。")


class _Names:
    """Places by whole name and, after that, by the name without 村, 镇, 乡, committees."""

    def __init__(self, rows: Sequence[AreaRow]) -> None:
        self.whole: dict[str, dict[str, AreaRow]] = defaultdict(dict)
        self.core: dict[str, dict[str, AreaRow]] = defaultdict(dict)
        for row in rows:
            for name in (row.name, row.short_name, row.display_name, row.code):
                self.whole[plain(name)][row.code] = row
            self.core[core_name(row.short_name)][row.code] = row

    def called(self, name: str) -> list[AreaRow]:
        found = self.whole.get(plain(name)) or self.core.get(core_name(name)) or {}
        return list(found.values())


def _within(row: AreaRow, town: AreaRow | None) -> bool:
    return town is None or row.code.startswith(town.code[:9])


def _listed(rows: Sequence[AreaRow]) -> str:
    names = "、".join(row.display_name for row in rows[:SHOWN])
    return names if len(rows) <= SHOWN else f"{names}等 {len(rows)} 个"
