"""Looking in a list for words or a number; the index goes first where it has little to give."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.contrib.postgres.search import SearchQuery

from lianxin.domain.cases.selectors._pages import (
    FIXED,
    ROW_FIELDS,
    SORTS,
    Question,
    first,
    ordered,
    rows_asked,
)
from lianxin.kernel import sql
from lianxin.kernel.asked import Listed, listed

LOOK = 2000
"""So many rows are looked through first: a word that many hold fills its page from these."""
ENOUGH = 8
"""With so many hits among them a longer look is cheaper than the index of words."""
FEW = 1000
"""So many hits of one unit are put in order at once; a word with more is looked for in time."""
NUMBER, WORDS = "\x01number", "\x01words"
"""Places in the words of a question: values that no matter has."""
HITS = """
SELECT {columns}, count(*) OVER () FROM ({rows} LIMIT %s) AS r
 ORDER BY {order} LIMIT %s
"""
AMONG = """
SELECT {columns} FROM ({rows}) AS r WHERE r.search @@ to_tsquery('simple', %s)
 ORDER BY r.registered_at {way}, r.id {way} LIMIT %s
"""


def page_by_number(question: Question, digits: str, given: Mapping[Any, Any]) -> list[sql.Row]:
    """Those whose number begins so."""
    return _number_words(question).rows({**given, f"{NUMBER}%": f"{digits}%"})


def page_by_words(question: Question, query: str, given: Mapping[Any, Any]) -> list[sql.Row]:
    """Those that hold the words; newest or oldest first, without reading all that hold them.

    The index of words gives every hit there ever was, and only then can they be put in order: for
    a word in every tenth report that is slow, for a rare one quick. In the order of time it is the
    other way round. The newest rows tell which it is; the database cannot, since it takes the
    pairs of characters in one word for independent of each other. What one unit does is little:
    there the index, which keeps unit, town and words together, goes first.
    """
    if _is_of_units(question):
        few = _few(question, query, given)
        if few is not None:
            return few
    if SORTS[question.shape.sort][0] == "registered_at":
        found = _among(question, query, given, LOOK)
        if ENOUGH <= len(found) < question.limit:
            found = _among(question, query, given, 2 * LOOK * question.limit // len(found))
        if len(found) >= question.limit:
            return found
    return _hit_words(question).rows({**given, WORDS: query})


def _among(question: Question, query: str, given: Mapping[Any, Any], look: int) -> list[sql.Row]:
    inner = _look_words(question)
    if not inner.words:
        return []
    return sql.rows(_among_words(question), [*inner.filled(given), look, query, question.limit])


def _few(question: Question, query: str, given: Mapping[Any, Any]) -> list[sql.Row] | None:
    """The page, if there are few hits in all; None if there are many."""
    inner = _few_words(question)
    if not inner.words:
        return []
    filled = inner.filled({**given, WORDS: query})
    found = sql.rows(_few_frame(question), [*filled, FEW + 1, question.limit])
    if found and found[0][-1] > FEW:
        return None
    return [row[:-1] for row in found]


@lru_cache(maxsize=1024)
def _few_words(question: Question) -> Listed:
    hits = SearchQuery(WORDS, config="simple", search_type="raw")
    rows = ordered(rows_asked(question).filter(search=hits), question.shape).order_by()
    return listed(rows.values_list(*ROW_FIELDS), fixed=FIXED)


@lru_cache(maxsize=1024)
def _few_frame(question: Question) -> str:
    column, newest_first = SORTS[question.shape.sort]
    way = "DESC" if newest_first else "ASC"
    return HITS.format(
        columns=_columns(), rows=_few_words(question).words, order=f"r.{column} {way}, r.id {way}"
    )


def _columns() -> str:
    return ", ".join(f'r."{name}"' for name in ROW_FIELDS)


@lru_cache(maxsize=1024)
def _number_words(question: Question) -> Listed:
    return listed(first(rows_asked(question).filter(no__startswith=NUMBER), question), fixed=FIXED)


@lru_cache(maxsize=1024)
def _hit_words(question: Question) -> Listed:
    hits = SearchQuery(WORDS, config="simple", search_type="raw")
    return listed(first(rows_asked(question).filter(search=hits), question), fixed=FIXED)


@lru_cache(maxsize=1024)
def _look_words(question: Question) -> Listed:
    rows = ordered(rows_asked(question), question.shape)
    return listed(rows.values_list(*ROW_FIELDS, "search"), fixed=FIXED)


@lru_cache(maxsize=1024)
def _among_words(question: Question) -> str:
    way = "DESC" if SORTS[question.shape.sort][1] else "ASC"
    inner = f"{_look_words(question).words} LIMIT %s"
    return AMONG.format(columns=_columns(), rows=inner, way=way)


def _is_of_units(question: Question) -> bool:
    """Does the actor see what units do, and nothing by the place alone?"""
    scopes = question.actor.scopes_for(question.grant)
    return bool(scopes) and all(s.unit is not None for s in scopes)
