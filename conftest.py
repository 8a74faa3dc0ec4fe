"""Fixtures for every test: the database, and the cast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

SLOWEST = ("test_loop.py", "test_bench.py", "test_kill.py")
"""Files that take minutes begin first, so that the other processes are not done long before."""
JOBS = ("procrastinate_jobs", "procrastinate_workers", "procrastinate_periodic_defers")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in SLOWEST)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Each worker of a parallel run has a database of its own."""
    from pytest_django.fixtures import _set_suffix_to_test_databases

    worker = getattr(request.config, "workerinput", {}).get("workerid")
    if worker:
        _set_suffix_to_test_databases(suffix=worker)


@pytest.fixture(scope="session", autouse=True)
def between_tests() -> Iterator[Callable[[], None]]:
    """After a test with real commits the facts go, though their table refuses to be emptied.

    So do the jobs, whose tables Django does not manage and therefore leaves alone.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    empty = TransactionTestCase._fixture_teardown

    def emptied(case: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(JOBS)} CASCADE")
            cursor.execute("ALTER TABLE facts_fact DISABLE TRIGGER fact_not_emptied")
        try:
            empty(case)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE facts_fact ENABLE TRIGGER fact_not_emptied")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptied)
        yield lambda: emptied(TransactionTestCase(methodName="__init__"))


@pytest.fixture(autouse=True)
def _fresh_caches() -> Any:
    """What a process remembers of tables does not outlive a test."""
    from django.core.cache import cache

    from lianxin.domain.places import selectors as places
    from lianxin.kernel.codes import selectors as codes

    cache.clear()
    codes.forget()
    getattr(places, "forget", lambda: None)()
    yield
    codes.forget()


@pytest.fixture
def november() -> Iterator[Any]:
    """Monday, 2 November 2026, nine o'clock, until the test moves on: no holiday for weeks."""
    import time_machine

    with time_machine.travel("2026-11-02T09:00+08:00", tick=False) as found:
        yield found


@pytest.fixture
def cast(db: Any) -> Any:
    """王奶奶, 老李, 小赵, 孙姐, 大周, 小何 and 老钱, ready to act."""
    from tests.again import again
    from tests.cast import build

    return again("cast", build)


@pytest.fixture
def water(cast: Any) -> Any:
    """The county's water bureau, with somebody at work."""
    from lianxin.domain.cases.tests.story import water_bureau

    return water_bureau(cast)
