"""The egg shop opens with nothing told and nothing out of order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lianxin.kernel.facts.testing import wired
from lianxin.kernel.facts.tests import sample


@pytest.fixture
def shop() -> Iterator[None]:
    """Sales are told and counted after the commit."""
    sample.seen.clear()
    sample.broken.clear()
    with wired(in_transaction={}, after_commit={sample.EggsSold: [sample.tell, sample.count]}):
        yield
