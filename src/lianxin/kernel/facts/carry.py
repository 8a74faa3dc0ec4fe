"""Carry new facts to their reactions, many in one go; whatever fails goes on alone, by the queue."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field

import structlog
from django.db import transaction

from lianxin.kernel import clock, sql
from lianxin.kernel.facts import jobs
from lianxin.kernel.facts.deliver import react
from lianxin.kernel.facts.models import TRIES, Fact

log = structlog.get_logger(__name__)
BATCH = 100
ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('lianxin.facts.carry'))"
# The jobs of new facts, oldest first; a stream in which something is being tried again waits.
NEXT = """
SELECT job.id, job.lock, (job.args ->> 'seq')::bigint FROM procrastinate_jobs AS job
WHERE job.queue_name = %s AND job.status = 'todo' AND NOT EXISTS (
  SELECT FROM procrastinate_jobs AS before
  WHERE before.lock = job.lock AND before.queue_name <> job.queue_name
    AND before.status IN ('todo', 'doing'))
ORDER BY job.id LIMIT %s FOR UPDATE
"""
OWED = """
SELECT d.id, d.reaction, f.seq, f.stream, f.position, f.kind, f.body, f.actor, f.at
FROM facts_delivery AS d JOIN facts_fact AS f ON f.seq = d.fact_id
WHERE d.at IS NULL AND d.tries < %s AND f.stream = ANY(%s)
ORDER BY f.seq, d.id FOR UPDATE OF d
"""
DONE = "UPDATE facts_delivery SET at = %s WHERE id = ANY(%s)"
FAILED = "UPDATE facts_delivery SET tries = tries + 1, error = %s WHERE id = %s"
GONE = "DELETE FROM procrastinate_jobs WHERE id = ANY(%s)"
AGAIN = """
UPDATE procrastinate_jobs SET queue_name = %s, scheduled_at = now() + make_interval(secs => %s)
WHERE id = ANY(%s)
"""
LEFT = """
UPDATE procrastinate_jobs AS job SET queue_name = %s
WHERE job.queue_name = %s AND job.status = 'todo' AND EXISTS (
  SELECT FROM procrastinate_events AS event WHERE event.job_id = job.id
  AND event.type = 'deferred' AND event.at <= now() - make_interval(secs => %s))
"""


@dataclass
class _Load:
    """One batch: deliveries that are through, and the fact at which a stream got stuck."""

    done: list[int] = field(default_factory=list)
    stuck: dict[str, int] = field(default_factory=dict)


class _Failed(Exception):
    """A reaction failed, and what the others of its batch did is not kept."""


def carry() -> int:
    """Run the reactions of new facts in the order of their streams; returns how many jobs ended.

    One at a time on all machines. All of a batch is kept or nothing; a reaction that fails leaves
    nothing behind, and its fact goes to the queue, which tries again while the stream waits. A
    batch is run in one piece, and when one of its reactions fails, once more with each apart.
    Safe to repeat; a killed process loses nothing.
    """
    try:
        return _carry(apart=False)
    except _Failed:
        return _carry(apart=True)


@transaction.atomic
def _carry(*, apart: bool) -> int:
    found = sql.one(ALONE)
    waiting = sql.rows(NEXT, [jobs.QUEUE, BATCH]) if found and found[0] else []
    if not waiting:
        return 0
    load = _deliver(sorted({stream for _id, stream, _seq in waiting}), apart)
    if load.done:
        sql.run(DONE, [clock.now(), load.done])
    return _put_away(waiting, load.stuck)


def _deliver(streams: list[str], apart: bool) -> _Load:
    """Every reaction of a fact gets its chance; the next fact comes when none has failed."""
    load = _Load()
    for key, name, seq, stream, position, kind, body, actor, at in sql.rows(OWED, [TRIES, streams]):
        if load.stuck.get(stream, seq) < seq:
            continue
        fact = Fact(
            seq=seq, stream=stream, position=position, kind=kind, body=json.loads(body),
            actor=actor, at=at,
        )  # fmt: skip
        try:
            with transaction.atomic() if apart else nullcontext():
                react(fact, name)
        except Exception as bad:
            if not apart:
                raise _Failed from bad
            log.exception("reaction_failed", reaction=name, stream=stream, position=position)
            sql.run(FAILED, [type(bad).__name__[:60], key])
            load.stuck[stream] = seq
        else:
            load.done.append(key)
    return load


def _put_away(waiting: Sequence[sql.Row], stuck: Mapping[str, int]) -> int:
    """Jobs of what is through are over; the first that is not is tried again by the queue."""
    over: list[int] = []
    again: dict[str, int] = {}
    for job, stream, seq in waiting:
        if stream not in stuck or seq < stuck[stream]:
            over.append(job)
        else:
            again.setdefault(stream, job)
    if again:
        sql.run(AGAIN, [jobs.AGAIN, jobs.FIRST_WAIT, list(again.values())])
    return sql.run(GONE, [over])


def hand_to_queue(*, older_than: float) -> int:
    """Facts that nobody has carried for so many seconds are taken one by one; returns how many.

    What kills or blocks the carrier is then found by the queue, which counts tries.
    Safe to repeat.
    """
    return sql.run(LEFT, [jobs.AGAIN, jobs.QUEUE, older_than])
