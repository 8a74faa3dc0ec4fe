"""Take in a list of areas."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from lianxin.domain.places.events import AreasImported
from lianxin.domain.places.permissions import Grant
from lianxin.domain.places.selectors._shared import AREAS, OUTLINES
from lianxin.domain.places.services._carry import carry_over
from lianxin.domain.places.services._csv import Row, read_rows
from lianxin.domain.places.services._edition import changed, hold
from lianxin.domain.places.services._plan import KEPT, Origin, Plan, Values, make_plan
from lianxin.domain.places.services._problems import Problems
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid
from lianxin.kernel.facts import record


@dataclass(frozen=True)
class ImportReport:
    """How many areas the file added, changed and ended; `closed` are among the other two."""

    added: int
    changed: int
    unchanged: int
    closed: int
    dry_run: bool


@transaction.atomic
def areas_import(
    *,
    actor: Actor,
    path: Path,
    origin: Origin,
    dry_run: bool = False,
    close_missing_on: date | None = None,
) -> ImportReport:
    """Take in a list of areas, all of it or nothing 导入区划.

    `close_missing_on`: areas in force inside the file's topmost areas that the file leaves out end
    on that day. Without it a file may be a part.

    Safe to repeat: a file that is already in changes nothing.

    Emits: AreasImported.
    Raises: Invalid with every wrong row, Denied.
    """
    hold(AREAS, OUTLINES)
    problems = Problems()
    rows = _unique(read_rows(path, problems), problems)
    problems.refuse()
    if not rows:
        raise Invalid("文件里只有表头，没有区划。", code="empty_file")
    plan = make_plan(rows, origin, problems, missing_end_on=close_missing_on)
    problems.refuse()
    for values in plan.touched:
        actor.require(Grant.MANAGE, area=values["code"])
    if plan.touched and not dry_run:
        _write(plan)
        _tell(actor, path, origin, plan)
    return ImportReport(
        len(plan.added), len(plan.changed), plan.unchanged, len(plan.closed), dry_run
    )


def _unique(rows: Iterable[Row], problems: Problems) -> dict[str, Row]:
    """The rows by code; a code that comes twice is wrong, whichever name is right."""
    found: dict[str, Row] = {}
    for row in rows:
        first = found.setdefault(row.code, row)
        if first is row:
            continue
        if first.name != row.name:
            sentence = f"代码 {row.code} 在第 {first.line} 行是“{first.name}”，这里是“{row.name}”。"
        else:
            sentence = f"代码 {row.code} 和第 {first.line} 行重复。"
        problems.add(row.line, sentence)
    return found


def _write(plan: Plan) -> None:
    """One COPY and one upsert, however long the list; the keys are checked at commit."""
    names = ", ".join(KEPT)
    updates = ", ".join(f"{name} = EXCLUDED.{name}" for name in KEPT if name != "code")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE incoming_area (LIKE places_area) ON COMMIT DROP")
        with cursor.copy(f"COPY incoming_area ({names}) FROM STDIN") as copy:
            for values in plan.touched:
                copy.write_row(_line(values))
        cursor.execute(
            f"INSERT INTO places_area ({names}) SELECT {names} FROM incoming_area"  # noqa: S608 - own names
            f" ON CONFLICT (code) DO UPDATE SET {updates}"
        )
        cursor.execute("DROP TABLE incoming_area")


def _line(values: Values) -> list[object]:
    return [values[name] for name in KEPT]


def _tell(actor: Actor, path: Path, origin: Origin, plan: Plan) -> None:
    if carry_over(clock.today()):
        changed(OUTLINES)
    changed(AREAS)
    event = AreasImported(
        stream="areas:list",
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
        added=len(plan.added),
        changed=len(plan.changed),
        closed=len(plan.closed),
    )
    record(event, actor=actor)
