"""The one place that knows what time it is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

LOCAL = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, in UTC. Asked once per use case and passed on."""
    return timezone.now()  # noqa: TID251 - this is the one place


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
