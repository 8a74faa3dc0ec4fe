"""Messages on their way: once, in the day, tried again, given up aloud."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from lianxin.kernel import clock, ids
from lianxin.kernel.actor import system
from lianxin.kernel.errors import Denied
from lianxin.kernel.facts.testing import run_jobs
from lianxin.notices import selectors as notices
from lianxin.notices.channels import NotSent, Outgoing, Receipt, Refused, console
from lianxin.notices.messages import Words
from lianxin.notices.models import Message
from lianxin.notices.rules import MAX_PER_DAY, TRIES, Kind, State
from lianxin.notices.services import (
    Parcel,
    message_queue,
    message_send,
    messages_drop_old,
    messages_retry,
    messages_sweep,
)
from tests.cast import VILLAGE, Cast, own_id

pytestmark = pytest.mark.django_db
BOSS = system("test")
NOON = clock.at(clock.today() + timedelta(days=1), 12)


class Phone:
    """A channel that does as it is told."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.trouble: Exception | None = None

    def send(self, message: Outgoing) -> Receipt:
        if self.trouble is not None:
            raise self.trouble
        self.sent.append(message)
        return Receipt("ref-1")


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Phone:
    made = Phone()
    monkeypatch.setattr(console, "make", lambda: made)
    return made


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.as_of(NOON):
        yield


def parcel(**changes: Any) -> Parcel:
    given: dict[str, Any] = {
        "kind": Kind.CONSOLE,
        "to": "13841800001",
        "words": Words("closed", "编号1的事办结了，谢谢您。"),
        "dedupe": str(ids.new()),
    }
    return Parcel(**given | changes)


def queued(**changes: Any) -> Message:
    message = message_queue(actor=BOSS, parcel=parcel(**changes))
    assert message is not None
    return message


def state_of(message: Message) -> State:
    return State(Message.objects.get(pk=message.pk).state)


def test_a_message_goes_out_once_however_often_it_is_asked_for(phone: Phone) -> None:
    same = parcel(dedupe="fact:1")
    first = message_queue(actor=BOSS, parcel=same)
    assert first is not None
    assert message_queue(actor=BOSS, parcel=same) is None
    assert run_jobs("notices") == 1
    assert [(m.id, m.to) for m in phone.sent] == [(first.pk, "13841800001")]
    assert message_send(actor=BOSS, message_id=first.pk) is None
    assert state_of(first) is State.SENT
    assert Message.objects.get().reference == "ref-1"


def test_at_night_it_waits_until_seven(phone: Phone) -> None:
    night = clock.at(clock.local(NOON).date(), 22)
    with clock.as_of(night):
        quiet, danger = queued(), queued(is_urgent=True)
        run_jobs("notices")
        assert [m.id for m in phone.sent] == [danger.pk]
        assert state_of(quiet) is State.HELD
    with clock.as_of(night + timedelta(hours=9)):
        run_jobs("notices")
    assert state_of(quiet) is State.SENT


def test_a_failure_is_tried_again_later_and_given_up_aloud(phone: Phone) -> None:
    phone.trouble = NotSent("HTTP 503")
    message = queued()
    moment, states = NOON, []
    for _ in range(TRIES):
        with clock.as_of(moment):
            assert run_jobs("notices") == 1
        kept = Message.objects.get()
        states.append(kept.state)
        moment = max(kept.not_before, moment)
    assert states == ["failed"] * (TRIES - 1) + ["dead"]
    assert Message.objects.get().error == "HTTP 503"
    assert notices.outbox(actor=BOSS).dead == 1
    phone.trouble = None
    with clock.as_of(moment):
        assert messages_retry(actor=BOSS) == 1
        run_jobs("notices")
    assert state_of(message) is State.SENT


def test_what_is_refused_is_not_tried_again(phone: Phone) -> None:
    phone.trouble = Refused("HTTP 400")
    message = queued()
    run_jobs("notices")
    assert state_of(message) is State.DEAD
    assert run_jobs("notices") == 0


def test_a_channel_that_is_set_up_wrongly_holds_nothing_up_for_ever(phone: Phone) -> None:
    phone.trouble = ValueError("bad settings")
    message = queued()
    run_jobs("notices")
    assert state_of(message) is State.FAILED
    assert Message.objects.get().error == "ValueError"


