"""Is the installation alive? For the health page, load balancers and `lianxin doctor`."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import DatabaseError, connection

from lianxin.kernel import clock
from lianxin.kernel.codes import selectors as codes

log = structlog.get_logger(__name__)

# The worker says every ten seconds that it lives.
SILENT_SECONDS = 60
LATE_SECONDS = 300


def report() -> dict[str, Any]:
    """`ok` is false only when nobody can be served; what else is wrong stands in `warnings`.

    Anybody may read it, so it holds no names, addresses or numbers of matters.
    """
    try:
        found = pulse()
    except (DatabaseError, OSError) as bad:
        log.warning("health_database", error=str(bad).strip())
        return {"ok": False, "database": "unreachable", "worker": "unknown", "warnings": []}
    warnings = []
    if not found["workers"]:
        warnings.append("worker_silent")
    if found["late"] or found["stalled"]:
        warnings.append("jobs_late")
    if codes.calendar_warning(clock.today()):
        warnings.append("calendar_unknown")
    worker = "alive" if found["workers"] else "silent"
    return {"ok": True, "database": "ok", "worker": worker, "warnings": warnings}


def pulse() -> dict[str, int]:
    """How many workers live, and how many jobs wait, are late, are stalled or have failed.

    `stalled`: taken up by a worker that has not been heard of since.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH alive AS (
                SELECT id FROM procrastinate_workers
                WHERE last_heartbeat > now() - make_interval(secs => %(silent)s)
            )
            SELECT (SELECT count(*) FROM alive),
                   count(*) FILTER (WHERE status = 'todo'),
                   count(*) FILTER (
                       WHERE status = 'todo' AND queue_name <> 'house' AND greatest(
                           coalesce(scheduled_at, '-infinity'), at
                       ) < now() - make_interval(secs => %(late)s)
                   ),
                   count(*) FILTER (
                       WHERE status = 'doing'
                       AND (worker_id IS NULL OR worker_id NOT IN (SELECT id FROM alive))
                   ),
                   count(*) FILTER (WHERE status = 'failed')
            FROM procrastinate_jobs AS job
            LEFT JOIN LATERAL (
                SELECT min(event.at) AS at FROM procrastinate_events AS event
                WHERE event.job_id = job.id AND event.type IN ('deferred', 'deferred_for_retry')
            ) AS deferred ON job.status = 'todo'
            WHERE job.status IN ('todo', 'doing', 'failed')
            """,
            {"silent": SILENT_SECONDS, "late": LATE_SECONDS},
        )
        row = cursor.fetchone()
    return dict(zip(("workers", "waiting", "late", "stalled", "failed"), row, strict=True))
