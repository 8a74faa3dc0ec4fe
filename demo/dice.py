"""Chance that can be had again: everything invented is drawn from one seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

SEED = 210921
T = TypeVar("T")


class Dice(Random):
    """Draws by weight and spans of time, on top of the standard generator."""

    def chance(self, share: float) -> bool:
        """True in this share of all throws."""
        return self.random() < share

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One key, by its weight."""
        return self.choices(list(weights), list(weights.values()))[0]

    def one(self, items: Sequence[T]) -> T:
        """One of these, all alike."""
        return items[self.randrange(len(items))]

    def span(self, shortest: timedelta, longest: timedelta) -> timedelta:
        """A span between two, to the second."""
        return timedelta(
            seconds=self.randint(int(shortest.total_seconds()), int(longest.total_seconds()))
        )


def dice(purpose: str, as_of: date, seed: int = SEED) -> Dice:
    """Dice for one purpose, so that a change in one part leaves the others as they were."""
    return Dice(f"{seed}:{as_of.isoformat()}:{purpose}")
