"""A question of the ORM whose words are found once and asked again with another key.

For rows that every click needs: finding the words costs more than the answer. The words depend on
who asks, so callers keep one question for each actor (`functools.lru_cache`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
KEY = UUID("5a5a5a5a-0000-4000-8000-5a5a5a5a5a5a")
"""Stands where the key will stand; no row has it."""


@dataclass(frozen=True)
class Asked(Generic[Row]):
    """Words and values of a question about one model, by one key."""

    model: type[Row]
    columns: tuple[str, ...]
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]
    words: str
    values: tuple[Any, ...]

    def one(self, key: UUID) -> Row | None:
        """The first row, as the ORM gives it."""
        if not self.words:
            return None
        with connection.cursor() as cursor:
            cursor.execute(self.words, [key if value == KEY else value for value in self.values])
            found = cursor.fetchone()
        if found is None:
            return None
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
    converters = compiler.get_converters(
        [expression for expression, _sql, _alias in compiler.select]
    )
    kept = tuple((place, *found) for place, found in converters.items())
    return Asked(rows.model, columns, kept, words, tuple(values))
