"""For tests: deliver without a worker, and wire other reactions for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Q
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from lianxin.kernel import clock
from lianxin.kernel.facts import jobs, wiring

MAX_JOBS = 5000


def run_jobs(*queues: str) -> int:
    """Do every job of these queues (all, if none is named) that is due, here and now.

    Oldest first. A failing job raises and stays. Returns how many ran.
    """
    for done in range(MAX_JOBS):
        job = _next_job(queues)
        if job is None:
            return done
        app.tasks[job.task_name](**job.args)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.pk])
    raise AssertionError("Jobs make new jobs without end.")


def _next_job(queues: tuple[str, ...]) -> ProcrastinateJob | None:
    due = Q(scheduled_at=None) | Q(scheduled_at__lte=clock.now())
    waiting = ProcrastinateJob.objects.filter(due, status="todo")
    if queues:
        waiting = waiting.filter(queue_name__in=queues)
    return waiting.order_by("-priority", "id").first()


def deliver_all() -> int:
    """Deliver every fact that waits; works inside the transaction of a test."""
    return run_jobs(jobs.QUEUE, jobs.AGAIN)


@contextmanager
def wired(*, in_transaction: wiring.Table, after_commit: wiring.Table) -> Iterator[None]:
    """Other reactions for a while."""
    before_in, before_after = wiring.wired()
    wiring.wire(in_transaction=in_transaction, after_commit=after_commit)
    try:
        yield
    finally:
        wiring.wire(in_transaction=before_in, after_commit=before_after)
