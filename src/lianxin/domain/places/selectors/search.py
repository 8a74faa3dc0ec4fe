"""Find a village by what people call it."""

from __future__ import annotations

from lianxin.domain.places.rules import Level, core_name
from lianxin.domain.places.selectors._shared import AREAS, Shared
from lianxin.domain.places.selectors.tree import AreaRow, tree
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor

MAX_TERMS = 5
MAX_TEXT = 60
Entry = tuple[str, str, AreaRow]


def _build() -> list[Entry]:
    held = tree()
    return [
        (
            core_name(row.short_name),
            " ".join(core_name(above.short_name) for above in held.above(row.code)[1:]),
            row,
        )
        for row in held.rows.values()
        if row.level == Level.VILLAGE
    ]


_shared = Shared((AREAS,), _build)


def search_villages(text: str, *, actor: Actor, within: str = "", limit: int = 20) -> list[AreaRow]:
    """Villages whose name is like the text, best first, nearest spelling before longer names.

    村, 屯, 社区 may be left out or mixed up; the township may stand before, with or without a
    space. `within`: only inside this code prefix. A number finds the village with that code.
    """
    terms = [term for part in text[:MAX_TEXT].split() if (term := core_name(part))][:MAX_TERMS]
    if not terms:
        return []
    today = clock.today()
    scored = (
        (rank, len(core), row)
        for core, path, row in _shared.get()
        if row.code.startswith(within)
        and row.is_valid_on(today)
        and (rank := _rank(terms, core, path, row.code)) is not None
    )
    return [row for _, _, row in sorted(scored, key=lambda s: (s[0], s[1], s[2].code))[:limit]]


def _rank(terms: list[str], core: str, path: str, code: str) -> int | None:
    """How well a village fits: the last term names the village, those before say where it is."""
    *where, name = terms
    if not all(term in path for term in where):
        return None
    if name in (core, code):
        return 0
    if core.startswith(name):
        return 1
    if name in core:
        return 2
    return 3 if _is_joined(name, core, path) else None


def _is_joined(name: str, core: str, path: str) -> bool:
    """卧凤沟小新立屯, 卧凤沟乡小新立屯: the township written before the village without a space."""
    for above in path.split():
        if name.startswith(above):
            rest = name.removeprefix(above).lstrip("乡镇街道县区市省")
            if rest and core.startswith(rest):
                return True
    return False
