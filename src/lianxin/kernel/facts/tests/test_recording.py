"""A fact is kept together with the change that made it happen."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from lianxin.kernel.actor import Actor, system
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.facts import Fact, as_history, record, record_each, recording
from lianxin.kernel.facts.models import Delivery
from lianxin.kernel.facts.testing import deliver_all, wired
from lianxin.kernel.facts.tests import sample
from lianxin.kernel.facts.tests.sample import SHOP, EggsBroken, EggsSold, sell

pytestmark = pytest.mark.django_db


def jobs() -> list[tuple[str, str | None]]:
    rows = ProcrastinateJob.objects.order_by("id").values_list("args__seq", "lock")
    return [(str(seq), lock) for seq, lock in rows]


def test_a_fact_says_what_where_who_and_when() -> None:
    fact = sell(6)
    kept = Fact.objects.get(pk=fact.pk)
    assert (kept.stream, kept.position, kept.kind) == ("shop:1", 1, "EggsSold")
    assert kept.body == {"count": 6, "hen": ""}
    assert (kept.actor, kept.at) == ("system:shop", fact.at)


def test_positions_have_no_gaps_and_streams_do_not_mix() -> None:
    for stream in ("shop:1", "shop:2", "shop:1", "shop:1"):
        sell(1, stream)
    rows = Fact.objects.order_by("seq").values_list("stream", "position")
    assert list(rows) == [("shop:1", 1), ("shop:2", 1), ("shop:1", 2), ("shop:1", 3)]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record(EggsSold("shop:1", 6), actor=SHOP)
    assert Fact.objects.count() == 0


@pytest.mark.parametrize("missing", ["stream", "actor"])
def test_nobody_and_nowhere_are_refused(missing: str) -> None:
    stream = "" if missing == "stream" else "shop:1"
    actor = Actor("", "", SHOP.kind) if missing == "actor" else SHOP
    with pytest.raises(IntegrityError), transaction.atomic():
        record(EggsSold(stream, 6), actor=actor)


@pytest.mark.parametrize(
    "wrong", ["UPDATE facts_fact SET kind = 'x'", "DELETE FROM facts_fact", "TRUNCATE facts_fact CASCADE"]
)  # fmt: skip
def test_the_database_refuses_to_change_a_fact(wrong: str) -> None:
    sell(6)
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(wrong)
    assert Fact.objects.get().kind == "EggsSold"


def test_reactions_of_the_same_transaction_run_at_once(shop: None) -> None:
    with wired(in_transaction={EggsSold: [sample.count]}, after_commit={}):
        sell(6)
    assert sample.seen == [("counted shop:1", 6)]
    assert jobs() == []


def test_when_a_reaction_refuses_the_change_is_undone() -> None:
    with (
        wired(in_transaction={EggsSold: [sample.forbid]}, after_commit={}),
        pytest.raises(ValueError, match="no eggs"),
    ):
        sell(6)
    assert Fact.objects.count() == 0


def test_one_job_for_one_fact_locked_by_its_stream(shop: None) -> None:
    first, second = sell(6), sell(2, "shop:2")
    assert jobs() == [(str(first.seq), "shop:1"), (str(second.seq), "shop:2")]
    assert sample.owed() == [(1, "tell", 0), (1, "count", 0)] * 2


def test_a_fact_without_reactions_needs_no_job(shop: None) -> None:
    with transaction.atomic():
        record(EggsBroken("shop:1", 2), actor=SHOP)
    assert jobs() == []
    assert Delivery.objects.count() == 0


def test_what_is_rolled_back_leaves_neither_fact_nor_job(shop: None) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(EggsSold("shop:1", 6), actor=SHOP)
        _ = 1 / 0
    assert (Fact.objects.count(), jobs(), Delivery.objects.count()) == (0, [], 0)


def test_nobody_is_told_of_old_records_that_are_taken_over(shop: None) -> None:
    with as_history():
        sell(6)
    sell(7)
    deliver_all()
    assert sample.seen == [("shop:1", 7), ("counted shop:1", 7)]
    assert Fact.objects.count() == 2


def test_old_records_in_bulk_go_on_where_their_streams_ended(
    shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "BATCH", 2)
    sell(6)
    deliver_all()
    with transaction.atomic(), as_history(in_bulk=True):
        for count in (1, 2, 3):
            record(EggsSold("shop:1", count), actor=SHOP)
        record(EggsSold("shop:2", 9), actor=SHOP)
    sell(7)
    rows = Fact.objects.order_by("seq").values_list("stream", "position", "body__count")
    assert list(rows) == [
        ("shop:1", 1, 6), ("shop:1", 2, 1), ("shop:1", 3, 2), ("shop:1", 4, 3),
        ("shop:2", 1, 9), ("shop:1", 5, 7),
    ]  # fmt: skip
    assert Delivery.objects.filter(fact__position__in=[2, 3, 4]).count() == 0


def test_old_records_in_bulk_are_all_in_or_none(shop: None) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
        as_history(in_bulk=True),
    ):
        record(EggsSold("shop:1", 6), actor=SHOP)
        _ = 1 / 0
    assert Fact.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_old_records_in_bulk_need_a_transaction(shop: None) -> None:
    with pytest.raises(RuntimeError, match="one transaction"), as_history(in_bulk=True):
        pass


@pytest.mark.django_db(transaction=True)
def test_a_test_with_real_commits_leaves_neither_facts_nor_jobs_to_the_next(
    shop: None, between_tests: Callable[[], None]
) -> None:
    sell(1)
    assert len(jobs()) == 1
    between_tests()
    assert (Fact.objects.count(), jobs()) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_without_a_lock_the_second_is_told() -> None:
    """A rival has the next position and is not through yet; whoever comes second waits, and is told."""
    sell(1)
    begun, waiting, outcome = threading.Event(), threading.Event(), ["rival"]

    def rival() -> None:
        with transaction.atomic():
            sell(2)
            begun.set()
            waiting.wait(20)
        outcome.clear()

    def watch() -> None:
        with connection.cursor() as cursor:
            for _ in range(2000):
                cursor.execute(
                    "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
                )
                if cursor.fetchone()[0]:
                    break
                time.sleep(0.005)
        waiting.set()

    others = [threading.Thread(target=_closing(work)) for work in (rival, watch)]
    others[0].start()
    assert begun.wait(20)
    others[1].start()
    with pytest.raises(RuleViolation, match="别人"):
        sell(3)
    for thread in others:
        thread.join(20)
    assert outcome == []
    assert list(Fact.objects.order_by("seq").values_list("position", "body__count")) == [
        (1, 1),
        (2, 2),
    ]


def _closing(work: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    return run


def test_the_system_may_record_too() -> None:
    with transaction.atomic():
        assert record(EggsSold("shop:9", 1), actor=system("import")).actor == "system:import"


class TestManyAtOnce:
    """A sweep records a hundred facts of a hundred streams."""

    def sold(self, *streams: str) -> list[EggsSold]:
        return [EggsSold(stream=stream, count=1) for stream in streams]

    def test_each_is_the_next_of_its_stream_and_has_its_own_job(self) -> None:
        sell(6, "shop:1")
        before = len(jobs())
        with transaction.atomic():
            made = record_each(self.sold("shop:1", "shop:2"), actor=SHOP)
        kept = [
            (f.stream, f.position, f.kind) for f in Fact.objects.filter(pk__in=[m.pk for m in made])
        ]
        assert sorted(kept) == [("shop:1", 2, "EggsSold"), ("shop:2", 1, "EggsSold")]
        owed = Delivery.objects.filter(fact__in=made).count()
        assert [lock for _seq, lock in jobs()[before:]] == (["shop:1", "shop:2"] if owed else [])

    def test_outside_a_transaction_or_twice_in_a_stream_it_is_refused(self) -> None:
        with pytest.raises(RuntimeError, match="one by one"), transaction.atomic():
            record_each(self.sold("shop:1", "shop:1"), actor=SHOP)

    def test_old_records_follow_those_that_wait_to_be_written(self) -> None:
        with transaction.atomic(), as_history(in_bulk=True):
            sell(6, "shop:1")
            record_each(self.sold("shop:1", "shop:2"), actor=SHOP)
        found = Fact.objects.order_by("stream", "position").values_list("stream", "position")
        assert list(found) == [("shop:1", 1), ("shop:1", 2), ("shop:2", 1)]

    def test_nothing_at_all_is_nothing(self) -> None:
        with transaction.atomic():
            assert record_each([], actor=SHOP) == []
