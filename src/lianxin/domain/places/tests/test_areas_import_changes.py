"""A new list ends, merges and moves places; the command that takes lists in."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from lianxin.domain.places import selectors as places
from lianxin.domain.places.models import Area
from lianxin.domain.places.services import (
    Origin,
    areas_import,
    group_add,
)
from lianxin.domain.places.services.packaged_import import DATA
from lianxin.domain.places.tests.conftest import HEADER, Write
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Denied

pytestmark = pytest.mark.django_db

LIST = Origin("示例名单", 2025)
TOP = (
    "330000000000,甲省,province,,省,甲省",
    "330100000000,乙市,city,330000000000,市,乙市",
    "330102000000,丙县,county,330100000000,区县,丙县",
)
TOWN = "330102100000,丁镇,town,330102000000,镇,丁镇"
VILLAGE = "330102100200,戊村村委会,village,330102100000,village,"
DATED = f"{HEADER},valid_from,valid_to,successor"


def dated(row: str, begins: str = "", ends: str = "", heir: str = "") -> str:
    return f"{row},{begins},{ends},{heir}"


def test_areas_that_a_new_list_leaves_out_may_be_ended(program: Actor, write: Write) -> None:
    gone = VILLAGE.replace("330102100200", "330102100201")
    areas_import(actor=program, path=write(*TOP, TOWN, VILLAGE, gone), origin=LIST)
    day = date(2026, 1, 1)
    report = areas_import(
        actor=program, path=write(TOWN, VILLAGE), origin=LIST, close_missing_on=day
    )
    assert (report.changed, report.closed, report.unchanged) == (1, 1, 2)
    assert Area.objects.get(pk="330102100201").valid_to == day
    again = areas_import(actor=program, path=write(TOWN, VILLAGE), origin=LIST)
    assert again.closed == 0


def test_a_merger_in_a_list_takes_the_groups_along(program: Actor, write: Write) -> None:
    gone = VILLAGE.replace("330102100200", "330102100201").replace("戊村", "己村")
    areas_import(actor=program, path=write(*TOP, TOWN, VILLAGE, gone), origin=LIST)
    group_add(actor=program, village="330102100201", name="一组")
    rows = [dated(VILLAGE), dated(gone, ends="2026-01-01", heir="330102100200")]
    report = areas_import(actor=program, path=write(*rows, header=DATED), origin=LIST)
    assert report.closed == 1
    assert Area.objects.get(pk="330102100201").closing == "merged"
    assert [g.name for g in places.groups("330102100200", actor=program)] == ["一组"]
    reopened = areas_import(actor=program, path=write(dated(gone), header=DATED), origin=LIST)
    assert reopened.changed == 1
    assert places.area_get("330102100201", actor=program).valid


def test_a_new_number_in_a_list_is_a_move_and_staff_go_along(program: Actor, write: Write) -> None:
    areas_import(actor=program, path=write(*TOP, TOWN, VILLAGE), origin=LIST)
    new = VILLAGE.replace("330102100200", "330102100210")
    rows = [
        dated(VILLAGE, ends="2026-01-01", heir="330102100210"),
        dated(new, begins="2026-01-01"),
    ]
    areas_import(actor=program, path=write(*rows, header=DATED), origin=LIST)
    assert Area.objects.get(pk="330102100200").closing == "moved"
    assert "330102100210" in places.scope_prefixes("330102100200", actor=program)
    areas_import(actor=program, path=write(*rows, header=DATED), origin=LIST)
    assert Area.objects.get(pk="330102100200").closing == "moved"


def test_who_may_change_one_city_does_not_change_another(clerk: Actor, write: Write) -> None:
    with pytest.raises(Denied):
        areas_import(actor=clerk, path=write(*TOP), origin=LIST)
    assert not Area.objects.exists()


@pytest.mark.usefixtures("fuxin")
def test_the_clerk_of_a_city_imports_a_file_that_repeats_the_province(clerk: Actor) -> None:
    path = DATA / "fuxin_areas.csv"
    assert areas_import(actor=clerk, path=path, origin=LIST).unchanged == 905


class TestTheCommand:
    """`lianxin import-areas`."""

    def said(self, *words: str) -> str:
        out = io.StringIO()
        call_command("import_areas", *words, stdout=out)
        return out.getvalue()

    def test_it_loads_what_comes_with_the_program(self) -> None:
        assert "新增或更新" in self.said("--packaged")
        assert "新增或更新 0 项" in self.said("--packaged")

    def test_it_says_how_many_were_added_changed_and_ended(self, write: Write) -> None:
        path = str(write(*TOP))
        dry = self.said(path, "--source", "示例", "--dry-run")
        assert "新增 3，更新 0，不变 0，其中停用 0。（只核对，没有写入）" in dry
        assert "新增 3" in self.said(path, "--source", "示例", "--year", "2025")

    def test_it_loads_outlines(self) -> None:
        self.said("--packaged")
        path = str(DATA / "fuxin_counties.geojson")
        said = self.said(
            "--boundaries", path, "--source", "天地图", "--review-no", "GS(2024)0650号"
        )
        assert "边界：新增 0，更新 7，不变 0" in said

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            ([], "请给出区划名单或边界文件"),
            (["none.csv"], "请用 --source 写明来源"),
            (["none.csv", "--source", "示例"], "打不开文件"),
        ],
    )
    def test_it_says_what_is_missing(self, words: list[str], sentence: str) -> None:
        with pytest.raises(CommandError, match=sentence):
            self.said(*words)

    def test_its_help_explains_the_columns(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            call_command("import_areas", "--help")
        said = capsys.readouterr().out
        assert "successor    停用后并入哪个代码" in said
        assert "--dry-run" in said
