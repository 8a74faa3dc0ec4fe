"""What an event is, and how it becomes a row."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from lianxin.kernel.facts import registry

MAX_TEXT = 120
MAX_BODY = 4000
# Whole numbers beyond this lose digits in a browser that checks the log.
MAX_NUMBER = 2**53
_names: Callable[[Any], tuple[str, ...]] = cache(lambda kind: tuple(f.name for f in fields(kind)))
"""The fields of a kind of event; asked for each fact that is kept or read."""


@dataclass(frozen=True)
class Event:
    """Something that has happened. Fields are ids, codes, dates and counts; never people's words.

    Declare fields as str, int, bool, list[str] or None: a reaction after the commit gets the event
    back from the row. `public`: the fact also becomes an entry of the transparency log.
    """

    public: ClassVar[bool] = False
    stream: str

    def __init_subclass__(cls) -> None:
        registry.register(cls)

    @classmethod
    def kind(cls) -> str:
        """The name under which the fact is kept."""
        return cls.__name__

    def body(self) -> dict[str, Any]:
        """The fields as plain values, without the stream; ids and dates as text.

        Raises: TypeError for what is not plain, ValueError for what is too long to be a code.
        """
        body = {
            name: _plain(f"{self.kind()}.{name}", getattr(self, name))
            for name in _names(type(self))
            if name != "stream"
        }
        if len(canonical(body)) > MAX_BODY:
            raise ValueError(f"{self.kind()} is too long for a fact")
        return body


def canonical(body: dict[str, Any]) -> str:
    """One text for one body: keys sorted, no spaces, no escapes."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def event_of(kind: str, stream: str, body: dict[str, Any]) -> Event:
    """Read a kept fact back; fields that the class no longer has are left out.

    Raises: LookupError.
    """
    cls = registry.event_class(kind)
    names = _names(cls)
    return cls(stream=stream, **{k: v for k, v in body.items() if k in names})


def _plain(name: str, value: object) -> Any:
    if isinstance(value, list | tuple):
        return [_text(name, item) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) >= MAX_NUMBER:
            raise ValueError(f"{name} is too large a number: {value}")
        return int(value)
    return _text(name, value)


def _text(name: str, value: object) -> str:
    """A code as it is; an id or a date as text. Moments are kept in UTC."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError(f"{name} does not say in which time zone it is: {value!r}")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if not isinstance(value, str):
        raise TypeError(f"{name} is not plain: {value!r}")
    if len(value) > MAX_TEXT or "".join(value.split()) != value:
        raise ValueError(f"{name} looks like people's words, not like a code")
    return str(value)
