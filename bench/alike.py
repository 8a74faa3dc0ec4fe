"""Reports of the same matter: a constructed set, the weights fitted on it, and how well they do.

`python -m bench.alike` prints precision and recall. Events are drawn from the demonstration's
texts; some are told again in other words, some days later, from another mouth, with slips.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from lianxin.domain.cases.rules import similar

MATTERS = Path(__file__).parents[1] / "demo" / "data" / "matters.json"
OPENINGS = ("您好，", "反映个事，", "麻烦问一下，", "领导，", "", "", "", "")
ENDINGS = ("请给看看。", "谢谢。", "盼回话。", "大伙都着急。", "", "", "")
SLIPS = str.maketrans("在的做坏水车", "再地作怀氺车")
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)


@dataclass(frozen=True)
class Told:
    """One report: of which event it truly is, and what the desk knows of it."""

    event: int
    village: int
    day: float
    category: str
    text: str
    place_text: str

    @property
    def seen(self) -> similar.Report:
        return similar.report_of(
            category=self.category, day=self.day, text=self.text, place_text=self.place_text
        )


@dataclass(frozen=True)
class Trouble:
    """How much goes wrong in a set."""

    wrong_category: float = 0.25
    no_spot: float = 0.08
    slip: float = 0.12


def examples() -> dict[str, list[str]]:
    """The catalogue's own sentences."""
    file = resources.files("lianxin.domain.cases") / "data" / "category_examples.json"
    read: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))
    return read


def rarity() -> dict[str, float]:
    """How rare pairs are in the catalogue's sentences: what is known on the first day."""
    return similar.rarity_of([text for texts in examples().values() for text in texts])


class Maker:
    """Invents a year of reports."""

    def __init__(self, seed: int, trouble: Trouble) -> None:
        self._dice = random.Random(seed)
        self._trouble = trouble
        self._table = json.loads(MATTERS.read_text(encoding="utf-8"))
        self._kinds = self._table["matters"]
        self._weights = [kind["w"] for kind in self._kinds]
        self._examples = examples()

    def reports(self, villages: int, events_each: float) -> list[Told]:
        """All reports by village and day."""
        made: list[Told] = []
        event = 0
        for village in range(villages):
            lively = self._dice.gammavariate(1.2, events_each / 1.2)
            for _ in range(max(1, round(lively))):
                event += 1
                made += self._event(event, village)
        return sorted(made, key=lambda told: (told.village, told.day))

    def _event(self, event: int, village: int) -> Iterator[Told]:
        kind = self._dice.choices(self._kinds, self._weights)[0]
        day, spot = self._dice.uniform(0, 365), self._dice.choice(self._table["slots"]["spot"])
        times = 1
        if self._dice.random() < 0.28:
            times += 1
            while self._dice.random() < 0.55 and times < 40:
                times += 1
        for n in range(times):
            later = min(self._dice.expovariate(1 / 2.5), 20.0) if n else 0.0
            yield self._report(Told(event, village, day + later, kind["c"], "", ""), kind, spot)

    def _report(self, told: Told, kind: dict[str, list[str]], spot: str) -> Told:
        dice, trouble = self._dice, self._trouble
        knows = dice.random() >= trouble.no_spot
        words = dice.choice([*kind["t"], *kind["t"], *self._examples.get(told.category, [])])
        has_spot = "{spot}" in words
        text = words.replace("{spot}", spot if knows else "")
        for slot, values in self._table["slots"].items():
            text = text.replace(f"{{{slot}}}", dice.choice(values))
        place = "" if not knows or has_spot and dice.random() < 0.5 else spot
        if dice.random() < trouble.slip:
            text = self._slip(text)
        category = told.category
        if dice.random() < trouble.wrong_category:
            category = dice.choices(self._kinds, self._weights)[0]["c"]
        whole = f"{dice.choice(OPENINGS)}{text}{dice.choice(ENDINGS)}"
        return replace(told, category=category, text=whole, place_text=place)

    def _slip(self, text: str) -> str:
        """A sign left out, two changed places, or one taken for another."""
        at = self._dice.randrange(max(1, len(text) - 1))
        way = self._dice.randrange(3)
        if way == 0:
            return text[:at] + text[at + 1 :]
        if way == 1:
            return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
        return text.translate(SLIPS)


