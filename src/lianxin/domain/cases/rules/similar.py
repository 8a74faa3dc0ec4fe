"""How likely two reports of one village speak of the same matter. Pure.

Basis: domain.md §2.9 duplicates. The numbers are fitted by `python -m bench.alike`, which says how
well they do.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

WINDOW_DAYS = 21
MOST_SIGNS = 400
SHOWN_FROM = 0.3
LIKELY_FROM = 0.5
HAN_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
LANDMARK = re.compile(
    "村口|屯口|岔路口|三岔口|十字街|路口|道口|村部|大队部|队部|村委会|卫生室|卫生所|小学|中学|学校|幼儿园|广场|供销社"
    "|小卖部|超市|商店|饭店|加油站|大桥|小桥|桥头|桥洞|涵洞|老井|水井|机井|井边|河沿|河套|河沟|水库|大坑|泡子|水渠|大坝"
    "|林带|果园|坟地|大庙|敬老院|幸福院|候车亭|站点|粮库|猪场|鸡场|羊场|砖厂|采石场|老槐树|大柳树|大树|铁道|公路|停车场"
)
SIDE = re.compile("[东西南北前后上下](?:头|边|侧|街|沟|山|坡|院|屯|甸|洼|道|梁|岗|河沿|趟|排)")
NUMBERED = re.compile(r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:组|队|号楼?|巷|排|单元|栋)")
HOUSE = re.compile("老[\u4e00-\u9fff](?:头)?家")


@dataclass(frozen=True)
class Report:
    """What is compared of a report. `day`: any count of days; `spots`: where in the village."""

    category: str
    day: float
    pairs: frozenset[str]
    spots: frozenset[str]


@dataclass(frozen=True)
class Weights:
    """What speaks for one matter and what against it.

    Without a weight for category and likeness together: it does not do better, and would make a
    report of another category likelier than one of the same.
    """

    start: float
    same_category: float
    likeness: float
    days: float
    same_spot: float
    other_spot: float


FITTED = Weights(
    start=-0.94, same_category=3.68, likeness=8.22, days=-8.26, same_spot=1.44, other_spot=-2.6
)


def report_of(*, category: str, day: float, text: str, place_text: str = "") -> Report:
    """A report as it is compared."""
    return Report(category, day, *_signs(f"{place_text}。{text[:MOST_SIGNS]}"))


@lru_cache(maxsize=4096)
def _signs(words: str) -> tuple[frozenset[str], frozenset[str]]:
    """The same reports of a village are compared with every new one for three weeks."""
    return pairs_of(words), spots_of(words)


def pairs_of(text: str) -> frozenset[str]:
    """All pairs of neighbouring Chinese signs."""
    return frozenset(run[i : i + 2] for run in HAN_RUN.findall(text) for i in range(len(run) - 1))


def spots_of(text: str) -> frozenset[str]:
    """The spots in the village that a text names: 村口, 屯东头, 三组, 老李家."""
    text = unicodedata.normalize("NFKC", text)
    return frozenset(
        found for kind in (LANDMARK, SIDE, NUMBERED, HOUSE) for found in kind.findall(text)
    )


def likeness(one: frozenset[str], other: frozenset[str], rarity: Mapping[str, float]) -> float:
    """The part of their pairs that two texts share, rare pairs counting more (0–1)."""
    usual = rarity.get("", 1.0)
    shared = sum(rarity.get(pair, usual) for pair in one & other)
    whole = shared + sum(rarity.get(pair, usual) for pair in one ^ other)
    return shared / whole if whole else 0.0


def features(one: Report, other: Report, rarity: Mapping[str, float]) -> tuple[float, ...]:
    """Same category, likeness, days apart (as part of the window), same spot, other spot."""
    same = float(bool(one.category) and one.category == other.category)
    like = likeness(one.pairs, other.pairs, rarity)
    meets = bool(one.spots & other.spots)
    apart = bool(one.spots and other.spots) and not meets
    days = min(abs(one.day - other.day) / WINDOW_DAYS, 1.0)
    return same, like, days, float(meets), float(apart)


def score(
    one: Report, other: Report, rarity: Mapping[str, float], weights: Weights = FITTED
) -> float:
    """How likely both speak of the same matter (0–1); a person decides whether they do 疑似重复."""
    same, like, days, meets, apart = features(one, other, rarity)
    sum_of = (
        weights.start
        + weights.same_category * same
        + weights.likeness * like
        + weights.days * days
        + weights.same_spot * meets
        + weights.other_spot * apart
    )
    return 1 / (1 + math.exp(-sum_of))


def rarity_of(texts: list[str]) -> dict[str, float]:
    """How rare each pair is over many texts; "" stands for a pair that none of them holds."""
    held: dict[str, int] = {}
    for text in texts:
        for pair in pairs_of(text):
            held[pair] = held.get(pair, 0) + 1
    n = len(texts)
    found = {pair: math.log((1 + n) / (1 + df)) + 1 for pair, df in held.items()}
    found[""] = math.log(1 + n) + 1
    return found
