"""Find a village by what people call it."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.domain.places.rules import Level, core_name, prefix_of
from lianxin.domain.places.selectors._shared import AREAS, Shared
from lianxin.domain.places.selectors.tree import AreaRow, tree
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor

MAX_TERMS = 5
MAX_TEXT = 60
UNIT_WORDS = "乡镇街道县区市省"


@dataclass(frozen=True)
class Index:
    """`villages`: plain name, plain names of what is above, row. `above`: plain name, prefix."""

    villages: list[tuple[str, str, AreaRow]]
    above: list[tuple[str, str]]


def _build() -> Index:
    held = tree()
    cores = {code: core_name(row.short_name) for code, row in held.rows.items()}
    villages, above = [], []
    for code, row in held.rows.items():
        if row.level == Level.VILLAGE:
            path = " ".join(cores[a.code] for a in held.above(code)[1:])
            villages.append((cores[code], path, row))
        else:
            above.append((cores[code], prefix_of(code)))
    return Index(villages, above)


_shared = Shared((AREAS,), _build)


def search_villages(text: str, *, actor: Actor, within: str = "", limit: int = 20) -> list[AreaRow]:
    """Villages whose name is like the text, best first, nearest spelling before longer names.

    村, 屯, 社区 may be left out or mixed up; the township may stand before, with or without a
    space. `within`: only inside this code prefix. A number finds the village with that code.
    """
    terms = [term for part in text[:MAX_TEXT].split() if (term := core_name(part))][:MAX_TERMS]
    if not terms:
        return []
    *where, name = terms
    index = _shared.get()
    joined = _joined(name, "", index.above)
    today = clock.today()
    scored = [
        (rank, len(core), row)
        for core, path, row in index.villages
        if row.code.startswith(within)
        and (rank := _rank(name, core, row.code, joined)) is not None
        and all(term in path for term in where)
        and row.is_valid_on(today)
    ]
    return [row for _, _, row in sorted(scored, key=lambda s: (s[0], s[1], s[2].code))[:limit]]


def _rank(name: str, core: str, code: str, joined: list[tuple[str, str]]) -> int | None:
    """How well a village fits; None if it does not."""
    if name in (core, code):
        return 0
    if core.startswith(name):
        return 1
    if name in core:
        return 2
    fits = any(code.startswith(prefix) and core.startswith(rest) for prefix, rest in joined)
    return 3 if fits else None


def _joined(name: str, inside: str, above: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """卧凤沟小新立屯, 卧凤沟乡小新立屯: where it may be, and what is left as the village's name."""
    found: list[tuple[str, str]] = []
    for core, prefix in above:
        if not name.startswith(core) or not prefix.startswith(inside) or prefix == inside:
            continue
        rest = name.removeprefix(core).lstrip(UNIT_WORDS)
        if rest:
            found += [(prefix, rest), *_joined(rest, prefix, above)]
    return found
