"""A real browser for the journeys: Debian's Chromium, Chinese, Shanghai."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from lianxin.domain.places.services import packaged_import
from lianxin.kernel.actor import system
from tests.cast import Cast, build
from tests.journeys.witness import Witness, watching

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
expect.set_options(timeout=15_000)  # a busy machine is not a broken page
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


@pytest.fixture
def county(transactional_db: None) -> Cast:
    """The cast among all of Fuxin's real townships and villages."""
    packaged_import(actor=system("journey"))
    return build(places=())


@pytest.fixture
def witness(
    request: pytest.FixtureRequest,
    browser: Browser,
    browser_context_args: dict[str, Any],
    live_server: Any,
) -> Iterator[Witness]:
    """Somebody who looks at every page; the pictures lie in build/journeys."""
    name = request.node.name.split("[")[0].removeprefix("test_")
    yield from watching(browser, browser_context_args, live_server.url, name)
