"""Messages on their way: once, in the day, tried again, given up aloud."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from lianxin.kernel import clock, ids
from lianxin.kernel.actor import system
from lianxin.kernel.errors import Denied, Invalid, NotFound
from lianxin.kernel.facts.testing import run_jobs
from lianxin.notices import selectors as notices
from lianxin.notices.channels import NotSent, Outgoing, Receipt, Refused, console
from lianxin.notices.messages import Words
from lianxin.notices.models import Announcement, InApp, Message
from lianxin.notices.rules import MAX_ANNOUNCEMENT, MAX_PER_DAY, TRIES, Kind, State
from lianxin.notices.services import (
    Line,
    Parcel,
    Text,
    announcement_queue,
    announcement_read_out,
    inbox_read,
    message_queue,
    message_send,
    messages_drop_old,
    messages_retry,
    messages_sweep,
    staff_tell,
)
from tests.cast import OTHER_VILLAGE, VILLAGE, Cast, own_id

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


class TestScreens:
    def test_each_is_told_once_and_nobody_of_their_own_deed(self, cast: Cast) -> None:
        dispatcher, handler = cast.actor("dispatcher"), cast.actor("handler")
        people = [own_id(dispatcher), own_id(handler)]
        line = Line("派给你们单位的事：垃圾清运", "/desk/", "fact:1", "case:1")
        for _ in range(2):
            staff_tell(actor=dispatcher, users=people, line=line)
        assert [m.text for m in notices.inbox(actor=handler)] == [line.text]
        assert notices.inbox(actor=dispatcher) == []
        assert notices.unread_count(actor=handler) == 1

    def test_reading_one_or_all_is_for_their_own_screen(self, cast: Cast) -> None:
        dispatcher, handler = cast.actor("dispatcher"), cast.actor("handler")
        for n in range(3):
            staff_tell(actor=BOSS, users=[own_id(handler)], line=Line(f"第{n}条", "", f"fact:{n}"))
        first = notices.inbox(actor=handler)[0]
        assert inbox_read(actor=dispatcher, line=first.pk) == 0
        assert inbox_read(actor=handler, line=first.pk) == 1
        assert notices.unread_count(actor=handler) == 2
        assert inbox_read(actor=handler) == 2
        assert notices.inbox_line(first.pk, actor=dispatcher) is None
        assert notices.inbox_line(first.pk, actor=handler) == first
        assert str(InApp.objects.first())

    def test_the_program_itself_has_no_screen(self) -> None:
        assert notices.inbox(actor=BOSS) == []


class TestLoudspeaker:
    def text(self, **changes: Any) -> Text:
        given: dict[str, Any] = {"id": ids.new(), "village": VILLAGE, "text": "明天上午停水。"}
        return Text(**given | changes)

    def test_the_clerk_writes_and_whoever_speaks_says_so(self, cast: Cast) -> None:
        clerk, grid = cast.actor("clerk"), cast.actor("grid")
        text = self.text()
        for _ in range(2):
            announcement_queue(actor=clerk, text=text)
        run_jobs("notices")
        sheet = notices.announcements(actor=grid)
        assert [(s.text.text, s.place) for s in sheet] == [("明天上午停水。", "卧凤沟乡小新立屯村")]
        spoken = announcement_read_out(actor=grid, announcement_id=sheet[0].text.pk)
        again = announcement_read_out(actor=clerk, announcement_id=sheet[0].text.pk)
        assert spoken.read_out_by == again.read_out_by == grid.id
        assert "停水" in str(spoken)

    def test_another_township_neither_sees_nor_speaks_it(self, cast: Cast) -> None:
        announcement_queue(actor=cast.actor("clerk"), text=self.text())
        run_jobs("notices")
        stranger = cast.actor("stranger")
        assert notices.announcements(actor=stranger) == []
        with pytest.raises(NotFound):
            announcement_read_out(actor=stranger, announcement_id=Announcement.objects.get().pk)
        with pytest.raises(Denied):
            announcement_queue(actor=cast.actor("clerk"), text=self.text(village=OTHER_VILLAGE))
        with pytest.raises(NotFound):
            announcement_read_out(actor=stranger, announcement_id=ids.new())

    @pytest.mark.parametrize("text", ["  ", "长" * (MAX_ANNOUNCEMENT + 1)])
    def test_what_cannot_be_read_out_says_why(self, cast: Cast, text: str) -> None:
        with pytest.raises(Invalid):
            announcement_queue(actor=cast.actor("clerk"), text=self.text(text=text))
