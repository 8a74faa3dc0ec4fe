"""Outlines are taken in whole or not at all, and every wrong one is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxin.domain.places import selectors as places
from lianxin.domain.places.factories import area
from lianxin.domain.places.models import Area, Boundary, Edition, Grid
from lianxin.domain.places.services import MapOrigin, boundaries_import, grid_add
from lianxin.domain.places.services._geojson import outline
from lianxin.kernel.actor import VILLAGER, Actor
from lianxin.kernel.errors import Denied, Invalid
from lianxin.kernel.facts import Fact

VILLAGE, TOWN, COUNTY = "210921203203", "210921203000", "210921000000"
GRID = f"{VILLAGE}001"
MEASURED = MapOrigin("自然资源局", review_no="辽S(2026)1号")
INVENTED = MapOrigin("示例", review_no="辽S(2026)1号", synthetic=True)
Save = Callable[..., Path]


def square(west: float = 121.0, south: float = 42.0, side: float = 0.1) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(code: str, geometry: object = None, **more: object) -> dict[str, Any]:
    shape = square() if geometry is None else geometry
    return {"type": "Feature", "properties": {"code": code, **more}, "geometry": shape}


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Write features, or any text, to a file."""

    def saved(
        *features: object, text: str = "", encoding: str = "utf-8", **members: object
    ) -> Path:
        path = tmp_path / "outlines.geojson"
        whole = {"type": "FeatureCollection", "features": features, **members}
        path.write_bytes((text or json.dumps(whole, ensure_ascii=False)).encode(encoding))
        return path

    return saved


@pytest.fixture
def here(db: None) -> None:
    area(VILLAGE, "东村")


def refused(actor: Actor, path: Path) -> str:
    """What is said of a bad file, after which nothing is there that was not before."""
    before = Boundary.objects.count(), Grid.objects.count(), Fact.objects.count()
    stamp = Edition.objects.filter(name="outlines").values_list("stamp", flat=True).first()
    with pytest.raises(Invalid) as caught:
        boundaries_import(actor=actor, path=path, origin=MEASURED)
    assert (Boundary.objects.count(), Grid.objects.count(), Fact.objects.count()) == before
    after = Edition.objects.filter(name="outlines").values_list("stamp", flat=True).first()
    assert after == stamp
    return caught.value.message


