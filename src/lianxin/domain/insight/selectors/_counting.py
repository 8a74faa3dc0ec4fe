"""One grouped query for each source of facts: how many rows, and how many of them say yes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Avg,
    CharField,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from lianxin.domain.insight.rules import (
    LENGTHS,
    Condition,
    Counted,
    Indicator,
    Kind,
    Source,
    sources_of,
)
from lianxin.domain.insight.selectors._conditions import NOT_COUNTED, meaning
from lianxin.domain.insight.selectors._reach import (
    OF_A_UNIT,
    Where,
    excluded_cases,
    path_to_case,
    rows_of,
)
from lianxin.kernel.actor import Actor

DAY = timedelta(days=1)
WHOLE = ""
TOWN_DIGITS, COUNTY_DIGITS = 9, 6
GIVEN_ONLY = (Condition.GIVEN,)


class Median(Aggregate):
    """The one in the middle, or halfway between the two in the middle."""

    function = "PERCENTILE_CONT"
    name = "Median"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


class Pair(Func):
    """Two columns taken as one, to count the pairs that differ."""

    template = "(%(expressions)s)"
    output_field = CharField()


@dataclass(frozen=True)
class Ask:
    """What is counted, where, in which groups, as of when. `by`: "", place or unit."""

    where: Where
    by: str
    now: datetime
    actor: Actor


@dataclass
class Found:
    """What one source had to say: group → indicator → numbers, and the same of what was taken out."""

    kept: dict[Any, dict[str, Counted]] = field(default_factory=lambda: defaultdict(dict))
    out: dict[Any, dict[str, Counted]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, other: Found) -> None:
        """The numbers of another query beside or on top of these."""
        for mine, more in ((self.kept, other.kept), (self.out, other.out)):
            for key, numbers in more.items():
                for name, counted in numbers.items():
                    held = mine[key].get(name)
                    mine[key][name] = held + counted if held else counted


def count_all(indicators: Sequence[Indicator], ask: Ask) -> Found:
    """Everything that these indicators need, source by source."""
    found = Found()
    plain = [i for i in indicators if i.kind is not Kind.SCORE]
    given = [i.key for i in plain if i.source is Source.ORDER and i.denominator == GIVEN_ONLY]
    for source in sorted(sources_of(plain) | ({Source.CASE} if given else set())):
        own = [i for i in plain if i.source is source]
        found.add(_count(own, source, ask, given if source is Source.CASE else ()))
    return found


def _count(
    indicators: Sequence[Indicator], source: Source, ask: Ask, given: Sequence[str]
) -> Found:
    """One source in one query. `given`: whose orders in hand are counted among the cases."""
    rows = rows_of(source, ask.where, actor=ask.actor)
    if source is Source.ORDER:
        rows = rows.exclude(case__state__in=NOT_COUNTED)
        aggregates = _of_pairs(indicators, ask.now)
    else:
        aggregates = _aggregates(indicators, source, ask.now)
    if given:
        # What was sent back and is gone stands among the returns.
        in_hand = meaning(Source.CASE, (Condition.ACCEPTED, Condition.DISPATCHED), ask.now)
        aggregates |= {f"d_{key}": Count("pk", filter=in_hand) for key in given}
    lines = _grouped(rows, source, ask, aggregates)
    return _read(lines, [*(i.key for i in indicators), *given])


def _grouped(
    rows: QuerySet[Any], source: Source, ask: Ask, aggregates: dict[str, Any]
) -> list[dict[str, Any]]:
    """One line for each group, and one beside it for what was taken out there."""
    to_case = path_to_case(source)
    is_out = Exists(excluded_cases().filter(case=OuterRef(f"{to_case}_id" if to_case else "pk")))
    column = _column(source, ask)
    group = F(column) if column else Value(WHOLE)
    lines = rows.order_by().annotate(is_out=is_out, key=group).values("key", "is_out")
    return list(lines.annotate(**aggregates))


def _column(source: Source, ask: Ask) -> str:
    to_case = path_to_case(source)
    before = f"{to_case}__" if to_case else ""
    if ask.by == "unit":
        return "org" if source in OF_A_UNIT else f"{before}main_org"
    if ask.by == "place":
        digits = len(ask.where.area)
        column = (
            "area" if digits >= TOWN_DIGITS else "town" if digits >= COUNTY_DIGITS else "county"
        )
        return before + column
    return ""


def _read(lines: Iterable[dict[str, Any]], keys: Sequence[str]) -> Found:
    found = Found()
    for line in lines:
        part = found.out if line["is_out"] else found.kept
        part[line["key"]] = {
            key: Counted(line.get(f"n_{key}", 0), line.get(f"d_{key}", 0), _days(line, key))
            for key in keys
        }
    return found


def _days(line: dict[str, Any], key: str) -> float | None:
    length: timedelta | None = line.get(f"v_{key}")
    return None if length is None else length / DAY


def _aggregates(indicators: Iterable[Indicator], source: Source, now: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for i in indicators:
        below = meaning(source, i.denominator, now)
        found[f"d_{i.key}"] = Count("pk", filter=below or None)
        if i.numerator:
            found[f"n_{i.key}"] = Count(
                "pk", filter=(below & meaning(source, i.numerator, now)) or None
            )
        if i.kind in LENGTHS:
            measure = Avg if i.kind is Kind.MEAN else Median
            found[f"v_{i.key}"] = measure(_length(source, now), filter=below or None)
    return found


def _length(source: Source, now: datetime) -> ExpressionWrapper[Any]:
    """From registering to the end; of a hold, from its beginning until now."""
    if source is Source.HOLD:
        return ExpressionWrapper(Value(now) - F("from_at"), output_field=DurationField())
    return ExpressionWrapper(F("closed_at") - F("registered_at"), output_field=DurationField())


def _of_pairs(indicators: Iterable[Indicator], now: datetime) -> dict[str, Any]:
    """Of case and unit: a unit that sends the same order back twice still had one order."""
    in_hand = Q(case__main_org=F("org"), case__first_dispatched_at__isnull=False)
    found: dict[str, Any] = {}
    for i in indicators:
        below = meaning(Source.ORDER, i.denominator, now)
        above = below & meaning(Source.ORDER, i.numerator, now)
        gone = ~in_hand if i.denominator == GIVEN_ONLY else Q()
        found[f"d_{i.key}"] = _pairs(below & gone)
        found[f"n_{i.key}"] = _pairs(above)
    return found


def _pairs(condition: Q) -> Count:
    pair = Pair(F("case"), F("org"))
    return Count(pair, distinct=True, filter=condition or None)
