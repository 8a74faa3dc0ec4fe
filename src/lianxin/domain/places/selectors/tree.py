"""The area tree in memory: names, children, what became of ended codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Value
from django.db.models.functions import Coalesce

from lianxin.domain.places.models import Area
from lianxin.domain.places.rules import (
    Closing,
    Level,
    Named,
    full_names,
    in_force,
    prefix_of,
)
from lianxin.domain.places.selectors._shared import AREAS, Shared
from lianxin.kernel import clock

COLUMNS = (
    "code", "name", "short_name", "level", "kind", "above", "county", "valid_from",
    "valid_to", "became", "closing", "name_mn", "lon", "lat", "source", "source_year",
)  # fmt: skip


@dataclass(frozen=True)
class AreaRow:
    """One place as pages show it. `display_name` is never ambiguous; `county` is six digits."""

    code: str
    name: str
    short_name: str
    level: str
    kind: str
    parent: str
    county: str
    valid_from: date | None
    valid_to: date | None
    successor: str
    closing: str
    name_mn: str
    lon: float | None
    lat: float | None
    source: str
    source_year: int | None
    display_name: str = ""

    @property
    def valid(self) -> bool:
        """Is the code in force today?"""
        return self.is_valid_on(clock.today())

    def is_valid_on(self, day: date) -> bool:
        """Was the code in force on that day?"""
        return in_force(self.valid_from, self.valid_to, day)


class Tree:
    """All areas of this deployment. Never changed once built."""

    def __init__(self, rows: Iterable[AreaRow]) -> None:
        plain = {row.code: row for row in rows}
        names = full_names(
            {c: Named(r.level, r.parent, r.short_name) for c, r in plain.items()},
            {c: _last(plain, c) for c, r in plain.items() if r.successor},
        )
        self.rows = {c: replace(r, display_name=names[c]) for c, r in plain.items()}
        self._below: dict[str, list[str]] = defaultdict(list)
        for code in sorted(self.rows):
            self._below[self.rows[code].parent].append(code)
        self._ended = [r for r in self.rows.values() if r.successor]
        self._like_counties = [
            r for r in self.rows.values() if r.level in {Level.COUNTY, Level.CITY}
        ]

    def below(self, code: str) -> tuple[AreaRow, ...]:
        """The places directly below that are in force today, by code."""
        today = clock.today()
        found = (self.rows[c] for c in self._below.get(code, ()))
        return tuple(row for row in found if row.is_valid_on(today))

    def counties(self) -> tuple[AreaRow, ...]:
        """Counties in force today, and cities whose towns stand directly under them."""
        today = clock.today()
        return tuple(
            row
            for row in self._like_counties
            if row.is_valid_on(today)
            and (
                row.level == Level.COUNTY
                or any(below.level == Level.TOWN for below in self.below(row.code))
            )
        )

    def current(self, code: str) -> AreaRow | None:
        """Follow the successors of an ended code to the place that is in force today."""
        row = self.rows.get(code)
        today = clock.today()
        while row is not None and row.successor and not row.is_valid_on(today):
            row = self.rows[row.successor]
        return row

    def above(self, code: str) -> tuple[AreaRow, ...]:
        """The place and all above it, from itself to the province."""
        found = []
        row = self.rows.get(code)
        while row is not None:
            found.append(row)
            row = self.rows.get(row.parent)
        return tuple(found)

    def scope(self, code: str) -> tuple[str, ...]:
        """The prefixes that belong to a place today: its own and those of what ended in it."""
        today = clock.today()
        own = prefix_of(code)
        found = [own]
        row = self.rows.get(code)
        if row and row.closing == Closing.MOVED and not row.is_valid_on(today):
            # Only the number changed: whoever served the old number serves the new one.
            found += [p for p in self.scope(row.successor) if p not in found]
        found += self._came_into(tuple(found), today)
        return tuple(dict.fromkeys(found))

    def _came_into(self, prefixes: tuple[str, ...], today: date) -> list[str]:
        """Codes that ended in one of the prefixes, over any number of steps."""
        reached, fresh = list(prefixes), True
        while fresh:
            fresh = False
            for row in self._ended:
                if row.is_valid_on(today) or row.code.startswith(tuple(reached)):
                    continue
                if row.successor.startswith(tuple(reached)):
                    reached.append(prefix_of(row.code))
                    fresh = True
        return sorted(reached[len(prefixes) :])


def _last(rows: dict[str, AreaRow], code: str) -> str:
    while rows[code].successor:
        code = rows[code].successor
    return code


def _build() -> Tree:
    rows = Area.objects.order_by("code").annotate(
        above=Coalesce("parent_id", Value("")), became=Coalesce("successor_id", Value(""))
    )
    return Tree(AreaRow(*values) for values in rows.values_list(*COLUMNS))


_shared = Shared((AREAS,), _build)


def tree() -> Tree:
    """The tree as it stands."""
    return _shared.get()
