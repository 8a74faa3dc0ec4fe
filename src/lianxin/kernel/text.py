"""Words for search: one function for what is stored and what is asked.

A run of Chinese characters becomes its pairs of neighbours, so that every word of two or more
characters is found wherever it stands, without a dictionary. Other letters and digits stay whole
words, in lower case. A single character is found wherever it stands as well: as a question it
matches every pair that begins with it, and the index also holds the last character of each run.
"""

from __future__ import annotations

import re
import unicodedata

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, Value

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
RUN = re.compile(rf"([{HAN}]+)|((?:(?![{HAN}])[^\W_])+)")
MAX_WORD = 64
MAX_ASKED = 32


def tokens(text: str) -> list[str]:
    """The search words of a text, in order, without repeats."""
    found: dict[str, None] = {}
    for han, other in _runs(text):
        if other or len(han) == 1:
            found[other or han] = None
        else:
            found.update(dict.fromkeys(han[i : i + 2] for i in range(len(han) - 1)))
    return list(found)


def tsquery(text: str) -> str | None:
    """The same words as a raw tsquery in which all must occur; None if nothing can be searched.

    Holds nothing but letters, digits and its own quotes, so it is safe for
    `SearchQuery(…, search_type="raw", config="simple")`. A very long question is cut short.
    """
    words = tokens(text)[:MAX_ASKED]
    return " & ".join(f"'{w}':*" if len(w) == 1 else f"'{w}'" for w in words) or None


def search_vector_value(text: str) -> Func:
    """The stored form of a text, to be written to a SearchVectorField."""
    ends = (han[-1] for han, _ in _runs(text) if han)
    words = dict.fromkeys([*tokens(text), *ends])
    return Func(
        Value(" ".join(words)),
        function="to_tsvector",
        template="%(function)s('simple', %(expressions)s)",
        output_field=SearchVectorField(),
    )


def _runs(text: str) -> list[tuple[str, str]]:
    """Runs of Chinese characters and of other letters; full-width signs count as plain ones."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return [(han, other[:MAX_WORD]) for han, other in RUN.findall(plain)]
