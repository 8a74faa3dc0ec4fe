"""What a county may say of its own clocks, and in which words 本县时限.

Spans of different units are compared over a plain week: one is longer than another if a matter
begun at some hour of that week would be due later by it.
Basis: domain.md §2.8.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from lianxin.domain.cases.rules.clocks import LEVEL_NAMES, UNITS, Level, Span
from lianxin.kernel.clock import LOCAL
from lianxin.kernel.workdays import Calendar

SET_BY_COUNTY: Mapping[str, str] = {
    "sign": "签收",
    "contact": "首次联系",
    "result": "答复",
    "call_back": "回访",
    "redo": "重办",
}
"""The clocks that a county sets, with their everyday names; the others stay as they are."""

UNIT_WORDS: Mapping[str, str] = {
    "minute": "分钟",
    "hour": "小时",
    "office_hour": "个工作小时",
    "day": "天",
    "workday": "个工作日",
}
MOST_OF: Mapping[str, int] = {
    "minute": 600, "hour": 240, "office_hour": 240, "day": 365, "workday": 250,
}  # fmt: skip
DAYS_AHEAD = 730
WEEKDAYS = "一二三四五六日"
WEEK = [
    datetime(2026, 3, 2 + day, hour, minute, tzinfo=LOCAL)
    for day in range(7)
    for hour, minute in ((8, 0), (10, 0), (14, 0), (17, 0), (20, 0))
]

Spans = Mapping[Level, Mapping[str, Span]]


def span_words(span: Span) -> str:
    """A span in words that everybody uses."""
    return f"{span.n}{UNIT_WORDS[span.unit]}"


def longer_from(one: Span, other: Span) -> datetime | None:
    """An hour of a plain week from which `one` ends after `other`; None if it never does."""
    plain = Calendar()
    return next((at for at in WEEK if one.after(at, plain) > other.after(at, plain)), None)


def span_problem(n: int | None, unit: str) -> str:
    """Why a number and a unit are no clock; empty if they are one."""
    if unit not in UNITS:
        return "请选单位。"
    if n is None or n < 1:
        return "请填 1 或者更大的整数。"
    if n > MOST_OF[unit]:
        return f"{n}{UNIT_WORDS[unit]}太长了，最多填 {MOST_OF[unit]}。"
    return ""


def spans_problems(wanted: Spans, most: Spans) -> dict[str, str]:
    """What is wrong with a county's spans, by `level-clock`.

    Nothing may be longer than the ceiling where there is one, and whoever has to answer by a
    moment has signed and called by then.
    """
    found: dict[str, str] = {}
    for level, spans in wanted.items():
        for name, span in spans.items():
            top = most.get(level, {}).get(name)
            if top is not None and longer_from(span, top):
                found[f"{level.value}-{name}"] = (
                    f"{LEVEL_NAMES[level]}的{SET_BY_COUNTY[name]}最长{span_words(top)}，"
                    f"不能定成{span_words(span)}。"
                )
        for name in ("sign", "contact"):
            key, at = f"{level.value}-{name}", longer_from(spans[name], spans["result"])
            if at is not None and key not in found:
                found[key] = _too_late(level, name, spans, at)
    return found


def _too_late(level: Level, name: str, spans: Mapping[str, Span], at: datetime) -> str:
    own, answer = (spans[n].after(at, Calendar()) for n in (name, "result"))
    return (
        f"{LEVEL_NAMES[level]}的{SET_BY_COUNTY[name]}会比答复还晚：{_moment(at)}派的，"
        f"{SET_BY_COUNTY[name]}到{_moment(own)}，答复到{_moment(answer)}。"
    )


def _moment(at: datetime) -> str:
    week = "下" if (at.date() - WEEK[0].date()).days >= 7 else ""
    return f"{week}星期{WEEKDAYS[at.weekday()]} {at:%H:%M}"


def first_day_problem(first: date | None, today: date, taken: Collection[date]) -> str:
    """Why a version cannot begin on a day; empty if it can.

    Never today or before: matters of this morning would run by two tables.
    """
    if first is None:
        return "请填从哪天起。"
    if first <= today:
        return "要从明天或者以后的日子起，今天的事照今天的时限办。"
    if first > today + timedelta(days=DAYS_AHEAD):
        return "太远了，请填两年以内的日子。"
    if first in taken:
        return "从这一天起已经有一个新时限了，先撤回它，或者换一天。"
    return ""


def changed_spans(before: Spans, wanted: Spans) -> list[tuple[Level, str, Span, Span]]:
    """What differs, level by level: clock, before, now."""
    return [
        (level, name, before[level][name], span)
        for level, spans in wanted.items()
        for name, span in spans.items()
        if before[level][name] != span
    ]
