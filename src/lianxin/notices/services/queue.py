"""Put a message on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.privacy import keyed_hash
from lianxin.notices import jobs
from lianxin.notices.messages import Words
from lianxin.notices.models import Message
from lianxin.notices.rules import Kind, State, is_too_much, may_leave_at

log = structlog.get_logger(__name__)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Parcel:
    """What goes to whom. `to`: a phone number, or the code of a village for its loudspeaker.

    `dedupe`: the reason for it; one reason goes out once.
    """

    kind: Kind
    to: str
    words: Words
    dedupe: str
    stream: str = ""
    is_urgent: bool = False


@transaction.atomic
def message_queue(*, actor: Actor, parcel: Parcel) -> Message | None:
    """Keep a message and ask for it to be sent, in this transaction; at night it waits until 7:00.

    More than a dozen to one recipient in a day are not sent. Safe to repeat: the same `dedupe` goes
    out once. Returns None if it was already there. Emits: nothing; a message is not a fact.
    """
    now = clock.now()
    message = _message(parcel, now)
    kept = Message.objects.bulk_create([message], ignore_conflicts=True)
    if not Message.objects.filter(pk=kept[0].pk).exists():
        return None
    if message.state == State.DEAD:
        log.warning("message_flood", template=parcel.words.template, channel=parcel.kind.value)
    else:
        jobs.defer(message.pk, at=message.not_before)
    return message


def _message(parcel: Parcel, now: datetime) -> Message:
    to_hash = keyed_hash(f"{parcel.kind.value}:{parcel.to}")
    today = Message.objects.filter(to_hash=to_hash, created_at__gt=now - DAY).count()
    when = may_leave_at(now, parcel.kind, is_urgent=parcel.is_urgent)
    message = Message(
        channel=parcel.kind.value,
        to=parcel.to,
        to_hash=to_hash,
        stream=parcel.stream,
        template=parcel.words.template,
        text=parcel.words.text,
        is_urgent=parcel.is_urgent,
        dedupe=parcel.dedupe,
        state=(State.HELD if when > now else State.QUEUED).value,
        not_before=when,
        created_at=now,
    )
    if is_too_much(today, is_urgent=parcel.is_urgent):
        message.state, message.error = State.DEAD.value, "too many for one day"
    return message
