"""Who keeps the village's card."""

from __future__ import annotations

import pytest

from lianxin.domain.orgs.factories import BOSS
from lianxin.domain.orgs.tests.cards import NEXT, VILLAGE
from lianxin.domain.places.factories import area as make_area
from lianxin.domain.users.factories import actor
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes.services import load_defaults as load_codes


@pytest.fixture
def clerk(db: None) -> Actor:
    """Who keeps the village's card."""
    load_codes(actor=BOSS)
    for code in (VILLAGE, NEXT):
        make_area(code)
    return actor("R06", VILLAGE)
