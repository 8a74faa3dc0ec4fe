"""What pages ask of places, on the real list of Fuxin."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import shapely
from shapely.geometry import shape

from lianxin.domain.places import selectors as places
from lianxin.domain.places.models import Area, Boundary
from lianxin.domain.places.selectors import _shared, geometry
from lianxin.domain.places.services import (
    Division,
    grid_add,
    villages_divide,
)
from lianxin.domain.places.services._edition import changed
from lianxin.kernel.actor import VILLAGER, Actor

VILLAGE, TOWN, COUNTY = "210921203203", "210921203000", "210921000000"


def centre(code: str) -> tuple[float, float]:
    """A point that surely lies in the village's cell."""
    point = shape(Boundary.objects.get(pk=code).geojson).representative_point()
    return point.x, point.y


@pytest.mark.usefixtures("fuxin")
class TestTheRealList:
    def test_it_is_walked_from_county_to_village(self) -> None:
        counties = places.counties(actor=VILLAGER)
        assert [c.code[:6] for c in counties][-2:] == ["210921", "210922"]
        assert len(places.towns("210921", actor=VILLAGER)) == 36
        assert places.towns("210921", actor=VILLAGER) == places.towns(COUNTY, actor=VILLAGER)
        below = places.villages("210921203", actor=VILLAGER)
        assert VILLAGE in {v.code for v in below}
        assert {v.parent for v in below} == {TOWN}
        (province,) = places.children("", actor=VILLAGER)
        assert province.short_name == "辽宁省"

    def test_a_village_is_found_with_all_above_it(self) -> None:
        row = places.area_get(VILLAGE, actor=VILLAGER)
        assert (row.short_name, row.display_name) == ("小新立屯村", "卧凤沟乡小新立屯村")
        assert (row.level, row.county, row.valid) == ("village", "210921", True)
        path = places.area_path(VILLAGE, actor=VILLAGER)
        assert [a.level for a in path] == ["province", "city", "county", "town", "village"]
        assert places.town_name(VILLAGE, actor=VILLAGER) == "卧凤沟乡"
        assert places.town_name(COUNTY, actor=VILLAGER) == "阜新蒙古族自治县"

    def test_five_villages_called_sanjiazi_are_told_apart(self) -> None:
        found = [
            row
            for row in places.search_villages("三家子", actor=VILLAGER)
            if row.short_name == "三家子村"
        ]
        assert len(found) == 5
        names = places.display_names([row.code for row in found], actor=VILLAGER)
        assert len(set(names.values())) == 5
        assert names["210921120208"] == "大板镇三家子村"

    def test_no_two_villages_in_force_are_shown_alike(self) -> None:
        codes = list(Area.objects.filter(level="village").values_list("code", flat=True))
        names = places.display_names(codes, actor=VILLAGER)
        assert len(set(names.values())) == len(codes) == 813

    @pytest.mark.parametrize(
        "text",
        [
            "小新立屯",
            "小新立屯村",
            "小新立村",
            "小新立",
            " 小新立屯村委会 ",
            "卧凤沟 小新立屯",
            "卧凤沟乡 小新立",
            "卧凤沟小新立屯",
            "卧凤沟乡小新立屯村",
            "阜新蒙古族自治县卧凤沟乡小新立屯村",
            "210921203203",
        ],
    )
    def test_a_village_is_found_however_people_write_it(self, text: str) -> None:
        assert places.search_villages(text, actor=VILLAGER)[0].code == VILLAGE

    @pytest.mark.parametrize("text", ["", "   ", "没有这个地方", "大板 小新立屯"])
    def test_what_is_no_village_finds_none(self, text: str) -> None:
        assert places.search_villages(text, actor=VILLAGER) == []

    def test_the_beginning_and_the_middle_of_a_name_find_it_too(self) -> None:
        for text in ("新立屯", "小新"):
            found = places.search_villages(text, actor=VILLAGER, within=TOWN[:9])
            assert VILLAGE in {row.code for row in found}
        (namesake,) = places.search_villages("卧凤沟乡", actor=VILLAGER)
        assert namesake.display_name == "卧凤沟乡卧凤沟村"

    def test_the_search_stays_in_a_township_and_within_its_limit(self) -> None:
        found = places.search_villages("三家子", actor=VILLAGER, within="210921120")
        assert [row.code for row in found] == ["210921120208"]
        assert len(places.search_villages("家", actor=VILLAGER, limit=3)) == 3

    def test_the_exact_name_comes_before_longer_ones(self) -> None:
        found = places.search_villages("三家子村", actor=VILLAGER)
        assert [r.short_name for r in found][:5] == ["三家子村"] * 5
        assert {"新三家子村", "上三家子村"} <= {r.short_name for r in found}

    def test_a_point_in_a_village_finds_it_and_says_it_is_made_up(self) -> None:
        found = places.locate(*centre(VILLAGE), actor=VILLAGER)
        assert found == places.Located(VILLAGE, None, synthetic=True)

    def test_every_village_of_fuxin_finds_itself(self) -> None:
        codes = Boundary.objects.filter(area__level="village").values_list("pk", flat=True)
        lost = [
            code
            for code in codes
            if (at := places.locate(*centre(code), actor=VILLAGER)) is None
            or at.village_code != code
        ]
        assert lost == []

    @pytest.mark.parametrize(
        ("lon", "lat"), [(116.4, 39.9), (2.35, 48.85), (42.0, 121.6), (float("nan"), 42.0)]
    )
    def test_a_point_outside_finds_nothing(self, lon: float, lat: float) -> None:
        assert places.locate(lon, lat, actor=VILLAGER) is None
        assert not places.is_in_county(lon, lat, "210921", actor=VILLAGER)

    def test_a_point_on_an_edge_belongs_to_a_village_and_always_to_the_same(self) -> None:
        corner = Boundary.objects.get(pk=VILLAGE).geojson["coordinates"][0][1]
        found = places.locate(*corner, actor=VILLAGER)
        assert found is not None
        assert found == places.locate(*corner, actor=VILLAGER)

    def test_a_village_in_two_pieces_is_found_in_both(self) -> None:
        broken = next(
            b
            for b in Boundary.objects.filter(area__level="village")
            if b.geojson["type"] == "MultiPolygon"
        )
        for piece in shapely.get_parts(shape(broken.geojson)):
            inside = piece.representative_point()
            found = places.locate(inside.x, inside.y, actor=VILLAGER)
            assert found is not None
            assert found.village_code == broken.pk

    def test_a_crack_between_cells_falls_to_the_nearest_village(self) -> None:
        lon, lat = centre(VILLAGE)
        Boundary.objects.filter(pk=VILLAGE).delete()
        changed(_shared.OUTLINES)
        assert places.locate(lon, lat, actor=VILLAGER) is None
        corner = Boundary.objects.get(pk="210921203210").geojson["coordinates"][0][0]
        near = places.locate(corner[0] + 0.0002, corner[1], actor=VILLAGER)
        assert near is not None

    def test_a_point_is_in_its_county_and_in_no_other(self) -> None:
        lon, lat = centre(VILLAGE)
        assert places.is_in_county(lon, lat, "210921", actor=VILLAGER)
        assert not places.is_in_county(lon, lat, "210922", actor=VILLAGER)

    def test_without_an_outline_the_villages_decide_and_in_doubt_nobody_is_refused(self) -> None:
        lon, lat = centre(VILLAGE)
        outlines = Boundary.objects.filter(area__level="county").values_list("pk", flat=True)
        Boundary.objects.filter(pk__in=list(outlines)).delete()
        changed(_shared.OUTLINES)
        assert places.is_in_county(lon, lat, "210921", actor=VILLAGER)
        assert not places.is_in_county(lon, lat, "210922", actor=VILLAGER)
        assert places.is_in_county(116.4, 39.9, "210921", actor=VILLAGER)

    def test_a_county_is_drawn_with_its_source_and_review_number(self) -> None:
        feature = places.county_outline("210921", actor=VILLAGER)
        assert feature["geometry"]["type"] == "MultiPolygon"
        assert feature["properties"]["review_no"] == "GS(2024)0650号"
        assert feature["properties"]["synthetic"] is False
        assert "天地图" in feature["properties"]["source"]

    def test_made_up_villages_are_labelled_so_on_the_map(self) -> None:
        drawn = places.outlines_below(TOWN, actor=VILLAGER)
        assert drawn["synthetic"] is True
        assert len(drawn["features"]) == len(places.villages(TOWN, actor=VILLAGER))
        assert all(f["properties"]["review_no"] == "" for f in drawn["features"])
        assert places.outlines_below("210900000000", actor=VILLAGER)["synthetic"] is False

    def test_a_map_carries_the_review_numbers_of_what_it_shows(self) -> None:
        assert places.outlines_note(TOWN, actor=VILLAGER) == places.MapNote(True, "")
        whole = places.outlines_note("210900000000", actor=VILLAGER)
        assert whole == places.MapNote(False, "GS(2024)0650号")
        assert places.outlines_note("999999999999", actor=VILLAGER) == places.MapNote(False, "")

    def test_grids_are_found_inside_their_village(self, program: Actor) -> None:
        villages_divide(actor=program, divisions=[Division(VILLAGE, 4, 3)])
        assert [g.name for g in places.groups(VILLAGE, actor=VILLAGER)] == [
            "一组", "二组", "三组", "四组",
        ]  # fmt: skip
        drawn = places.grid_outlines(VILLAGE, actor=VILLAGER)
        assert drawn["synthetic"] is True
        assert [f["properties"]["name"] for f in drawn["features"]] == [
            "第一网格", "第二网格", "第三网格",
        ]  # fmt: skip
        found = places.locate(*centre(VILLAGE), actor=VILLAGER)
        assert found is not None
        assert found.village_code == VILLAGE
        assert found.grid_code in {g.code for g in places.grids(VILLAGE, actor=VILLAGER)}
        assert found.synthetic

    def test_a_measured_grid_counts_before_a_made_up_cell(self, program: Actor) -> None:
        lon, lat = centre(VILLAGE)
        around = [[lon - 0.01, lat - 0.01], [lon + 0.01, lat - 0.01], [lon, lat + 0.01]]
        other = "210921203210"
        drawn = {"type": "Polygon", "coordinates": [[*around, around[0]]]}
        grid = grid_add(actor=program, village=other, name="实测网格", boundary=drawn)
        found = places.locate(lon, lat, actor=VILLAGER)
        assert found == places.Located(other, grid.code, synthetic=False)
        Boundary.objects.filter(pk=VILLAGE).update(synthetic=False)
        changed(_shared.OUTLINES)
        assert places.locate(lon, lat, actor=VILLAGER) == places.Located(VILLAGE, None, False)

    def test_twenty_thousand_points_from_four_threads_are_right(self) -> None:
        codes = list(Boundary.objects.filter(area__parent=TOWN).values_list("pk", flat=True))
        points = {code: centre(code) for code in codes}
        places.locate(*points[codes[0]], actor=VILLAGER)
        atlas = geometry.atlas()

        def ask(_: int) -> int:
            return sum(
                atlas.villages.at(shapely.Point(points[code]))[0].code != code
                for code in codes * 20
            )

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(ask, range(8))) == 0
