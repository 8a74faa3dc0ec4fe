"""Events and reactions of a shop that sells eggs, to try the machinery with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import transaction

from lianxin.kernel.actor import system
from lianxin.kernel.facts import Event, Fact, record
from lianxin.kernel.facts.models import Delivery

SHOP = system("shop")


@dataclass(frozen=True)
class EggsSold(Event):
    """Some eggs were sold."""

    public: ClassVar[bool] = True
    count: int
    hen: str = ""


@dataclass(frozen=True)
class EggsBroken(Event):
    """Some eggs fell down."""

    count: int


seen: list[tuple[str, int]] = []
broken: set[str] = set()


def tell(event: Any, *, actor: Any, fact: Fact) -> None:
    """Remember what was told; fails while the stream is out of order."""
    if event.stream in broken:
        raise ConnectionError("王奶奶的电话打不通")
    seen.append((event.stream, event.count))


def count(event: Any, *, actor: Any, fact: Fact) -> None:
    """A second reaction, which never fails."""
    seen.append((f"counted {event.stream}", event.count))


def forbid(event: Any, *, actor: Any, fact: Fact) -> None:
    """A reaction that refuses."""
    raise ValueError("no eggs today")


def sell(n: int, stream: str = "shop:1") -> Fact:
    """One sale in a transaction of its own."""
    with transaction.atomic():
        return record(EggsSold(stream, n), actor=SHOP)


def owed() -> list[tuple[int, str, int]]:
    """Position, reaction's short name and failed tries of what is waiting."""
    rows = Delivery.objects.waiting().select_related("fact").order_by("id")
    return [(d.fact.position, d.reaction.rpartition(".")[2], d.tries) for d in rows]
