"""Fixtures for every test: the database, and the cast."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Each worker of a parallel run has a database of its own."""
    from pytest_django.fixtures import _set_suffix_to_test_databases

    worker = getattr(request.config, "workerinput", {}).get("workerid")
    if worker:
        _set_suffix_to_test_databases(suffix=worker)


@pytest.fixture(autouse=True)
def _fresh_caches() -> Any:
    """What a process remembers of tables does not outlive a test."""
    from lianxin.domain.places import selectors as places
    from lianxin.kernel.codes import selectors as codes

    codes.forget()
    getattr(places, "forget", lambda: None)()
    yield
    codes.forget()


@pytest.fixture
def cast(db: Any) -> Any:
    """王奶奶, 老李, 小赵, 孙姐, 大周, 小何 and 老钱, ready to act."""
    from tests.cast import build

    return build()
