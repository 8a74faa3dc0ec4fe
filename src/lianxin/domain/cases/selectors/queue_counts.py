"""How many cases wait in each queue: one grouped question over open cases, added up here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import State
from lianxin.domain.cases.selectors.queue_kinds import FLAGS, Queue
from lianxin.domain.cases.selectors.queues import queues_for, rows_of
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor


def queue_counts(*, actor: Actor) -> dict[str, int]:
    """How many cases wait in each counted queue, in one query over open cases only.

    Where a unit helps in others' cases, one query more.
    """
    counted = [queue for queue in queues_for(actor=actor) if queue.is_counted]
    columns = _columns(counted, actor)
    grouped = Case.objects.visible_to(actor, Grant.SEE).still_open().values("state").order_by()
    rows = list(grouped.annotate(**columns)) if counted else []
    counts = {queue.key: _count(queue, actor, rows) for queue in counted}
    for queue in counted:
        if queue.whose == "helped":
            counts[queue.key] = rows_of(queue, actor, Grant.SEE).still_open().count()
    return counts


def _columns(counted: list[Queue], actor: Actor) -> dict[str, Count]:
    """What is counted of each state; only what one of the queues asks for."""
    now = clock.now()
    wanted = {"n": Count("pk")}
    if any(queue.clock for queue in counted):
        wanted["late"] = Count("pk", filter=Q(next_due__lt=now))
        wanted["soon"] = Count("pk", filter=Q(next_soon__lte=now, next_due__gte=now))
    if any(queue.whose == "mine" for queue in counted):
        wanted["mine"] = Count("pk", filter=Q(owner=actor.id))
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
