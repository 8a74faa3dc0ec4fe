"""Hand one message over to its channel."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.notices import jobs
from lianxin.notices.channels import NotSent, Outgoing, Receipt, Refused, channel
from lianxin.notices.models import Message
from lianxin.notices.rules import LOST_AFTER, READY, TRIES, Kind, State, may_leave_at, next_try

log = structlog.get_logger(__name__)
LOST = "never heard of again"


def message_send(*, actor: Actor, message_id: UUID) -> State | None:
    """Send a message if it is still to be sent; a failure is tried again later, six times in all.

    The row is claimed, the channel spoken to outside of any transaction, then the outcome kept. If
    the program dies in between, the same id is sent again, by which the gateway knows it.
    Safe to repeat. Returns the state afterwards, None if there was nothing to do or somebody else
    did it meanwhile.
    """
    message = _claim(message_id)
    if message is None:
        return None
    outgoing = Outgoing(message.pk, message.to, message.text, message.stream)
    try:
        receipt = channel(Kind(message.channel)).send(outgoing)
    except NotSent as bad:
        return _again(message, str(bad))
    except Refused as bad:
        return _give_up(message, str(bad))
    except Exception as bad:  # a channel that is set up wrongly is the operator's to mend
        log.exception("channel_broken", channel=message.channel)
        return _again(message, type(bad).__name__)
    return _sent(message, receipt)


@transaction.atomic
def _claim(message_id: UUID) -> Message | None:
    """Take the row for one try; whoever comes meanwhile finds it taken."""
    now = clock.now()
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None or not _is_due(message, now) or _is_held(message, now):
        return None
    if message.attempts >= TRIES:
        # Every try so far ended with the program that made it.
        log.error("message_given_up", channel=message.channel, tries=message.attempts, error=LOST)
        _write(message, State.DEAD, error=LOST)
        return None
    message.tried_at = now
    message.attempts += 1
    _write(message, State.SENDING, tried_at=now, attempts=message.attempts)
    return message


def _is_due(message: Message, now: datetime) -> bool:
    state = State(message.state)
    if state is State.SENDING:
        return message.tried_at is not None and message.tried_at < now - LOST_AFTER
    return state in READY and message.not_before <= now


def _is_held(message: Message, now: datetime) -> bool:
    """A worker that comes late comes perhaps at night; then it waits until people are up."""
    when = may_leave_at(now, Kind(message.channel), is_urgent=message.is_urgent)
    if when <= now:
        return False
    _write(message, State.HELD, not_before=when)
    jobs.defer(message.pk, at=when)
    return True


def _write(message: Message, state: State, **kept: Any) -> None:
    Message.objects.filter(pk=message.pk).update(state=state.value, **kept)


def _is_mine(message: Message) -> bool:
    """Nobody took the row over while the channel was slow. Holds it until the transaction ends."""
    mine = Message.objects.select_for_update().filter(
        pk=message.pk, state=State.SENDING.value, tried_at=message.tried_at
    )
    return mine.exists()


@transaction.atomic
def _sent(message: Message, receipt: Receipt) -> State | None:
    if not _is_mine(message):
        return None
    reference = receipt.reference[:80]
    _write(message, State.SENT, sent_at=clock.now(), reference=reference, error="")
    return State.SENT


@transaction.atomic
def _again(message: Message, why: str) -> State | None:
    kind = Kind(message.channel)
    when = next_try(message.attempts, clock.now(), kind, is_urgent=message.is_urgent)
    if when is None:
        return _give_up(message, why)
    if not _is_mine(message):
        return None
    _write(message, State.FAILED, not_before=when, error=why[:120])
    jobs.defer(message.pk, at=when)
    log.warning("message_failed", channel=message.channel, tries=message.attempts, error=why)
    return State.FAILED


@transaction.atomic
def _give_up(message: Message, why: str) -> State | None:
    if not _is_mine(message):
        return None
    _write(message, State.DEAD, error=why[:120])
    log.error("message_given_up", channel=message.channel, tries=message.attempts, error=why)
    return State.DEAD
