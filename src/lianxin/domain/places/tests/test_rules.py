"""Codes, names and coordinates, told without a database."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.domain.places.rules import (
    Level,
    Named,
    core_name,
    county_of,
    full_names,
    gcj02_to_wgs84,
    group_name,
    in_force,
    in_prefix,
    is_code,
    is_inside,
    level_of,
    next_serial,
    parent_of,
    parent_problem,
    prefix_of,
    short_name_of,
    village_serials,
    wgs84_to_gcj02,
)

VILLAGE, TOWN, COUNTY = "210921203203", "210921203000", "210921000000"
CITY, PROVINCE = "210900000000", "210000000000"
METRES_PER_DEGREE = 111_000


@st.composite
def codes(draw: st.DrawFn) -> str:
    """A code of any level, from a small world in which places often share their beginning."""
    digits = draw(st.sampled_from(["11", "21"]))
    for width in draw(st.sampled_from([(), (2,), (2, 2), (2, 2, 3), (2, 2, 3, 3)])):
        digits += f"{draw(st.integers(1, 3)):0{width}d}"
    return digits.ljust(12, "0")


@pytest.mark.parametrize(
    ("code", "level", "prefix", "parent", "county"),
    [
        (VILLAGE, Level.VILLAGE, VILLAGE, TOWN, "210921"),
        (TOWN, Level.TOWN, "210921203", COUNTY, "210921"),
        (COUNTY, Level.COUNTY, "210921", CITY, "210921"),
        (CITY, Level.CITY, "2109", PROVINCE, ""),
        (PROVINCE, Level.PROVINCE, "21", "", ""),
        ("441900003000", Level.TOWN, "441900003", "441900000000", "441900"),
        ("441900003001", Level.VILLAGE, "441900003001", "441900003000", "441900"),
    ],
)
def test_a_code_tells_its_level_its_parent_and_its_county(
    code: str, level: Level, prefix: str, parent: str, county: str
) -> None:
    assert level_of(code) is level
    assert prefix_of(code) == prefix
    assert parent_of(code) == parent
    assert county_of(code) == county
    assert parent_problem(code, level, parent) == ""


@pytest.mark.parametrize(
    "code", ["210921000203", "210000203000", "210021000000", "210000203203", "210000000203"]
)
def test_a_code_with_a_gap_of_zeros_is_no_place(code: str) -> None:
    assert level_of(code) is None
    assert parent_of(code) == ""


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (VILLAGE, True),
        ("21092120320", False),
        ("2109212032031", False),
        ("21092120320x", False),
        ("２１０９２１２０３２０３", False),
        ("001900000000", False),
        ("", False),
    ],
)
def test_a_code_is_twelve_plain_digits(text: str, good: bool) -> None:
    assert is_code(text) is good


def test_a_grid_is_its_own_prefix() -> None:
    assert prefix_of(VILLAGE + "001") == VILLAGE + "001"
    assert prefix_of("") == ""


@given(code=codes(), ancestor=codes())
def test_a_place_is_inside_exactly_its_ancestors(code: str, ancestor: str) -> None:
    chain, at = [code], code
    while at := parent_of(at):
        chain.append(at)
    low, high = in_prefix(prefix_of(ancestor))
    assert is_inside(code, ancestor) is (ancestor in chain)
    assert (low <= code < high) is (ancestor in chain)


@given(code=codes())
def test_everywhere_holds_every_code(code: str) -> None:
    low, high = in_prefix("")
    assert low <= code < high


@pytest.mark.parametrize(
    ("code", "level", "parent", "word"),
    [
        (PROVINCE, Level.PROVINCE, CITY, "没有上级"),
        (CITY, Level.CITY, "", "缺上级"),
        (VILLAGE, Level.VILLAGE, "卧凤沟乡", "不是 12 位数字"),
        (VILLAGE, Level.VILLAGE, COUNTY, "上级要是乡镇"),
        (TOWN, Level.TOWN, CITY, "上级要是县"),
        ("441900003000", Level.TOWN, COUNTY, "上级要是市"),
        (VILLAGE, Level.VILLAGE, "210922203000", "在另一个县"),
        (TOWN, Level.TOWN, "210922000000", "在另一个县"),
        (VILLAGE, Level.VILLAGE, "210921120000", "对不上"),
        (COUNTY, Level.COUNTY, "210800000000", "对不上"),
    ],
)
def test_a_wrong_parent_is_told_in_a_sentence(
    code: str, level: Level, parent: str, word: str
) -> None:
    assert word in parent_problem(code, level, parent)


def test_a_code_counts_from_its_first_day_and_no_longer_on_its_last() -> None:
    began, ended = date(2026, 1, 1), date(2026, 3, 1)
    days = [date(2025, 12, 31), began, date(2026, 2, 28), ended]
    assert [in_force(began, ended, day) for day in days] == [False, True, True, False]
    assert in_force(None, None, ended)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("小新立屯村委会", "小新立屯村"),
        ("东梁村村民委员会", "东梁村"),
        ("光明社区居委会", "光明社区"),
        ("光明居民委员会", "光明社区"),
        ("村委会", "村委会"),
        ("三家子村", "三家子村"),
    ],
)
def test_people_say_the_village_not_its_committee(name: str, short: str) -> None:
    assert short_name_of(name, Level.VILLAGE) == short


def test_a_town_is_called_by_its_name() -> None:
    assert short_name_of("大板镇", Level.TOWN) == "大板镇"


def world(*places: tuple[str, str]) -> dict[str, Named]:
    """Places by code and short name."""
    return {c: Named(str(level_of(c)), parent_of(c), name) for c, name in places}


def test_a_village_always_carries_its_township() -> None:
    names = full_names(world((TOWN, "卧凤沟乡"), (VILLAGE, "小新立屯村")), {})
    assert names == {TOWN: "卧凤沟乡", VILLAGE: "卧凤沟乡小新立屯村"}


def test_where_towns_are_called_alike_the_county_goes_before() -> None:
    alike = world(
        ("210902000000", "东县"), ("210902100000", "城关镇"), ("210902100201", "河东村"),
        ("210903000000", "西县"), ("210903100000", "城关镇"), ("210903100201", "河东村"),
        ("210903100202", "河西村"),
    )  # fmt: skip
    names = full_names(alike, {})
    assert names["210902100201"] == "东县城关镇河东村"
    assert names["210903100201"] == "西县城关镇河东村"
    assert names["210903100202"] == "城关镇河西村"
    assert names["210903100000"] == "西县城关镇"


def test_where_counties_are_called_alike_too_the_city_goes_before() -> None:
    alike = world(
        ("210900000000", "南市"), ("210902000000", "鼓楼区"), ("210902001000", "站前街道"),
        ("211000000000", "北市"), ("211002000000", "鼓楼区"), ("211002001000", "站前街道"),
    )  # fmt: skip
    names = full_names(alike, {})
    assert names["210902001000"] == "南市鼓楼区站前街道"
    assert names["211002000000"] == "北市鼓楼区"


def test_an_old_code_of_the_same_place_is_not_a_second_place() -> None:
    both = world((TOWN, "卧凤沟乡"), (VILLAGE, "小新立屯村"), ("210921203204", "小新立屯村"))
    names = full_names(both, {VILLAGE: "210921203204"})
    assert set(names.values()) == {"卧凤沟乡", "卧凤沟乡小新立屯村"}


def test_two_places_that_nothing_else_tells_apart_show_their_code() -> None:
    twins = world((PROVINCE, "一省"), ("220000000000", "一省"))
    assert set(full_names(twins, {}).values()) == {
        "一省（210000000000）",
        "一省（220000000000）",
    }
    merged = world((TOWN, "卧凤沟乡"), (VILLAGE, "东村"), ("210921203204", "东村"))
    assert full_names(merged, {})[VILLAGE] == f"卧凤沟乡东村（{VILLAGE}）"


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("小新立屯村", "小新立"),
        (" 小新 立屯 ", "小新立"),
        ("光明社区居委会", "光明"),
        ("卧凤沟乡", "卧凤沟"),
        ("村", "村"),
        ("Ａ村", "a"),
        ("", ""),
    ],
)
def test_what_people_leave_out_is_left_out(text: str, core: str) -> None:
    assert core_name(text) == core


@pytest.mark.parametrize(
    ("n", "name"),
    [(1, "一组"), (10, "十组"), (12, "十二组"), (20, "二十组"), (99, "九十九组")],
)
def test_groups_are_counted_as_people_count(n: int, name: str) -> None:
    assert group_name(n) == name


def test_a_number_is_not_given_twice() -> None:
    assert next_serial([], first=1, last=99) == 1
    assert next_serial([1, 4], first=1, last=99) == 5
    assert next_serial([1, 250], first=200, last=399) == 251
    assert next_serial([99], first=1, last=99) is None


def test_a_community_keeps_a_community_number() -> None:
    assert village_serials("210921203003") == (1, 199)
    assert village_serials(VILLAGE) == (200, 399)


@given(
    lon=st.floats(73.5, 134.9, allow_nan=False),
    lat=st.floats(3.9, 53.5, allow_nan=False),
)
def test_the_map_offset_is_undone_to_less_than_a_metre(lon: float, lat: float) -> None:
    back_lon, back_lat = gcj02_to_wgs84(*wgs84_to_gcj02(lon, lat))
    metres = METRES_PER_DEGREE * math.hypot(back_lon - lon, back_lat - lat)
    assert metres < 0.1


def test_the_offset_moves_a_point_in_fuxin_by_some_hundred_metres() -> None:
    lon, lat = wgs84_to_gcj02(121.67, 42.02)
    metres = METRES_PER_DEGREE * math.hypot(
        (lon - 121.67) * math.cos(math.radians(42)), lat - 42.02
    )
    assert 300 < metres < 900


def test_outside_china_nothing_is_moved() -> None:
    assert wgs84_to_gcj02(2.35, 48.85) == (2.35, 48.85)
    assert gcj02_to_wgs84(2.35, 48.85) == (2.35, 48.85)
