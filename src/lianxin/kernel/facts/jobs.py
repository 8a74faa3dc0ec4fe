"""The job that carries facts to their reactions."""

from __future__ import annotations

from collections.abc import Sequence

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lianxin.kernel.facts.deliver import deliver
from lianxin.kernel.facts.models import TRIES

TASK = "lianxin.facts.deliver"
QUEUE, AGAIN = "facts", "facts-again"
"""New facts wait for the carrier; what has failed once is tried again by the queue itself."""
FIRST_WAIT = 3
"""Seconds."""
# Tries after 3, 9, 27 … 2187 seconds: given up after about 55 minutes.
BACK_OFF = RetryStrategy(max_attempts=TRIES - 1, exponential_wait=3)


@app.task(name=TASK, queue=QUEUE, retry=BACK_OFF)
def deliver_task(seq: int) -> None:
    """Deliver one fact; a failure is tried again while later facts of the stream wait."""
    deliver(seq)


def defer(*, seq: int, stream: str) -> None:
    """Ask for delivery, in the transaction that is open.

    The queue hands out one job of a lock at a time, the oldest first, also while that one waits
    for its next try; all jobs of facts have the same priority, so their order is that of the facts.
    """
    deliver_task.configure(lock=stream).defer(seq=seq)


def defer_each(facts: Sequence[tuple[int, str]]) -> None:
    """The same for many facts, given as number and stream, with one question."""
    asked = deliver_task.configure()
    asked.job_manager.batch_defer_jobs(
        jobs=[asked.job.evolve(task_kwargs={"seq": seq}, lock=stream) for seq, stream in facts]
    )
