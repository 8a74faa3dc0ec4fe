"""People at the door."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from lianxin.domain.users import selectors
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor, Kind, Scope

DOOR = "lianxin.entrypoints.shared.tests.door"
PASSWORD = "gaoliang-honggu-2026"


@pytest.fixture
def dispatcher(db: None, monkeypatch: pytest.MonkeyPatch) -> object:
    """孙姐 may dispatch in her township."""
    user = get_user_model()(
        username="sunjie", name="孙姐（示例）", created_at=clock.now(), must_change_password=False
    )
    user.set_password(PASSWORD)
    user.save()
    scope = Scope(frozenset({"cases:dispatch"}), ("210921203",))
    monkeypatch.setattr(
        selectors,
        "standing_of",
        lambda u: (Actor(f"user:{u.pk}", u.name, Kind.STAFF, scopes=(scope,)), ("派单员",)),
    )
    return user


@pytest.fixture
def strict_client() -> Client:
    """A browser that gets error pages instead of exceptions."""
    return Client(raise_request_exception=False)
