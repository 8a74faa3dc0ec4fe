"""The place that a text speaks of, read by the names of all places at once."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ahocorasick

from lianxin.domain.places.rules import Form, Level, Said, forms_of, is_doubtful, prefix_of
from lianxin.domain.places.selectors._shared import AREAS, Shared
from lianxin.domain.places.selectors.tree import AreaRow, Tree, tree
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor

MAX_TEXT = 2000
MAX_CANDIDATES = 12


@dataclass(frozen=True)
class PlaceGuess:
    """What a text says of the place. `area`: the one place it names beyond doubt.

    Without it `candidates` are the places that it may mean, to be asked; both empty: none named.
    `words`: how the text said it.
    """

    area: AreaRow | None = None
    candidates: tuple[AreaRow, ...] = ()
    words: str = ""


NOTHING = PlaceGuess()


@dataclass(frozen=True)
class Names:
    """The automaton over all forms, and who is called so: form → (nearness, code), …"""

    automaton: ahocorasick.Automaton
    whose: dict[str, list[tuple[Said, str]]]
    forms: dict[str, Form]


@dataclass(frozen=True)
class Hit:
    """A name found in the text."""

    start: int
    end: int
    level: str
    whose: tuple[tuple[Said, str], ...]
    is_doubtful: bool


def _build() -> Names:
    held = tree()
    whose: dict[str, dict[str, Said]] = defaultdict(dict)
    forms: dict[str, Form] = {}
    for code, row in held.rows.items():
        above = held.rows.get(row.parent)
        town = above.short_name if above and above.level == Level.TOWN else ""
        if row.level not in {Level.COUNTY, Level.TOWN, Level.VILLAGE}:
            continue
        for form in forms_of(row.short_name, row.level, is_rural=row.kind == "village", above=town):
            known = whose[form.text].get(code)
            whose[form.text][code] = form.said if known is None else min(known, form.said)
            first = forms.setdefault(form.text, form)
            if first.is_whole and not form.is_whole:
                forms[form.text] = form
    automaton = ahocorasick.Automaton()
    for text in forms:
        automaton.add_word(text, text)
    if forms:
        automaton.make_automaton()
    found = {text: sorted((said, c) for c, said in codes.items()) for text, codes in whose.items()}
    return Names(automaton, found, forms)


_shared = Shared((AREAS,), _build)


def places_in_text(text: str, *, actor: Actor, near: str = "") -> PlaceGuess:
    """The village or township that a text names; what is not certain is asked, never guessed.

    `near`: code of the reporter's or clerk's township; it decides between places of one name.
    """
    names, held = _shared.get(), tree()
    plain = unicodedata.normalize("NFKC", text[:MAX_TEXT])
    if not names.forms or not plain:
        return NOTHING
    hits = _hits(names, held, plain)
    wanted = [hit for hit in hits if hit.level == Level.VILLAGE]
    wanted = wanted or [hit for hit in hits if hit.level == Level.TOWN]
    if not wanted:
        return NOTHING
    found, words = _weigh(hits, wanted, near), plain[wanted[0].start : wanted[0].end]
    if isinstance(found, str):
        return PlaceGuess(held.rows[found], (), words)
    return PlaceGuess(None, tuple(held.rows[c] for c in found[:MAX_CANDIDATES]), words)


def _hits(names: Names, held: Tree, plain: str) -> list[Hit]:
    """The longest names that do not overlap, in the order of the text."""
    spans = [(end + 1 - len(form), end + 1, form) for end, form in names.automaton.iter(plain)]
    taken: list[Hit] = []
    for start, end, text in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if any(start < hit.end and hit.start < end for hit in taken):
            continue
        form = names.forms[text]
        doubt = is_doubtful(plain, start, end, is_bare=form.is_bare, is_whole=form.is_whole)
        taken += [
            Hit(start, end, level, tuple(whose), doubt)
            for level, whose in _by_level(names.whose[text], held)
        ]
    return sorted(taken, key=lambda hit: hit.start)


def _by_level(
    whose: Iterable[tuple[Said, str]], held: Tree
) -> Iterator[tuple[str, list[tuple[Said, str]]]]:
    """Who is called so, as they stand today: old names lead to what became of them."""
    today = clock.today()
    found: dict[str, dict[str, Said]] = defaultdict(dict)
    for said, code in whose:
        row = held.current(code)
        if row is not None and row.is_valid_on(today):
            found[row.level].setdefault(row.code, said)
    for level, codes in found.items():
        yield level, [(said, code) for code, said in codes.items()]


def _around(hits: list[Hit], wanted: list[Hit]) -> list[tuple[str, ...]]:
    """What the text itself says of where it is: townships first, then counties."""
    found = []
    spans = {(hit.start, hit.end) for hit in wanted}
    for level in (Level.TOWN, Level.COUNTY):
        said = [hit for hit in hits if hit.level == level and (hit.start, hit.end) not in spans]
        prefixes = {prefix_of(c) for hit in said if not hit.is_doubtful for _, c in hit.whose}
        if prefixes:
            found.append(tuple(prefixes))
    return found


def _weigh(hits: list[Hit], wanted: list[Hit], near: str) -> str | list[str]:
    """The code of the one place that is meant, or the codes to choose from."""
    around = _around(hits, wanted)
    meant = [_meant(hit, around, near) for hit in wanted]
    # 泡子: the village and the township are called alike without 村 and 镇.
    spans = {(hit.start, hit.end) for hit in wanted}
    twins = [h for h in hits if h not in wanted and (h.start, h.end) in spans]
    sure = {m.codes[0] for m in meant if m.is_sure}
    left = [m for m in meant if not m.is_sure and not sure.intersection(m.codes)]
    if len(sure) == 1 and not left and not twins:
        return next(iter(sure))
    found = {*sure, *(c for m in left for c in m.codes), *(c for h in twins for _, c in h.whose)}
    return sorted(found, key=lambda code: (not code.startswith(near[:9] or "-"), code))


@dataclass(frozen=True)
class Meant:
    """The places that one name may mean here; `is_sure`: exactly one, beyond doubt."""

    codes: list[str]
    is_sure: bool


def _meant(hit: Hit, around: list[tuple[str, ...]], near: str) -> Meant:
    """What the text says of where it is narrows first; the reporter's township only what is left."""
    left, fits = list(hit.whose), True
    for prefixes in around:
        inside = [(said, code) for said, code in left if code.startswith(prefixes)]
        left, fits = (inside, fits) if inside else (left, False)
    for prefix in (prefix_of(near), near[:9], near[:6]) if near else ():
        inside = [(said, code) for said, code in left if code.startswith(prefix)]
        if inside:
            left = inside
            break
    best = min(said for said, _ in left)
    codes = [code for said, code in left if said == best]
    return Meant(codes, fits and not hit.is_doubtful and len(codes) == 1)
