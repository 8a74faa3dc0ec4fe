"""The jobs of the house and the worker that runs them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from django.db import close_old_connections
from procrastinate.contrib.django import app

from lianxin.domain.cases.services import case_tick, desk_sweep
from lianxin.kernel.actor import system
from lianxin.kernel.facts import jobs as facts_jobs
from lianxin.kernel.facts import sweep
from lianxin.kernel.files.services import attachment_drop_unbound

log = structlog.get_logger(__name__)
BOSS = system("jobs")

__all__ = ["facts_jobs", "run_worker"]


@app.periodic(cron="* * * * *")
@app.task(name="lianxin.every_minute", queue="house", queueing_lock="every_minute")
def every_minute(timestamp: int) -> None:
    """Facts that were forgotten, clocks that ran out, viewers who left."""
    stalled, forgotten = sweep.retry_stalled(), sweep.redeliver()
    if stalled or forgotten:
        log.warning("facts_taken_up_again", stalled=stalled, forgotten=forgotten)
    case_tick(actor=BOSS)
    desk_sweep(actor=BOSS)


@app.periodic(cron="17 3 * * *")
@app.task(name="lianxin.every_night", queue="house", queueing_lock="every_night")
def every_night(timestamp: int) -> None:
    """Uploads that never became part of a report, and jobs that are long done."""
    attachment_drop_unbound(actor=BOSS, older_than=timedelta(days=2))


def run_worker(*, concurrency: int) -> None:
    """Take up what a killed worker left, then work until told to stop."""
    sweep.retry_stalled(silent_seconds=0)
    sweep.redeliver()
    close_old_connections()
    asyncio.run(_work(concurrency))


async def _work(concurrency: int) -> None:
    worker_app = app.with_connector(app.connector.get_worker_connector())
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            concurrency=concurrency, install_signal_handlers=True, delete_jobs="successful",
            shutdown_graceful_timeout=8,
        )


