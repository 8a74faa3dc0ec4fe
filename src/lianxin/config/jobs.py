"""The jobs of the house and the worker that runs them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
from datetime import timedelta

import structlog
from django.db import close_old_connections
from procrastinate.contrib.django import app

from lianxin.domain.cases.services import case_tick, desk_sweep
from lianxin.kernel.actor import system
from lianxin.kernel.facts import jobs as facts_jobs
from lianxin.kernel.facts import sweep
from lianxin.kernel.files.services import attachment_drop_unbound
from lianxin.kernel.privacy.services import ring_verify

log = structlog.get_logger(__name__)
BOSS = system("jobs")
END_SECONDS = 10

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


def run_worker(*, concurrency: int, is_alone: bool = False) -> None:
    """Take up what a killed worker left, then work until told to stop.

    `is_alone`: this is the only worker, so whatever is marked as being done is nobody's.
    """
    ring_verify(actor=BOSS)
    sweep.retry_stalled(**({"silent_seconds": 0} if is_alone else {}))
    sweep.redeliver()
    close_old_connections()
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_work(concurrency))


async def _work(concurrency: int) -> None:
    worker_app = app.with_connector(app.connector.get_worker_connector())
    async with worker_app.open_async():
        work = asyncio.ensure_future(
            worker_app.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=False,
                delete_jobs="successful",
                shutdown_graceful_timeout=END_SECONDS - 3,
            )
        )
        for kind in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(kind, _end, work)
        await work


def _end(work: asyncio.Future[None]) -> None:
    """Finish what is in hand. Without a database that cannot be done, and then time is up."""
    work.cancel()
    last = threading.Timer(END_SECONDS, os._exit, [1])
    last.daemon = True
    last.start()
