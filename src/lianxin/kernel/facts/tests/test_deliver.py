"""Each reaction has each fact once, in the order of the stream, come what may."""

from __future__ import annotations

import threading
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from lianxin.kernel.actor import Actor, Kind, Scope, system
from lianxin.kernel.errors import Denied
from lianxin.kernel.facts import Fact, registry
from lianxin.kernel.facts.deliver import DeliveryFailed, deliver
from lianxin.kernel.facts.models import TRIES, Delivery
from lianxin.kernel.facts.selectors import stream_facts, undelivered
from lianxin.kernel.facts.services import delivery_retry
from lianxin.kernel.facts.testing import deliver_all, run_jobs, wired
from lianxin.kernel.facts.tests import sample
from lianxin.kernel.facts.tests.sample import EggsSold, owed, sell

pytestmark = pytest.mark.django_db
OPERATOR = system("operator")
CLERK = Actor("user:1", "小赵", Kind.STAFF, (Scope(frozenset({"cases:see"}), ("",)),))


def give_up(fact: Fact) -> None:
    for _ in range(TRIES):
        with pytest.raises(DeliveryFailed):
            deliver(fact.seq)


def test_every_reaction_has_the_fact_once_however_often_it_is_delivered(shop: None) -> None:
    fact = sell(6)
    assert deliver_all() == 1
    assert sample.seen == [("shop:1", 6), ("counted shop:1", 6)]
    assert deliver(fact.seq) == deliver_all() == 0
    assert len(sample.seen) == 2
    assert [str(d) for d in Delivery.objects.all()][0].endswith("tell")


def test_the_reaction_learns_who_did_it_and_acts_as_the_system(shop: None) -> None:
    found: list[Actor] = []

    def who(event: Any, *, actor: Actor, fact: Fact) -> None:
        found.append(actor)

    with wired(in_transaction={}, after_commit={EggsSold: [who]}):
        sell(6)
        deliver_all()
    assert [(a.id, a.kind) for a in found] == [("system:shop", Kind.SYSTEM)]


def test_a_failure_holds_up_neither_the_other_reaction_nor_another_stream(shop: None) -> None:
    sample.broken.add("shop:1")
    fact, other = sell(6), sell(2, "shop:2")
    with pytest.raises(DeliveryFailed, match="tell"):
        deliver(fact.seq)
    deliver(other.seq)
    assert sample.seen == [("counted shop:1", 6), ("shop:2", 2), ("counted shop:2", 2)]
    assert owed() == [(1, "tell", 1)]
    assert Delivery.objects.waiting().get().error == "ConnectionError"


def test_a_later_fact_of_the_stream_waits_and_order_is_kept(shop: None) -> None:
    sample.broken.add("shop:1")
    first, second = sell(1), sell(2)
    with pytest.raises(DeliveryFailed):
        deliver(second.seq)
    assert sample.seen == [("counted shop:1", 1)]
    sample.broken.clear()
    assert deliver(second.seq) == 2
    assert [n for stream, n in sample.seen if stream == "shop:1"] == [1, 2]
    assert deliver(first.seq) == 0


def test_what_has_failed_half_way_leaves_nothing_behind(shop: None) -> None:
    def half(event: Any, *, actor: Any, fact: Fact) -> None:
        Delivery.objects.filter(fact=fact, reaction__endswith="count").update(tries=99)
        raise ValueError

    with wired(in_transaction={}, after_commit={EggsSold: [half, sample.count]}):
        fact = sell(6)
        with pytest.raises(DeliveryFailed):
            deliver(fact.seq)
    assert sample.seen == [("counted shop:1", 6)]


def test_after_the_last_try_it_is_given_up_shown_and_the_stream_goes_on(shop: None) -> None:
    sample.broken.add("shop:1")
    first, second = sell(1), sell(2)
    give_up(first)
    sample.broken.clear()
    assert deliver(second.seq) == 1
    assert [n for stream, n in sample.seen if stream == "shop:1"] == [2]
    (row,) = undelivered(actor=OPERATOR)
    assert (row.seq, row.kind, row.tries, row.error) == (
        first.seq, "EggsSold", TRIES, "ConnectionError",
    )  # fmt: skip
    assert undelivered(actor=CLERK) == []


