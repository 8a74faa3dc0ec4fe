"""A year's holiday notice as people paste it: one day or stretch of days a line.

Pure. Understood: `2027-01-01,休,元旦` · `2027年2月5日至2月11日 休 春节` · `1月3日 班`; a sheet's own
columns are divided by tabs. The year may be left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

REST, WORK = "休", "班"
KINDS: Mapping[str, bool] = {
    "休": False, "放假": False, "放假调休": False, "休息": False, "假": False, "节假日": False,
    "班": True, "上班": True, "调休上班": True, "工作日": True, "补班": True,
}  # fmt: skip
MOST_LINES = 200
LONGEST_STRETCH = 15
DAY = r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:\s*\([^)]*\))?"
LINE = re.compile(rf"^\s*{DAY}(?:\s*(?:至|到|~|—+|–|-)\s*(?:{DAY}|(\d{{1,2}})\s*[日号]?))?(.*)$")
PARTS = re.compile(r"[\s,、;:。]+")


@dataclass(frozen=True)
class ListedDay:
    """A day of the list and the line on which it stands."""

    day: date
    is_workday: bool
    name: str
    line: int


@dataclass(frozen=True)
class Problem:
    """A line that is not understood. `why`: form, day, kind, order, long, twice or many."""

    line: int
    text: str
    why: str


def read_year(text: str, year: int) -> tuple[list[ListedDay], list[Problem]]:
    """The days that the list names, in order, and every line that is not understood."""
    found: dict[date, ListedDay] = {}
    problems: list[Problem] = []
    lines = unicodedata.normalize("NFKC", text).replace("\x00", "").splitlines()
    if len(lines) > MOST_LINES:
        return [], [Problem(MOST_LINES + 1, "", "many")]
    for at, line in enumerate(lines, start=1):
        if not line.strip(" ,\t\ufeff") or (at == 1 and not any(c.isdigit() for c in line)):
            continue
        days, why = _read(line.strip("\ufeff"), year, at)
        if not why and any(_differs(found.get(row.day), row) for row in days):
            why = "twice"
        if why:
            problems.append(Problem(at, line.strip()[:40], why))
        else:
            found |= {row.day: row for row in days}
    return [found[day] for day in sorted(found)], problems


def _differs(held: ListedDay | None, row: ListedDay) -> bool:
    return held is not None and held.is_workday != row.is_workday


def _read(line: str, year: int, at: int) -> tuple[list[ListedDay], str]:
    match = LINE.match(line)
    if match is None:
        return [], "form"
    y1, m1, d1, y2, m2, d2, d3, rest = match.groups()
    try:
        first = date(int(y1 or year), int(m1), int(d1))
        last = first
        if d2:
            last = date(int(y2 or first.year), int(m2), int(d2))
        elif d3:
            last = first.replace(day=int(d3))
    except ValueError:
        return [], "day"
    kind, name = _kind(rest)
    if kind is None:
        return [], "kind"
    if last < first:
        return [], "order"
    length = (last - first).days + 1
    if length > LONGEST_STRETCH:
        return [], "long"
    return [ListedDay(first + timedelta(days=i), kind, name, at) for i in range(length)], ""


def _kind(rest: str) -> tuple[bool | None, str]:
    parts = [
        part for part in PARTS.split(rest) if part and not part.startswith(("(", "星期", "周"))
    ]
    for place, part in enumerate(parts):
        if part in KINDS:
            return KINDS[part], " ".join(parts[:place] + parts[place + 1 :])
    return None, ""
