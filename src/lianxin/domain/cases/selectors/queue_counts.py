"""How many cases wait in each queue: one grouped question over open cases, added up here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import State
from lianxin.domain.cases.selectors._pages import FIXED, rows_of
from lianxin.domain.cases.selectors.queue_kinds import FLAGS, QUEUES, Queue
from lianxin.domain.cases.selectors.queues import queues_for
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.asked import Listed, listed
from lianxin.kernel.facts.selectors import latest_seq

SHARED_FOR = 15
"""Seconds that a count may be shared while nothing is done: so late may "overdue" come."""
Row = Mapping[str, Any]


def queue_counts(*, actor: Actor) -> dict[str, int]:
    """How many cases wait in each counted queue, in one query over open cases only.

    Where a unit helps in others' cases, one query more.
    """
    counted = [queue for queue in queues_for(actor=actor) if queue.is_counted]
    rows = _rows_for(actor, _columns(counted, actor)) if counted else []
    counts = {queue.key: _count(queue, actor, rows) for queue in counted}
    for queue in counted:
        if queue.whose == "helped":
            counts[queue.key] = _helped(queue.key, actor).count({})
    return counts


@lru_cache(maxsize=1024)
def _helped(key: str, actor: Actor) -> Listed:
    rows = rows_of(QUEUES[key], actor, Grant.SEE).still_open()
    return listed(rows.values_list("pk"), fixed=FIXED)


def _rows_for(actor: Actor, columns: dict[str, Count]) -> list[Row]:
    """The groups that the actor may count; counted once for all who hold the same posts.

    The count is made anew as soon as anything has been done anywhere: whoever has just moved a
    case finds it counted where it is now. What was being done by somebody else at that moment
    may be missing until the next fact, or for SHARED_FOR.
    """
    key = _shared_by(actor, columns)
    rows: list[Row] | None = cache.get(key)
    if rows is None:
        groups = ["state", "about_user"] + (["owner"] if "mine" in columns else [])
        n = {name: column for name, column in columns.items() if name != "mine"}
        found = Case.objects.in_scopes(actor, Grant.SEE).still_open().values(*groups).order_by()
        rows = list(found.annotate(**n))
        cache.set(key, rows, SHARED_FOR)
    own = [row for row in rows if not row["about_user"] or row["about_user"] != actor.id]
    if "mine" not in columns:
        return own
    return [{**row, "mine": row["n"] if row["owner"] == actor.id else 0} for row in own]


def _shared_by(actor: Actor, columns: Iterable[str]) -> str:
    """Who has the same name here may count the same cases, and nothing has been done since."""
    scopes = sorted((scope.areas, scope.unit or "") for scope in actor.scopes_for(Grant.SEE))
    said = json.dumps([latest_seq(), scopes, sorted(actor.streams), sorted(columns)])
    return "queue_counts:" + hashlib.sha256(said.encode()).hexdigest()


def _columns(counted: list[Queue], actor: Actor) -> dict[str, Count]:
    """What is counted of each state; only what one of the queues asks for."""
    now = clock.now()
    wanted = {"n": Count("pk")}
    if any(queue.clock for queue in counted):
        wanted["late"] = Count("pk", filter=Q(next_due__lt=now))
        wanted["soon"] = Count("pk", filter=Q(next_soon__lte=now, next_due__gte=now))
    if any(queue.whose == "mine" for queue in counted):
        wanted["mine"] = wanted["n"]
    for queue in counted:
        for part in queue.parts:
            if part.flag and actor.has(part.grant):
                wanted[part.flag] = Count("pk", filter=FLAGS[part.flag])
    return wanted


def _count(queue: Queue, actor: Actor, rows: Sequence[Mapping[str, Any]]) -> int:
    """A case that is in a queue for two reasons is counted once: no state has both."""
    found = 0
    for row in rows:
        state = State(row["state"])
        parts = [p for p in queue.parts if actor.has(p.grant) and state in p.states]
        whole = any(not part.flag for part in parts)
        column = queue.clock or ("mine" if queue.whose == "mine" else "n")
        if whole:
            found += row[column]
        elif parts:
            found += row[parts[0].flag]
    return found
