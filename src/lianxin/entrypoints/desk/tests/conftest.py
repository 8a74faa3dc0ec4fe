"""The cast at the desk, each logged in on a browser of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast

LogIn = Callable[[str], Client]


@pytest.fixture
def at_desk(cast: Cast) -> LogIn:
    """`at_desk("dispatcher")` is 孙姐's browser."""

    def log_in(who: str) -> Client:
        client = Client()
        client.force_login(cast.users[who], backend="lianxin.domain.users.backends.Accounts")
        return client

    return log_in


def said(answer: Any) -> str:
    """The words of an answer."""
    return str(answer.content.decode())
