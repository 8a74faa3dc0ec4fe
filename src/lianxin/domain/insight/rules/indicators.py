"""Indicators 指标: a formula, what was counted for it, and what may be said of that.

Basis: domain.md §2.10; 北京市接诉即办工作条例 art. 32.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from lianxin.domain.insight.rules.conditions import WORDS, Condition, Source
from lianxin.kernel.errors import RuleViolation

FLOOR = 10
PER = 10_000


class Kind(StrEnum):
    """What an indicator says: a share, a length of time, a number, so many per 10,000, a score."""

    SHARE = "share"
    MEAN = "mean"
    MEDIAN = "median"
    COUNT = "count"
    PER_10K = "per_10k"
    SCORE = "score"


LENGTHS = frozenset({Kind.MEAN, Kind.MEDIAN})


@dataclass(frozen=True)
class Indicator:
    """One row of the code table `indicator`, in one version.

    A row counts for the numerator only if it counts for the denominator. `floor`: with fewer rows
    than this only the counts are shown. `weights`: parts of a combined score. `skips_excluded`:
    do cases that were taken out 剔除 not count here? `caution`: the sentence that goes with it.
    """

    key: str
    name: str
    kind: Kind
    version: str
    source: Source = Source.CASE
    numerator: tuple[Condition, ...] = ()
    denominator: tuple[Condition, ...] = ()
    floor: int = FLOOR
    weights: Mapping[str, int] = field(default_factory=dict)
    skips_excluded: bool = True
    by_unit: bool = True
    formula: str = ""
    caution: str = ""


@dataclass(frozen=True)
class Counted:
    """What one query found for one indicator. `value`: a length in days, where one is measured."""

    numerator: int = 0
    denominator: int = 0
    value: float | None = None

    def __add__(self, other: Counted) -> Counted:
        """Both together; a length cannot be added and stays this one's."""
        return Counted(
            self.numerator + other.numerator, self.denominator + other.denominator, self.value
        )


@dataclass(frozen=True)
class Result:
    """An indicator as it is published: never a rate without the numbers behind it.

    `n`: the rows that it rests on. `exclusions`: how many were taken out by two persons. `rate`:
    a share of 1, days, a number per 10,000 or points out of 100; None where there is too little to
    say so.
    """

    key: str
    numerator: int
    denominator: int
    n: int
    exclusions: int
    as_of: datetime
    rate: float | None


def indicator_of(key: str, name: str, version: str, extra: Mapping[str, Any]) -> Indicator:
    """Read a formula; a word that nobody knows is refused rather than guessed.

    Raises: RuleViolation.
    """
    try:
        source = Source(extra.get("of", Source.CASE))
        found = Indicator(
            key=key,
            name=name,
            version=version,
            kind=Kind(extra["kind"]),
            source=source,
            numerator=_words(extra, "numerator"),
            denominator=_words(extra, "denominator"),
            floor=int(extra.get("floor", FLOOR)),
            weights={part: int(share) for part, share in extra.get("weights", {}).items()},
            skips_excluded=bool(extra.get("skips_excluded", True)),
            by_unit=bool(extra.get("by_unit", True)),
            formula=str(extra.get("formula", "")),
            caution=str(extra.get("caution", "")),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as bad:
        raise _unreadable(name) from bad
    if not {*found.numerator, *found.denominator} <= WORDS[source]:
        raise _unreadable(name)
    return found


def _words(extra: Mapping[str, Any], part: str) -> tuple[Condition, ...]:
    return tuple(Condition(word) for word in extra.get(part, ()))


def _unreadable(name: str) -> RuleViolation:
    return RuleViolation(f"指标“{name}”的公式读不懂，请核对代码表 indicator。", code="formula")


def result_of(
    indicator: Indicator, found: Counted, *, as_of: datetime, excluded: Counted | None = None
) -> Result:
    """What may be said of an indicator 指标结果: with too few rows the counts, and no rate.

    `found`: what counts; `excluded`: the same of the cases that were taken out.
    Basis: domain.md §2.10 (fewer than 10 valid callbacks: counts, not a rate).
    Raises: RuleViolation.
    """
    taken_out = excluded or Counted()
    left = found if indicator.skips_excluded else found + taken_out
    if not 0 <= left.numerator <= left.denominator and indicator.kind is not Kind.PER_10K:
        raise RuleViolation(f"“{indicator.name}”的分子比分母大，请核对公式。", code="formula")
    return Result(
        key=indicator.key,
        numerator=left.numerator,
        denominator=left.denominator,
        n=left.numerator if indicator.kind is Kind.PER_10K else left.denominator,
        exclusions=taken_out.denominator if indicator.skips_excluded else 0,
        as_of=as_of,
        rate=_rate(indicator, left),
    )


def _rate(indicator: Indicator, left: Counted) -> float | None:
    if indicator.kind is Kind.PER_10K:
        return left.numerator * PER / left.denominator if left.denominator else None
    if left.denominator < max(indicator.floor, 1):
        return None
    if indicator.kind in LENGTHS:
        return left.value
    return left.numerator / left.denominator if indicator.kind is Kind.SHARE else None


def score_of(indicator: Indicator, parts: Mapping[str, Result], *, as_of: datetime) -> Result:
    """Several shares together by their weights, out of 100; nothing if one of them is missing 综合得分.

    `n` is the least that a part rests on. Basis: domain.md §2.10 (响应 20 · 解决 50 · 满意 30).
    """
    held = [(parts.get(key), weight) for key, weight in indicator.weights.items()]
    ns = [part.n if part else 0 for part, _weight in held]
    rates = [(part.rate, weight) for part, weight in held if part and part.rate is not None]
    total = sum(weight for _part, weight in held)
    rate = None
    if held and len(rates) == len(held) and total > 0:
        rate = sum(share * weight for share, weight in rates) * 100 / total
    n = min(ns, default=0)
    taken_out = max((part.exclusions for part, _weight in held if part), default=0)
    return Result(indicator.key, 0, 0, n, taken_out, as_of, rate)


def results_of(
    indicators: Sequence[Indicator],
    found: Mapping[str, Counted],
    excluded: Mapping[str, Counted],
    *,
    as_of: datetime,
) -> dict[str, Result]:
    """Every indicator of one place or unit, scores last, in the order of the table."""
    plain = {
        i.key: result_of(
            i, found.get(i.key, Counted()), as_of=as_of, excluded=excluded.get(i.key)
        )
        for i in indicators
        if i.kind is not Kind.SCORE
    }  # fmt: skip
    scores = {i.key: score_of(i, plain, as_of=as_of) for i in indicators if i.kind is Kind.SCORE}
    return {i.key: (plain | scores)[i.key] for i in indicators}


def sources_of(indicators: Iterable[Indicator]) -> set[Source]:
    """What has to be counted for these."""
    return {i.source for i in indicators if i.kind is not Kind.SCORE}
