"""After a power cut: jobs whose worker died are taken up again, forgotten facts are asked for."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.db.models import Exists, OuterRef
from procrastinate.contrib.django.models import ProcrastinateJob

from lianxin.kernel import clock
from lianxin.kernel.facts import jobs, wiring
from lianxin.kernel.facts.event import event_class
from lianxin.kernel.facts.models import Delivery, Fact

LOOK_BACK = timedelta(days=3)
SILENT_SECONDS = 30


def retry_stalled(*, silent_seconds: int = SILENT_SECONDS) -> int:
    """Give jobs back whose worker has not been heard of; returns how many.

    Safe to repeat: a delivery that had already happened is not repeated.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL"
            " WHERE status = 'doing' AND (worker_id IS NULL OR worker_id NOT IN ("
            "  SELECT id FROM procrastinate_workers"
            "  WHERE last_heartbeat > now() - make_interval(secs => %s)))",
            [silent_seconds],
        )
        return int(cursor.rowcount)


def undelivered(*, limit: int = 500) -> list[Fact]:
    """Recent facts that some reaction has not had and that no waiting job carries."""
    kinds = {kind.__name__ for kind in _wired_kinds()}
    waiting = ProcrastinateJob.objects.filter(
        task_name=jobs.TASK, status__in=["todo", "doing"], args__seq=OuterRef("seq")
    )
    delivered = Delivery.objects.filter(fact=OuterRef("seq"))
    recent = Fact.objects.filter(kind__in=kinds, at__gt=clock.now() - LOOK_BACK)
    return list(
        recent.filter(~Exists(delivered)).filter(~Exists(waiting)).order_by("seq")[:limit]
    )


def _wired_kinds() -> list[type]:
    return [kind for kind in wiring._after_commit if wiring.after_commit(event_class(kind.__name__))]


def redeliver() -> int:
    """Ask again for facts that were forgotten; returns how many."""
    forgotten = undelivered()
    for fact in forgotten:
        jobs.defer(fact)
    return len(forgotten)