@pytest.mark.usefixtures("here")
class TestGoodFiles:
    def test_outlines_of_areas_and_grids_go_in_once(self, clerk: Actor, save: Save) -> None:
        path = save(feature("210921"), feature(VILLAGE), feature(GRID, name="河东网格"))
        report = boundaries_import(actor=clerk, path=path, origin=MEASURED)
        assert (report.added, report.changed, report.unchanged) == (3, 0, 0)
        assert Grid.objects.get(pk=GRID).name == "河东网格"
        drawn = places.county_outline("210921", actor=VILLAGER)["properties"]
        assert (drawn["review_no"], drawn["synthetic"]) == ("辽S(2026)1号", False)
        again = boundaries_import(actor=clerk, path=path, origin=MEASURED)
        assert (again.added, again.changed, again.unchanged) == (0, 0, 3)
        assert Fact.objects.count() == 1

    def test_an_invented_outline_says_so_and_never_carries_a_review_number(
        self, clerk: Actor, save: Save
    ) -> None:
        boundaries_import(actor=clerk, path=save(feature(VILLAGE)), origin=INVENTED)
        one = save(feature(TOWN, synthetic=True), feature(COUNTY))
        boundaries_import(actor=clerk, path=one, origin=MEASURED)
        said = {b.pk: (b.synthetic, b.review_no) for b in Boundary.objects.all()}
        assert said == {
            VILLAGE: (True, ""),
            TOWN: (True, ""),
            COUNTY: (False, "辽S(2026)1号"),
        }
        assert places.outlines_below(TOWN, actor=VILLAGER)["synthetic"] is True

    def test_a_real_outline_replaces_an_invented_one_and_not_the_other_way(
        self, clerk: Actor, save: Save
    ) -> None:
        both = feature(VILLAGE), feature(GRID)
        boundaries_import(actor=clerk, path=save(*both), origin=INVENTED)
        real = boundaries_import(actor=clerk, path=save(*both), origin=MEASURED)
        assert (real.added, real.changed) == (0, 2)
        back = boundaries_import(actor=clerk, path=save(*both), origin=INVENTED)
        assert (back.changed, back.kept) == (0, 2)
        assert not Boundary.objects.get(pk=VILLAGE).synthetic
        assert not Grid.objects.get(pk=GRID).synthetic

    def test_a_grid_keeps_its_name_and_phone_when_only_its_outline_comes(
        self, clerk: Actor, save: Save
    ) -> None:
        grid_add(actor=clerk, village=VILLAGE, name="河东网格", public_phone="04181234567")
        boundaries_import(actor=clerk, path=save(feature(GRID)), origin=MEASURED)
        grid = Grid.objects.get(pk=GRID)
        assert (grid.name, grid.public_phone) == ("河东网格", "04181234567")
        assert grid.boundary == square()

    def test_a_dry_run_writes_nothing(self, clerk: Actor, save: Save) -> None:
        report = boundaries_import(
            actor=clerk, path=save(feature(VILLAGE)), origin=MEASURED, dry_run=True
        )
        assert (report.added, report.dry_run) == (1, True)
        assert not Boundary.objects.exists()

    def test_a_map_with_the_national_offset_is_put_right(self, clerk: Actor, save: Save) -> None:
        shifted = MapOrigin("某地图", is_gcj02=True)
        boundaries_import(actor=clerk, path=save(feature(VILLAGE)), origin=shifted)
        lon, lat = Boundary.objects.get(pk=VILLAGE).geojson["coordinates"][0][0]
        assert 0.001 < abs(lon - 121.0) < 0.01
        assert 0.0005 < abs(lat - 42.0) < 0.01

    @pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "epsg:4490"])
    def test_a_file_that_names_longitude_and_latitude_is_taken(
        self, clerk: Actor, save: Save, name: str
    ) -> None:
        path = save(feature(VILLAGE), crs={"type": "name", "properties": {"name": name}})
        assert boundaries_import(actor=clerk, path=path, origin=MEASURED).added == 1

    def test_heights_are_left_out(self, clerk: Actor, save: Save) -> None:
        ring = [[*corner, 88.5] for corner in square()["coordinates"][0]]
        path = save(feature(VILLAGE, {"type": "Polygon", "coordinates": [ring]}))
        boundaries_import(actor=clerk, path=path, origin=MEASURED)
        assert Boundary.objects.get(pk=VILLAGE).geojson == square()

    def test_who_may_not_change_the_place_is_refused(self, clerk: Actor, save: Save) -> None:
        area("220102100200")
        for actor, code in ((VILLAGER, VILLAGE), (clerk, "220102100200")):
            with pytest.raises(Denied):
                boundaries_import(actor=actor, path=save(feature(code)), origin=MEASURED)
        assert not Boundary.objects.exists()


def polygon(*corners: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in corners]]}


BOW_TIE = polygon((121, 42), (121.1, 42.1), (121.1, 42), (121, 42.1), (121, 42))
SWAPPED = polygon((42, 121), (42.1, 121), (42.1, 121.1), (42, 121))
PROJECTED = polygon((41400000, 4650000), (41401000, 4650000), (41401000, 4651000))


