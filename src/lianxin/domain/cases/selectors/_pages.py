"""What a page of a queue asks the database; the words are found once for everybody of a post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

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


@lru_cache(maxsize=1024)
def _page_words(question: Question) -> Listed:
    shape = question.shape
    apart = _apart(question) if shape.sort == "due" else []
    if not apart:
        return listed(first(rows_asked(question), question), fixed=FIXED)
    here = _placed(question)
    each = [first(here.filter(where), question) for where in apart]
    if len(each) == 1:
        return listed(each[0], fixed=FIXED)
    column, _newest_first = SORTS[shape.sort]
    together = each[0].union(*each[1:], all=True).order_by(column, "id")
    return listed(together[: question.limit], fixed=FIXED)


def first(rows: CaseQuerySet, question: Question) -> Any:
    return ordered(rows, question.shape).values_list(*ROW_FIELDS)[: question.limit]


def rows_of(queue: Queue, actor: Actor, grant: Grant) -> CaseQuerySet:
    """Where a queue looks: in the actor's scopes, or where their units help."""
    if queue.whose == "helped":
        return Case.objects.helped_by(actor, grant)
    return Case.objects.visible_to(actor, grant)


def rows_asked(question: Question) -> CaseQuerySet:
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


def ordered(rows: CaseQuerySet, shape: Shape) -> CaseQuerySet:
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
