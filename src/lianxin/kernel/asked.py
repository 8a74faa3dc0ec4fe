"""A question of the ORM whose words are found once and asked again with other keys.

For what every click needs: finding the words costs more than the answer. The words depend on
who asks, so callers keep one question for each actor (`functools.lru_cache`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.sql.compiler import SQLCompiler

from lianxin.kernel import sql

Row = TypeVar("Row", bound=models.Model)
KEY = UUID("5a5a5a5a-0000-4000-8000-5a5a5a5a5a5a")
"""Stands where the key will stand; no row has it."""
NOW, SINCE, UNTIL, AFTER = (datetime(1, 1, day, tzinfo=UTC) for day in (2, 3, 4, 5))
"""Stand where moments will stand."""
PLACE = re.compile(r"%(.)")
PLAIN_WORD = re.compile(r"[a-z_]*")


@models.Field.register_lookup
@models.ForeignKey.register_lookup
class AnyOf(models.Lookup):
    """`area__any_of=codes`: as `in`, but with the same words however many there are."""

    lookup_name = "any_of"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """One value: the whole list, or the place of it."""
        return "%s", (value,)

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition in the database's words."""
        column, given = self.process_lhs(compiler, connection)
        words, values = self.process_rhs(compiler, connection)
        return f"{column} = ANY({words})", (*given, *values)


@dataclass(frozen=True)
class Asked(Generic[Row]):
    """Words and values of a question about one model, by its keys in the order of the words."""

    model: type[Row]
    columns: tuple[str, ...]
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]
    words: str
    values: tuple[Any, ...]

    def one(self, *keys: Any) -> Row | None:
        """The first row, as the ORM gives it."""
        found = sql.one(self.words, self._filled(keys)) if self.words else None
        return None if found is None else self._row(found)

    def all(self, *keys: Any) -> list[Row]:
        """All rows, as the ORM gives them."""
        found = sql.rows(self.words, self._filled(keys)) if self.words else []
        return [self._row(row) for row in found]

    def _filled(self, keys: Sequence[Any]) -> list[Any]:
        left = iter(keys)
        return [next(left) if value == KEY else value for value in self.values]

    def _row(self, found: Sequence[Any]) -> Row:
        row = list(found)
        for place, converters, expression in self.converters:
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        return self.model.from_db(connection.alias, self.columns, row)


def asked(rows: models.QuerySet[Row]) -> Asked[Row]:
    """Find the words for these rows; `KEY` stands for the key.

    For whole rows or some of their columns, without `select_related` and annotations.
    """
    compiler = rows.query.get_compiler(connection=connection)
    try:
        words, values = compiler.as_sql()
    except EmptyResultSet:  # whoever asks may see nothing at all
        return Asked(rows.model, (), (), "", ())
    columns = tuple(expression.target.attname for expression, _sql, _alias in compiler.select)
    return Asked(rows.model, columns, tuple(_converters(compiler)), words, tuple(values))


@dataclass(frozen=True)
class Listed:
    """Words and values of a question for plain values, with places for what differs each time."""

    words: str
    values: tuple[Any, ...]

    def filled(self, given: Mapping[Any, Any]) -> list[Any]:
        """The values, with what is `given` in its places."""
        return [v if isinstance(v, list) else given.get(v, v) for v in self.values]

    def rows(self, given: Mapping[Any, Any]) -> list[sql.Row]:
        """The rows of the answer; none for whoever may see nothing at all."""
        if not self.words:
            return []
        with sql.quick() as cursor:
            cursor.execute(self.words, self.filled(given))
            found: list[sql.Row] = cursor.fetchall()
            return found

    def count(self, given: Mapping[Any, Any]) -> int:
        """How many rows the answer has."""
        if not self.words:
            return 0
        words = f"SELECT count(*) FROM ({self.words}) AS r"  # noqa: S608 - words of the ORM
        found = sql.one(words, self.filled(given))
        return int(found[0]) if found else 0


def listed(rows: models.QuerySet[Any, Any], *, fixed: Collection[str | int] = ()) -> Listed:
    """Find the words for `values_list` of plain columns; places are values that no row has.

    `fixed`: values that are written into the words, so that the database knows them when it plans
    (an index may be for these alone) and plans once for everybody.
    Raises: TypeError for a column that needs a conversion of its own.
    """
    compiler = rows.query.get_compiler(connection=connection)
    try:
        words, values = compiler.as_sql()
    except EmptyResultSet:
        return Listed("", ())
    if any(_converters(compiler)):
        raise TypeError("A column that is converted is read by the ORM.")
    return Listed(*_written(words, list(values), frozenset(fixed)))


def counted(rows: models.QuerySet[Any, Any]) -> Listed:
    """Find the words for groups and how many are in each, as the database gives them."""
    try:
        words, values = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return Listed("", ())
    return Listed(words, tuple(values))


def _converters(compiler: SQLCompiler) -> list[tuple[int, Sequence[Callable[..., Any]], Any]]:
    selected = [expression for expression, _sql, _alias in compiler.select or ()]
    return [(place, *found) for place, found in compiler.get_converters(selected).items()]


def _written(
    words: str, values: list[Any], fixed: frozenset[str | int]
) -> tuple[str, tuple[Any, ...]]:
    kept: list[Any] = []

    def place(found: re.Match[str]) -> str:
        if found[1] != "s":
            return found[0]
        value = values.pop(0)
        if isinstance(value, list) and not value:
            return "'{}'"
        if type(value) is int and value in fixed:
            return str(value)
        if isinstance(value, str) and value in fixed and PLAIN_WORD.fullmatch(value):
            return f"'{value}'"
        kept.append(value)
        return "%s"

    return PLACE.sub(place, words), tuple(kept)
