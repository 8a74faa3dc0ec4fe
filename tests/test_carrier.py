"""The worker carries new facts beside the queue, and comes back when the database was away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from lianxin.config.jobs import Carrier, queues
from lianxin.kernel.facts import jobs
from lianxin.kernel.facts.carry import carry
from lianxin.kernel.facts.testing import deliver_all, wired
from lianxin.kernel.facts.tests import sample
from lianxin.kernel.facts.tests.sample import EggsSold, sell


@pytest.fixture
def shop() -> Iterator[None]:
    """A shop whose sales are told and counted."""
    sample.seen.clear()
    sample.broken.clear()
    with wired(in_transaction={}, after_commit={EggsSold: [sample.tell, sample.count]}):
        yield


def until(is_so: Callable[[], bool]) -> None:
    """Wait for it; a carrier that does nothing fails the test."""
    for _ in range(400):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("It did not happen.")


def test_the_queue_hands_out_everything_but_new_facts() -> None:
    assert jobs.QUEUE not in queues()
    assert {jobs.AGAIN, "house", "notices", "exchange"} <= set(queues())


@pytest.mark.django_db(transaction=True)
def test_the_carrier_comes_back_after_a_database_that_was_away(
    shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([True])

    def shaky() -> int:
        if next(failures, False):
            raise ConnectionError("database away")
        return carry()

    monkeypatch.setattr("lianxin.config.jobs.carry", shaky)
    monkeypatch.setattr("lianxin.config.jobs.WAIT_SECONDS", 0.05)
    sell(1)
    carrier = Carrier()
    carrier.start()
    until(lambda: ProcrastinateJob.objects.filter(queue_name=jobs.AGAIN).exists())
    sell(2, "shop:2")
    until(lambda: ("shop:2", 2) in sample.seen)
    carrier.end()
    assert not carrier.is_alive()
    assert deliver_all() == 1
    assert ("shop:1", 1) in sample.seen
