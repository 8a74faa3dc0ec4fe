"""How dates, times and figures are said to people."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from lianxin.entrypoints.shared.saying import language_now
from lianxin.entrypoints.shared.saying import said as _
from lianxin.kernel import clock

DAY = 24 * 60
NEAR = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}


def day(value: date | datetime | None) -> str:
    """今天, 昨天, 11月3日; with the year when it is another one."""
    if value is None:
        return ""
    on = clock.local(value).date() if isinstance(value, datetime) else value
    return _day(language_now(), on, clock.today())


@lru_cache(maxsize=4096)
def _day(language: str | None, on: date, today: date) -> str:
    if (near := NEAR.get((on - today).days)) is not None:
        return _(near)
    if on.year == today.year:
        return _("%(m)s月%(d)s日") % {"m": on.month, "d": on.day}
    return _("%(y)s年%(m)s月%(d)s日") % {"y": on.year, "m": on.month, "d": on.day}


def moment(value: datetime | None, today: date | None = None) -> str:
    """今天 07:42, 昨天 18:20, 明天 17:30; further away the day is enough. Lists give the day once."""
    if value is None:
        return ""
    at, today = clock.local(value), today or clock.today()
    on = at.date()
    words = _day(language_now(), on, today)
    return f"{words} {at:%H:%M}" if (on - today).days in NEAR else words


def stamp(value: datetime | None) -> str:
    """Day and time always: 11月3日 09:05."""
    return "" if value is None else f"{day(value)} {clock.local(value):%H:%M}"


def dated(value: datetime | None) -> str:
    """For paper, which is read later: 2026年11月3日 09:05."""
    if value is None:
        return ""
    at = clock.local(value)
    words = _("%(y)s年%(m)s月%(d)s日") % {"y": at.year, "m": at.month, "d": at.day}
    return f"{words} {at:%H:%M}"


def on_paper(value: date) -> str:
    """A day with its year always: 2026年11月3日."""
    return _("%(y)s年%(m)s月%(d)s日") % {"y": value.year, "m": value.month, "d": value.day}


def until(value: datetime | None, now: datetime | None = None) -> str:
    """还剩 3 天 4 小时, or 已超 2 天 when it is past. Lists give the moment once."""
    if value is None:
        return ""
    left = value - (now or clock.now())
    return _until(language_now(), left < timedelta(0), _minutes(abs(left)))


def span(length: timedelta) -> str:
    """A length of time in its two largest units; under a minute counts as one minute."""
    return _span(language_now(), _minutes(length))


def _minutes(length: timedelta) -> int:
    return max(1, length.days * DAY + length.seconds // 60)


@lru_cache(maxsize=16384)
def _until(language: str | None, is_late: bool, minutes: int) -> str:
    words = {"span": _span(language, minutes)}
    return _("已超 %(span)s") % words if is_late else _("还剩 %(span)s") % words


@lru_cache(maxsize=16384)
def _span(language: str | None, minutes: int) -> str:
    days, rest = divmod(minutes, DAY)
    hours, mins = divmod(rest, 60)
    if days >= 3 or (days and not hours):
        return _("%(n)s 天") % {"n": days}
    if days:
        return _("%(d)s 天 %(h)s 小时") % {"d": days, "h": hours}
    if hours and mins and hours < 2:
        return _("%(h)s 小时 %(m)s 分") % {"h": hours, "m": mins}
    if hours:
        return _("%(n)s 小时") % {"n": hours}
    return _("%(n)s 分钟") % {"n": mins}


def number(value: float | int | None) -> str:
    """1,064; and 4.8 with one decimal place."""
    if value is None:
        return ""
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
