"""What several files of these tests begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from lianxin.domain.cases.tests.story import at, with_leaders
from lianxin.kernel.codes.selectors import forget
from tests.cast import Cast


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    """Tuesday a week before 春节; Saturday the 14th is worked, the 15th to the 23rd are off."""
    with time_machine.travel(at("2026-02-10T09:00"), tick=False) as found:
        yield found


@pytest.fixture
def led(travel: object, cast: Cast) -> Iterator[Cast]:
    """The cast at that time, with its leaders in office."""
    yield with_leaders(cast)
    forget()
