"""What a page of a queue asks the database; the words are found once for everybody of a post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q
from django.db.models.functions import Left

from lianxin.domain.cases.models import COUNTY_DIGITS, OPEN, Case, CaseQuerySet, area_condition
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import State
from lianxin.domain.cases.selectors.queue_kinds import FLAGS, OPEN_STATES, QUEUES, Queue
from lianxin.domain.places import selectors as places
from lianxin.kernel import sql
from lianxin.kernel.actor import Actor
from lianxin.kernel.asked import AFTER, NOW, SINCE, UNTIL, Listed, listed

LOOK = 2000
"""So many rows are looked through first: a word that many hold fills its page from these."""
ENOUGH = 8
"""With so many hits among them a longer look is cheaper than the index of words."""
SORTS: Mapping[str, tuple[str, bool]] = {
    "due": ("next_due", False),
    "newest": ("registered_at", True),
    "oldest": ("registered_at", False),
}
ROW_FIELDS = (
    "id",
    "no",
    "title",
    "area_id",
    "place_text",
    "level",
    "state",
    "category",
    "main_org_id",
    "registered_at",
    "next_due",
    "next_soon",
    "redo_count",
    "attachment_count",
)
FIXED = frozenset([*(state.value for state in State), "draft", "unsigned", "", 0])
"""States, flags and the marks of nothing: the words of the program among the values."""
AFTER_ID = UUID("5b5b5b5b-0000-4000-8000-5b5b5b5b5b5b")
NUMBER, WORDS = "\x01number", "\x01words"
"""Places in the words of a question: values that no matter has."""
AMONG = """
SELECT {columns} FROM ({rows}) AS r WHERE r.search @@ to_tsquery('simple', %s)
 ORDER BY r.registered_at {way}, r.id {way} LIMIT %s
"""


@dataclass(frozen=True)
class Shape:
    """What a list is narrowed to, as far as it changes the words of the question."""

    queue: str
    sort: str
    category: str
    level: str
    area: str
    has_since: bool
    has_until: bool
    is_further: bool


@dataclass(frozen=True)
class Question:
    """Who asks for which list, with which grant, and for how many rows."""

    actor: Actor
    grant: Grant
    shape: Shape
    limit: int


def page(question: Question, given: Mapping[Any, Any]) -> list[sql.Row]:
    """The first rows, as they are; `given`: what stands in the places."""
    return _page_words(question).rows(given)


def page_by_number(question: Question, digits: str, given: Mapping[Any, Any]) -> list[sql.Row]:
    """Those whose number begins so."""
    return _number_words(question).rows({**given, f"{NUMBER}%": f"{digits}%"})


def page_by_words(question: Question, query: str, given: Mapping[Any, Any]) -> list[sql.Row]:
    """Those that hold the words; newest or oldest first, without reading all that hold them.

    The index of words gives every hit there ever was, and only then can they be put in order: for
    a word in every tenth report that is slow, for a rare one quick. In the order of time it is the
    other way round. The newest rows tell which it is; the database cannot, since it takes the
    pairs of characters in one word for independent of each other.
    """
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


@lru_cache(maxsize=1024)
def _page_words(question: Question) -> Listed:
    shape = question.shape
    apart = _apart(question) if shape.sort == "due" else []
    if not apart:
        return listed(_first(_rows(question), question), fixed=FIXED)
    here = _placed(question)
    each = [_first(here.filter(where), question) for where in apart]
    if len(each) == 1:
        return listed(each[0], fixed=FIXED)
    column, _newest_first = SORTS[shape.sort]
    together = each[0].union(*each[1:], all=True).order_by(column, "id")
    return listed(together[: question.limit], fixed=FIXED)


def _first(rows: CaseQuerySet, question: Question) -> Any:
    return _ordered(rows, question.shape).values_list(*ROW_FIELDS)[: question.limit]


@lru_cache(maxsize=1024)
def _number_words(question: Question) -> Listed:
    return listed(_first(_rows(question).filter(no__startswith=NUMBER), question), fixed=FIXED)


@lru_cache(maxsize=1024)
def _hit_words(question: Question) -> Listed:
    hits = SearchQuery(WORDS, config="simple", search_type="raw")
    return listed(_first(_rows(question).filter(search=hits), question), fixed=FIXED)


@lru_cache(maxsize=1024)
def _look_words(question: Question) -> Listed:
    rows = _ordered(_rows(question), question.shape)
    return listed(rows.values_list(*ROW_FIELDS, "search"), fixed=FIXED)


@lru_cache(maxsize=1024)
def _among_words(question: Question) -> str:
    columns = ", ".join(f'r."{name}"' for name in ROW_FIELDS)
    way = "DESC" if SORTS[question.shape.sort][1] else "ASC"
    inner = f"{_look_words(question).words} LIMIT %s"
    return AMONG.format(columns=columns, rows=inner, way=way)


def rows_of(queue: Queue, actor: Actor, grant: Grant) -> CaseQuerySet:
    """Where a queue looks: in the actor's scopes, or where their units help."""
    if queue.whose == "helped":
        return Case.objects.helped_by(actor, grant)
    return Case.objects.visible_to(actor, grant)


