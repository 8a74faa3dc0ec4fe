"""Which categories a text may belong to."""

from __future__ import annotations

import structlog

from lianxin.domain.cases.suggest import catalogue, store
from lianxin.domain.cases.suggest.rules import (
    MAX_SHOWN,
    Suggestion,
    because,
)
from lianxin.domain.cases.suggest.scorer import Verdict
from lianxin.kernel.codes import selectors as codes

log = structlog.get_logger(__name__)
# Below this likeness to everything in the catalogue the text is about something else.
LEAST_LIKENESS = 0.12
# Unless what the county has taught is as sure as this.
SURE_SHARE = 0.5


def suggest(text: str, *, county: str) -> list[Suggestion]:
    """The three likeliest categories with the words they went by; a person decides 类别建议.

    While there are few confirmed matters the catalogue's own words and examples decide, later what
    people of this county chose. Never raises: without a suggestion one chooses as ever.
    """
    try:
        return _suggest(text, county)
    except Exception:
        log.exception("suggest_failed", county=county)
        return []


def _suggest(text: str, county: str) -> list[Suggestion]:
    among = frozenset(c for c, r in catalogue.leaves().items() if r.county in ("", county))
    like = catalogue.by_likeness().top(text, n=MAX_SHOWN, among=among)
    learnt = store.current(county)
    found = learnt.top(text, n=MAX_SHOWN, among=among) if learnt else like
    if not found or not _is_known(like, found):
        return []
    rows = codes.table_map(catalogue.TABLE)
    made = (_shown(text, verdict, rows[verdict.code]) for verdict in found)
    # Nothing is suggested for which no word of the text can be named.
    return [suggestion for suggestion in made if suggestion.because]


def _is_known(like: list[Verdict], found: list[Verdict]) -> bool:
    """Does the text speak of anything that villages bring up?"""
    return bool(like) and like[0].score >= LEAST_LIKENESS or found[0].share >= SURE_SHARE


def _shown(text: str, verdict: Verdict, row: codes.CodeRow) -> Suggestion:
    words = because(text, verdict.weights, catalogue.words_of(row))
    return Suggestion(row.code, row.name, round(verdict.share, 3), words)
