"""A village has groups and grids, one by one or all in one go."""

from __future__ import annotations

from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from lianxin.domain.places import selectors as places
from lianxin.domain.places.factories import area
from lianxin.domain.places.models import Area, Boundary, Grid, NaturalGroup
from lianxin.domain.places.services import Division, grid_add, group_add, villages_divide
from lianxin.domain.places.services._split import split
from lianxin.kernel import clock
from lianxin.kernel.actor import VILLAGER, Actor
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact

VILLAGE, SECOND, TOWN = "210921203203", "210921203204", "210921203000"


def square(west: float = 121.0, south: float = 42.0, side: float = 0.1) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.django_db
class TestOneByOne:
    def test_a_group_that_is_there_is_not_added_again(self, clerk: Actor) -> None:
        area(VILLAGE)
        first = group_add(actor=clerk, village=VILLAGE, name=" 一组 ")
        assert group_add(actor=clerk, village=VILLAGE, name="一组") == first
        second = group_add(actor=clerk, village=VILLAGE, name="后屯")
        assert (first.code, second.code, second.order) == (f"{VILLAGE}01", f"{VILLAGE}02", 2)
        assert Fact.objects.count() == 2

    def test_a_grid_with_its_outline_and_phone_is_kept(self, clerk: Actor) -> None:
        area(VILLAGE)
        grid = grid_add(
            actor=clerk, village=VILLAGE, name="第一网格", boundary=square(),
            public_phone="0418-1234567",
        )  # fmt: skip
        assert (grid.synthetic, grid.public_phone) == (False, "0418-1234567")
        found = places.locate(121.05, 42.05, actor=VILLAGER)
        assert found == places.Located(VILLAGE, grid.code, synthetic=False)
        assert grid_add(actor=clerk, village=VILLAGE, name="第一网格") == grid
        bare = grid_add(actor=clerk, village=VILLAGE, name="第二网格", synthetic=True)
        assert (bare.boundary, bare.synthetic) == (None, False)

    @pytest.mark.parametrize("name", ["", "  ", "长" * 41])
    def test_a_name_is_written_and_short(self, clerk: Actor, name: str) -> None:
        area(VILLAGE)
        with pytest.raises(Invalid, match="请写名称，40 个字以内") as refused:
            group_add(actor=clerk, village=VILLAGE, name=name)
        assert set(refused.value.fields) == {"name"}

    def test_a_phone_of_letters_and_a_wrong_outline_are_told_at_their_place(
        self, clerk: Actor
    ) -> None:
        area(VILLAGE)
        with pytest.raises(Invalid, match="电话只能是数字") as refused:
            grid_add(actor=clerk, village=VILLAGE, name="一", public_phone="找老李")
        assert set(refused.value.fields) == {"public_phone"}
        with pytest.raises(Invalid, match="边界不在中国") as refused:
            grid_add(actor=clerk, village=VILLAGE, name="一", boundary=square(2.0, 48.0))
        assert set(refused.value.fields) == {"boundary"}
        assert not Grid.objects.exists()

    def test_only_a_village_that_exists_today_gets_parts(self, clerk: Actor) -> None:
        area(VILLAGE, "东村")
        with pytest.raises(NotFound, match=f"没有代码是 {TOWN} 的村"):
            group_add(actor=clerk, village=TOWN, name="一组")
        with pytest.raises(Denied):
            group_add(actor=VILLAGER, village=VILLAGE, name="一组")
        Area.objects.filter(pk=VILLAGE).update(valid_to=clock.today())
        with pytest.raises(RuleViolation, match=f"东村（{VILLAGE}）已经停用"):
            grid_add(actor=clerk, village=VILLAGE, name="一")