def _rows(question: Question) -> CaseQuerySet:
    queue, actor = QUEUES[question.shape.queue], question.actor
    held = [part.condition for part in queue.parts if actor.has(part.grant)]
    return _placed(question).filter(reduce(or_, held or [p.condition for p in queue.parts]))


def _placed(question: Question) -> CaseQuerySet:
    """The rows of a queue but for the states: whose they are, and what the list is narrowed to."""
    queue, actor = QUEUES[question.shape.queue], question.actor
    rows = _narrowed(rows_of(queue, actor, question.grant), question.shape)
    if queue.whose == "mine":
        return rows.filter(owner=actor.id)
    if queue.clock == "soon":
        return rows.filter(next_soon__lte=NOW, next_due__gte=NOW)
    if queue.clock == "late":
        return rows.filter(next_due__lt=NOW)
    return rows


def _apart(question: Question) -> list[Q]:
    """The states of a queue, each as a condition of its own; none where no index keeps them apart.

    In one state the index has the matters in the order of their dates, over several it has not:
    then all that wait would be read and put in order for the fifty on the page. What only a flag
    puts into a queue is little and has an index of its own.
    """
    queue, actor = QUEUES[question.shape.queue], question.actor
    if not queue.is_counted or queue.whose or (queue.clock == "soon" and _is_wide(question)):
        return []
    parts = [part for part in queue.parts if actor.has(part.grant)] or list(queue.parts)
    whole = {state for part in parts if not part.flag for state in part.states}
    found = [Q(state=state) for state in sorted(state.value for state in whole)]
    for part in parts:
        if part.flag:
            rest = OPEN if part.states >= OPEN_STATES else part.condition
            besides = ~Q(state__in=sorted(state.value for state in whole)) if whole else Q()
            found.append(rest & FLAGS[part.flag] & besides)
    return found


def _is_wide(question: Question) -> bool:
    """Is a whole county looked at? Then what is soon due stands near the head of all that waits."""
    scopes = question.actor.scopes_for(question.grant)
    return any(s.unit is None and any(len(p) <= COUNTY_DIGITS for p in s.areas) for s in scopes)


def _narrowed(rows: CaseQuerySet, shape: Shape) -> CaseQuerySet:
    if shape.category:
        rows = rows.alias(head=Left("category", 2)).filter(head=shape.category[:2])
        if len(shape.category) > 2:
            rows = rows.filter(category=shape.category)
    if shape.level.isdigit():
        rows = rows.filter(level=int(shape.level))
    if shape.area:
        rows = rows.filter(area_condition(places.prefix_of(shape.area)))
    if shape.has_since:
        rows = rows.filter(registered_at__gte=SINCE)
    if shape.has_until:
        rows = rows.filter(registered_at__lt=UNTIL)
    return rows


def _ordered(rows: CaseQuerySet, shape: Shape) -> CaseQuerySet:
    column, newest_first = SORTS[shape.sort]
    if column == "next_due":
        rows = rows.filter(next_due__isnull=False)
    if shape.is_further:
        way = "lt" if newest_first else "gt"
        rows = rows.filter(
            Q(**{f"{column}__{way}e": AFTER}),  # so that an index begins here
            Q(**{f"{column}__{way}": AFTER}) | Q(**{column: AFTER, f"pk__{way}": AFTER_ID}),
        )
    sign = "-" if newest_first else ""
    return rows.order_by(f"{sign}{column}", f"{sign}pk")
