"""Learn from confirmed matters which words lead to which category; only the nightly job loads this."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from lianxin.domain.cases.suggest.rules import grams, shares
from lianxin.domain.cases.suggest.scorer import Scorer

Told = tuple[str, str]
STRENGTH = 0.5
MOST_GRAMS = 20_000
# A gram of one text only teaches nothing, and may be a piece of a name.
LEAST_TEXTS = 2
HELD_OUT_OF = 5
TEMPERATURES = (0.05, 0.08, 0.12, 0.18, 0.27, 0.4, 0.6, 0.9)


@dataclass(frozen=True)
class Score:
    """How a scorer did on matters that it has not learnt from."""

    n: int
    first: float
    among_three: float

    @property
    def points(self) -> float:
        """One number to compare by: the first suggestion counts, and so does being among three."""
        return self.first + self.among_three


def is_held_out(key: str) -> bool:
    """Is a matter kept for judging? Always the same fifth, so no version has learnt from it."""
    return hashlib.sha256(key.encode()).digest()[0] % HELD_OUT_OF == 0


def learn(told: Sequence[Told], held_out: Sequence[Told]) -> Scorer:
    """A linear model over pairs of signs, its shares fitted to how often it is right."""
    texts, labels = [text for text, _ in told], [code for _, code in told]
    reader = TfidfVectorizer(
        analyzer=grams,
        sublinear_tf=True,
        min_df=LEAST_TEXTS,
        max_features=MOST_GRAMS,
        dtype=np.float32,
    )
    rows = reader.fit_transform(texts)
    model = LinearSVC(C=STRENGTH, random_state=0).fit(rows, labels)
    vocabulary = tuple(sorted(reader.vocabulary_, key=reader.vocabulary_.__getitem__))
    classes = tuple(str(code) for code in model.classes_)
    coefficients, intercept = model.coef_, model.intercept_
    if len(classes) == 2:
        coefficients, intercept = (
            np.vstack([-coefficients, coefficients]),
            np.r_[-intercept, intercept],
        )
    weights, bias = coefficients.T.astype(np.float16), intercept.astype(np.float32)
    rarity = reader.idf_.astype(np.float32)
    made = Scorer(vocabulary, rarity, weights, bias, classes, TEMPERATURES[3])
    return Scorer(vocabulary, rarity, weights, bias, classes, _temperature(made, held_out))


def _temperature(scorer: Scorer, held_out: Sequence[Told]) -> float:
    """The temperature under which the shares surprise least."""
    seen = [
        ([verdict.score for verdict in found], next(i for i, v in enumerate(found) if v.code == code))
        for text, code in held_out
        if code in scorer.classes and (found := scorer.top(text, n=len(scorer.classes)))
    ]  # fmt: skip
    if not seen:
        return scorer.temperature

    def surprise(temperature: float) -> float:
        return -sum(math.log(max(shares(s, temperature)[at], 1e-9)) for s, at in seen)

    return min(TEMPERATURES, key=surprise)


def judge(scorer: Scorer, held_out: Sequence[Told]) -> Score:
    """How often the first suggestion, and one of three, is what a person chose."""
    first = among = 0
    for text, code in held_out:
        found = [verdict.code for verdict in scorer.top(text, n=3)]
        first += found[:1] == [code]
        among += code in found
    n = len(held_out)
    return Score(n, first / n, among / n) if n else Score(0, 0.0, 0.0)
