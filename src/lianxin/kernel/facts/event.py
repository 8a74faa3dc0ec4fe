"""What an event is, and how it becomes a row."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any, ClassVar

MAX_BODY = 4000


@dataclass(frozen=True)
class Event:
    """Something that has happened. Fields are ids, codes, dates and counts; never people's words."""

    public: ClassVar[bool] = False
    stream: str

    @classmethod
    def kind(cls) -> str:
        """The name under which the fact is kept."""
        return cls.__name__

    def body(self) -> dict[str, Any]:
        """The fields as plain values, without the stream.

        Raises: TypeError for a value that is not a string, a whole number, a yes/no or a list of strings.
        """
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "stream"}
        for name, value in values.items():
            if not _is_plain(value):
                raise TypeError(f"{self.kind()}.{name} is not plain: {value!r}")
        return values


def _is_plain(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(isinstance(item, str) for item in value)
    return value is None or isinstance(value, str | bool | int)


def canonical(body: dict[str, Any]) -> str:
    """One text for one body: keys sorted, no spaces, no escapes."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def event_class(kind: str) -> type[Event]:
    """The class that a kept fact belongs to.

    Raises: LookupError.
    """
    stack = [Event]
    while stack:
        for sub in stack.pop().__subclasses__():
            if sub.__name__ == kind:
                return sub
            stack.append(sub)
    raise LookupError(kind)


def event_of(kind: str, stream: str, body: dict[str, Any]) -> Event:
    """Read a kept fact back; fields that the class no longer has are left out."""
    cls = event_class(kind)
    names = {f.name for f in fields(cls)}
    return cls(stream=stream, **{k: v for k, v in body.items() if k in names})
