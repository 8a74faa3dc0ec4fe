"""Compare a file with the tables: what is new, what differs, what ends, and what cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lianxin.domain.places.models import Area
from lianxin.domain.places.rules import Closing, CodeSystem, Level, county_of, prefix_of
from lianxin.domain.places.services._csv import OPTIONAL, Row
from lianxin.domain.places.services._problems import Problems

KEPT = (
    "code", "name", "level", "parent_id", "kind", "short_name", "county", "valid_from", "valid_to",
    "successor_id", "closing", "name_mn", "code_system", "lon", "lat", "source", "source_year",
)  # fmt: skip
COMPARED = (
    "name", "kind", "short_name", "valid_from", "valid_to", "successor_id", "name_mn", "lon", "lat",
)  # fmt: skip
COLUMN_OF = {"successor_id": "successor"}
Values = dict[str, Any]


@dataclass(frozen=True)
class Origin:
    """Where a list comes from. `code_system` counts for rows that do not say."""

    source: str
    year: int | None = None
    code_system: str = CodeSystem.STATISTICS.value


@dataclass
class Plan:
    """What an import will do."""

    added: list[Values] = field(default_factory=list)
    changed: list[Values] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def touched(self) -> list[Values]:
        """The rows to be written."""
        return [*self.added, *self.changed]


def make_plan(
    rows: Mapping[str, Row], origin: Origin, problems: Problems, *, missing_end_on: date | None
) -> Plan:
    """Sort the rows of the file by what they change, and look for contradictions."""
    known = {values["code"]: values for values in Area.objects.values(*KEPT)}
    plan = Plan()
    for row in rows.values():
        old = known.get(row.code)
        new = _values(row, old, origin)
        _check_same_place(row, old, new, problems)
        if old is None:
            plan.added.append(new)
        elif any(old[name] != new[name] for name in COMPARED):
            plan.changed.append(new | {"source": origin.source, "source_year": origin.year})
        else:
            plan.unchanged += 1
    if missing_end_on:
        plan.changed += _ended(rows, known, missing_end_on)
    _settle_closings(plan, known)
    after = known | {values["code"]: values for values in plan.touched}
    _check_tree(rows, after, problems)
    plan.closed = [
        values["code"]
        for values in plan.touched
        if values["valid_to"] and not known.get(values["code"], {}).get("valid_to")
    ]
    return plan


def _values(row: Row, old: Values | None, origin: Origin) -> Values:
    """The row as the table will hold it; a column that the file lacks keeps what is known."""
    new: Values = {
        "code": row.code,
        "name": row.name,
        "level": row.level.value,
        "parent_id": row.parent or None,
        "kind": row.kind,
        "short_name": row.short_name,
        "county": county_of(row.code),
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "successor_id": row.successor or None,
        "closing": Closing.NONE.value,
        "name_mn": row.name_mn,
        "code_system": row.code_system or origin.code_system,
        "lon": row.lon,
        "lat": row.lat,
        "source": origin.source,
        "source_year": origin.year,
    }
    if old is not None:
        new["closing"] = old["closing"]
        for name in KEPT:
            column = COLUMN_OF.get(name, name)
            if column in OPTIONAL and column not in row.given and column != "code_system":
                new[name] = old[name]
    return new


def _check_same_place(row: Row, old: Values | None, new: Values, problems: Problems) -> None:
    """Two lists give one code to two towns: never take one for the other."""
    if old is None or old["code_system"] == new["code_system"]:
        return
    if old["name"] != new["name"]:
        problems.add(
            row.line,
            f"代码 {row.code} 已经是“{old['name']}”（{old['code_system']}），"
            f"文件里却是“{row.name}”（{new['code_system']}）。两套代码不能混用。",
        )
    new["code_system"] = old["code_system"]


def _ended(rows: Mapping[str, Row], known: Mapping[str, Values], day: date) -> list[Values]:
    """Areas in force that lie inside the file's topmost areas and are not in the file."""
    tops = tuple(prefix_of(row.code) for row in rows.values() if row.parent not in rows)
    return [
        values | {"valid_to": day}
        for code, values in known.items()
        if code not in rows and values["valid_to"] is None and code.startswith(tops)
    ]


def _settle_closings(plan: Plan, known: Mapping[str, Values]) -> None:
    """Merged, unless the only thing that changed is the number."""
    heirs = Counter(v["successor_id"] for v in plan.touched if v["successor_id"])
    fresh = {v["code"]: v for v in plan.added}
    for values in plan.touched:
        heir = values["successor_id"]
        old = known.get(values["code"])
        if not heir:
            values["closing"] = Closing.NONE.value
        elif old is None or old["successor_id"] != heir:
            new = fresh.get(heir)
            only_the_number = (
                new is not None
                and heirs[heir] == 1
                and new["short_name"] == values["short_name"]
                and new["valid_from"] == values["valid_to"]
            )
            closing = Closing.MOVED if only_the_number else Closing.MERGED
            values["closing"] = closing.value


def _check_tree(rows: Mapping[str, Row], after: Mapping[str, Values], problems: Problems) -> None:
    """Parents and successors exist, nothing in force hangs on something ended, no circles."""
    for row in rows.values():
        if row.parent and row.parent not in after:
            problems.add(row.line, f"上级 {row.parent} 不在文件里，库里也没有。")
        if row.successor and row.successor not in after:
            problems.add(row.line, f"承接代码 {row.successor} 不在文件里，库里也没有。")
        elif row.successor and _goes_round(row.code, after):
            problems.add(row.line, f"承接代码 {row.successor} 绕了一圈又回到自己。")
    orphans = Counter(
        values["parent_id"]
        for values in after.values()
        if values["valid_to"] is None
        and values["level"] != Level.PROVINCE
        and (above := after.get(values["parent_id"])) is not None
        and above["valid_to"] is not None
    )
    for code, count in orphans.items():
        line = rows[code].line if code in rows else _a_child(rows, code)
        problems.add(line, f"{code} {after[code]['name']}已停用，还有 {count} 个下级没有停用。")


def _a_child(rows: Mapping[str, Row], parent: str) -> int:
    return min((row.line for row in rows.values() if row.parent == parent), default=0)


def _goes_round(code: str, after: Mapping[str, Values]) -> bool:
    seen = {code}
    at = after[code]["successor_id"]
    while at in after:
        if at in seen:
            return True
        seen.add(at)
        at = after[at]["successor_id"]
    return False
