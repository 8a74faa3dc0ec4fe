"""Append a fact in the business transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.facts import jobs, wiring
from lianxin.kernel.facts.event import Event, event_of
from lianxin.kernel.facts.models import Delivery, Fact

_is_history: ContextVar[bool] = ContextVar("is_history", default=False)


def record(event: Event, *, actor: Actor) -> Fact:
    """Keep what has happened, together with the change that made it happen 事实.

    Reactions of the same transaction run now; the others by one job that is deferred in this
    transaction. The caller holds the lock on the subject of the stream, so positions have no gaps
    and jobs stand in the order of the facts; without that lock the second of two is refused.

    Raises: RuntimeError outside a transaction, RuleViolation if somebody else was quicker.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A fact is recorded inside the transaction of its change.")
    fact = _append(event, actor)
    kept = event_of(fact.kind, fact.stream, fact.body)
    for reaction in wiring.in_transaction(type(event)):
        reaction(kept, actor=actor, fact=fact)
    reactions = wiring.after_commit(type(event))
    if reactions and not _is_history.get():
        names = [wiring.reaction_name(reaction) for reaction in reactions]
        Delivery.objects.bulk_create([Delivery(fact=fact, reaction=name) for name in names])
        jobs.defer(seq=fact.seq, stream=fact.stream)
    return fact


def _append(event: Event, actor: Actor) -> Fact:
    last = Fact.objects.filter(stream=event.stream).aggregate(n=Max("position"))["n"] or 0
    try:
        return Fact.objects.create(
            stream=event.stream,
            position=last + 1,
            kind=event.kind(),
            body=event.body(),
            actor=actor.id,
            at=clock.now(),
        )
    except IntegrityError as clash:
        if "fact_position_once" not in str(clash):
            raise
        sentence = _("刚刚有别人办过这件事，请看最新情况再办。")
        raise RuleViolation(sentence, code="stale") from clash


@contextmanager
def as_history() -> Iterator[None]:
    """Facts recorded in here happened long ago: nobody is told of them now.

    For taking over old records and for the demo. Reactions of the same transaction still run.
    """
    token = _is_history.set(True)
    try:
        yield
    finally:
        _is_history.reset(token)
