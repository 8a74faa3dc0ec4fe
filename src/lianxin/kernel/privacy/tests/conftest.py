"""Key rings are read once per process; a test that changes them starts and ends with none."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from lianxin.kernel.privacy import keys


@pytest.fixture(autouse=True)
def _no_ring_remembered() -> Iterator[None]:
    keys._ring.cache_clear()
    yield
    keys._ring.cache_clear()


@pytest.fixture
def use_ring(settings: Settings) -> Callable[..., None]:
    """Start anew with these lines in the key file, as after a restart."""

    def use(*lines: str) -> None:
        settings.PRIVACY_KEYS = "\n".join(lines)
        keys._ring.cache_clear()

    return use
