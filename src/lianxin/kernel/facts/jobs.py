"""The job that carries facts to their reactions: each once, in the order of the stream."""

from __future__ import annotations

import structlog
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lianxin.kernel import clock
from lianxin.kernel.actor import Actor, Kind
from lianxin.kernel.facts import wiring
from lianxin.kernel.facts.event import Event, event_of
from lianxin.kernel.facts.models import Delivery, Fact

log = structlog.get_logger(__name__)

TASK = "lianxin.facts.deliver"
QUEUE = "facts"
TRIES = 12


@app.task(name=TASK, queue=QUEUE, retry=RetryStrategy(max_attempts=TRIES, exponential_wait=3))
def deliver_task(seq: int) -> None:
    """Deliver one fact; a failure is tried again while later facts of the stream wait."""
    deliver(seq)


def defer(fact: Fact) -> None:
    """Ask for delivery, in the transaction that records the fact."""
    deliver_task.configure(lock=fact.stream).defer(seq=fact.seq)


def deliver(seq: int) -> int:
    """Run every reaction that has not had this fact yet; returns how many ran."""
    fact = Fact.objects.get(seq=seq)
    event = event_of(fact.kind, fact.stream, fact.body)
    return sum(_react(fact, event, reaction) for reaction in wiring.after_commit(type(event)))


@transaction.atomic
def _react(fact: Fact, event: Event, reaction: wiring.Reaction) -> int:
    """One reaction and the note that it happened: both or neither."""
    name = wiring.reaction_name(reaction)
    _, is_new = Delivery.objects.get_or_create(
        fact=fact, reaction=name, defaults={"at": clock.now()}
    )
    if not is_new:
        return 0
    try:
        reaction(event, actor=Actor(id=fact.actor, name="", kind=Kind.SYSTEM), fact=fact)
    except Exception:
        log.exception("reaction_failed", reaction=name, stream=fact.stream, position=fact.position)
        raise
    return 1