def test_an_operator_has_it_tried_again_once_the_cause_is_mended(shop: None) -> None:
    sample.broken.add("shop:1")
    give_up(sell(1))
    with pytest.raises(Denied):
        delivery_retry(actor=CLERK)
    sample.broken.clear()
    assert delivery_retry(actor=OPERATOR) == 1
    assert delivery_retry(actor=OPERATOR) == 0
    deliver_all()
    assert ("shop:1", 1) in sample.seen
    assert undelivered(actor=OPERATOR) == []


def test_the_operators_command_lists_and_retries(shop: None) -> None:
    def said(*words: str) -> str:
        out = StringIO()
        call_command("redeliver", *words, stdout=out)
        return out.getvalue()

    assert "都送达了" in said()
    sample.broken.add("shop:1")
    give_up(sell(1))
    assert "EggsSold shop:1" in said()
    assert "重新送达 1 件" in said("--retry")
    assert "都送达了" in said()


def test_a_reaction_that_is_gone_from_the_table_is_owed_nothing(shop: None) -> None:
    fact = sell(6)
    with wired(in_transaction={}, after_commit={EggsSold: [sample.count]}):
        deliver(fact.seq)
    assert sample.seen == [("counted shop:1", 6)]
    assert owed() == []


def test_a_new_reaction_is_not_told_of_old_facts(shop: None) -> None:
    with wired(in_transaction={}, after_commit={EggsSold: [sample.count]}):
        fact = sell(6)
    deliver(fact.seq)
    assert sample.seen == [("counted shop:1", 6)]


def test_a_kind_that_the_program_no_longer_knows_is_given_up_in_the_end(
    shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fact = sell(6)
    monkeypatch.delitem(registry._classes, "EggsSold")
    give_up(fact)
    assert {row.error for row in undelivered(actor=OPERATOR)} == {"KeyError"}
    assert deliver(fact.seq) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_deliver_once(shop: None) -> None:
    """The second waits for the row of the first, and then finds it done."""
    began, may_end = threading.Event(), threading.Event()

    def slow(event: Any, *, actor: Any, fact: Fact) -> None:
        began.set()
        may_end.wait(10)
        sample.seen.append((event.stream, event.count))

    def work(seq: int) -> None:
        try:
            deliver(seq)
        finally:
            connection.close()

    with wired(in_transaction={}, after_commit={EggsSold: [slow]}):
        fact = sell(6)
        threads = [threading.Thread(target=work, args=(fact.seq,)) for _ in range(2)]
        threads[0].start()
        began.wait(10)
        threads[1].start()
        while not _somebody_waits():
            pass
        may_end.set()
        for thread in threads:
            thread.join(10)
    assert sample.seen == [("shop:1", 6)]
    assert Delivery.objects.waiting().count() == 0


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def test_facts_of_a_stream_are_read_in_order_by_who_may_see_it(shop: None) -> None:
    for n in (1, 2):
        sell(n)
    rows = stream_facts("shop:1", actor=CLERK, allowed=lambda stream: stream == "shop:1")
    assert [str(fact) for fact in rows] == ["shop:1#1 EggsSold", "shop:1#2 EggsSold"]
    assert stream_facts("shop:1", actor=CLERK, allowed=lambda _: False) == []
    assert stream_facts("", actor=CLERK, allowed=lambda _: True) == []


def test_jobs_that_make_jobs_without_end_are_noticed(
    shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lianxin.kernel.facts import testing

    monkeypatch.setattr(testing, "MAX_JOBS", 2)
    with wired(in_transaction={}, after_commit={EggsSold: [_sell_again]}):
        sell(1)
        with pytest.raises(AssertionError, match="without end"):
            run_jobs()


def _sell_again(event: Any, *, actor: Any, fact: Fact) -> None:
    with transaction.atomic():
        sell(event.count + 1)
