"""After a power cut: jobs whose worker died are taken up again, forgotten facts are asked for."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import F

from lianxin.kernel.facts import jobs
from lianxin.kernel.facts.models import TRIES, Delivery

SILENT_SECONDS = 30
BATCH = 500


@transaction.atomic
def retry_stalled(*, silent_seconds: int = SILENT_SECONDS) -> int:
    """Give jobs back whose worker has not been heard of; returns how many.

    It counts as a try, so that a job which kills its worker is given up in the end. Jobs that come
    by the clock are not given back: the next one is due in a minute.
    Safe to repeat: a delivery that had already happened is not repeated.
    """
    given_back, dropped = _take_from_the_dead(silent_seconds)
    carried = [int(seq) for task, seq in given_back if task == jobs.TASK]
    Delivery.objects.waiting().filter(fact_id__in=carried).update(
        tries=F("tries") + 1, error="WorkerDied"
    )
    return len(given_back) + dropped


def _take_from_the_dead(silent_seconds: int) -> tuple[list[tuple[str, str]], int]:
    dead = (
        "status = 'doing' AND (worker_id IS NULL OR worker_id NOT IN ("
        " SELECT id FROM procrastinate_workers"
        " WHERE last_heartbeat > now() - make_interval(secs => %s)))"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM procrastinate_jobs WHERE queueing_lock IS NOT NULL AND {dead}",  # noqa: S608 - own words
            [silent_seconds],
        )
        dropped = cursor.rowcount
        cursor.execute(
            "UPDATE procrastinate_jobs SET worker_id = NULL, abort_requested = false,"  # noqa: S608 - own words
            " attempts = attempts + 1, status = CASE WHEN attempts + 1 >= %s"
            " THEN 'failed'::procrastinate_job_status ELSE 'todo' END"
            f" WHERE {dead} RETURNING task_name, args ->> 'seq'",
            [TRIES, silent_seconds],
        )
        return list(cursor.fetchall()), dropped


def redeliver() -> int:
    """Ask again for facts that wait for a reaction and that no job carries; returns how many.

    Happens when the queue's tables were restored or emptied apart from the facts.
    Safe to repeat: at worst a job finds nothing to do.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT fact.seq, fact.stream
            FROM facts_delivery AS delivery JOIN facts_fact AS fact ON fact.seq = delivery.fact_id
            WHERE delivery.at IS NULL AND delivery.tries < %s AND NOT EXISTS (
                SELECT FROM procrastinate_jobs AS job
                WHERE job.task_name = %s AND job.status IN ('todo', 'doing')
                AND job.args ->> 'seq' = delivery.fact_id::text
            )
            ORDER BY fact.seq LIMIT %s
            """,
            [TRIES, jobs.TASK, BATCH],
        )
        forgotten = cursor.fetchall()
    for seq, stream in forgotten:
        jobs.defer(seq=seq, stream=stream)
    return len(forgotten)


def drop_ended(*, days: int) -> int:
    """Forget jobs that ended badly long ago; what they carried is kept in its own table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs AS job"
            " WHERE status IN ('succeeded', 'failed', 'cancelled', 'aborted') AND NOT EXISTS ("
            "  SELECT FROM procrastinate_events AS event"
            "  WHERE event.job_id = job.id AND event.at > now() - make_interval(days => %s))",
            [days],
        )
        return int(cursor.rowcount)
