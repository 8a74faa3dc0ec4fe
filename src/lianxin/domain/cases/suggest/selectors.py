"""How good the suggestions are, in numbers that anybody can check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q
from django.db.models.fields.json import KT

from lianxin.domain.cases.models import Case, SuggestionModel
from lianxin.domain.cases.permissions import Grant
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor

LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Hits:
    """Of `n` dispatched matters that had a suggestion, in how many people chose what it said."""

    n: int
    first: int
    among_three: int


@dataclass(frozen=True)
class Learnt:
    """The model in force in a county, and how it did on matters it had not seen."""

    version: int
    trained_at: datetime
    n: int
    held_out: int
    first: float
    among_three: float


def suggestion_hits(county: str, *, actor: Actor) -> Hits:
    """Right in how many of how many, over the matters of the last 90 days that the actor may see."""
    cases = (
        Case.objects.visible_to(actor, Grant.SEE)
        .filter(
            county=county[:6],
            registered_at__gte=clock.now() - LOOKED_BACK,
            dispatched_at__isnull=False,
        )
        .exclude(suggested=[])
        .exclude(category="")
    )
    first = Q(first_code=F("category"))
    found = cases.annotate(
        first_code=KT("suggested__0__code"),
        second_code=KT("suggested__1__code"),
        third_code=KT("suggested__2__code"),
    ).aggregate(
        n=Count("pk"),
        first=Count("pk", filter=first),
        among_three=Count(
            "pk", filter=first | Q(second_code=F("category")) | Q(third_code=F("category"))
        ),
    )
    return Hits(**found)


def suggestion_model(county: str, *, actor: Actor) -> Learnt | None:
    """What the county has learnt so far; None while the catalogue alone decides."""
    row = SuggestionModel.objects.filter(county=county[:6], is_current=True).first()
    if row is None:
        return None
    return Learnt(row.version, row.trained_at, row.n, row.held_out, row.first, row.among_three)
