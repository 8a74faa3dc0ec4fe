"""Questions that every page asks, as plain SQL: building them anew each time costs more than asking.

Only for one package's own tables, where no scope narrows what is read, and never for a sealed column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import RawCursor
from psycopg.types.datetime import TimestamptzLoader

Row = tuple[Any, ...]


@contextmanager
def quick() -> Iterator[CursorWrapper]:
    """A cursor that reads moments with the driver's own code, in UTC, as the ORM gives them.

    Django's way of reading a moment takes five times as long, some hundred times a page; for a
    single row the cursor costs more than it saves.
    """
    with connection.cursor() as cursor:
        cursor.cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        yield cursor


@contextmanager
def long_words() -> Iterator[tuple[CursorWrapper, bool]]:
    """A cursor for long words, and whether it wants its places as $1, $2 and so on.

    The driver looks for %s in long words, and in those with many values, each time anew; numbered
    places it leaves to the database. Where questions are noted down the usual cursor writes them.
    """
    if connection.queries_logged:
        with connection.cursor() as cursor:
            yield cursor, False
        return
    connection.ensure_connection()
    raw = RawCursor(connection.connection)
    with connection.make_cursor(raw) as cursor:  # type: ignore[arg-type] # it wraps any cursor
        yield cursor, True


def rows(sql: str, params: Sequence[Any] = ()) -> list[Row]:
    """All rows of the answer."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[Row] = cursor.fetchall()
        return found


def one(sql: str, params: Sequence[Any] = ()) -> Row | None:
    """The first row of the answer, if there is one."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: Row | None = cursor.fetchone()
        return found


def run(sql: str, params: Sequence[Any] = ()) -> int:
    """Change rows; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def hold(name: str) -> None:
    """Whoever holds the same name goes one after another, until the transaction ends."""
    run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
