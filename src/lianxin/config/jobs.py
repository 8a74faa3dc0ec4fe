"""The jobs of the house and the worker that runs them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from django.db import close_old_connections, connection
from procrastinate.contrib.django import app

from lianxin.domain.cases.services import (
    case_tick,
    desk_sweep,
    owner_tick,
    tally_fold,
    week_tick,
    whistle_tick,
)
from lianxin.domain.cases.suggest.services import suggestions_train
from lianxin.domain.orgs.services import cards_refresh
from lianxin.exchange import jobs as exchange_jobs
from lianxin.exchange.services import imports_drop_old, imports_take_up
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.facts import jobs as facts_jobs
from lianxin.kernel.facts import sweep
from lianxin.kernel.facts.carry import carry, hand_to_queue
from lianxin.kernel.files.services import attachment_drop_unbound, orphan_drop
from lianxin.kernel.privacy.services import ring_verify
from lianxin.notices import jobs as notices_jobs
from lianxin.notices.services import messages_drop_old, messages_sweep

log = structlog.get_logger(__name__)
BOSS = system("jobs")
END_SECONDS = 10
LOOK_SECONDS, WAIT_SECONDS = 0.25, 2.0
AFTER_PEOPLE = 10
"""Steps of niceness: a message may come a second later, a clerk's page may not."""
OLD_DAYS = 30

__all__ = ["exchange_jobs", "facts_jobs", "notices_jobs", "run_worker"]


Step = Callable[[], object]


@app.periodic(cron="* * * * *")
@app.task(
    name="lianxin.every_minute", queue="house", lock="every_minute", queueing_lock="every_minute"
)
def every_minute(timestamp: int) -> None:
    """Facts that were forgotten, clocks that ran out, viewers who left, messages that were lost."""
    _each(
        take_up_again,
        lambda: case_tick(actor=BOSS),
        lambda: whistle_tick(actor=BOSS),
        lambda: week_tick(actor=BOSS),
        lambda: tally_fold(actor=BOSS),
        lambda: desk_sweep(actor=BOSS),
        lambda: messages_sweep(actor=BOSS),
        lambda: imports_take_up(actor=BOSS),
    )


@app.periodic(cron="17 3 * * *")
@app.task(
    name="lianxin.every_night", queue="house", lock="every_night", queueing_lock="every_night"
)
def every_night(timestamp: int) -> None:
    """What is left over: uploads without a report, old messages, old jobs, cases without a person,
    cards with lines that ended."""
    _each(
        lambda: attachment_drop_unbound(actor=BOSS, older_than=timedelta(days=2)),
        lambda: orphan_drop(actor=BOSS, day=clock.today() - timedelta(days=1)),
        lambda: messages_drop_old(actor=BOSS),
        lambda: imports_drop_old(actor=BOSS),
        lambda: owner_tick(actor=BOSS),
        lambda: cards_refresh(actor=BOSS),
        drop_old_jobs,
    )


@app.periodic(cron="47 2 * * *")
@app.task(
    name="lianxin.train_suggestions",
    queue="house",
    lock="train_suggestions",
    queueing_lock="train_suggestions",
)
def train_suggestions(timestamp: int) -> None:
    """Each county learns from the categories that its people chose; apart, as it may take minutes."""
    suggestions_train(actor=BOSS)


def take_up_again(*, silent_seconds: int = sweep.SILENT_SECONDS) -> None:
    """Jobs of workers that died, and facts that no job carries."""
    stalled = sweep.retry_stalled(silent_seconds=silent_seconds)
    forgotten = sweep.redeliver()
    left = hand_to_queue(older_than=silent_seconds)
    if stalled or forgotten or left:
        log.warning("jobs_taken_up_again", stalled=stalled, forgotten=forgotten, left=left)


def drop_old_jobs() -> int:
    """What was given up stands in its own tables; the queue need not keep it longer than a month."""
    return sweep.drop_ended(days=OLD_DAYS)


def _each(*steps: Step) -> None:
    """One step that fails does not hold up the others; it is told when all are through.

    Raises: ExceptionGroup.
    """
    failed: list[Exception] = []
    for step in steps:
        try:
            step()
        except Exception as bad:
            log.exception("house_step_failed")
            failed.append(bad)
    if failed:
        raise ExceptionGroup("steps failed", failed)


def run_worker(*, concurrency: int, is_alone: bool = False) -> None:
    """Take up what a killed worker left, then work until told to stop; people at a page go first.

    `is_alone`: this is the only worker, so whatever is marked as being done is nobody's.
    """
    os.nice(AFTER_PEOPLE)
    ring_verify(actor=BOSS)
    take_up_again(silent_seconds=0 if is_alone else sweep.SILENT_SECONDS)
    close_old_connections()
    carrier = Carrier()
    carrier.start()
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_work(concurrency))
    carrier.end()


class Carrier(threading.Thread):
    """Carries new facts as they come, beside the queue; looks a few times a second."""

    def __init__(self) -> None:
        super().__init__(name="carrier", daemon=True)
        self._over = threading.Event()

    def run(self) -> None:
        """Until the end; a batch that cannot be kept is left to the queue."""
        pause = 0.0
        while not self._over.wait(pause):
            try:
                pause = 0.0 if carry() else LOOK_SECONDS
            except Exception:
                log.exception("carrier_failed")
                pause = WAIT_SECONDS
                with contextlib.suppress(Exception):
                    hand_to_queue(older_than=0)
                close_old_connections()
        connection.close()

    def end(self) -> None:
        """Finish the batch in hand."""
        self._over.set()
        self.join(END_SECONDS - 3)


def queues() -> list[str]:
    """What the queue hands out by itself: everything but new facts."""
    named = {task.queue for task in app.tasks.values()}
    return sorted(named - {facts_jobs.QUEUE} | {facts_jobs.AGAIN})


async def _work(concurrency: int) -> None:
    connector: Any = app.connector
    worker_app = app.with_connector(connector.get_worker_connector())
    async with worker_app.open_async():
        work = asyncio.ensure_future(
            worker_app.run_worker_async(
                queues=queues(),
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
