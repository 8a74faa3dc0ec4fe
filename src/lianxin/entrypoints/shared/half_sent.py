"""A body that ends before its announced length is told, instead of being read as a shorter one.

A server hands over what came before the line broke; without this, half an answer would be sent
to a villager as if it were whole.
"""

from __future__ import annotations

from io import IOBase
from typing import Protocol


class Stream(Protocol):
    """What a server gives to read a body from."""

    def read(self, size: int = -1, /) -> bytes: ...
    def readline(self, size: int = -1, /) -> bytes: ...


class Body(IOBase):
    """A body of a known length; reading past an early end is an error.

    Raises: OSError.
    """

    def __init__(self, source: Stream, length: int) -> None:
        self._source, self._left = source, length

    def read(self, size: int = -1, /) -> bytes:
        """Exactly so many bytes, fewer only at the announced end."""
        wanted = self._left if size < 0 else min(size, self._left)
        parts = []
        while wanted:
            part = self._took(self._source.read(wanted))
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)

    def readline(self, size: int | None = -1, /) -> bytes:
        """One line."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        return self._took(self._source.readline(wanted)) if wanted else b""

    def _took(self, part: bytes) -> bytes:
        if not part:
            raise OSError("The body ended before its announced length.")
        self._left -= len(part)
        return part
