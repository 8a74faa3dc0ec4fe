"""How a text becomes features, how scores become shares, and which words a suggestion went by."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MAX_SIGNS = 1000
MAX_SHOWN = 3
LONGEST_WORD = 6
HAN_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
# A pair of signs counts as a reason when it weighs at least this part of the heaviest one.
WEIGHTY = 0.35
# Words of every day that point to nothing, and signs that only hold a sentence together.
EVERYDAY = frozenset(
    [
        "一个",
        "今天",
        "昨天",
        "明天",
        "怎么",
        "多少",
        "能不",
        "不能",
        "什么",
        "时候",
        "我家",
        "家里",
        "没有",
        "不了",
        "几天",
        "这个",
        "那个",
        "可以",
        "一下",
        "出来",
        "上去",
        "有人",
        "他家",
        "月了",
        "天了",
        "年了",
        "个月",
        "人家",
        "现在",
        "知道",
        "就是",
        "不是",
        "还是",
        "有没",
        "么办",
        "咋办",
        "啥时",
        "候能",
        "我们",
        "他们",
        "你们",
        "请问",
        "请来",
        "来人",
        "看看",
        "一直",
        "都是",
        "不给",
        "没人",
        "说是",
        "到现",
        "问问",
        "您好",
        "你好",
        "谢谢",
        "好几",
        "不知",
    ]
)
LOOSE = "的了都就也还着"
LOOSE_END = LOOSE + "没不"


@dataclass(frozen=True)
class Suggestion:
    """A category that a text may belong to. `share`: 0–1; `because`: the words it went by."""

    code: str
    name: str
    share: float
    because: tuple[str, ...] = ()


def runs(text: str) -> list[str]:
    """The runs of Chinese signs; names of streets, numbers and emoji say nothing of a category."""
    return HAN_RUN.findall(unicodedata.normalize("NFKC", text[:MAX_SIGNS]))


def grams(text: str) -> list[str]:
    """Single signs and pairs of neighbours, as often as they occur."""
    found: list[str] = []
    for run in runs(text):
        found += run
        found += [run[i : i + 2] for i in range(len(run) - 1)]
    return found


def shares(scores: Sequence[float], temperature: float) -> list[float]:
    """Scores as parts of one; a lower temperature makes the first one surer."""
    if not scores:
        return []
    most = max(scores)
    raised = [math.exp((score - most) / temperature) for score in scores]
    whole = sum(raised)
    return [value / whole for value in raised]


def because(text: str, weights: Mapping[str, float], words: Iterable[str]) -> tuple[str, ...]:
    """The words of the text that spoke for a category, the heaviest first, at most three.

    `weights`: what each pair of signs added; `words`: the category's own words, named before any
    other piece of the text.
    """
    pieces = runs(text)
    plain = " ".join(pieces)
    own = {word: _weight(word, weights) for word in words if word and word in plain}
    telling = (v for gram, v in weights.items() if len(gram) == 2 and gram not in EVERYDAY)
    heavy = max(telling, default=0.0) * WEIGHTY
    other = {
        word: _weight(word, weights) for run in pieces for word in _stretches(run, weights, heavy)
    }
    chosen: list[str] = []
    for ranked in (own, other):
        for word in sorted(ranked, key=lambda w: (-ranked[w], plain.index(w))):
            if ranked[word] > 0 and not any(word in seen or seen in word for seen in chosen):
                chosen.append(word)
    return tuple(chosen[:MAX_SHOWN])


def _weight(word: str, weights: Mapping[str, float]) -> float:
    if len(word) == 1:
        return weights.get(word, 0.0)
    return sum(weights.get(word[i : i + 2], 0.0) for i in range(len(word) - 1))


def _stretches(run: str, weights: Mapping[str, float], heavy: float) -> list[str]:
    """Neighbouring heavy pairs as one piece: 清运 + 运车 → 清运车."""
    found, begin = [], -1
    for i in range(len(run)):
        is_heavy = heavy > 0 and weights.get(run[i : i + 2], 0.0) >= heavy and i + 1 < len(run)
        if is_heavy and begin < 0:
            begin = i
        elif not is_heavy and begin >= 0:
            found.append(run[begin : i + 1].strip(LOOSE).rstrip(LOOSE_END)[:LONGEST_WORD])
            begin = -1
    return [word for word in found if len(word) > 1 and not _is_everyday(word)]


def _is_everyday(word: str) -> bool:
    return all(word[i : i + 2] in EVERYDAY for i in range(len(word) - 1))
