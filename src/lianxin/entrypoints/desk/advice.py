"""What the program can say of a report while it is being typed: its category, its place, its like.

All of it is a suggestion. Nothing is chosen, joined or changed unless a person does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.suggest import Suggestion, suggest
from lianxin.domain.places import selectors as places
from lianxin.entrypoints.desk.places_found import own_villages, register_prefixes
from lianxin.kernel.actor import Actor

CODE_DIGITS = 12
COUNTY_DIGITS = 6
OFFERED_PLACES = 6
FIELDS = ("text", "place", "area", "place_text", "category", "reporter_phone")


@dataclass(frozen=True)
class Advice:
    """`place`: the one place that the text names; `places`: those it may mean; `words`: how it said it.

    `chosen`: the category that stands in the form. `earlier`: the caller's own open matters.
    """

    suggestions: list[Suggestion] = field(default_factory=list)
    chosen: str = ""
    place: places.AreaRow | None = None
    places: list[places.AreaRow] = field(default_factory=list)
    words: str = ""
    similar: list[cases.SimilarCase] = field(default_factory=list)
    earlier: list[cases.EarlierCase] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.suggestions or self.place or self.places or self.similar or self.earlier)


def advice_for(values: Mapping[str, str], *, actor: Actor) -> Advice:
    """What may be said of a form as far as it is filled in."""
    given = {name: values.get(name, "").replace("\x00", "").strip() for name in FIELDS}
    text = given["text"]
    if not text:
        return Advice(earlier=_earlier(given, _area(given, actor), "", actor))
    prefixes = register_prefixes(actor)
    guess = _place_in(f"{given['place_text']} {text}", given, actor, prefixes)
    area = _area(given, actor) or (guess.area.code if guess.area else "")
    county = (area or next(iter(prefixes), ""))[:COUNTY_DIGITS]
    suggestions = suggest(text, county=county)
    category = given["category"] or (suggestions[0].code if suggestions else "")
    earlier = _earlier(given, area, category, actor)
    similar = cases.similar_cases(
        actor=actor, area=area, text=text, category=category, place_text=given["place_text"]
    )
    return Advice(
        suggestions, given["category"], guess.area, list(guess.candidates), guess.words,
        [row for row in similar if row.id not in {e.id for e in earlier}], earlier,
    )  # fmt: skip


def _earlier(
    given: Mapping[str, str], area: str, category: str, actor: Actor
) -> list[cases.EarlierCase]:
    """What the caller has brought here before, and what is still being worked on."""
    return cases.earlier_cases(
        actor=actor, phone=given["reporter_phone"], area=area, category=category
    )


def _area(given: Mapping[str, str], actor: Actor) -> str:
    """The place as it stands in the form, if it is a place already."""
    own = own_villages(actor)
    if len(own) == 1:
        return own[0].code
    said = given["place"]
    row = places.area_find(given["area"], actor=actor) if given["area"] else None
    if row is not None and (not said or said == row.display_name):
        return row.code
    return next((row.code for row in own if row.display_name == said), "")


def _place_in(
    text: str, given: Mapping[str, str], actor: Actor, prefixes: list[str]
) -> places.PlaceGuess:
    """The place that the text names, among those where the actor takes matters in."""
    if given["place"] or given["area"] or len(own_villages(actor)) == 1:
        return places.PlaceGuess()
    near = next(iter(prefixes), "").ljust(CODE_DIGITS, "0")[:CODE_DIGITS] if prefixes else ""
    guess = places.places_in_text(text, actor=actor, near=near)
    own = tuple(prefixes)
    if guess.area is not None:
        return guess if guess.area.code.startswith(own) else places.PlaceGuess()
    left = [row for row in guess.candidates if row.code.startswith(own)]
    return places.PlaceGuess(None, tuple(left[:OFFERED_PLACES]), guess.words)
