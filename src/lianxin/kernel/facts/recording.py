"""Append a fact in the business transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import Jsonb
from django.utils.translation import gettext as _

from lianxin.kernel import clock, sql
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.facts import jobs, wiring
from lianxin.kernel.facts.event import Event, event_of
from lianxin.kernel.facts.models import Fact

LAST_POSITION = "SELECT coalesce(max(position), 0) FROM facts_fact WHERE stream = %s"
# The next fact of its stream and what it owes, in one question: every move asks it.
APPEND = """
WITH fact AS (
  INSERT INTO facts_fact (id, stream, position, kind, body, actor, at)
  SELECT %s, %s, coalesce(max(position), 0) + 1, %s, %s, %s, %s FROM facts_fact WHERE stream = %s
  RETURNING seq, position
), owed AS (
  INSERT INTO facts_delivery (fact_id, reaction, tries, error)
  SELECT seq, reaction, 0, '' FROM fact, unnest(%s::text[]) AS reaction
)
SELECT seq, position FROM fact
"""
# The same for many streams.
APPEND_EACH = """
WITH told AS (
  SELECT * FROM ROWS FROM (
    jsonb_to_recordset(%s) AS (id uuid, stream text, kind text, body jsonb, owed jsonb)
  ) WITH ORDINALITY AS told (id, stream, kind, body, owed, place)
), fact AS (
  INSERT INTO facts_fact (id, stream, position, kind, body, actor, at)
  SELECT id, stream,
         (SELECT coalesce(max(position), 0) + 1 FROM facts_fact WHERE stream = told.stream),
         kind, body, %s, %s
  FROM told ORDER BY place
  RETURNING seq, stream, position
), owed AS (
  INSERT INTO facts_delivery (fact_id, reaction, tries, error)
  SELECT fact.seq, reaction, 0, ''
  FROM fact JOIN told USING (stream), jsonb_array_elements_text(told.owed) AS reaction
)
SELECT stream, seq, position FROM fact
"""
BATCH = 1000
_book: ContextVar[_Book | None] = ContextVar("book", default=None)
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
    names = [] if _is_history.get() else _owed(event)
    fact = _append(event, actor, names)
    kept = event_of(fact.kind, fact.stream, fact.body)
    for reaction in wiring.in_transaction(type(event)):
        reaction(kept, actor=actor, fact=fact)
    if names:
        jobs.defer(seq=fact.seq, stream=fact.stream)
    return fact


def record_each(events: Sequence[Event], *, actor: Actor) -> list[Fact]:
    """The next fact of each of these streams, in a handful of questions however many they are.

    For events without reactions of the same transaction. The caller holds the locks.

    Raises: RuntimeError outside a transaction, or for two events of one stream.
    """
    if _book.get() is not None:
        return [record(event, actor=actor) for event in events]
    streams = [event.stream for event in events]
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A fact is recorded inside the transaction of its change.")
    if len(set(streams)) < len(streams) or any(wiring.in_transaction(type(e)) for e in events):
        raise RuntimeError("Facts that follow each other are recorded one by one.")
    now = clock.now()
    facts = [
        Fact(stream=event.stream, kind=event.kind(), body=event.body(), actor=actor.id, at=now)
        for event in events
    ]
    is_history = _is_history.get()
    owed = [[] if is_history else _owed(event) for event in events]
    _append_each(facts, owed)
    if told := [(f.seq, f.stream) for f, names in zip(facts, owed, strict=True) if names]:
        jobs.defer_each(told)
    return facts


def _owed(event: Event) -> list[str]:
    """The names of the reactions that come after the commit."""
    return [wiring.reaction_name(reaction) for reaction in wiring.after_commit(type(event))]


def _append_each(facts: Sequence[Fact], owed: Sequence[list[str]]) -> None:
    if not facts:
        return
    told = [
        {"id": str(f.id), "stream": f.stream, "kind": f.kind, "body": f.body, "owed": names}
        for f, names in zip(facts, owed, strict=True)
    ]
    found = sql.rows(APPEND_EACH, [Jsonb(told), facts[0].actor, facts[0].at])
    kept = {stream: (seq, position) for stream, seq, position in found}
    for fact in facts:
        fact.seq, fact.position = kept[fact.stream]
        fact._state.adding = False


def _append(event: Event, actor: Actor, owed: Sequence[str]) -> Fact:
    book = _book.get()
    if book is not None:
        return book.add(event, actor)
    fact = Fact(
        stream=event.stream, kind=event.kind(), body=event.body(), actor=actor.id, at=clock.now()
    )
    try:
        found = sql.one(
            APPEND,
            [
                fact.id, fact.stream, fact.kind, Jsonb(fact.body), fact.actor, fact.at, fact.stream,
                list(owed),
            ],
        )  # fmt: skip
    except IntegrityError as clash:
        if "fact_position_once" not in str(clash):
            raise
        sentence = _("刚刚有别人办过这件事，请看最新情况再办。")
        raise RuleViolation(sentence, code="stale") from clash
    assert found is not None
    fact.seq, fact.position = found
    return fact


def _last_position(stream: str) -> int:
    """Asked once for every fact there is, hence without the detour through a query set."""
    found = sql.one(LAST_POSITION, [stream])
    return int(found[0]) if found else 0


class _Book:
    """Old records on their way into the table, a thousand at a time."""

    def __init__(self) -> None:
        self._rows: list[Fact] = []
        self._last: dict[str, int] = {}

    def add(self, event: Event, actor: Actor) -> Fact:
        """The next fact of its stream; its number comes when the rows are written."""
        stream = event.stream
        last = self._last[stream] if stream in self._last else _last_position(stream)
        self._last[stream] = last + 1
        fact = Fact(
            stream=stream, position=last + 1, kind=event.kind(), body=event.body(),
            actor=actor.id, at=clock.now(),
        )  # fmt: skip
        self._rows.append(fact)
        if len(self._rows) >= BATCH:
            self.write()
        return fact

    def write(self) -> None:
        """Write what has come together."""
        rows, self._rows = self._rows, []
        Fact.objects.bulk_create(rows)


@contextmanager
def as_history(*, in_bulk: bool = False) -> Iterator[None]:
    """Facts recorded in here happened long ago: nobody is told of them now.

    For taking over old records and for the demo. Reactions of the same transaction still run.
    `in_bulk`: inside one transaction that nobody else writes to; the rows follow later, so that
    a fact has no `seq` yet when it is returned and selectors do not see it.

    Raises: RuntimeError for `in_bulk` outside a transaction.
    """
    if in_bulk and not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Facts are written in bulk inside one transaction.")
    book = _Book() if in_bulk else None
    tokens = _is_history.set(True), _book.set(book)
    try:
        yield
        if book is not None:
            book.write()
    finally:
        _is_history.reset(tokens[0])
        _book.reset(tokens[1])
