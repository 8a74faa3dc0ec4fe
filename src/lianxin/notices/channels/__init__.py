"""The ways out, behind one interface. A new way is one file here and one line in the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol
from uuid import UUID

from django.conf import settings

from lianxin.notices.rules import Kind


@dataclass(frozen=True)
class Outgoing:
    """What a channel gets to know. `id` never changes between tries: the key against doubling."""

    id: UUID
    to: str
    text: str
    stream: str = ""
    link: str = ""


@dataclass(frozen=True)
class Receipt:
    """The other side has taken the message over. `reference`: what it calls it."""

    reference: str = ""


class NotSent(Exception):
    """Not taken over this time; another try may help. The words hold no number and no text."""


class Refused(Exception):
    """Never to be taken over, however often it is tried: a wrong number, a forbidden text."""


class Channel(Protocol):
    """One way out."""

    def send(self, message: Outgoing) -> Receipt:
        """Hand the message over. Handing it over twice under one id must reach people once.

        Raises: NotSent, Refused.
        """


_modules: Mapping[Kind, str] = {
    Kind.CONSOLE: "console",
    Kind.SMS: "sms_http",
    Kind.LOUDSPEAKER: "loudspeaker",
    Kind.IN_APP: "in_app",
}


def channel(kind: Kind) -> Channel:
    """The channel of a kind, as the settings want it."""
    make: Callable[[], Channel] = import_module(f"{__name__}.{_modules[kind]}").make
    return make()


def sms_kind() -> Kind | None:
    """How text messages leave this installation; None if they do not, and then none is promised."""
    if settings.SMS_URL:
        return Kind.SMS
    return Kind.CONSOLE if settings.DEMO or settings.DEBUG else None
