"""Text in, a score for each category out: one matrix, however its weights came about.

With the weights of the catalogue's own words and examples the score is their likeness to the text
(cosine); with learnt weights it is what a linear model decides. Only numpy is needed to ask.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lianxin.domain.cases.suggest.rules import grams, shares

FORMAT = 1
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Verdict:
    """A category's score and share, and what each gram of the text added to the score."""

    code: str
    score: float
    share: float
    weights: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Scorer:
    """`vocabulary`: grams; `weights`: gram × class; `temperature`: how scores become shares."""

    vocabulary: tuple[str, ...]
    idf: Floats
    weights: NDArray[np.floating]
    intercept: Floats
    classes: tuple[str, ...]
    temperature: float

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {gram: row for row, gram in enumerate(self.vocabulary)}

    def top(self, text: str, *, n: int, among: frozenset[str] | None = None) -> list[Verdict]:
        """The n best categories, the best first; `among`: only these; nothing known, nothing said."""
        seen = Counter(gram for gram in grams(text) if gram in self._row_of)
        if not seen:
            return []
        known = list(seen)
        rows = [self._row_of[gram] for gram in known]
        x = np.array([1 + math.log(seen[gram]) for gram in known], np.float32) * self.idf[rows]
        x /= np.linalg.norm(x)
        added = self.weights[rows].astype(np.float32) * x[:, None]
        scores = added.sum(axis=0) + self.intercept
        share = shares(scores.tolist(), self.temperature)
        order = [i for i in np.argsort(-scores) if among is None or self.classes[i] in among]
        return [
            Verdict(
                self.classes[i],
                float(scores[i]),
                share[i],
                dict(zip(known, added[:, i].tolist(), strict=True)),
            )
            for i in order[:n]
        ]

    def to_bytes(self) -> bytes:
        """As a file: arrays only, nothing that could be executed when it is read."""
        out = io.BytesIO()
        np.savez_compressed(
            out,
            format=np.array([FORMAT]),
            vocabulary=np.array(self.vocabulary, dtype="U2"),
            idf=self.idf,
            weights=self.weights.astype(np.float16),
            intercept=self.intercept,
            classes=np.array(self.classes, dtype="U6"),
            temperature=np.array([self.temperature]),
        )
        return out.getvalue()


def from_bytes(raw: bytes) -> Scorer:
    """Read such a file.

    Raises: ValueError for anything else.
    """
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as file:
            if int(file["format"][0]) != FORMAT:
                raise ValueError("unknown format")
            read = Scorer(
                tuple(file["vocabulary"].tolist()),
                file["idf"],
                file["weights"],
                file["intercept"],
                tuple(file["classes"].tolist()),
                float(file["temperature"][0]),
            )
    except (ValueError, TypeError, KeyError, zipfile.BadZipFile, EOFError, OSError) as bad:
        raise ValueError("not a suggestion model") from bad
    if read.weights.shape != (len(read.vocabulary), len(read.classes)):
        raise ValueError("a suggestion model whose parts do not fit")
    return read


def idf_of(documents: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], Floats]:
    """The grams of all documents with their rarity: ln((1 + n) / (1 + df)) + 1."""
    held_by = Counter(gram for document in documents for gram in set(document))
    vocabulary = tuple(sorted(held_by))
    df = np.array([held_by[gram] for gram in vocabulary], np.float32)
    return vocabulary, (np.log((1 + len(documents)) / (1 + df)) + 1).astype(np.float32)


def nearest(texts: Sequence[str], codes: Sequence[str], *, temperature: float) -> Scorer:
    """A scorer that says how like a text is to one document of each category."""
    documents = [grams(text) for text in texts]
    vocabulary, idf = idf_of(documents)
    row_of = {gram: row for row, gram in enumerate(vocabulary)}
    weights = np.zeros((len(vocabulary), len(codes)), np.float32)
    for column, document in enumerate(documents):
        for gram, n in Counter(document).items():
            weights[row_of[gram], column] = (1 + math.log(n)) * idf[row_of[gram]]
    lengths = np.linalg.norm(weights, axis=0)
    weights /= np.where(lengths > 0, lengths, 1)
    return Scorer(
        vocabulary, idf, weights, np.zeros(len(codes), np.float32), tuple(codes), temperature
    )
