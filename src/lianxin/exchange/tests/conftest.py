"""The county with five villages called 三家子, and with its neighbour."""

from __future__ import annotations

import pytest

from lianxin.domain.places.models import Area
from lianxin.kernel.actor import Actor
from tests.cast import PLACES, Cast, build

NEIGHBOUR = "210922000000"
MORE = (
    ("210921101000", "三家子镇", "三家子镇", "town", "镇", "210921000000"),
    ("210921102000", "旧庙镇", "旧庙镇", "town", "镇", "210921000000"),
    ("210921101201", "三家子村委会", "三家子村", "village", "village", "210921101000"),
    ("210921102201", "三家子村委会", "三家子村", "village", "village", "210921102000"),
    ("210921203204", "三家子村委会", "三家子村", "village", "village", "210921203000"),
    ("210921102202", "三家子社区居委会", "三家子社区", "village", "village", "210921102000"),
    (NEIGHBOUR, "彰武县", "彰武县", "county", "区县", "210900000000"),
    ("210922100000", "彰武镇", "彰武镇", "town", "镇", NEIGHBOUR),
    ("210922100201", "西门外村委会", "西门外村", "village", "village", "210922100000"),
)


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, with more places around it."""
    assert not Area.objects.exists()
    return build(places=(*PLACES, *MORE))


@pytest.fixture
def clerk(cast: Cast) -> Actor:
    """小冯 of the county desk."""
    return cast.actor("desk")
