"""Append a fact in the business transaction."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import jobs, wiring
from lianxin.kernel.facts.event import Event
from lianxin.kernel.facts.models import Fact


def record(event: Event, *, actor: Actor) -> Fact:
    """Keep what has happened, together with the change that made it happen 事实.

    Reactions of the same transaction run now; the others by a job that is deferred in this
    transaction, one after the other within a stream. The caller holds the lock on the subject,
    so positions have no gaps.

    Raises: RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A fact is recorded inside the transaction of its change.")
    last = Fact.objects.filter(stream=event.stream).aggregate(n=Max("position"))["n"] or 0
    fact = Fact.objects.create(
        stream=event.stream,
        position=last + 1,
        kind=event.kind(),
        body=event.body(),
        actor=actor.id,
        at=clock.now(),
    )
    for reaction in wiring.in_transaction(type(event)):
        reaction(event, actor=actor, fact=fact)
    if wiring.after_commit(type(event)):
        jobs.defer(fact)
    return fact