def test_killed_while_sending_it_goes_out_again_under_the_same_id(phone: Phone) -> None:
    message = queued()
    Message.objects.update(state=State.SENDING.value, tried_at=NOON, attempts=1)
    assert message_send(actor=BOSS, message_id=message.pk) is None
    with clock.as_of(NOON + timedelta(minutes=3)):
        assert messages_sweep(actor=BOSS) == 1
        assert messages_sweep(actor=BOSS) == 0
        run_jobs("notices")
    assert [m.id for m in phone.sent] == [message.pk]
    assert state_of(message) is State.SENT


def test_a_worker_that_comes_back_at_night_wakes_nobody(phone: Phone) -> None:
    quiet, danger, screen = (
        queued(),
        queued(is_urgent=True),
        queued(kind=Kind.LOUDSPEAKER, to=VILLAGE),
    )
    night = clock.at(clock.local(NOON).date(), 22)
    with clock.as_of(night):
        messages_sweep(actor=BOSS)
        run_jobs("notices")
        assert [m.id for m in phone.sent] == [danger.pk]
        assert state_of(quiet) is state_of(screen) is State.HELD
        assert Message.objects.get(pk=quiet.pk).attempts == 0
    with clock.as_of(night + timedelta(hours=9)):
        run_jobs("notices")
    assert state_of(quiet) is state_of(screen) is State.SENT


def test_resent_at_night_it_waits_for_the_morning(phone: Phone) -> None:
    phone.trouble = Refused("HTTP 400")
    message = queued()
    run_jobs("notices")
    phone.trouble = None
    with clock.as_of(clock.at(clock.local(NOON).date(), 22)):
        assert messages_retry(actor=BOSS) == 1
        run_jobs("notices")
    assert state_of(message) is State.HELD
    assert phone.sent == []


def test_a_message_that_kills_its_worker_every_time_is_given_up(phone: Phone) -> None:
    message = queued()
    moment = NOON + timedelta(minutes=3)
    Message.objects.update(state=State.SENDING.value, tried_at=NOON, attempts=TRIES)
    with clock.as_of(moment):
        assert messages_sweep(actor=BOSS) == 1
        run_jobs("notices")
    assert state_of(message) is State.DEAD
    assert phone.sent == []


def test_whoever_was_slow_does_not_undo_what_the_next_one_did(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = queued()

    class Slow:
        def send(self, given: Outgoing) -> Receipt:
            monkeypatch.setattr(console, "make", lambda: phone)
            with clock.as_of(NOON + timedelta(minutes=3)):
                assert message_send(actor=BOSS, message_id=given.id) is State.SENT
            raise NotSent("timeout")

    monkeypatch.setattr(console, "make", lambda: Slow())
    assert message_send(actor=BOSS, message_id=message.pk) is None
    assert state_of(message) is State.SENT


def test_a_line_for_a_screen_is_written_at_night(cast: Cast) -> None:
    account = str(own_id(cast.actor("handler")))
    with clock.as_of(clock.at(clock.local(NOON).date(), 22)):
        message = queued(kind=Kind.IN_APP, to=account)
        run_jobs("notices")
    assert state_of(message) is State.SENT


def test_a_message_without_a_job_is_found_by_the_sweep(phone: Phone) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    queued()
    assert ProcrastinateJob.objects.filter(queue_name="notices").count() == 1
    with clock.as_of(NOON + timedelta(minutes=1)):
        assert messages_sweep(actor=BOSS) == 0
    with clock.as_of(NOON + timedelta(minutes=5)):
        assert messages_sweep(actor=BOSS) == 1


def test_nobody_floods_a_phone(phone: Phone) -> None:
    sent = [queued() for _ in range(MAX_PER_DAY)]
    too_many, other, danger = queued(), queued(to="13841800002"), queued(is_urgent=True)
    run_jobs("notices")
    assert {state_of(m) for m in [*sent, other, danger]} == {State.SENT}
    assert state_of(too_many) is State.DEAD
    assert messages_retry(actor=BOSS) == 0


def test_old_messages_are_forgotten_and_those_on_their_way_are_not(phone: Phone) -> None:
    done, waiting = queued(), queued()
    message_send(actor=BOSS, message_id=done.pk)
    with clock.as_of(NOON + timedelta(days=181)):
        assert messages_drop_old(actor=BOSS) == 1
    assert list(Message.objects.all()) == [waiting]


def test_retrying_is_for_operators(cast: Cast) -> None:
    with pytest.raises(Denied):
        messages_retry(actor=cast.actor("dispatcher"))
