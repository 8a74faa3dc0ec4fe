"""A real browser for the journeys: Debian's Chromium, Chinese, Shanghai."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
STRICT = os.environ.get("CI") == "true" or os.environ.get("REQUIRE_BROWSER") == "1"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a browser the journeys say what is missing; under CI that is an error."""
    why = _missing()
    for item in items if why else ():
        if {"page", "browser", "context"} & set(getattr(item, "fixturenames", ())):
            if STRICT:
                raise pytest.UsageError(why)
            item.add_marker(pytest.mark.skip(reason=why))


def _missing() -> str:
    install = "apt-get install -y --no-install-recommends"
    if not CHROMIUM:
        return f"no chromium: {install} chromium fonts-noto-cjk"
    fonts = subprocess.run(
        ["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False
    )
    return "" if fonts.stdout.strip() else f"no Chinese font: {install} fonts-noto-cjk"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a downloaded one."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A phone in Fuxin."""
    return {
        **browser_context_args,
        "viewport": {"width": 390, "height": 844},
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "geolocation": {"latitude": 42.0621, "longitude": 121.6573},
        "permissions": ["geolocation"],
    }


def _trigger(state: str) -> None:
    """The table of facts refuses to be emptied; between two journeys it must be."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE facts_fact {state} TRIGGER fact_not_emptied")


@pytest.fixture(scope="session", autouse=True)
def _facts_may_go_after_a_journey() -> Iterator[None]:
    empty = TransactionTestCase._fixture_teardown

    def emptied(case: TransactionTestCase) -> None:
        _trigger("DISABLE")
        try:
            empty(case)
        finally:
            _trigger("ENABLE")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptied)
        yield
