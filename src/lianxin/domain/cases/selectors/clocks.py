"""A county's clocks for the page: what is in force, what comes, what was, and what it would mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import (
    LEVEL_NAMES,
    SET_BY_COUNTY,
    Level,
    Span,
    changed_spans,
    span_words,
)
from lianxin.domain.cases.services import NewClocks, _law, _own_clocks
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes

ORDER = [*(level for level in Level if level), Level.QUESTION]


@dataclass(frozen=True)
class LevelClocks:
    """One level of one version, in words. `plain`: what the level is for."""

    level: int
    name: str
    plain: str
    spans: Mapping[str, Span]
    words: Mapping[str, str]


@dataclass(frozen=True)
class ClockVersion:
    """A version as it counts in a county. `state`: coming, now or former; `until`: its last day."""

    version: str
    is_own: bool
    state: str
    since: date
    until: date | None
    source: str
    levels: list[LevelClocks]


@dataclass(frozen=True)
class PreviewRow:
    """When each clock of a level would end, if a matter were dispatched at a moment."""

    level: int
    name: str
    due: Mapping[str, datetime]


def clock_versions(*, actor: Actor, county: str) -> list[ClockVersion]:
    """Every version that counts, will or did count in a county, newest first. Public practice."""
    own = codes.editions(f"level.{county}")
    first_own = min((e.valid_from for e in own), default=None)
    general = [e for e in codes.editions("level") if first_own is None or e.valid_from < first_own]
    found: list[ClockVersion] = []
    until: date | None = None
    today = clock.today()
    for edition in sorted([*own, *general], key=lambda e: e.valid_from, reverse=True):
        since = edition.valid_from
        state = "coming" if since > today else "former" if until and until < today else "now"
        found.append(
            ClockVersion(
                edition.version, edition in own, state, since, until,
                edition.source, _levels(_own_clocks.rows_on(county, since)),
            )
        )  # fmt: skip
        until = since - timedelta(days=1)
    return found


def clock_base(*, actor: Actor, county: str, on: date) -> list[LevelClocks]:
    """The clocks that count in a county on a day, to begin a new version from."""
    return _levels(_own_clocks.rows_on(county, on))


def clock_changes(
    *, actor: Actor, new: NewClocks
) -> tuple[list[tuple[str, str, str, str]], list[LevelClocks]]:
    """What a version would change (level, clock, before, now), and the whole of it.

    Raises: Invalid.
    """
    checked = _own_clocks.check(
        new.county, valid_from=new.valid_from, basis=new.basis, spans=new.spans
    )
    changes = [
        (LEVEL_NAMES[level], SET_BY_COUNTY[name], span_words(before), span_words(now))
        for level, name, before, now in changed_spans(checked.before, checked.spans)
    ]
    rows = _own_clocks.rows_on(new.county, checked.valid_from)
    levels = [
        _level(rows[str(level.value)], level, checked.spans[level])
        for level in ORDER
        if level in checked.spans
    ]
    return changes, levels


def clock_dues(
    *, actor: Actor, county: str, levels: list[LevelClocks], start: datetime
) -> list[PreviewRow]:
    """When a matter of each level would be due, if it were dispatched at a moment.

    Call-back and redoing begin later, when there is an answer: they are not in here.
    """
    calendar = codes.calendar(county)
    return [
        PreviewRow(
            row.level, row.name,
            {n: row.spans[n].after(start, calendar) for n in ("sign", "contact", "result")},
        )
        for row in levels
    ]  # fmt: skip


def version_since(case: Case) -> date | None:
    """Since when the version has been in force that a dispatched matter keeps 时限版本."""
    if case.first_dispatched_at is None or not case.clock_version:
        return None
    table, _sign, version = case.clock_version.rpartition(_law.SIGN)
    for name in (table,) if table else (f"level.{case.county}", "level"):
        for edition in codes.editions(name):
            if edition.version == version:
                return edition.valid_from
    return None


def _levels(rows: Mapping[str, codes.CodeRow]) -> list[LevelClocks]:
    spans = _own_clocks.spans_of(rows)
    return [_level(rows[str(lv.value)], lv, spans[lv]) for lv in ORDER if lv in spans]


def _level(row: codes.CodeRow, level: Level, spans: Mapping[str, Span]) -> LevelClocks:
    words = {name: span_words(span) for name, span in spans.items()}
    return LevelClocks(level.value, LEVEL_NAMES[level], row.extra.get("plain", ""), spans, words)
