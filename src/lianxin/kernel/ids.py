"""Ids that any device can make without asking: UUID version 7 (RFC 9562)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random

import uuid_utils

from lianxin.kernel import clock
from lianxin.kernel.errors import Invalid

_dice: ContextVar[Random | None] = ContextVar("dice", default=None)


def new() -> uuid.UUID:
    """A new id; later ids sort after earlier ones."""
    dice = _dice.get()
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes) if dice is None else _thrown(dice)


@contextmanager
def from_dice(dice: Random) -> Iterator[None]:
    """In here ids come from these dice and from kernel.clock, so that they can be had again.

    For the demo and for tests: the same seed makes the same rows. This thread or task alone.
    """
    token = _dice.set(dice)
    try:
        yield
    finally:
        _dice.reset(token)


def _thrown(dice: Random) -> uuid.UUID:
    """RFC 9562: 48 bits of milliseconds, the version, the variant, and chance."""
    milliseconds = int(clock.now().timestamp() * 1000)
    chance = dice.getrandbits(12) << 64 | 0b10 << 62 | dice.getrandbits(62)
    return uuid.UUID(int=milliseconds << 80 | 7 << 76 | chance)


def parse(text: str) -> uuid.UUID:
    """Read an id that came from outside.

    Raises: Invalid.
    """
    try:
        return uuid.UUID(text)
    except (ValueError, AttributeError, TypeError) as bad:
        raise Invalid("编号不对，请从页面重新打开。", code="bad_id") from bad
