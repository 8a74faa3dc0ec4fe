"""What many tests begin with is made once by the real services, and laid out again as rows.

Nothing of it outlives a test: the rows are copied into the transaction of the test, which is taken
back at its end. They are made anew when they are older than half a minute, because clocks look at
the age of what was recorded.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import time_machine
from django.db import connection

from lianxin.kernel import clock

Made = TypeVar("Made")
FRESH_SECONDS = 30
_TABLES = """
    SELECT format('%I', relname) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
_COLUMNS = """
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
_COPY = "COPY (SELECT {} FROM {} WHERE {}) TO STDOUT"
_MINE = "xmin::text::bigint >= {since}"


@dataclass(frozen=True)
class _Kept:
    made: Any
    rows: tuple[tuple[str, bytes], ...]
    at: float


_kept: dict[str, _Kept] = {}


def again(name: str, make: Callable[[], Made]) -> Made:
    """What `make` makes; from the rows that it left the last time, where a test can have them."""
    if not connection.in_atomic_block or not _is_today():
        return make()
    kept = _kept.get(name)
    if kept is None or time.monotonic() - kept.at > FRESH_SECONDS:
        kept = _kept[name] = _make(make)
    else:
        _lay(kept.rows)
    return copy.deepcopy(kept.made)


def _is_today() -> bool:
    """Is the clock of the program that of the wall?"""
    is_travelling = time_machine.escape_hatch.is_travelling()
    return not is_travelling and abs(clock.now().timestamp() - time.time()) < 1


def _make(make: Callable[[], Any]) -> _Kept:
    at = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        since = cursor.fetchone()[0]
        cursor.execute(_TABLES)
        tables = [name for (name,) in cursor.fetchall()]
    before = _count(tables)
    made = make()
    new = _count(tables, _MINE.format(since=since))
    after = _count(tables)
    changed = [t for t in tables if before[t] + new[t] != after[t]]
    assert not changed, f"rows that were there before have changed: {changed}"
    return _Kept(made, tuple(_rows(t, since) for t in tables if new[t]), at)


def _count(tables: Sequence[str], where: str = "true") -> dict[str, int]:
    one = "SELECT '{}', count(*) FROM {} WHERE {}"
    parts = " UNION ALL ".join(one.format(t, t, where) for t in tables)
    with connection.cursor() as cursor:
        cursor.execute(parts)
        return dict(cursor.fetchall())


def _rows(table: str, since: int) -> tuple[str, bytes]:
    """The table with its columns, and its new rows."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [table])
        columns = cursor.fetchone()[0]
        query = _COPY.format(columns, table, _MINE.format(since=since))
        with cursor.copy(query) as out:
            return f"{table} ({columns})", b"".join(bytes(part) for part in out)


def _lay(rows: tuple[tuple[str, bytes], ...]) -> None:
    """Put them back as they were: triggers and references have seen them already."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, content in rows:
            with cursor.copy(f"COPY {table} FROM STDIN") as to:
                to.write(content)
        cursor.execute("SET LOCAL session_replication_role = origin")
