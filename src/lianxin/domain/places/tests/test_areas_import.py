"""A list of areas is taken in whole or not at all, and every wrong row is told."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from lianxin.domain.places import selectors as places
from lianxin.domain.places.models import Area, Boundary
from lianxin.domain.places.services import (
    Origin,
    areas_import,
    packaged_import,
)
from lianxin.domain.places.tests.conftest import HEADER, Write
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid
from lianxin.kernel.facts import Fact

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


def refused(actor: Actor, path: Path, origin: Origin = LIST) -> Invalid:
    """The refusal of a file, after which nothing is there that was not before."""
    before = Area.objects.count()
    with pytest.raises(Invalid) as caught:
        areas_import(actor=actor, path=path, origin=origin)
    assert Area.objects.count() == before
    return caught.value


def test_the_real_list_of_fuxin_goes_in_once(program: Actor) -> None:
    assert packaged_import(actor=program) > 1800
    levels = {level: Area.objects.filter(level=level).count() for level in ("county", "town")}
    assert levels == {"county": 7, "town": 83}
    assert Area.objects.filter(kind="village").count() == 619
    assert Area.objects.filter(kind="community").count() == 194
    assert Boundary.objects.filter(synthetic=False).count() == 7
    facts = Fact.objects.count()
    assert packaged_import(actor=program) == 0
    assert Fact.objects.count() == facts == 3


def test_a_province_of_fifty_thousand_villages_goes_in_quickly(
    program: Actor, write: Write
) -> None:
    rows = [TOP[0], TOP[1]]
    for county in range(1, 51):
        here = f"3301{county:02d}"
        rows.append(f"{here}000000,县{county},county,330100000000,区县,县{county}")
        for town in range(100, 120):
            rows.append(f"{here}{town}000,镇{town},town,{here}000000,镇,镇{town}")
            rows += [
                f"{here}{town}{n},村{n}村委会,village,{here}{town}000,village,村{n}村"
                for n in range(200, 250)
            ]
    path = write(*rows)
    began = time.process_time()
    report = areas_import(actor=program, path=path, origin=LIST)
    taken = time.process_time() - began
    assert report.added == Area.objects.count() == 51_052
    assert taken < 60
    again = areas_import(actor=program, path=path, origin=LIST)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 51_052)
    assert places.area_get("330101100200", actor=program).display_name == "县1镇100村200村"


def test_parents_may_come_after_their_children(program: Actor, write: Write) -> None:
    report = areas_import(actor=program, path=write(VILLAGE, TOWN, *TOP[::-1]), origin=LIST)
    assert report.added == 5
    assert places.area_get("330102100200", actor=program).short_name == "戊村"


def test_a_file_saved_by_a_table_program_with_a_mark_at_its_head_is_read(
    program: Actor, write: Write
) -> None:
    path = write(*TOP, "", " , ,,,,", TOWN, encoding="utf-8-sig")
    assert areas_import(actor=program, path=path, origin=LIST).added == 4


def test_a_dry_run_counts_and_writes_nothing(program: Actor, write: Write) -> None:
    report = areas_import(actor=program, path=write(*TOP), origin=LIST, dry_run=True)
    assert (report.added, report.dry_run) == (3, True)
    assert not Area.objects.exists()
    assert not Fact.objects.exists()


def test_a_new_name_is_a_change_and_names_its_source(program: Actor, write: Write) -> None:
    areas_import(actor=program, path=write(*TOP, TOWN), origin=LIST)
    renamed = TOWN.replace("丁镇", "新丁镇")
    report = areas_import(actor=program, path=write(*TOP, renamed), origin=Origin("新名单", 2026))
    assert (report.added, report.changed, report.unchanged, report.closed) == (0, 1, 3, 0)
    town = places.area_get("330102100000", actor=program)
    assert (town.short_name, town.source, town.source_year) == ("新丁镇", "新名单", 2026)
    assert places.area_get("330102000000", actor=program).source == "示例名单"


def test_all_that_a_row_can_say_is_kept(program: Actor, write: Write) -> None:
    header = f"{HEADER},name_mn,code_system,lon,lat"
    bare = [f"{row},,,," for row in TOP]
    path = write(*bare, f"{TOWN},ᠬᠣᠲᠠ,civil,121.5,42.1", header=header)
    areas_import(actor=program, path=path, origin=LIST)
    town = Area.objects.get(pk="330102100000")
    assert (town.name_mn, town.code_system, town.lon, town.lat) == ("ᠬᠣᠲᠠ", "civil", 121.5, 42.1)
    areas_import(actor=program, path=write(*TOP, TOWN), origin=LIST)
    town.refresh_from_db()
    assert town.lon == 121.5


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("33010210000,丁镇,town,330102000000,镇,丁镇", "不是 12 位数字"),
        ("330102100000,丁镇,hamlet,330102000000,镇,丁镇", "级别“hamlet”不认识"),
        ("330102100000,丁镇,village,330102000000,镇,丁镇", "是乡镇（街道）的代码，级别却写成了村"),
        ("330102000200,丁村,village,330102000000,village,丁村", "不成区划代码"),
        ("330102100000,丁镇,town,330103000000,镇,丁镇", "在另一个县"),
        ("330102100000,丁镇,town,,镇,丁镇", "缺上级代码"),
        ("330102100200,丁村,village,330102100000,village,丁村", "上级 330102100000 不在文件里"),
        ("330102100000,,town,330102000000,镇,丁镇", "名称（name）是空的"),
        ("330102100000,丁镇,town,330102000000,,丁镇", "类型（kind）是空的"),
        (f"330102100000,{'长' * 61},town,330102000000,镇,丁镇", "name 有 61 个字，最多 60 个"),
        ("330102100000,丁\x07镇,town,330102000000,镇,丁镇", "看不见的控制字符"),
        ("330102100000,丁镇,town,330102000000,镇", "有 5 格，表头有 6 格"),
        (TOP[2], "代码 330102000000 和第 4 行重复"),
        (TOP[2].replace("丙县", "别县"), "在第 4 行是“丙县”，这里是“别县”"),
    ],
)
def test_a_wrong_row_is_named_with_its_number_and_reason(
    program: Actor, write: Write, row: str, words: str
) -> None:
    error = refused(program, write(*TOP, row))
    assert "第 5 行：" in error.message
    assert words in error.fields["5"]


@pytest.mark.parametrize(
    ("tail", "words"),
    [
        ("2026-13-01,,", "日期“2026-13-01”不对"),
        ("2026-02-01,2026-01-01,", "停用日期 2026-01-01 早于启用日期 2026-02-01"),
        (",2026-01-01,3301021", "承接代码（successor）“3301021”不是 12 位数字"),
        (",2026-01-01,330102100000", "承接代码（successor）不能是自己"),
        (",2026-01-01,330102000000", "不是同一级"),
        (",,330102101000", "就要有停用日期"),
        (",2026-01-01,330102101000", "承接代码 330102101000 不在文件里"),
    ],
)
def test_a_wrong_end_is_told(program: Actor, write: Write, tail: str, words: str) -> None:
    rows = [*(dated(row) for row in TOP), f"{TOWN},{tail}"]
    assert words in refused(program, write(*rows, header=DATED)).fields["5"]


@pytest.mark.parametrize(
    ("tail", "words"),
    [
        ("gb,,", "代码体系（code_system）“gb”不认识"),
        ("stats,东,42", "要么都写数字，要么都空着"),
        ("stats,121.5,", "要么都写数字，要么都空着"),
        ("stats,42.1,121.5", "是不是写反了"),
        ("stats,nan,42", "是不是写反了"),
    ],
)
def test_a_wrong_system_or_point_is_told(
    program: Actor, write: Write, tail: str, words: str
) -> None:
    rows = [*(f"{row},,," for row in TOP), f"{TOWN},{tail}"]
    error = refused(program, write(*rows, header=f"{HEADER},code_system,lon,lat"))
    assert words in error.fields["5"]


def test_successors_that_go_round_in_a_circle_are_refused(program: Actor, write: Write) -> None:
    other = TOWN.replace("330102100000", "330102101000")
    third = TOWN.replace("330102100000", "330102102000")
    rows = [
        *(dated(row) for row in TOP),
        dated(TOWN, ends="2026-01-01", heir="330102101000"),
        dated(other, ends="2026-01-01", heir="330102100000"),
        dated(third, ends="2026-01-01", heir="330102100000"),
    ]
    error = refused(program, write(*rows, header=DATED))
    assert "绕了一圈" in error.fields["5"]
    assert "绕了一圈" in error.fields["7"]


def test_a_township_does_not_end_while_its_villages_go_on(program: Actor, write: Write) -> None:
    areas_import(actor=program, path=write(*TOP, TOWN, VILLAGE), origin=LIST)
    ended = dated(TOWN, ends="2026-01-01")
    error = refused(program, write(ended, header=DATED))
    assert "还有 1 个下级没有停用" in error.fields["2"]
    lone = write(VILLAGE.replace("戊村村委会", "己村村委会"))
    Area.objects.filter(pk="330102100000").update(valid_to=date(2026, 1, 1))
    assert "已停用" in refused(program, lone).fields["2"]
    stranger = write("330103000000,庚县,county,330100000000,区县,庚县")
    assert "还有 1 个下级" in refused(program, stranger).message


def test_twenty_wrong_rows_are_shown_and_the_rest_counted(program: Actor, write: Write) -> None:
    error = refused(program, write(*(f"{n},,,,," for n in range(30))))
    assert error.message.startswith("文件里有 30 处要改，什么都没有导入")
    assert error.message.count("第 ") == 20
    assert error.message.endswith("……还有 10 处。")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("code,name\n甲省,乙市\n".encode("gb18030"), "GBK"),
        (f"{HEADER}\n".encode() + b"\xff\x81\xff\xff", "不是 UTF-8 编码，读不出汉字"),
        (HEADER.encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04rest", "工作簿"),
        (b"", "文件是空的"),
        (b"\n", "表头缺少：code"),
        (b"code,name,level\n", "表头缺少：parent、kind、short_name"),
        (f"{HEADER},phone\n".encode(), "不认识的列：phone"),
        (f"{HEADER},\n".encode(), "不认识的列：（空）"),
        (f"{HEADER},kind\n".encode(), "重复的列"),
        (f"{HEADER}\n".encode(), "只有表头"),
        (f'{HEADER}\n"330000000000,甲省'.encode(), "不成对"),
    ],
)
def test_a_file_of_the_wrong_kind_is_told_in_a_sentence(
    program: Actor, tmp_path: Path, content: bytes, words: str
) -> None:
    if words == "GBK":
        content = f"{HEADER}\n{TOP[0]}\n".encode("gb18030")
    path = tmp_path / "areas.csv"
    path.write_bytes(content)
    assert words in refused(program, path).message


def test_a_file_that_is_not_there_is_told(program: Actor, tmp_path: Path) -> None:
    assert "打不开文件" in refused(program, tmp_path / "none.csv").message


def test_two_lists_that_give_one_code_to_two_towns_are_not_mixed(
    program: Actor, write: Write
) -> None:
    areas_import(actor=program, path=write(*TOP, TOWN), origin=LIST)
    civil = Origin("民政名单", 2025, "civil")
    error = refused(program, write(TOWN.replace("丁镇", "红镇")), origin=civil)
    assert "已经是“丁镇”（stats），文件里却是“红镇”（civil）" in error.fields["2"]
    same = areas_import(actor=program, path=write(TOWN), origin=civil)
    assert same.unchanged == 1
