"""Browsers for tests that cross several pages, and what is read from them."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.test import Client

from lianxin.kernel.facts import Fact
from tests.cast import Cast


def at_desk(cast: Cast, who: str) -> Client:
    """Somebody of the cast, logged in on a browser of their own."""
    client = Client()
    client.force_login(cast.users[who], "lianxin.domain.users.backends.Accounts")
    return client


def words(answer: Any) -> str:
    """The words of an answer, with entities read."""
    return unescape(answer.content.decode())


def facts() -> int:
    """How many facts have been written."""
    return Fact.objects.count()
