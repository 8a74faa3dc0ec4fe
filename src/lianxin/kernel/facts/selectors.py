"""Reads of facts; who may see a stream is the domain's to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lianxin.kernel import sql
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts.models import Delivery, Fact
from lianxin.kernel.facts.permissions import Grant

Allowed = Callable[[str], bool]


@dataclass(frozen=True)
class Undelivered:
    """A fact that a reaction has not had, though it was tried again and again."""

    seq: int
    stream: str
    kind: str
    reaction: str
    tries: int
    error: str
    at: datetime


def stream_facts(stream: str, *, actor: Actor, allowed: Allowed) -> list[Fact]:
    """What has happened to one subject, in order; nothing if the actor may not see it."""
    if not stream or not allowed(stream):
        return []
    return list(Fact.objects.filter(stream=stream).order_by("position"))


def latest_seq() -> int:
    """The number of the newest fact: as long as it stays, nothing has been done to anything."""
    found = sql.one("SELECT max(seq) FROM facts_fact")
    return found[0] or 0 if found else 0


def undelivered(*, actor: Actor, limit: int = 500) -> list[Undelivered]:
    """What was given up and waits for somebody to look, oldest first; for operators only."""
    if not actor.has(Grant.OPERATE):
        return []
    found = Delivery.objects.given_up().select_related("fact").order_by("fact_id", "id")[:limit]
    return [
        Undelivered(d.fact.seq, d.fact.stream, d.fact.kind, d.reaction, d.tries, d.error, d.fact.at)
        for d in found
    ]
