"""Who counts what: places, units, periods, and in how many questions."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.domain.insight.tests.rows import (
    DAY,
    MARCH,
    bureau,
    figures,
    good,
    matter,
    put,
    whole,
)
from lianxin.kernel import clock
from lianxin.kernel.errors import Denied
from tests.cast import COUNTY, OTHER_VILLAGE, TOWN, VILLAGE, Cast, hire

pytestmark = pytest.mark.django_db


def test_a_township_never_counts_the_matters_of_another(cast: Cast) -> None:
    put(
        *(matter(cast, **good()) for _ in range(2)),
        *(matter(cast, area=OTHER_VILLAGE, **good()) for _ in range(3)),
        matter(cast, hidden_from_town=True, **good()),
    )
    assert whole(cast)["solve"].n == 6
    assert whole(cast, "dispatcher", area="")["solve"].n == 2
    assert whole(cast, "dispatcher", area=TOWN[:9])["solve"].n == 2
    assert whole(cast, "stranger", area="")["solve"].n == 3
    names = [g.name for g in figures(cast, "stranger", area="", by="place").groups]
    assert names == ["阜新蒙古族自治县"]
    assert figures(cast, "stranger", area="", by="place").groups[0].results["solve"].n == 3
    for who, area in (("dispatcher", COUNTY[:6]), ("stranger", TOWN[:9]), ("grid", "")):
        with pytest.raises(Denied):
            figures(cast, who, area=area)


def test_a_head_of_a_unit_counts_its_own_matters_only(cast: Cast) -> None:
    far = bureau()
    put(matter(cast, **good()), matter(cast, **good(main_org_id=far.pk)))
    hire(cast, "head", "R15", COUNTY, cast.station.pk)
    assert whole(cast, "head")["solve"].n == 1
    assert [g.name for g in figures(cast, "head", by="unit").groups] == [cast.station.name]
    with pytest.raises(Denied):
        figures(cast, "head", unit=far.pk)


def test_a_complaint_about_oneself_is_not_in_ones_figures(cast: Cast) -> None:
    put(matter(cast, **good()), matter(cast, about_user=cast.actor("desk").id, **good()))
    assert whole(cast)["solve"].n == 1


def test_only_what_was_registered_in_the_period_counts(cast: Cast) -> None:
    put(
        matter(cast, registered_at=clock.at(MARCH.since), **good()),
        matter(cast, registered_at=clock.at(MARCH.until, 23, 59), **good()),
        matter(cast, registered_at=clock.at(MARCH.until) + DAY, **good()),
        matter(cast, registered_at=clock.at(MARCH.since) - DAY / 24, **good()),
    )
    assert whole(cast)["solve"].n == 2


def test_units_stand_in_the_order_of_the_organisation_not_by_rate(cast: Cast) -> None:
    far = bureau()
    put(
        *(matter(cast, **good(main_org_id=far.pk)) for _ in range(10)),
        *(matter(cast, **good(main_org_id=cast.village_org.pk)) for _ in range(10)),
        *(matter(cast, **good(solved="no")) for _ in range(10)),
    )
    names = [g.name for g in figures(cast, by="unit").groups]
    assert names == [cast.station.name, far.name, cast.village_org.name]


def test_each_source_is_asked_once(cast: Cast) -> None:
    put(*(matter(cast, **good()) for _ in range(3)))
    figures(cast, by="unit")  # fills what the process remembers
    for by in ("", "place", "unit"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            figures(cast, by=by)
        ours = [q["sql"] for q in asked if "cases_" in q["sql"]]
        # Five sources: matters, orders sent back, whistles, calls, holds.
        assert len(ours) == 5, by
        assert all("registered_at" in sql for sql in ours)


def test_a_city_is_asked_county_by_county(cast: Cast) -> None:
    hire(cast, "city", "R19", "210900000000")
    put(matter(cast, **good()), matter(cast, area=OTHER_VILLAGE, **good()))
    found = figures(cast, "city", area="", by="place")
    assert [(g.key, g.results["solve"].n) for g in found.groups] == [("210921", 2)]
    villages = figures(cast, "city", area=TOWN[:9], by="place")
    assert [g.key for g in villages.groups] == [VILLAGE]
