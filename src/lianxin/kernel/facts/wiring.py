"""Which reactions follow which event; set once at start from reactions.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lianxin.kernel.facts.event import Event

Reaction = Callable[..., Any]
Table = Mapping[type[Event], Sequence[Reaction]]

_in_transaction: dict[type[Event], tuple[Reaction, ...]] = {}
_after_commit: dict[type[Event], tuple[Reaction, ...]] = {}


def wire(*, in_transaction: Table, after_commit: Table) -> None:
    """Make these the reactions of the program.

    Raises: ValueError if a reaction stands twice under one event.
    """
    for held, given in ((_in_transaction, in_transaction), (_after_commit, after_commit)):
        for kind, reactions in given.items():
            names = [reaction_name(reaction) for reaction in reactions]
            if len(set(names)) < len(names):
                raise ValueError(f"A reaction to {kind.__name__} stands twice: {names}")
        held.clear()
        held.update({kind: tuple(reactions) for kind, reactions in given.items()})


def wired() -> tuple[Table, Table]:
    """The two tables as they are now: in the same transaction, after the commit."""
    return dict(_in_transaction), dict(_after_commit)


def in_transaction(kind: type[Event]) -> tuple[Reaction, ...]:
    """Reactions that commit together with their cause."""
    return _in_transaction.get(kind, ())


def after_commit(kind: type[Event]) -> tuple[Reaction, ...]:
    """Reactions that are delivered by a job afterwards."""
    return _after_commit.get(kind, ())


def reaction_name(reaction: Reaction) -> str:
    """The name under which a delivery is kept. Renaming a function loses what waits for it."""
    return f"{reaction.__module__.removeprefix('lianxin.')}.{reaction.__qualname__}"


def find(kind: type[Event], name: str) -> Reaction | None:
    """The reaction that a delivery was meant for; None if it is gone from the table."""
    return next((r for r in after_commit(kind) if reaction_name(r) == name), None)
