"""The jobs that go through a file: once for trial, once in earnest."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from lianxin.kernel.actor import system

QUEUE = "exchange"
CHECK, RUN = "lianxin.exchange.check", "lianxin.exchange.run"
# Notices and clocks go before a file that takes minutes.
PRIORITY = -10


@app.task(name=CHECK, queue=QUEUE)
def check_task(batch: str) -> None:
    """Go through a file without taking anything in."""
    from lianxin.exchange.services.check import import_check_all

    import_check_all(actor=system("exchange"), batch_id=UUID(batch))


@app.task(name=RUN, queue=QUEUE)
def run_task(batch: str) -> None:
    """Take the good rows of a file in, from where an earlier run was cut off."""
    from lianxin.exchange.services.run import import_run

    import_run(actor=system("exchange"), batch_id=UUID(batch))


def defer_check(batch: UUID, county: str) -> None:
    """Ask for a trial, in the transaction that is open."""
    check_task.configure(lock=f"import:{batch}", priority=PRIORITY).defer(batch=str(batch))


def defer_run(batch: UUID, county: str) -> None:
    """Ask for the import, in the transaction that is open; a county has one at a time."""
    run_task.configure(lock=f"import:{county}", priority=PRIORITY).defer(batch=str(batch))
