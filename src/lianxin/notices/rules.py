"""When a message may go out, and when it is given up. Decided from values alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from lianxin.kernel import clock

NIGHT_FROM, NIGHT_TO = 21, 7
TRIES = 6
FIRST_WAIT = timedelta(seconds=30)
WAIT_GROWTH = 4
MAX_PER_DAY = 12
# What can be read out twice in a minute and still be understood.
MAX_ANNOUNCEMENT = 200
# How long messages are kept after they were made 保存期.
KEEP_DAYS = 180
ONE_SMS = 70
# Messages given up that long ago are not sent again: nobody wants last week's news.
NEWS = timedelta(days=1)
# A send that has not been heard of for so long has died; its try may be made again.
LOST_AFTER = timedelta(minutes=2)


class Kind(StrEnum):
    """The ways out."""

    CONSOLE = "console"
    SMS = "sms_http"
    LOUDSPEAKER = "loudspeaker"
    IN_APP = "in_app"


class State(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    HELD = "held"
    SENDING = "sending"
    FAILED = "failed"
    SENT = "sent"
    DEAD = "dead"


READY = frozenset({State.QUEUED, State.HELD, State.FAILED})


def may_go_at(moment: datetime, *, is_urgent: bool) -> datetime:
    """Nobody is woken between 21:00 and 7:00, except for a danger 免打扰.

    Basis: domain.md §5.
    """
    local = clock.local(moment)
    if is_urgent or NIGHT_TO <= local.hour < NIGHT_FROM:
        return moment
    day = local.date() + timedelta(days=1 if local.hour >= NIGHT_FROM else 0)
    return clock.at(day, NIGHT_TO)


def wakes_people(kind: Kind) -> bool:
    """A line on a screen wakes nobody; a phone and a loudspeaker do."""
    return kind is not Kind.IN_APP


def may_leave_at(moment: datetime, kind: Kind, *, is_urgent: bool) -> datetime:
    """When a message may leave by this way: at once, or when people are up."""
    return may_go_at(moment, is_urgent=is_urgent or not wakes_people(kind))


def next_try(tries: int, now: datetime, kind: Kind, *, is_urgent: bool) -> datetime | None:
    """When a failed message is tried again, later and later; None when it is given up.

    Waits: 30 s, 2 min, 8 min, 32 min, 2 h. A try never falls into the night.
    """
    if tries >= TRIES:
        return None
    return may_leave_at(now + FIRST_WAIT * WAIT_GROWTH ** (tries - 1), kind, is_urgent=is_urgent)


def is_too_much(sent_today: int, *, is_urgent: bool) -> bool:
    """A stranger who types somebody's number again and again cannot flood that phone 防轰炸."""
    return sent_today >= MAX_PER_DAY and not is_urgent


def is_mobile(phone: str) -> bool:
    """Can this number take a text message?"""
    return len(phone) == 11 and phone.startswith("1") and phone.isdigit()


def account_of(actor_id: str) -> UUID | None:
    """The account behind an actor; None for villagers and the program itself."""
    kind, _, key = actor_id.partition(":")
    return UUID(key) if kind == "user" else None
