"""The one place that knows what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")

_set_to: ContextVar[datetime | None] = ContextVar("set_to", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC. Asked once per use case and passed on."""
    return _set_to.get() or datetime.now(UTC)  # noqa: TID251 - this is the one place


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """In here it is that moment, and stays so, for this thread or task alone.

    For the demo and for tests, which tell what happened long ago.
    Raises: ValueError for a moment without a time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone is not a moment.")
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)


def local(moment: datetime) -> datetime:
    """The same moment on a clock in China."""
    return moment.astimezone(LOCAL)


def today() -> date:
    """Today's date in China."""
    return local(now()).date()


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """That day at that time on a clock in China."""
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL) + timedelta(
        hours=hour, minutes=minute
    )
