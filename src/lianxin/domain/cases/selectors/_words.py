"""Words looked for in an archive, newest or oldest first, without reading all that hold them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet

from lianxin.domain.cases.models import CaseQuerySet
from lianxin.kernel import sql

LOOK = 2000
"""So many rows are looked through first: a word that many hold fills its page from these."""
ENOUGH = 8
"""With so many hits among them a longer look is cheaper than the index of words."""
AMONG = """
SELECT {columns} FROM ({rows}) AS r WHERE r.search @@ to_tsquery('simple', %s)
 ORDER BY r.registered_at {way}, r.id {way} LIMIT %s
"""


def with_words(rows: CaseQuerySet, query: str, columns: tuple[str, ...], limit: int) -> list[Any]:
    """The first rows that hold the words, as plain values; `rows` are in the order of registration.

    The index of words gives every hit there ever was, and only then can they be put in order: for
    a word in every tenth report that is slow, for a rare one quick. In the order of time it is the
    other way round. The newest rows tell which it is; the database cannot, since it takes the
    pairs of characters in one word for independent of each other.
    """
    try:
        found = _among(rows, query, columns, limit, LOOK)
    except EmptyResultSet:
        return []  # who may see nothing need not ask
    if ENOUGH <= len(found) < limit:
        found = _among(rows, query, columns, limit, 2 * LOOK * limit // len(found))
    if len(found) >= limit:
        return found
    hits = rows.filter(search=SearchQuery(query, config="simple", search_type="raw"))
    return list(hits.values_list(*columns)[:limit])


def _among(
    rows: CaseQuerySet, query: str, columns: tuple[str, ...], limit: int, look: int
) -> list[Any]:
    inner, params = rows.values_list(*columns, "search")[:look].query.sql_with_params()
    names = ", ".join(f'r."{name}"' for name in columns)
    way = "DESC" if str(rows.query.order_by[0]).startswith("-") else "ASC"
    text = AMONG.format(columns=names, rows=inner, way=way)
    return sql.rows(text, [*params, query, limit])
