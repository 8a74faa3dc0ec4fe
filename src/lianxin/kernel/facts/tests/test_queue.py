"""The queue itself: what it hands out, in which order, and after a worker's death."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from lianxin.kernel.facts import jobs, sweep
from lianxin.kernel.facts.models import TRIES, Delivery
from lianxin.kernel.facts.selectors import undelivered
from lianxin.kernel.facts.testing import deliver_all
from lianxin.kernel.facts.tests import sample
from lianxin.kernel.facts.tests.sample import SHOP, owed, sell

pytestmark = pytest.mark.django_db


def sql(words: str, *given: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(words, given)
        return cursor.fetchone() if cursor.description else cursor.rowcount


@pytest.fixture
def worker() -> int:
    """A worker that is registered and lives."""
    return int(sql("SELECT worker_id FROM procrastinate_register_worker_v1()")[0])


def fetch(worker: int) -> tuple[int, int] | None:
    """The next job that the queue hands out: its id and the fact."""
    row = sql(
        "SELECT id, args ->> 'seq' FROM procrastinate_fetch_job_v2(ARRAY['facts'], %s)", worker
    )
    return None if row[0] is None else (int(row[0]), int(row[1]))


def retry_later(job: int) -> None:
    sql("SELECT procrastinate_retry_job_v2(%s, now() + interval '9 s', NULL, NULL, NULL)", job)


def test_of_a_stream_one_job_is_handed_out_at_a_time_the_oldest_first(
    shop: None, worker: int
) -> None:
    first, second, other = sell(1), sell(2), sell(1, "shop:2")
    one = fetch(worker)
    assert one is not None
    assert one[1] == first.seq
    assert (fetch(worker) or (0, 0))[1] == other.seq
    assert fetch(worker) is None
    sql("SELECT procrastinate_finish_job_v1(%s, 'succeeded', true)", one[0])
    assert (fetch(worker) or (0, 0))[1] == second.seq


def test_while_a_job_waits_for_its_next_try_the_stream_waits(shop: None, worker: int) -> None:
    sell(1), sell(2)
    one = fetch(worker)
    assert one is not None
    retry_later(one[0])
    assert fetch(worker) is None
    sql("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE id = %s", one[0])
    assert fetch(worker) == one


def test_after_the_last_try_the_stream_goes_on(shop: None, worker: int) -> None:
    _, second = sell(1), sell(2)
    one = fetch(worker)
    assert one is not None
    sql("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", one[0])
    assert (fetch(worker) or (0, 0))[1] == second.seq


def test_the_waits_between_tries_grow_and_end_within_the_hour() -> None:
    waits = []
    for attempts in range(TRIES):
        job = _job(attempts)
        decision = jobs.BACK_OFF.get_retry_decision(exception=ValueError(), job=job)
        waits.append(decision is not None)
    assert waits == [True] * (TRIES - 1) + [False]
    assert sum(3 ** (n + 1) for n in range(TRIES - 1)) < 3600


def _job(attempts: int) -> Any:
    job = app.job_manager, attempts
    return type("Job", (), {"attempts": job[1]})()


def test_jobs_of_a_dead_worker_are_given_back_and_it_counts_as_a_try(
    shop: None, worker: int
) -> None:
    fact = sell(1)
    fetch(worker)
    assert sweep.retry_stalled() == 0
    sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 s'")
    assert sweep.retry_stalled() == 1
    job = ProcrastinateJob.objects.get(args__seq=fact.seq)
    assert (job.status, job.attempts, job.worker_id) == ("todo", 1, None)
    assert owed() == [(1, "tell", 1), (1, "count", 1)]
    assert deliver_all() == 1


def test_a_worker_whose_row_is_gone_counts_as_dead(shop: None, worker: int) -> None:
    sell(1)
    fetch(worker)
    sql("DELETE FROM procrastinate_workers")
    assert sweep.retry_stalled() == 1


def test_at_the_start_of_the_only_worker_every_job_in_hand_is_nobodys(
    shop: None, worker: int
) -> None:
    sell(1)
    fetch(worker)
    assert sweep.retry_stalled(silent_seconds=0) == 1


def test_a_fact_whose_delivery_kills_its_worker_each_time_is_given_up(
    shop: None, worker: int
) -> None:
    sell(1)
    for _ in range(TRIES):
        assert fetch(worker) is not None
        sweep.retry_stalled(silent_seconds=0)
    assert fetch(worker) is None
    assert sweep.redeliver() == 0
    assert {row.error for row in undelivered(actor=SHOP)} == {"WorkerDied"}


def test_a_job_that_was_to_be_aborted_can_be_given_back(shop: None, worker: int) -> None:
    sell(1)
    fetch(worker)
    sql("UPDATE procrastinate_jobs SET abort_requested = true")
    assert sweep.retry_stalled(silent_seconds=0) == 1


def test_a_job_that_comes_by_the_clock_is_not_given_back(worker: int) -> None:
    """The next minute's job already waits under the same queueing lock."""
    insert = (
        "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, status, worker_id)"
        " VALUES ('house', 'lianxin.every_minute', 'every_minute', %s, %s)"
    )
    sql(insert, "doing", worker)
    sql(insert, "todo", None)
    assert sweep.retry_stalled(silent_seconds=0) == 1
    assert [job.status for job in ProcrastinateJob.objects.all()] == ["todo"]


def test_facts_that_no_job_carries_are_asked_for_again(shop: None) -> None:
    first, second = sell(1), sell(2)
    assert sweep.redeliver() == 0
    sql("DELETE FROM procrastinate_jobs")
    assert sweep.redeliver() == 2
    assert sweep.redeliver() == 0
    assert list(
        ProcrastinateJob.objects.order_by("id").values_list("args__seq", "lock")
    ) == [(first.seq, "shop:1"), (second.seq, "shop:1")]  # fmt: skip
    deliver_all()
    assert [n for stream, n in sample.seen if stream == "shop:1"] == [1, 2]
    sql("DELETE FROM procrastinate_jobs")
    assert sweep.redeliver() == 0
    assert Delivery.objects.waiting().count() == 0


def test_jobs_that_ended_badly_long_ago_are_forgotten(shop: None, worker: int) -> None:
    sell(1)
    sell(2, "shop:2")
    one = fetch(worker)
    assert one is not None
    sql("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", one[0])
    assert sweep.drop_ended(days=30) == 0
    sql("UPDATE procrastinate_events SET at = at - interval '31 days'")
    assert sweep.drop_ended(days=30) == 1
    assert ProcrastinateJob.objects.get().status == "todo"
