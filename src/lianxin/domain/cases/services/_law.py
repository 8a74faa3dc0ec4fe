"""The county's law tables as the services read them: clocks, categories, calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianxin.domain.cases.rules import Clocks, Level, Span
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid
from lianxin.kernel.workdays import Calendar


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


UNSORTED = Category("", "未分类", "", Level.ORDINARY, "", True, False)


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
    )


def _all_confidential(code: str) -> bool:
    """A first-level category is as confidential as everything under it."""
    below = codes.children("case_category", code)
    return bool(below) and all(row.extra.get("confidential", False) for row in below)


def clocks_of(level: Level, *, on: date) -> Clocks:
    """The clocks of a level in the version in force on a day."""
    row = codes.row_of("level", str(level.value), on=on)
    if row is None:
        raise Invalid("没有这个紧急程度，请重新选。", fields={"level": "请重新选紧急程度。"})

    def span(name: str) -> Span:
        n, unit = row.extra[name]
        return Span(int(n), str(unit))

    return Clocks(
        version=row.version,
        dispatch=span("dispatch"),
        sign=span("sign"),
        contact=span("contact"),
        result=span("result"),
        call_back=span("call_back"),
        redo=span("redo"),
    )


def calendar() -> Calendar:
    """The State Council's calendar as the county has it."""
    return codes.calendar()
