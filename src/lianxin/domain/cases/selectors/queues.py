"""The desk's queues: what waits for whom, quick however large the archive."""

from __future__ import annotations

import base64
import json
from collections import namedtuple
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    LEVEL_NAMES,
    STATE_NAMES,
    Lateness,
    Level,
    State,
)
from lianxin.domain.cases.selectors._hits import page_by_number, page_by_words
from lianxin.domain.cases.selectors._pages import (
    AFTER_ID,
    ROW_FIELDS,
    SORTS,
    Question,
    Shape,
    page,
)
from lianxin.domain.cases.selectors.queue_kinds import QUEUES, Queue
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.asked import AFTER, NOW, SINCE, UNTIL
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.text import tsquery

PAGE = 50
NUMBER_DIGITS = 8
"""So many digits are the beginning of a number, not a word."""


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to. `area`: code of a township or village; `after`: page mark."""

    queue: str = "all"
    q: str = ""
    sort: str = ""
    category: str = ""
    level: str = ""
    area: str = ""
    since: datetime | None = None
    until: datetime | None = None
    after: str = ""


@dataclass(frozen=True)
class CaseRow:
    """One line of a queue."""

    id: UUID
    no: str
    title: str
    place: str
    level: Level
    level_name: str
    state: State
    state_name: str
    category: str
    category_name: str
    category_icon: str
    unit_name: str
    registered_at: datetime
    due: datetime | None
    lateness: Lateness
    redo_count: int
    attachment_count: int


@dataclass(frozen=True)
class CasePage:
    """A page of a queue; `next` is the mark of the page after it, if there is one."""

    rows: list[CaseRow]
    next: str = ""
    filter: Filter = field(default_factory=Filter)


def queues_for(*, actor: Actor) -> list[Queue]:
    """The queues in which the actor's posts have work."""
    if not actor.has(Grant.SEE):
        return []
    return [q for q in QUEUES.values() if any(actor.has(part.grant) for part in q.parts)]


def case_list(*, actor: Actor, filter: Filter, grant: Grant = Grant.SEE) -> CasePage:
    """A page of one queue, narrowed, sorted and masked; only where the actor holds the grant."""
    now = clock.now()
    queue = QUEUES.get(filter.queue, QUEUES["all"])
    sort = filter.sort if filter.sort in SORTS else _usual_sort(queue)
    shape = Shape(
        queue=queue.key, sort=sort, category=filter.category, level=filter.level, area=filter.area,
        has_since=filter.since is not None, has_until=filter.until is not None,
        is_further=bool(filter.after),
    )  # fmt: skip
    at, pk = _read_mark(filter.after) if filter.after else (None, None)
    given = {NOW: now, SINCE: filter.since, UNTIL: filter.until, AFTER: at, AFTER_ID: pk}
    question = Question(actor, grant, shape, PAGE + 1)
    found = [Found(*row) for row in _found(question, filter.q.strip(), given)]
    more = len(found) > PAGE
    found = found[:PAGE]
    mark = page_mark(found[-1], sort) if more else ""
    return CasePage(case_rows(found, actor, now), mark, replace(filter, sort=sort))


Found = namedtuple("Found", ROW_FIELDS)  # type: ignore[misc] # the names stand above
"""One row of the answer; a model made of each would cost more than the question."""


def _usual_sort(queue: Queue) -> str:
    return "due" if queue.is_counted else "newest"


def _found(question: Question, words: str, given: Mapping[Any, Any]) -> list[Any]:
    """A page of rows and one more; by number, by words, or as they are."""
    if words.isdigit() and len(words) >= NUMBER_DIGITS:
        return page_by_number(question, words, given)
    if not words:
        return page(question, given)
    query = tsquery(words)
    return page_by_words(question, query, given) if query is not None else []


def page_mark(case: Any, sort: str) -> str:
    """Where the page after this case begins, in this order."""
    value: datetime = getattr(case, SORTS[sort][0])
    raw = json.dumps([value.isoformat(), str(case.id)])
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _read_mark(mark: str) -> tuple[datetime, UUID]:
    """Read a page mark; a broken one starts from the beginning of time rather than failing."""
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        return datetime.fromisoformat(value), UUID(pk)
    except (ValueError, TypeError):
        return datetime.fromisoformat("1970-01-01T00:00:00+00:00"), UUID(int=0)


def case_rows(found: Sequence[Any], actor: Actor, now: datetime) -> list[CaseRow]:
    """Cases, or as much of them as a line shows, as lines of a list; three questions for all."""
    names = places.display_names({c.area_id for c in found}, actor=actor)
    units = orgs.org_names({c.main_org_id for c in found if c.main_org_id}, actor=actor)
    kinds = codes.table_map("case_category")
    return [_row(c, names, units, kinds, now) for c in found]


def _row(
    case: Any,
    names: Mapping[str, str],
    units: Mapping[UUID, str],
    kinds: Mapping[str, codes.CodeRow],
    now: datetime,
) -> CaseRow:
    kind, group = kinds.get(case.category), kinds.get(case.category[:2])
    return CaseRow(
        id=case.id,
        no=case.no,
        title=case.title,
        place=" ".join(filter(None, (names.get(case.area_id, ""), case.place_text))),
        level=Level(case.level),
        level_name=LEVEL_NAMES[Level(case.level)],
        state=State(case.state),
        state_name=STATE_NAMES[State(case.state)],
        category=case.category,
        category_name=kind.name if kind else "未分类",
        category_icon=str(group.extra.get("icon", "dots-three")) if group else "dots-three",
        unit_name=units.get(case.main_org_id, "") if case.main_org_id else "",
        registered_at=case.registered_at,
        due=case.next_due,
        lateness=row_lateness(case, now),
        redo_count=case.redo_count,
        attachment_count=case.attachment_count,
    )


def row_lateness(case: Any, now: datetime) -> Lateness:
    """How the running clock of a case looks now."""
    if case.next_due is None or case.next_soon is None:
        return Lateness.DONE
    if now > case.next_due:
        return Lateness.LATE
    return Lateness.SOON if now >= case.next_soon else Lateness.FINE


__all__ = [
    "QUEUES",
    "CasePage",
    "CaseRow",
    "Filter",
    "Queue",
    "case_list",
    "page_mark",
    "queues_for",
    "row_lateness",
]