@pytest.mark.usefixtures("here")
class TestBadFiles:
    @pytest.mark.parametrize(
        ("bad", "words"),
        [
            (feature(VILLAGE, BOW_TIE), "边界线自己交叉或者没有闭合"),
            (feature(VILLAGE, SWAPPED), "经度和纬度写反了，要先写经度"),
            (feature(VILLAGE, square(2.0, 48.0)), "边界不在中国，是不是没有用经纬度"),
            (feature(VILLAGE, PROJECTED), "边界不在中国，是不是没有用经纬度"),
            (feature(VILLAGE, {"type": "Point", "coordinates": [121, 42]}), "边界只能是面"),
            (feature(VILLAGE, "画在纸上"), "边界只能是面"),
            (feature(VILLAGE, polygon((121, 42), (121.1, 42))), "读不出来"),
            (feature(VILLAGE, {"type": "Polygon", "coordinates": [["甲", "乙"]]}), "读不出来"),
            (feature(VILLAGE, {"type": "Polygon"}), "读不出来"),
            (feature(VILLAGE, {"type": "Polygon", "coordinates": []}), "边界是空的"),
            (
                feature(VILLAGE, polygon((float("nan"), 42), (121, 42), (121, 43))),
                "坐标不是数字|读不出来",
            ),
            ("不是图形", "这一项不是 GeoJSON 的 Feature"),
            ({"type": "Feature", "geometry": square()}, "没有 properties"),
            (
                {"properties": {}, "geometry": square()},
                "代码“”不对：区划是 12 位数字，网格是 15 位",
            ),
            (feature("东村"), "代码“东村”不对"),
            (feature("210921999999"), "没有代码是 210921999999 的区划，请先导入区划"),
            (feature(f"{TOWN}001"), f"网格 {TOWN}001 要属于一个村（社区），前 12 位不是村"),
        ],
    )
    def test_a_wrong_outline_is_named_with_its_number(
        self, clerk: Actor, save: Save, bad: object, words: str
    ) -> None:
        said = refused(clerk, save(feature(COUNTY), bad))
        assert said.startswith("文件里有 1 处要改，什么都没有导入：\n第 2 个图形：")
        assert any(word in said for word in words.split("|")), said

    def test_a_code_that_is_drawn_twice_is_told(self, clerk: Actor, save: Save) -> None:
        said = refused(clerk, save(feature(VILLAGE), feature(VILLAGE, square(121.2))))
        assert f"第 2 个图形：代码 {VILLAGE} 在文件里画了两次" in said

    def test_two_grids_of_one_name_in_a_village_are_told(self, clerk: Actor, save: Save) -> None:
        grid_add(actor=clerk, village=VILLAGE, name="河东网格")
        said = refused(clerk, save(feature(f"{VILLAGE}002", name="河东网格")))
        assert "这个村已经有叫“河东网格”的网格，请换个名字" in said

    def test_a_village_that_ended_gets_no_new_grid_but_keeps_its_own(
        self, clerk: Actor, save: Save
    ) -> None:
        boundaries_import(actor=clerk, path=save(feature(GRID)), origin=MEASURED)
        Area.objects.filter(pk=VILLAGE).update(valid_to=date(2026, 1, 1))
        assert boundaries_import(actor=clerk, path=save(feature(GRID)), origin=MEASURED).unchanged
        said = refused(clerk, save(feature(f"{VILLAGE}002")))
        assert f"网格 {VILLAGE}002 所在的村已经停用，请用新村的代码" in said

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ('{"features": [\n  {"甲": }\n]}', "边界文件第 2 行不成 JSON"),
            ("[" * 100_000, "括号套得太深"),
            ("[1, 2]", "要是 GeoJSON 的 FeatureCollection"),
            ('{"type": "Feature"}', "要是 GeoJSON 的 FeatureCollection"),
            ('{"features": [], "crs": "甲"}', "坐标系是“没有写明”"),
            (
                '{"features": [], "crs": {"properties": {"name": "EPSG:4525"}}}',
                "坐标系是“EPSG:4525”，请先转成经纬度",
            ),
        ],
    )
    def test_a_file_that_is_no_map_is_told(
        self, clerk: Actor, save: Save, text: str, words: str
    ) -> None:
        assert words in refused(clerk, save(text=text))

    def test_a_file_in_another_encoding_or_none_at_all_is_told(
        self, clerk: Actor, save: Save, tmp_path: Path
    ) -> None:
        path = save(feature(VILLAGE, name="河东网格"), encoding="gb18030")
        assert "边界文件不是 UTF-8 编码" in refused(clerk, path)
        assert "打不开文件" in refused(clerk, tmp_path / "没有.geojson")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(["Polygon", "MultiPolygon"]), JSON)
def test_whatever_is_called_an_outline_is_taken_or_refused_in_a_sentence(
    kind: str, coordinates: object
) -> None:
    said = ""
    try:
        outline({"type": kind, "coordinates": coordinates})
    except ValueError as refusal:
        said = str(refusal)
    assert said == "" or said.endswith(("。", "？"))
