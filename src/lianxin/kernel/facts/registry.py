"""Every kind of event by its name; the name in the row leads back to the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lianxin.kernel.facts.event import Event

_classes: dict[str, type[Event]] = {}


def register(cls: type[Event]) -> None:
    """Take a class in as it is defined. A name belongs to one class for ever.

    Raises: TypeError.
    """
    known = _classes.get(cls.__name__)
    if known is not None and _place(known) != _place(cls):
        raise TypeError(f"Two events are called {cls.__name__}: {_place(known)}, {_place(cls)}")
    _classes[cls.__name__] = cls


def event_class(kind: str) -> type[Event]:
    """The class that a kept fact belongs to.

    Raises: LookupError.
    """
    return _classes[kind]


def event_classes() -> list[type[Event]]:
    """All events that can be recorded: the classes that no other event is made from."""
    return [cls for _, cls in sorted(_classes.items()) if not cls.__subclasses__()]


def _place(cls: type[Event]) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"
