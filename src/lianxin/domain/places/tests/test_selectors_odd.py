"""Reads of odd places, and what a process remembers of them."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from lianxin.domain.places import selectors as places
from lianxin.domain.places.factories import area
from lianxin.domain.places.models import Area, Boundary, Edition
from lianxin.domain.places.selectors import _shared
from lianxin.domain.places.services import (
    grid_add,
    group_add,
)
from lianxin.domain.places.services._edition import changed
from lianxin.kernel.actor import VILLAGER, Actor
from lianxin.kernel.errors import NotFound

VILLAGE, TOWN, COUNTY = "210921203203", "210921203000", "210921000000"
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[121.0, 42.0], [121.2, 42.0], [121.2, 42.2], [121.0, 42.2], [121.0, 42.0]]],
}


@pytest.mark.django_db
class TestOddPlaces:
    def test_an_unknown_code_is_said_to_be_unknown(self) -> None:
        assert places.area_find("999999999999", actor=VILLAGER) is None
        with pytest.raises(NotFound, match="没有找到这个地方"):
            places.area_get("999999999999", actor=VILLAGER)
        with pytest.raises(NotFound):
            places.area_current("999999999999", actor=VILLAGER)
        with pytest.raises(NotFound, match="还没有边界图"):
            places.county_outline("999999", actor=VILLAGER)
        assert places.display_name("999999999999", actor=VILLAGER) == "999999999999"
        assert places.display_names(["x"], actor=VILLAGER) == {"x": "x"}
        assert places.town_name("999999999999", actor=VILLAGER) == ""
        assert places.area_path("999999999999", actor=VILLAGER) == ()
        assert places.scope_prefixes("999999999999", actor=VILLAGER) == ("999999999999",)

    def test_a_city_without_counties_is_its_own_county(self) -> None:
        area("441900003001", "甲社区")
        (city,) = places.counties(actor=VILLAGER)
        assert city.code == "441900000000"
        assert [t.code for t in places.towns("441900", actor=VILLAGER)] == ["441900003000"]
        assert places.scope_prefixes("441900000000", actor=VILLAGER) == ("4419",)

    def test_a_city_of_counties_and_a_closed_county_are_no_counties(self) -> None:
        area("210921000000")
        area("210922000000")
        Area.objects.filter(pk="210922000000").update(valid_to=date(2020, 1, 1))
        changed(_shared.AREAS)
        assert [c.code for c in places.counties(actor=VILLAGER)] == ["210921000000"]

    def test_a_place_that_ended_without_successor_is_not_located(self, program: Actor) -> None:
        area(VILLAGE)
        grid_add(actor=program, village=VILLAGE, name="一", boundary=SQUARE, synthetic=True)
        assert places.locate(121.1, 42.1, actor=VILLAGER) is not None
        Area.objects.filter(pk=VILLAGE).update(valid_to=date(2020, 1, 1))
        changed(_shared.AREAS)
        assert places.locate(121.1, 42.1, actor=VILLAGER) is None

    def test_a_display_name_is_read_off_a_row(self) -> None:
        area(VILLAGE, "小新立屯村")
        row = places.area_get(VILLAGE, actor=VILLAGER)
        assert places.display_name(row, actor=VILLAGER) == row.display_name
        assert str(Area.objects.get(pk=VILLAGE)) == f"{VILLAGE} 小新立屯村"

    def test_groups_and_grids_have_names_for_the_shell(self, program: Actor) -> None:
        area(VILLAGE)
        group = group_add(actor=program, village=VILLAGE, name="一组")
        grid = grid_add(actor=program, village=VILLAGE, name="一", boundary=SQUARE)
        assert str(group) == f"{VILLAGE}01 一组"
        assert str(grid) == f"{VILLAGE}001 一"
        outline = Boundary(area_id=VILLAGE, geojson=SQUARE, source="甲")
        assert str(outline) == f"{VILLAGE} 甲"
        assert str(Edition.objects.get(name="outlines")).startswith("outlines ")
        assert places.group_find(group.code, actor=VILLAGER) == group
        assert places.grid_find(grid.code, actor=VILLAGER) == grid
        assert places.group_find("x", actor=VILLAGER) is None
        assert places.grid_find("x", actor=VILLAGER) is None


class TestWhatAProcessRemembers:
    """Reads come from memory until a change is committed, never from one rolled back."""

    @pytest.mark.django_db
    def test_a_second_read_asks_only_for_the_stamp(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        area(VILLAGE)
        places.area_get(VILLAGE, actor=VILLAGER)
        with django_assert_num_queries(1):
            places.area_get(VILLAGE, actor=VILLAGER)

    @pytest.mark.django_db(transaction=True)
    def test_a_committed_change_is_noticed_by_other_threads_and_is_read_without_asking(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with transaction.atomic():
            area(VILLAGE, "旧名村")
        assert places.area_get(VILLAGE, actor=VILLAGER).short_name == "旧名村"
        with transaction.atomic():
            Area.objects.filter(pk=VILLAGE).update(short_name="新名村")
            changed(_shared.AREAS)
            assert places.area_get(VILLAGE, actor=VILLAGER).short_name == "新名村"
            assert self.elsewhere() == "旧名村"
        monkeypatch.setattr(_shared, "RECHECK_SECONDS", 3600)
        assert places.area_get(VILLAGE, actor=VILLAGER).short_name == "旧名村"
        monkeypatch.setattr(_shared, "RECHECK_SECONDS", 0)
        assert self.elsewhere() == "新名村"
        assert places.area_get(VILLAGE, actor=VILLAGER).short_name == "新名村"

    @pytest.mark.django_db(transaction=True)
    def test_a_change_that_was_rolled_back_was_never_there(self) -> None:
        with transaction.atomic():
            area(VILLAGE, "旧名村")
        with transaction.atomic():
            Area.objects.filter(pk=VILLAGE).update(short_name="新名村")
            changed(_shared.AREAS)
            assert places.area_get(VILLAGE, actor=VILLAGER).short_name == "新名村"
            transaction.set_rollback(True)
        assert places.area_get(VILLAGE, actor=VILLAGER).short_name == "旧名村"

    def elsewhere(self) -> str:
        """What another thread reads at this moment."""
        read: list[str] = []

        def ask() -> None:
            read.append(places.area_get(VILLAGE, actor=VILLAGER).short_name)
            connection.close()

        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
        return read[0]