@dataclass(frozen=True)
class Pair:
    """Two reports of one village within the window."""

    one: int
    other: int
    features: tuple[float, ...]
    score: float
    is_same: bool


def pairs(told: Sequence[Told], known: dict[str, float]) -> list[Pair]:
    """Every report with the earlier ones of its village that could still be the same matter."""
    seen = [report.seen for report in told]
    made = []
    for i, report in enumerate(told):
        for j in range(i - 1, -1, -1):
            if told[j].village != report.village or report.day - told[j].day > similar.WINDOW_DAYS:
                break
            made.append(
                Pair(
                    i,
                    j,
                    similar.features(seen[i], seen[j], known),
                    similar.score(seen[i], seen[j], known),
                    told[j].event == report.event,
                )
            )
    return made


def precision_recall(found: Sequence[Pair], threshold: float) -> tuple[float, float]:
    """Of what is said to be the same, how much is; of what is the same, how much is said."""
    said = [pair for pair in found if pair.score >= threshold]
    right = sum(pair.is_same for pair in said)
    every = sum(pair.is_same for pair in found)
    return right / max(1, len(said)), right / max(1, every)


def among_three(found: Sequence[Pair]) -> float:
    """Of the reports that repeat an event: how many show it among the three that the desk offers."""
    by_report: dict[int, list[Pair]] = {}
    for pair in found:
        by_report.setdefault(pair.one, []).append(pair)
    repeats = [group for group in by_report.values() if any(pair.is_same for pair in group)]
    shown = 0
    for group in repeats:
        best = sorted(group, key=lambda pair: -pair.score)[:3]
        shown += any(pair.is_same and pair.score >= similar.SHOWN_FROM for pair in best)
    return shown / max(1, len(repeats))


def fit(found: Sequence[Pair]) -> similar.Weights:
    """The weights that a logistic regression finds."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=10, max_iter=2000)
    model.fit([pair.features for pair in found], [pair.is_same for pair in found])
    same, like, days, meets, apart = (round(float(w), 2) for w in model.coef_[0])
    return similar.Weights(
        start=round(float(model.intercept_[0]), 2), same_category=same, likeness=like, days=days,
        same_spot=meets, other_spot=apart,
    )  # fmt: skip


# Quiet villages have 16 matters a year, lively ones 60: (villages, matters each).
SIZES = {"quiet": (300, 16), "lively": (80, 60)}
TROUBLES = {
    "a quarter of the categories wrong": Trouble(),
    "categories right": Trouble(wrong_category=0),
    "spots unknown": Trouble(no_spot=1),
    "a third of the categories wrong, half of the spots unknown": Trouble(0.33, 0.5, 0.3),
}
HALF_YEAR = 182


def main() -> None:
    """Fit on the first half of the year, show the second."""
    known, first = rarity(), list[Pair]()
    out = sys.stdout.write
    for name, trouble in TROUBLES.items():
        for size, (villages, each) in SIZES.items():
            told = Maker(7, trouble).reports(villages, each)
            found = pairs(told, known)
            if trouble.wrong_category and trouble.no_spot < 1:
                first += [pair for pair in found if told[pair.one].day <= HALF_YEAR]
            later = [pair for pair in found if told[pair.one].day > HALF_YEAR]
            line = [
                f"{t} P {p:.3f} R {r:.3f}"
                for t in THRESHOLDS
                for p, r in [precision_recall(later, t)]
            ]
            out(f"{name}, {size} villages: {len(told)} reports, "
                f"{len(found) / len(told):.1f} candidates each, top 3 {among_three(later):.3f}\n"
                f"    {' · '.join(line)}\n")  # fmt: skip
    out(f"fitted {fit(first)}\nin use {similar.FITTED}\n")


if __name__ == "__main__":
    main()
