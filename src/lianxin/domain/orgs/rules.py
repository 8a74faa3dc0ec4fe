"""The three-level duty of S23: leaders hold areas 片, deputies lines of work 线, units spots 点."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from lianxin.kernel.errors import RuleViolation


class Duty(StrEnum):
    """Kinds of responsibility."""

    AREA = "area"
    LINE = "line"
    SITE = "site"


class Level(StrEnum):
    """Where a unit stands."""

    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


def check_duty(kind: Duty, *, category: str, has_post: bool, has_unit: bool) -> None:
    """片 and 线 name a person, 点 names a unit; 线 and 点 say for which work.

    Raises: RuleViolation.
    """
    if kind is Duty.SITE and not has_unit:
        raise RuleViolation("“点”要指定责任单位。")
    if kind is not Duty.SITE and not has_post:
        raise RuleViolation("“片”和“线”要指定负责人。")
    if kind is not Duty.AREA and not category:
        raise RuleViolation("“线”和“点”要指定哪一类事。")


def nearest(areas: Iterable[str], place: str) -> str | None:
    """Of several area prefixes that cover a place, the closest one counts."""
    covering = [a for a in areas if place.startswith(a)]
    return max(covering, key=len, default=None)
