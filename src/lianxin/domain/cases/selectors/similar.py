"""Open cases that may speak of the same matter; shown to a person, never joined by themselves."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Left

from lianxin.domain.cases.models import Case, CaseQuerySet, Parting
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import STATE_NAMES, State, similar
from lianxin.domain.cases.suggest.catalogue import examples
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.asked import KEY, SINCE, UNTIL, Listed, listed
from lianxin.kernel.codes import selectors as codes

MOST_CANDIDATES = 200
SHOWN = 3
VILLAGE_DIGITS = 12
GRID_DIGITS = 15


@dataclass(frozen=True)
class SimilarCase:
    """A case that may be the same matter. `is_likely`: rather yes than no; `score`: 0–1."""

    id: UUID
    no: str
    version: int
    title: str
    place: str
    category_name: str
    state: State
    state_name: str
    days_ago: int
    people_count: int
    score: float
    is_likely: bool


def similar_cases(
    *,
    actor: Actor,
    area: str,
    text: str,
    category: str = "",
    place_text: str = "",
    exclude: UUID | None = None,
) -> list[SimilarCase]:
    """The three open cases likeliest to be this matter, of the last 21 days 疑似重复.

    `area`: code of a village, a grid or a township; only there is looked. `exclude`: the case
    itself; what a person parted from it is not offered again.
    Basis: domain.md §2.9 duplicates.
    """
    now = clock.now()
    given = similar.report_of(category=category, day=0.0, text=text, place_text=place_text)
    if not area or not given.pairs and not category:
        return []
    known = rarity()
    scored = [
        (similar.score(given, _report(case, now), known), case)
        for case in _candidates(actor, area, now, exclude)
    ]
    best = sorted(
        (pair for pair in scored if pair[0] >= similar.SHOWN_FROM),
        key=lambda pair: (-pair[0], pair[1].no),
    )[:SHOWN]
    return [_row(case, score, now, actor) for score, case in best]


@cache
def rarity() -> Mapping[str, float]:
    """How rare pairs of signs are in everyday reports, by the catalogue's examples.

    What a county's own reports say instead was measured and does no better.
    """
    return similar.rarity_of([text for texts in examples().values() for text in texts])


def _candidates(actor: Actor, area: str, now: datetime, exclude: UUID | None) -> list[Any]:
    """Open cases of the place, the newest first; answered by the index over place and time."""
    given = {SINCE: now - timedelta(days=similar.WINDOW_DAYS), UNTIL: now, KEY: exclude}
    words = _candidate_words(actor, area, exclude is not None)
    return [Candidate(*row) for row in words.rows(given)]


@lru_cache(maxsize=1024)
def _candidate_words(actor: Actor, area: str, is_known: bool) -> Listed:
    rows: CaseQuerySet = (
        Case.objects.visible_to(actor, Grant.SEE)
        .still_open()
        .filter(_inside(area, actor))
        .filter(registered_at__gte=SINCE, registered_at__lte=UNTIL)
    )
    if is_known:
        parted = Parting.objects.filter(Q(case=KEY) | Q(other=KEY))
        rows = (
            rows.exclude(pk=KEY)
            .exclude(pk__in=parted.values("case"))
            .exclude(pk__in=parted.values("other"))
        )
    found = rows.annotate(words=Left("text", similar.MOST_SIGNS)).values_list(*COLUMNS, "words")
    return listed(found.order_by("-registered_at", "-pk")[:MOST_CANDIDATES])


COLUMNS = (
    "id", "no", "version", "title", "area_id", "place_text", "category", "state", "people_count",
    "registered_at",
)  # fmt: skip
Candidate = namedtuple("Candidate", (*COLUMNS, "words"))  # type: ignore[misc] # they stand above
"""One row of the answer; two hundred models would cost more than comparing them."""


def _inside(area: str, actor: Actor) -> Q:
    """The place with all that was merged into it."""
    if len(area) >= GRID_DIGITS:
        return Q(area=area[:VILLAGE_DIGITS], grid=area)
    prefixes = places.scope_prefixes(area, actor=actor)
    villages = [prefix for prefix in prefixes if len(prefix) >= VILLAGE_DIGITS]
    towns = [prefix for prefix in prefixes if len(prefix) == 9]
    if towns and villages:
        return Q(town__in=towns) | Q(area__in=villages)
    return Q(town__in=towns) if towns else Q(area__in=villages)


def _report(case: Any, now: datetime) -> similar.Report:
    return similar.report_of(
        category=case.category,
        day=(now - case.registered_at) / timedelta(days=1),
        text=case.words,
        place_text=case.place_text,
    )


def _row(case: Any, score: float, now: datetime, actor: Actor) -> SimilarCase:
    state = State(case.state)
    place = places.display_name(case.area_id, actor=actor)
    return SimilarCase(
        id=case.id,
        no=case.no,
        version=case.version,
        title=case.title,
        place=" ".join(filter(None, (place, case.place_text))),
        category_name=codes.name_of("case_category", case.category) if case.category else "",
        state=state,
        state_name=STATE_NAMES[state],
        days_ago=(clock.local(now).date() - clock.local(case.registered_at).date()).days,
        people_count=case.people_count,
        score=round(score, 3),
        is_likely=score >= similar.LIKELY_FROM,
    )
