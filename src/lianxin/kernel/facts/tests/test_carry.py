"""New facts are carried many at a time; what fails goes on alone, in order, and nothing is lost."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from lianxin.kernel import sql
from lianxin.kernel.facts import jobs, sweep
from lianxin.kernel.facts.carry import carry, hand_to_queue
from lianxin.kernel.facts.models import TRIES
from lianxin.kernel.facts.testing import deliver_all, wired
from lianxin.kernel.facts.tests import sample
from lianxin.kernel.facts.tests.sample import EggsSold, owed, sell

pytestmark = pytest.mark.django_db


def waiting() -> list[tuple[str, int]]:
    """Queue and fact of each job, oldest first."""
    rows = ProcrastinateJob.objects.order_by("id")
    return [(job.queue_name, job.args["seq"]) for job in rows]


def test_a_batch_goes_in_the_order_of_its_streams_and_leaves_no_job(shop: None) -> None:
    for n in (1, 2, 3):
        sell(n), sell(n, "shop:2")
    assert carry() == 6
    assert [n for stream, n in sample.seen if stream == "shop:1"] == [1, 2, 3]
    assert [n for stream, n in sample.seen if stream == "counted shop:2"] == [1, 2, 3]
    assert owed() == []
    assert waiting() == []
    assert carry() == 0


def test_a_batch_costs_the_same_questions_however_many_there_are(shop: None) -> None:
    def questions(n: int) -> int:
        for i in range(n):
            sell(i, f"shop:{i}")
        with CaptureQueriesContext(connection) as asked:
            assert carry() == n
        return len([q for q in asked if "SAVEPOINT" not in q["sql"]])

    assert questions(2) == questions(20)


def test_where_one_fails_the_stream_waits_and_the_others_go_on(shop: None) -> None:
    sample.broken.add("shop:1")
    first, second, _other = sell(1), sell(2), sell(7, "shop:2")
    assert carry() == 1
    assert [n for stream, n in sample.seen if stream == "shop:2"] == [7]
    assert owed() == [(1, "tell", 1), (2, "tell", 0), (2, "count", 0)]
    assert waiting() == [(jobs.AGAIN, first.seq), (jobs.QUEUE, second.seq)]
    sample.broken.clear()
    assert carry() == 0, "the stream waits for its next try"
    later = sql.one("SELECT scheduled_at > now() FROM procrastinate_jobs WHERE queue_name = %s",
                    [jobs.AGAIN])  # fmt: skip
    assert later == (True,)
    sql.run("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 s'"
            " WHERE queue_name = %s", [jobs.AGAIN])  # fmt: skip
    assert deliver_all() == 2
    assert [n for stream, n in sample.seen if stream == "shop:1"] == [1, 2]
    assert sample.seen.count(("counted shop:1", 1)) == 1


def test_facts_before_the_one_that_fails_are_through(shop: None) -> None:
    sell(1)
    with wired(in_transaction={}, after_commit={EggsSold: [sample.forbid]}):
        second = sell(2)
    third = sell(3)
    with wired(
        in_transaction={}, after_commit={EggsSold: [sample.forbid, sample.tell, sample.count]}
    ):
        assert carry() == 1
    assert waiting() == [(jobs.AGAIN, second.seq), (jobs.QUEUE, third.seq)]
    assert owed() == [(2, "forbid", 1), (3, "tell", 0), (3, "count", 0)]


def test_a_reaction_that_fails_leaves_nothing_behind(shop: None) -> None:
    def half(event: Any, *, actor: Any, fact: Any) -> None:
        sell(99, "shop:9")
        raise ValueError("half way")

    with wired(in_transaction={}, after_commit={EggsSold: [half]}):
        sell(1)
        assert carry() == 0
    assert [stream for stream, _n in sample.seen] == []
    assert len(waiting()) == 1


def test_what_is_given_up_does_not_hold_up_the_stream(shop: None) -> None:
    sample.broken.add("shop:1")
    sell(1), sell(2)
    sql.run("UPDATE facts_delivery SET tries = %s WHERE id = (SELECT min(id) FROM facts_delivery)",
            [TRIES])  # fmt: skip
    carry()
    assert (1, "tell", TRIES) in owed()
    assert (2, "tell", 1) in owed()


def test_a_stream_that_is_being_tried_again_is_left_to_the_queue(shop: None) -> None:
    sell(1)
    hand_to_queue(older_than=-1)
    second = sell(2)
    other = sell(1, "shop:2")
    assert carry() == 1
    assert waiting()[-1] == (jobs.QUEUE, second.seq)
    assert ("shop:2", 1) in sample.seen
    assert (jobs.QUEUE, other.seq) not in waiting()


def test_after_a_start_the_queue_takes_what_was_left_and_counts_its_tries(shop: None) -> None:
    fact = sell(1)
    assert hand_to_queue(older_than=60) == 0
    assert hand_to_queue(older_than=-1) == 1
    assert waiting() == [(jobs.AGAIN, fact.seq)]
    assert sweep.redeliver() == 0
    assert deliver_all() == 1
    assert ("shop:1", 1) in sample.seen


@pytest.mark.django_db(transaction=True)
def test_two_carriers_at_once_carry_once(shop: None) -> None:
    for n in range(40):
        sell(n, f"shop:{n % 4}")

    def work() -> None:
        while carry():
            pass
        connection.close()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while carry():
        pass
    assert owed() == []
    assert len(sample.seen) == 80
    for shop_no in range(4):
        told = [n for stream, n in sample.seen if stream == f"shop:{shop_no}"]
        assert told == sorted(told)
