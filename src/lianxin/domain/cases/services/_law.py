"""The county's law tables as the services read them: clocks, categories, calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache

from lianxin.domain.cases.models import Case, CatalogueRow
from lianxin.domain.cases.rules import Clocks, Level, Span
from lianxin.domain.orgs import selectors as orgs
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.asked import KEY, Asked, asked
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid
from lianxin.kernel.workdays import Calendar

SIGN = "@"
"""Between table and version in `clock_version`: level.210921@2026.1."""
SPANS = [f.name for f in fields(Clocks) if f.name != "version"]


@dataclass(frozen=True)
class Category:
    """A second-level category with what the dispatch catalogue says of it."""

    code: str
    name: str
    group_name: str
    level: Level
    unit_kind: str
    village_may_be_main: bool
    sensitive: bool
    needs_verify: bool


UNSORTED = Category("", "未分类", "", Level.ORDINARY, "", True, False, False)


def category_of(code: str) -> Category:
    """Look a category up; a villager need not choose one.

    Raises: Invalid.
    """
    if not code:
        return UNSORTED
    row = codes.row_of("case_category", code)
    if row is None:
        raise Invalid("没有这个类别，请重新选。", fields={"category": "没有这个类别，请重新选。"})
    parent = codes.row_of("case_category", row.parent_code) if row.parent_code else None
    extra = row.extra
    return Category(
        code=row.code,
        name=row.name,
        group_name=parent.name if parent else row.name,
        level=Level(int(extra.get("level", Level.ORDINARY))),
        unit_kind=str(extra.get("unit_kind", "")),
        village_may_be_main=bool(extra.get("village_may_be_main", False)),
        sensitive=bool(extra.get("confidential", False)) or _all_confidential(row.code),
        needs_verify=bool(extra.get("verify", False)),
    )


def _all_confidential(code: str) -> bool:
    """A first-level category is as confidential as everything under it."""
    below = codes.children("case_category", code)
    return bool(below) and all(row.extra.get("confidential", False) for row in below)


def catalogue_for(area: str, category: str, *, actor: Actor) -> CatalogueRow | None:
    """The line that counts for this kind of matter here, if there is one.

    The exact category goes before its group, the nearest place before a wider one.
    """
    if not category:
        return None
    chain = orgs.chain(area, actor=actor)
    rows = _lines().all(chain, [category, category[:2]])
    return min(rows, key=lambda r: (-len(r.category), chain.index(r.area_id)), default=None)


@cache
def _lines() -> Asked[CatalogueRow]:
    rows = CatalogueRow.objects.filter(to_on=None, main_org__is_active=True)
    return asked(rows.filter(area__any_of=KEY, category__any_of=KEY))


def clocks_of(level: Level, *, on: date, county: str) -> Clocks:
    """The clocks of a level in the version in force on a day; a county's own table goes first."""
    for name in _tables(county):
        row = codes.row_of(name, str(level.value), on=on)
        if row is not None:
            return _clocks(name, row)
    raise Invalid("没有这个紧急程度，请重新选。", fields={"level": "请重新选紧急程度。"})


def clocks_kept(case: Case) -> Clocks:
    """The clocks of the table and version in force when the case was dispatched 时限版本."""
    return _kept(case, Level(case.level))


def clocks_for(case: Case, level: Level) -> Clocks:
    """The version in force today; once dispatched, the one that the matter began with 时限版本.

    Whoever passes an order on, or changes how pressing it is, does not bring a new version in.
    Basis: domain.md §2.8.
    """
    if case.first_dispatched_at is not None:
        return _kept(case, level)
    return clocks_of(level, on=clock.today(), county=case.county)


def _kept(case: Case, level: Level) -> Clocks:
    """A value without its table is an older one: it means the table that had this version in force
    on the day of the dispatch, so that a table loaded later changes no case.
    """
    table, _sign, version = case.clock_version.partition(SIGN)
    is_whole = table in _tables(case.county)
    for name in (table,) if is_whole else _tables_then(case):
        kept = version if is_whole else case.clock_version
        row = codes.row_in_version(name, str(level.value), kept)
        if row is not None:
            return _clocks(name, row)
    return clocks_of(level, on=clock.today(), county=case.county)


def _tables_then(case: Case) -> Sequence[str]:
    """The tables that may be meant by a version alone, the likeliest first."""
    own, common = _tables(case.county)
    day = clock.local(case.dispatched_at or case.registered_at).date()
    row = codes.row_of(own, str(case.level), on=day)
    is_own = row is not None and row.version == case.clock_version
    return (own, common) if is_own else (common, own)


def _tables(county: str) -> tuple[str, str]:
    """A county with clocks of its own has them in a table of its own: level.210921."""
    return f"level.{county}", "level"


def _clocks(table: str, row: codes.CodeRow) -> Clocks:
    found: dict[str, Span] = {}
    for name in SPANS:
        if name in row.extra:
            n, unit = row.extra[name]
            found[name] = Span(int(n), str(unit))
    return Clocks(version=f"{table}{SIGN}{row.version}", **found)


def calendar(county: str) -> Calendar:
    """The State Council's calendar with the days that the county entered itself."""
    return codes.calendar(county)
