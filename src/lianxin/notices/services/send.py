"""Hand one message over to its channel."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.notices import jobs
from lianxin.notices.channels import NotSent, Outgoing, Receipt, Refused, channel
from lianxin.notices.models import Message
from lianxin.notices.rules import LOST_AFTER, READY, Kind, State, next_try

log = structlog.get_logger(__name__)


def message_send(*, actor: Actor, message_id: UUID) -> State | None:
    """Send a message if it is still to be sent; a failure is tried again later, six times in all.

    The row is claimed, the channel spoken to outside of any transaction, then the outcome kept. If
    the program dies in between, the same id is sent again, by which the gateway knows it.
    Safe to repeat. Returns the state afterwards, None if there was nothing to do.
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
    if message is None or not _is_due(message, now):
        return None
    message.state, message.tried_at = State.SENDING.value, now
    message.attempts += 1
    message.save(update_fields=["state", "tried_at", "attempts"])
    return message


def _is_due(message: Message, now: datetime) -> bool:
    state = State(message.state)
    if state is State.SENDING:
        return message.tried_at is not None and message.tried_at < now - LOST_AFTER
    return state in READY and message.not_before <= now


@transaction.atomic
def _sent(message: Message, receipt: Receipt) -> State:
    message.state, message.sent_at = State.SENT.value, clock.now()
    message.reference, message.error = receipt.reference[:80], ""
    message.save(update_fields=["state", "sent_at", "reference", "error"])
    return State.SENT


@transaction.atomic
def _again(message: Message, why: str) -> State:
    when = next_try(message.attempts, clock.now(), is_urgent=message.is_urgent)
    if when is None:
        return _give_up(message, why)
    message.state, message.not_before, message.error = State.FAILED.value, when, why[:120]
    message.save(update_fields=["state", "not_before", "error"])
    jobs.defer(message.pk, at=when)
    log.warning("message_failed", channel=message.channel, tries=message.attempts, error=why)
    return State.FAILED


@transaction.atomic
def _give_up(message: Message, why: str) -> State:
    message.state, message.error = State.DEAD.value, why[:120]
    message.save(update_fields=["state", "error"])
    log.error("message_given_up", channel=message.channel, tries=message.attempts, error=why)
    return State.DEAD
