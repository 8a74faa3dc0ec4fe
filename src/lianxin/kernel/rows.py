"""Rows of models without building their question anew: the same words each time, other values.

The ORM spends more on finding the words than the database on answering. Fields keep their own
conversions, so a row that is written or read here is the row that the ORM would have written or read.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import Jsonb
from django.db.models.expressions import BaseExpression
from django.db.models.sql import Query

from lianxin.kernel import sql

PLACE = re.compile(r"%[s%]")


def insert(row: models.Model) -> None:
    """Write a new row; a number that the database gives stands on it afterwards.

    Raises: IntegrityError as the ORM does. An expression among the values must be a function over
    plain values.
    """
    insert_all([row])


def insert_all(rows: Sequence[models.Model], *, once: bool = False) -> None:
    """New rows of one model, with one question; `once` leaves out what is there already."""
    if not rows:
        return
    model = type(rows[0])
    fields, head, returning = _words(model)
    places, params = [], []
    for row in rows:
        words, values = _values(row, fields)
        places.append(words)
        params += values
    there = " ON CONFLICT DO NOTHING" if once else ""
    text = f"{head} {', '.join(places)}{there}{returning}"
    with sql.long_words() as (cursor, by_number):
        cursor.execute(_numbered(text) if by_number else text, params)
        if returning and not once:
            for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = key
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


def update(row: models.Model, names: Sequence[str]) -> None:
    """Write these columns of a row, named as its attributes are. The caller holds the lock on it."""
    if not names:
        return
    fields = [_by_attribute(type(row))[name] for name in names]
    sets = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    values = [
        field.get_db_prep_save(field.pre_save(row, add=False), connection=connection)
        for field in fields
    ]
    table, key = _quoted(row._meta.db_table), _quoted(row._meta.pk.column)
    words = f"UPDATE {table} SET {sets} WHERE {key} = %s"  # noqa: S608 - names of our own columns
    with connection.cursor() as cursor:
        cursor.execute(words, [*values, row.pk])


@lru_cache(maxsize=256)
def _numbered(words: str) -> str:
    count = itertools.count(1)
    return PLACE.sub(lambda found: f"${next(count)}" if found[0] == "%s" else "%", words)


def update_all(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these columns of many rows of one model, with one question.

    For numbers, texts, ids and moments. The caller holds the locks.
    Raises: TypeError for a column of another kind.
    """
    if not rows or not names:
        return
    model = type(rows[0])
    fields = [_by_attribute(model)[name] for name in (_key(model), *names)]
    key, *columns = (_quoted(field.column) for field in fields)
    sets = ", ".join(f"{column} = new.{column}" for column in columns)
    shape = ", ".join(f"{_quoted(f.column)} {f.cast_db_type(connection)}" for f in fields)
    words = (
        f"UPDATE {_quoted(model._meta.db_table)} AS old SET {sets}"  # noqa: S608 - names of our own columns
        f" FROM jsonb_to_recordset(%s) AS new ({shape}) WHERE old.{key} = new.{key}"
    )
    held = [
        {
            field.column: field.get_db_prep_save(field.pre_save(row, add=False), connection)
            for field in fields
        }
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.execute(words, [Jsonb(held, dumps=_dumped)])


def _key(model: type[models.Model]) -> str:
    return str(model._meta.pk.attname)


def _dumped(held: Any) -> str:
    return json.dumps(held, default=_spoken)


def _spoken(value: Any) -> str:
    """An id or a moment as the database reads it."""
    if isinstance(value, datetime | date | UUID):
        return str(value)
    raise TypeError(f"{value!r} is written alone")


@cache
def _by_attribute(model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    return {field.attname: field for field in model._meta.concrete_fields}


def _quoted(name: str | None) -> str:
    return str(connection.ops.quote_name(name or ""))


def _values(row: models.Model, fields: Sequence[models.Field[Any, Any]]) -> tuple[str, list[Any]]:
    """The places of one row, and what stands in them."""
    places, params = [], []
    for field in fields:
        value = field.pre_save(row, add=True)
        if isinstance(value, BaseExpression):
            compiler = Query(type(row)).get_compiler(connection=connection)
            words, inner = compiler.compile(value)
            places.append(words)
            params += inner
        else:
            places.append("%s")
            params.append(field.get_db_prep_save(value, connection=connection))
    return f"({', '.join(places)})", params


@cache
def _words(model: type[models.Model]) -> tuple[list[models.Field[Any, Any]], str, str]:
    """The fields that are written, the words before the values, and those after."""
    meta = model._meta
    counted = meta.pk if isinstance(meta.pk, models.AutoField) else None
    fields = [f for f in meta.concrete_fields if f is not counted and not f.generated]
    columns = ", ".join(_quoted(f.column) for f in fields)
    returning = f" RETURNING {_quoted(counted.column)}" if counted is not None else ""
    return fields, f"INSERT INTO {_quoted(meta.db_table)} ({columns}) VALUES", returning
