"""A county's clocks as they were typed, checked against the rules, the ceiling and the versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lianxin.domain.cases.rules import (
    LEVEL_NAMES,
    SET_BY_COUNTY,
    Level,
    Span,
    Spans,
    changed_spans,
    first_day_problem,
    span_problem,
    spans_problems,
)
from lianxin.kernel import clock, writing
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid

BASIS_SIGNS = 200
CEILING = "clock_ceiling"
Typed = Mapping[Level, Mapping[str, tuple[int | None, str]]]


@dataclass(frozen=True)
class Checked:
    """A version that may be set: what was in force on the eve of its day, and what it says."""

    valid_from: date
    basis: str
    before: Spans
    spans: Spans


def rows_on(county: str, day: date) -> dict[str, codes.CodeRow]:
    """The rows that count in a county on a day; its own go before those of everybody."""
    own = codes.table_map(f"level.{county}", on=day)
    return dict(codes.table_map("level", on=day)) | dict(own)


def spans_of(rows: Mapping[str, codes.CodeRow]) -> dict[Level, dict[str, Span]]:
    """The clocks that a county may set, level by level."""
    return {
        Level(int(code)): {
            name: Span(int(row.extra[name][0]), str(row.extra[name][1]))
            for name in SET_BY_COUNTY
            if name in row.extra
        }
        for code, row in rows.items()
    }


def check(county: str, *, valid_from: date | None, basis: str, spans: Typed) -> Checked:
    """What was typed, if it may be so.

    Raises: Invalid, with a sentence for every place that is wrong.
    """
    today = clock.today()
    errors = _typed_problems(spans)
    taken = {e.valid_from for e in codes.editions(f"level.{county}")}
    if said := first_day_problem(valid_from, today, taken):
        errors["valid_from"] = said
    basis = writing.plain(basis)
    if said := writing.fault(basis, "请写依据哪份文件，或者是谁定的。", most=BASIS_SIGNS):
        errors["basis"] = said
    day = valid_from if valid_from and "valid_from" not in errors else today
    before = spans_of(rows_on(county, day))
    wanted = _whole(before, spans)
    most = spans_of(codes.table_map(CEILING, on=day))
    errors |= {k: v for k, v in spans_problems(wanted, most).items() if k not in errors}
    if not errors and not changed_spans(before, wanted):
        errors[""] = "和那天的时限一样，没有改动，不用定新的。"
    if errors or valid_from is None:
        raise Invalid(next(iter(errors.values())), fields=errors)
    return Checked(valid_from, basis, before, wanted)


def _typed_problems(spans: Typed) -> dict[str, str]:
    return {
        f"{level.value}-{name}": f"{LEVEL_NAMES[level]}的{SET_BY_COUNTY[name]}：{said}"
        for level, row in spans.items()
        for name, (n, unit) in row.items()
        if name in SET_BY_COUNTY and (said := span_problem(n, unit))
    }


def _whole(before: Spans, typed: Typed) -> dict[Level, dict[str, Span]]:
    """What was typed laid over what was in force; where it is no clock, what was stays."""
    return {
        level: {
            name: Span(n, unit) if n is not None and not span_problem(n, unit) else span
            for name, span in row.items()
            for n, unit in [typed.get(level, {}).get(name, (span.n, span.unit))]
        }
        for level, row in before.items()
    }


def rows(county: str, checked: Checked) -> list[dict[str, Any]]:
    """The version as rows of the table; what a county does not set is taken over."""
    return [
        {
            "code": row.code,
            "name": row.name,
            "extra": dict(row.extra)
            | {name: [s.n, s.unit] for name, s in checked.spans[Level(int(row.code))].items()},
        }
        for row in rows_on(county, checked.valid_from).values()
    ]