@pytest.mark.django_db
class TestInOneGo:
    def test_a_village_is_cut_into_equal_grids_that_say_they_are_made_up(
        self, clerk: Actor
    ) -> None:
        area(VILLAGE)
        Boundary.objects.create(area_id=VILLAGE, geojson=square(), source="甲")
        assert villages_divide(actor=clerk, divisions=[Division(VILLAGE, 2, 3)]) == 1
        grids = places.grids(VILLAGE, actor=VILLAGER)
        assert all(grid.synthetic for grid in grids)
        areas = [shape(grid.boundary or {}).area for grid in grids]
        assert areas == pytest.approx([0.01 / 3] * 3, rel=0.01)
        assert places.grid_outlines(VILLAGE, actor=VILLAGER)["synthetic"] is True

    def test_what_a_village_has_is_kept(self, clerk: Actor) -> None:
        area(VILLAGE)
        area(SECOND)
        group_add(actor=clerk, village=VILLAGE, name="后屯")
        divisions = [Division(VILLAGE, 3, 2), Division(SECOND, 1, 0)]
        assert villages_divide(actor=clerk, divisions=divisions) == 2
        assert [g.name for g in places.groups(VILLAGE, actor=VILLAGER)] == ["后屯"]
        assert [g.boundary for g in places.grids(VILLAGE, actor=VILLAGER)] == [None, None]
        facts = Fact.objects.count()
        assert villages_divide(actor=clerk, divisions=divisions) == 0
        assert Fact.objects.count() == facts

    def test_too_small_a_village_gets_grids_without_outlines(self, clerk: Actor) -> None:
        area(VILLAGE)
        dot = square(side=0.00002)
        Boundary.objects.create(area_id=VILLAGE, geojson=dot, source="甲")
        villages_divide(actor=clerk, divisions=[Division(VILLAGE, 0, 20)])
        grids = places.grids(VILLAGE, actor=VILLAGER)
        assert len(grids) == 20
        assert {(grid.boundary, grid.synthetic) for grid in grids} == {(None, False)}

    def test_too_many_parts_or_an_unknown_village_change_nothing(self, clerk: Actor) -> None:
        area(VILLAGE)
        for parts in ((100, 1), (1, 100), (-1, 0)):
            with pytest.raises(Invalid, match="一个村最多 99 个组、99 个网格"):
                villages_divide(actor=clerk, divisions=[Division(VILLAGE, *parts)])
        with pytest.raises(NotFound, match="没有代码是 210921203999 的村"):
            villages_divide(
                actor=clerk, divisions=[Division(VILLAGE, 1, 1), Division("210921203999", 1, 1)]
            )
        with pytest.raises(Denied):
            villages_divide(actor=VILLAGER, divisions=[Division(VILLAGE, 1, 1)])
        assert not NaturalGroup.objects.exists()


CORNERS = st.tuples(st.integers(0, 60), st.integers(0, 60))


@settings(deadline=None, max_examples=150)
@given(st.lists(CORNERS, min_size=3, max_size=9), st.integers(1, 8))
def test_cutting_any_outline_loses_no_ground_and_gives_none_twice(
    corners: list[tuple[int, int]], parts: int
) -> None:
    points = shapely.MultiPoint([(121 + x / 1000, 42 + y / 1000) for x, y in corners])
    whole = shapely.buffer(points, 0.004, quad_segs=2)
    pieces = [shape(p) for p in split(shapely.geometry.mapping(whole), parts)]
    assert len(pieces) == parts
    assert {piece.geom_type for piece in pieces} <= {"Polygon", "MultiPolygon"}
    assert all(piece.is_valid for piece in pieces)
    # A written corner is rounded to a metre, so the sums agree to a metre along the edges.
    tolerance = 4e-5 * (whole.length + parts * 0.1)
    assert sum(p.area for p in pieces) == pytest.approx(whole.area, abs=tolerance)
    assert shapely.union_all(pieces).area == pytest.approx(whole.area, abs=tolerance)
    assert max(p.area for p in pieces) - min(p.area for p in pieces) < tolerance


@pytest.mark.parametrize("parts", [1, 2, 3, 7])
def test_a_village_of_two_far_pieces_is_cut_too(parts: int) -> None:
    two = shapely.union_all([shape(square()), shape(square(121.5, 42.3))])
    pieces = [shape(p) for p in split(shapely.geometry.mapping(two), parts)]
    assert sum(p.area for p in pieces) == pytest.approx(two.area, rel=0.001)
