"""What a process remembers of the tables, and how it notices that they changed.

The area tree and the outlines are read a thousand times for each time they are written, so every
process keeps them in memory and compares the stamp of the edition. A thread that is itself inside
a writing transaction keeps its own copy: what it sees may still be rolled back.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection

from lianxin.domain.places.models import Edition

T = TypeVar("T")
_everything: list[Shared[Any]] = []
AREAS = "areas"
OUTLINES = "outlines"
RECHECK_SECONDS = 2.0
_thread = threading.local()


def thread_writes() -> None:
    """From now until its transaction ends this thread may see what nobody else can."""
    _thread.is_writing = True


def forget() -> None:
    """Drop what this process remembers of places."""
    _thread.is_writing = False
    for shared in _everything:
        shared.forget()


def _is_writing() -> bool:
    if not getattr(_thread, "is_writing", False):
        return False
    _thread.is_writing = connection.in_atomic_block
    return bool(_thread.is_writing)


class Shared(Generic[T]):
    """One value for all threads of this process, built anew when one of its editions changed."""

    def __init__(self, names: tuple[str, ...], build: Callable[[], T]) -> None:
        self._names = names
        self._build = build
        self._lock = threading.Lock()
        self._own = threading.local()
        self._held: tuple[frozenset[UUID], T] | None = None
        self._looked_at = 0.0
        _everything.append(self)

    def get(self) -> T:
        """The value as the tables stand, at most a few seconds old."""
        if _is_writing():
            own = self._current(getattr(self._own, "held", None))
            self._own.held = own
            return own[1]
        self._own.held = None
        held = self._held
        if held is not None and time.monotonic() - self._looked_at < RECHECK_SECONDS:
            return held[1]
        with self._lock:
            self._held = self._current(self._held)
            self._looked_at = time.monotonic()
            return self._held[1]

    def forget(self) -> None:
        """Build the value anew at the next call."""
        self._held = None
        self._own = threading.local()

    def _current(self, held: tuple[frozenset[UUID], T] | None) -> tuple[frozenset[UUID], T]:
        # The stamp is read before the rows: a change in between is noticed at the next look.
        stamps = frozenset(
            Edition.objects.filter(name__in=self._names).values_list("stamp", flat=True)
        )
        if held is not None and held[0] == stamps:
            return held
        return stamps, self._build()
