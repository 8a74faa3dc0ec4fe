"""Steps and facts of the archive, made from its cases inside the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

TABLES = ("cases_case", "cases_step", "facts_fact")


@dataclass(frozen=True)
class Station:
    """One step of a case and the facts that go with it, as SQL over the case's own columns."""

    verb: str
    at: str
    step: int
    move: tuple[str, str]
    facts: tuple[tuple[int, str, str], ...]
    text: str = ""
    data: str = ""
    only: str = ""


KIND = "'category', category, 'level', level"
UNIT = "'unit', main_org_id"
ANSWER = "'method', 'phone', 'reached', true, 'solved', solved, 'satisfied', satisfied"
STATIONS = (
    Station(
        "register", "registered_at", 1, ("", "registered"),
        ((1, "CaseRegistered",
          f"'no', no, 'origin', origin, 'channel', channel, {KIND}, 'due', dispatch_due"),),
    ),
    Station(
        "dispatch", "dispatched_at", 2, ("registered", "dispatched"),
        ((2, "CaseDispatched",
          f"{UNIT}, {KIND}, 'due', result_due, 'clock_version', clock_version, 'is_designated', false"),),
        data="'due', result_due, 'level', level",
    ),
    Station("sign", "signed_at", 3, ("dispatched", "signed"), ((3, "CaseSigned", UNIT),)),
    Station(
        "contact", "contacted_at", 4, ("signed", "working"),
        ((4, "CaseContacted", UNIT), (5, "CaseNoted", "'step', id, 'is_public', true")),
        text="已联系，约好上门时间。",
    ),
    Station(
        "reply", "replied_at", 5, ("working", "callback"),
        ((6, "CaseReplied", f"{UNIT}, 'outcome', outcome"),),
        text="已经到现场看过，按规定办了，和反映人当面说清楚了。", data="'outcome', outcome",
    ),
    Station(
        "call_back", "closed_at", 6, ("callback", "closed"),
        ((7, "CaseCalledBack", ANSWER), (8, "CaseClosed", "'outcome', outcome")),
        data=ANSWER, only="closed",
    ),
    Station(
        "decline", "closed_at", 2, ("registered", "not_accepted"),
        ((2, "CaseDeclined", "'reason', decline_reason"),),
        text="法院已经在办，请等判决。", data="'reason', decline_reason", only="not_accepted",
    ),
    Station(
        "withdraw", "closed_at", 4, ("signed", "withdrawn"), ((4, "CaseWithdrawn", ""),),
        only="withdrawn",
    ),
)  # fmt: skip


@contextmanager
def without_indexes() -> Iterator[None]:
    """One transaction in which the big tables lack the indexes that can be made anew at its end.

    Triggers rest: what is written here is consistent by how it is made.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS ("
            "  SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))",
            [list(TABLES)],
        )
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _name, definition in found:
            cursor.execute(definition)


# Whoever is late or nearly so was reminded when that began; the clerk's first minute is quiet.
REMINDERS = (
    "INSERT INTO cases_reminder (case_id, clock, due, mark, at)"
    " SELECT id, next_clock, next_due, 'soon', next_soon FROM cases_case WHERE next_soon <= now()"
    " UNION ALL"
    " SELECT id, next_clock, next_due, 'red', next_due FROM cases_case WHERE next_due < now()"
)


def write() -> None:
    """The history of every case that is there, and what was recorded of it."""
    with connection.cursor() as cursor:
        cursor.execute(REMINDERS)
        for station in STATIONS:
            cursor.execute(_steps(station), [station.text])
            for position, kind, body in station.facts:
                cursor.execute(_facts(station, position, kind, body))


def _where(station: Station) -> str:
    return f"state = '{station.only}'" if station.only else f"{station.at} IS NOT NULL"


def _steps(station: Station) -> str:
    was, now = station.move
    return (
        "INSERT INTO cases_step (id, case_id, position, verb, from_state, to_state, at, actor_id,"
        " actor_name, unit_name, text, data, is_public)"
        f" SELECT uuidv7(), id, {station.step}, '{station.verb}', '{was}', '{now}', {station.at},"
        f" registered_by, '示例', '', %s, jsonb_build_object({station.data}), true"
        f" FROM cases_case WHERE {_where(station)}"
    )


def _facts(station: Station, position: int, kind: str, body: str) -> str:
    said = f"'case_id', id, 'county', county, 'area', area_id, 'to', '{station.move[1]}'"
    said += f", {body}" if body else ""
    return (
        "INSERT INTO facts_fact (id, stream, position, kind, body, actor, at)"
        f" SELECT uuidv7(), 'case:' || id, {position}, '{kind}', jsonb_build_object({said}),"
        f" registered_by, {station.at} FROM cases_case WHERE {_where(station)}"
    )


def counts() -> dict[str, Any]:
    """How many rows there are of each, and how many cases are open."""
    asked = (
        "SELECT (SELECT count(*) FROM cases_case), (SELECT count(*) FROM cases_case"
        " WHERE next_due IS NOT NULL), (SELECT count(*) FROM cases_step),"
        " (SELECT count(*) FROM facts_fact), pg_database_size(current_database())"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        names = ("cases", "open", "steps", "facts", "bytes")
        return dict(zip(names, cursor.fetchone(), strict=True))
