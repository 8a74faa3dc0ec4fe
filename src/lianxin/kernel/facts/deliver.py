"""Bring facts to their reactions: each once, in the order of the stream."""

from __future__ import annotations

from itertools import groupby

import structlog
from django.db import transaction
from django.db.models import F

from lianxin.kernel import clock
from lianxin.kernel.actor import Actor, Kind
from lianxin.kernel.facts import wiring
from lianxin.kernel.facts.event import event_of
from lianxin.kernel.facts.models import TRIES, Delivery, Fact

log = structlog.get_logger(__name__)


class DeliveryFailed(Exception):
    """A reaction has failed; the job is tried again, and the rest of the stream waits."""


def deliver(seq: int) -> int:
    """Run the reactions that a fact, and any fact before it in its stream, still waits for.

    Every reaction of a fact gets its chance even if another one fails; the next fact only comes
    when none is left to be tried again. Returns how many facts are through.
    Safe to repeat and to run twice at once. Raises: DeliveryFailed.
    """
    done = 0
    for fact, owed in groupby(_owed(seq), key=lambda delivery: delivery.fact):
        failed = [delivery.reaction for delivery in owed if not _tried(delivery, fact)]
        if failed:
            raise DeliveryFailed(f"{fact}: {', '.join(failed)}")
        done += 1
    return done


def _owed(seq: int) -> list[Delivery]:
    stream = Fact.objects.filter(seq=seq).values("stream")[:1]
    waiting = Delivery.objects.hopeful().filter(fact__stream=stream, fact__seq__lte=seq)
    return list(waiting.select_related("fact").order_by("fact__position", "id"))


def _tried(delivery: Delivery, fact: Fact) -> bool:
    try:
        _react(delivery.pk, fact)
    except Exception as bad:
        tries = delivery.tries + 1
        Delivery.objects.waiting().filter(pk=delivery.pk).update(
            tries=F("tries") + 1, error=type(bad).__name__[:60]
        )
        log.exception(
            "reaction_given_up" if tries >= TRIES else "reaction_failed",
            reaction=delivery.reaction,
            stream=fact.stream,
            position=fact.position,
            tries=tries,
        )
        return False
    return True


@transaction.atomic
def _react(pk: int, fact: Fact) -> None:
    """One reaction and the note that it happened: both or neither."""
    delivery = Delivery.objects.waiting().select_for_update().filter(pk=pk).first()
    if delivery is None:
        return
    react(fact, delivery.reaction)
    delivery.at = clock.now()
    delivery.save(update_fields=["at"])


def react(fact: Fact, name: str) -> None:
    """Run the reaction of this name; one that is gone from the table is owed nothing."""
    event = event_of(fact.kind, fact.stream, fact.body)
    reaction = wiring.find(type(event), name)
    if reaction is None:
        log.warning("reaction_is_gone", reaction=name, stream=fact.stream)
        return
    reaction(event, actor=Actor(id=fact.actor, name="", kind=Kind.SYSTEM), fact=fact)
