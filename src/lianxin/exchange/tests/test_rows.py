"""A row is a matter of one village, or comes back with the reason in its column."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from lianxin.exchange.hotline12345.reader import Row, Sheet
from lianxin.exchange.hotline12345.rows import Fault, Judge, Order
from lianxin.exchange.hotline12345.rules import propose
from lianxin.exchange.tests.sheets import COUNTY, HEADINGS, line, text
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from tests.cast import TOWN, VILLAGE

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 10, tzinfo=clock.LOCAL)
MORE = (*HEADINGS, "是否保密", "紧急程度", "诉求性质", "所属区县", "标题")


def judged(clerk: Actor, *rows: list[Any]) -> list[Order | list[Fault]]:
    """What becomes of the rows of a file."""
    given = [Row(n, (*cells, *[""] * (len(MORE) - len(cells)))) for n, cells in enumerate(rows, 2)]
    judge = Judge(
        county=COUNTY, columns=propose(MORE), headings=MORE, rows=given, now=NOW, actor=clerk
    )
    return [judge.judge(row) for row in given]


def order(clerk: Actor, **changes: Any) -> Order:
    """The matter of a good row."""
    (found,) = judged(clerk, more(changes))
    assert isinstance(found, Order), found
    return found


def fault(clerk: Actor, **changes: Any) -> str:
    """Column and reason of a row with one mistake."""
    (found,) = judged(clerk, more(changes))
    assert isinstance(found, list)
    assert len(found) == 1, found
    return f"{found[0].column}：{found[0].reason}"


def more(changes: dict[str, Any]) -> list[Any]:
    own = {k: v for k, v in changes.items() if k in HEADINGS}
    return [*line(1, **own), *[changes.get(h, "") for h in MORE[len(HEADINGS) :]]]


def test_a_good_row_is_a_matter_of_its_village(clerk: Actor) -> None:
    found = order(clerk, 回访情况="还没去", 截止时间="2026-12-01", 诉求性质="投诉")
    intake = found.intake
    assert (intake.area, intake.category, intake.nature) == (VILLAGE, "0402", "complaint")
    assert (intake.reporter_name, intake.reporter_phone) == ("王桂兰", "13841800001")
    assert intake.external_no == found.no == "FX000001"
    assert intake.text.startswith("村口垃圾点三天没清运了")
    for word in ("诉求时间 2024-11-20 09:12", "要求 2026-12-01 23:59 前办结", "回访：还没去"):
        assert word in intake.text


def test_the_same_order_is_the_same_matter_in_one_county_only(clerk: Actor) -> None:
    from lianxin.exchange.hotline12345.rows import id_of

    assert order(clerk).id == order(clerk, 诉求内容="换了说法").id == id_of(COUNTY, "FX000001")
    assert id_of("210922", "FX000001") != id_of(COUNTY, "FX000001")


@pytest.mark.parametrize(
    ("town", "village"),
    [
        ("卧凤沟乡", "小新立屯村"), ("卧凤沟", "小新立屯"), ("", "小新立屯村委会"),
        ("卧凤沟乡", "小新立屯村民委员会"), ("", "卧凤沟乡小新立屯村"), ("210921203000", "210921203203"),
    ],
)  # fmt: skip
def test_a_village_is_known_by_every_name_it_goes_by(clerk: Actor, town: str, village: str) -> None:
    assert order(clerk, 所属乡镇=town, 所属村=village).intake.area == VILLAGE


def test_without_a_village_the_address_says_it_then_the_words(clerk: Actor) -> None:
    by_address = order(clerk, 所属村="", 所属乡镇="", 详细地址="卧凤沟乡小新立屯村老槐树旁")
    by_words = order(
        clerk, 所属村="", 所属乡镇="", 详细地址="", 诉求内容="小新立屯村的井坏了，抽不上水"
    )
    only_town = order(clerk, 所属村="", 详细地址="")
    assert [o.intake.area for o in (by_address, by_words, only_town)] == [VILLAGE, VILLAGE, TOWN]


def test_of_several_villages_called_alike_none_is_guessed(clerk: Actor) -> None:
    said = fault(clerk, 所属乡镇="", 所属村="三家子村", 详细地址="")
    assert said.startswith("所属村：叫“三家子村”的有 4 个：")
    for town in ("大板镇", "三家子镇", "旧庙镇", "卧凤沟乡"):
        assert f"{town}三家子村" in said
    assert order(clerk, 所属乡镇="大板镇", 所属村="三家子").intake.area == "210921120208"
    assert "请写全名" in said or "请写明乡镇" in said
    in_words = fault(clerk, 所属乡镇="", 所属村="", 详细地址="三家子村东头")
    assert in_words.startswith("详细地址：")
    assert "旧庙镇三家子村" in in_words


def test_village_and_community_of_one_name_are_told_apart(clerk: Actor) -> None:
    assert order(clerk, 所属乡镇="旧庙镇", 所属村="三家子社区").intake.area == "210921102202"
    assert "旧庙镇三家子社区" in fault(clerk, 所属乡镇="旧庙镇", 所属村="三家子", 详细地址="")


def test_a_place_that_is_not_there_or_not_here_is_said(clerk: Actor) -> None:
    assert fault(clerk, 所属村="没有这个村") == "所属村：卧凤沟乡没有叫“没有这个村”的村，请核对。"
    assert "没有叫“天上镇”的乡镇" in fault(clerk, 所属乡镇="天上镇")
    assert "看不出是哪个村" in fault(clerk, 所属乡镇="", 所属村="", 详细地址="")
    assert "不在阜新蒙古族自治县" in fault(clerk, 所属乡镇="彰武镇", 所属村="西门外村")
    assert fault(clerk, 所属区县="彰武县").startswith("所属区县：这一行写的是“彰武县”")
    assert order(clerk, 所属区县="辽宁省阜新市阜新蒙古族自治县").intake.area == VILLAGE


def test_columns_that_contradict_each_other_are_not_decided(clerk: Actor) -> None:
    said = fault(clerk, 所属乡镇="大板镇", 所属村="", 详细地址="卧凤沟乡小新立屯村老槐树旁")
    assert said.startswith("详细地址：乡镇填的是大板镇")


def test_times_that_cannot_be_are_said(clerk: Actor) -> None:
    assert "已经过了" in fault(clerk, 截止时间="2026-11-23 17:30")
    assert "还没到" in fault(clerk, 诉求时间="2026-11-24 11:00")
    assert "看不懂这个时间" in fault(clerk, 截止时间="尽快")
    late = order(clerk, 截止时间=(NOW + timedelta(hours=3)).replace(tzinfo=None))
    assert late.intake.level == 2
    assert order(clerk, 截止时间="2026-11-24").intake.level == 2


def test_numbers_that_cannot_be_are_said(clerk: Actor) -> None:
    assert fault(clerk, 工单编号="") == "工单编号：没有工单编号。"
    assert "末几位已经丢了" in fault(clerk, 工单编号="2.02611E+17")
    assert "最多 40 个字" in fault(clerk, 工单编号="9" * 41)
    again = judged(clerk, line(7), line(8), line(7))
    assert isinstance(again[0], Order)
    assert isinstance(again[2], list)
    assert again[2][0].reason == "这个编号第 2 行已经有了。"


def test_words_that_are_missing_or_too_long_are_said(clerk: Actor) -> None:
    assert fault(clerk, 诉求内容="") == "诉求内容：没有诉求内容。"
    assert "10,000 字" in fault(clerk, 诉求内容="井" * 10_000)
    assert "连同12345的时间" in fault(clerk, 诉求内容="井" * 1_995)
    assert "姓名太长" in fault(clerk, 来电人="王" * 31)
    assert "地址太长" in fault(clerk, 详细地址="长" * 101)
    assert order(clerk, 诉求内容="井坏了🚰😡").intake.text.startswith("井坏了🚰😡")
    assert order(clerk, 标题="垃圾", 诉求内容="没人拉").intake.text.startswith("垃圾。没人拉")


def test_phones_are_put_right_or_sent_back(clerk: Actor) -> None:
    assert order(clerk, 联系电话="+86 138-4180-0001").intake.reporter_phone == "13841800001"
    assert order(clerk, 联系电话="").intake.reporter_phone == ""
    assert "星号" in fault(clerk, 联系电话="138****0001")
    assert "11 位" in fault(clerk, 联系电话="1384180")


def test_secrecy_is_kept_and_doubt_is_asked(clerk: Actor) -> None:
    assert order(clerk, 是否保密="是").intake.confidentiality == "confidential"
    assert order(clerk, 是否保密="匿名").intake.confidentiality == "anonymous"
    assert "看不懂要不要保密" in fault(clerk, 是否保密="看情况")


def test_a_category_that_nobody_here_has_is_left_to_people(clerk: Actor) -> None:
    for said in ("垃圾清运", "0402", "环境卫生/垃圾清运", "环境卫生-垃圾清运"):
        assert order(clerk, 诉求类别=said).intake.category == "0402"
    other = order(clerk, 诉求类别="城乡建设/其他").intake
    assert other.category == ""
    assert "类别 城乡建设/其他" in other.text


def test_of_fifty_thousand_rows_three_hundred_are_bad(clerk: Actor) -> None:
    wrong = [
        {"所属村": "没有这个村"},
        {"联系电话": "1380"},
        {"截止时间": "2020-01-01"},
        {"诉求内容": "井" * 10_000},
        {"所属乡镇": "", "所属村": "三家子村", "详细地址": ""},
        {"工单编号": "FX000001"},
    ]
    lines = [line(n) for n in range(1, 50_001)]
    for n in range(300):
        place = 100 + n * 166
        lines[place] = line(place + 1, **{k: v for k, v in wrong[n % 6].items() if k != "工单编号"})
        lines[place][0] = wrong[n % 6].get("工单编号", lines[place][0])
    sheet = Sheet(text(lines).encode("gb18030"))
    rows = list(sheet)
    judge = Judge(
        county=COUNTY, columns=propose(sheet.headings), headings=sheet.headings, rows=rows,
        now=NOW, actor=clerk,
    )  # fmt: skip
    found = [judge.judge(row) for row in rows]
    bad = {one[0].row for one in found if isinstance(one, list)}
    assert len(found) == 50_000
    assert bad == {102 + n * 166 for n in range(300)}
