"""Code tables: what comes with the program, what a county may add, what was in force when."""

from __future__ import annotations

import json
import re
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from lianxin.kernel.actor import VILLAGER, Actor, Kind, Scope, system
from lianxin.kernel.codes import selectors
from lianxin.kernel.codes.models import Code, CodeTable
from lianxin.kernel.codes.services import load_defaults, table_load
from lianxin.kernel.errors import Denied, RuleViolation

pytestmark = pytest.mark.django_db
START = system("start")
DATA = Path(selectors.__file__).parent / "data"
COUNTY = "210921"
MANAGER = Actor("user:1", "县管理员", Kind.STAFF, (Scope(frozenset({"codes:manage"}), (COUNTY,)),))

# The village list of 2026: every category and its codes, in order.
CATEGORIES = {
    "土地承包与流转": "承包地界 流转合同 租金拖欠 确权证书 机动地 撂荒",
    "宅基地与住房": "宅基地申请 翻建审批 邻界 危房改造 违建",
    "征地拆迁与补偿": "补偿标准 发放 安置",
    "环境卫生": "垃圾堆放 垃圾清运 分类设施 污水 厕所 畜禽粪污 秸秆 河道",
    "道路与公共设施": "村路破损 路灯 桥涵 排水积水 健身广场 井盖",
    "水电气暖网": "断水 水质 断电 低电压 燃气 取暖 手机信号 宽带 电视",
    "农业生产": "农资质量 病虫害 灌溉机井 农机 保险理赔 收粮压价 种植补贴",
    "社会救助": "低保 特困 临时救助 残疾补贴 高龄补贴 慰问",
    "医疗卫生": "医保缴费 报销 村医缺岗 慢病用药 三免两减",
    "教育与儿童": "入学 校车 校园餐 留守儿童 资助",
    "养老与残疾服务": "探访 照料 辅具 敬老院 养老金资格认证",
    "就业与劳资": "欠薪 培训 工伤 招工",
    "村务与集体经济": "不公开 财务疑问 分红 资产发包 选举 干部作风 成员资格",
    "矛盾纠纷": "婚姻家庭 继承赡养抚养 邻里 房屋宅基地 土地地界、承包流转 山林草场 用水灌溉"
    " 合同 生产经营 损害赔偿 劳动争议 村务管理 集体收益分配、成员资格 征地拆迁 环境污染"
    " 道路交通事故 医疗 物业 消费 债务 牲畜侵害 彩礼 其他纠纷",
    "治安与安全": "盗窃 诈骗 消防隐患 用电隐患 交通隐患 犬只 水域 危房",
    "市场与消费": "假劣 价格 食品 占道经营",
    "证照与代办": "户口 身份证 社保卡 婚姻 不动产 补贴卡",
    "文明乡风": "红白事 彩礼 噪声 赌博 封建迷信 文化活动",
    "生态林草": "毁林 放牧 防火 野生动物",
    "建议表扬其他": "建议 表扬 感谢 其他",
}


@pytest.fixture
def loaded() -> None:
    load_defaults(actor=START)


def edition(version: str, valid_from: str, *codes: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": "t", "version": version, "title": "试", "valid_from": valid_from,
        "codes": list(codes) or [{"code": "01", "name": "甲"}],
    }  # fmt: skip


@pytest.mark.usefixtures("loaded")
def test_the_whole_village_list_is_there_in_its_order() -> None:
    tops = selectors.children("case_category")
    assert [top.name for top in tops] == list(CATEGORIES)
    assert [top.code for top in tops] == [f"{n:02d}" for n in range(1, 21)]
    for top in tops:
        leaves = selectors.children("case_category", top.code)
        assert [leaf.name for leaf in leaves] == CATEGORIES[top.name].split()
        numbers = [leaf.code.removeprefix(top.code) for leaf in leaves]
        whole = [f"{n:02d}" for n in range(1, len(leaves) + 1)]
        assert numbers in (whole, [*whole[:-1], "99"])
    assert selectors.name_of("case_category", "0402") == "垃圾清运"


@pytest.mark.usefixtures("loaded")
def test_every_category_says_all_that_dispatch_and_the_villagers_page_need() -> None:
    for row in selectors.table("case_category"):
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", row.extra["icon"]), row
        assert 2 <= len(row.extra["plain"]) <= 10, row
        assert row.extra["words"], row
        if not row.parent_code:
            continue
        assert re.fullmatch(r"village|(town|county):\w+", row.extra["unit_kind"]), row
        assert row.extra["level"] in range(6), row
        for yes_or_no in ("verify", "publishable", "village_may_be_main", "confidential"):
            assert isinstance(row.extra[yes_or_no], bool), row


@pytest.mark.usefixtures("loaded")
def test_a_village_never_gets_what_it_may_not_lead_or_see() -> None:
    for row in selectors.table("case_category"):
        extra = row.extra
        if extra.get("unit_kind") == "village":
            assert extra["village_may_be_main"], row
        if extra.get("confidential"):
            assert not extra["village_may_be_main"], row
            assert not extra["publishable"], row
    assert all(row.extra["confidential"] for row in selectors.children("case_category", "13"))


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("level", "sign", "contact", "result"),
    [
        ("1", [5, "minute"], [30, "minute"], [2, "hour"]),
        ("2", [2, "hour"], [2, "hour"], [24, "hour"]),
        ("3", [1, "workday"], [24, "hour"], [7, "day"]),
        ("4", [1, "workday"], [24, "hour"], [15, "workday"]),
        ("5", [1, "workday"], [24, "hour"], [60, "day"]),
        ("0", [1, "workday"], [1, "workday"], [1, "workday"]),
    ],
)
def test_the_clocks_are_those_of_the_default_table(
    level: str, sign: list[Any], contact: list[Any], result: list[Any]
) -> None:
    row = selectors.row_of("level", level)
    assert row is not None
    assert (row.extra["sign"], row.extra["contact"], row.extra["result"]) == (sign, contact, result)
    assert row.extra["call_back"] == [3, "workday"]
    assert set(row.extra) >= {"plain", "dispatch", "redo"}
    assert row.version == "2026.1"


@pytest.mark.usefixtures("loaded")
def test_every_reason_to_decline_tells_the_lawful_way() -> None:
    reasons = selectors.table("decline_reason")
    assert {r.code for r in reasons} >= {
        "court", "arbitration", "discipline", "reconsideration", "disclosure", "petition",
        "settled", "secret",
    }  # fmt: skip
    assert all(r.extra["channel"].endswith("。") for r in reasons)


@pytest.mark.usefixtures("loaded")
def test_the_short_tables_are_there() -> None:
    natures = [r.name for r in selectors.table("nature")]
    assert natures == ["咨询", "求助", "投诉", "举报", "建议", "表扬"]
    channels = {r.name for r in selectors.table("channel")}
    seven = {"电话", "微信码", "小程序", "短信", "邮箱", "信箱", "微信群"}
    assert channels >= seven | {"网格员代录", "大喇叭回拨", "12345"}
    assert selectors.name_of("origin", "proactive") == "未诉先办"
    assert selectors.name_of("case_outcome", "solved") == "已解决"
    assert selectors.name_of("origin", "unheard_of") == "unheard_of"
    assert selectors.table("no_such_table") == []
    assert selectors.row_of("nature", "x") is None


def test_loading_twice_changes_nothing() -> None:
    files = len(list(DATA.glob("*.json")))
    assert load_defaults(actor=START) == files
    held = list(Code.objects.order_by("pk").values_list("pk", "code", "name"))
    assert load_defaults(actor=START) == 0
    assert list(Code.objects.order_by("pk").values_list("pk", "code", "name")) == held


@pytest.mark.parametrize("path", sorted(DATA.glob("*.json")), ids=lambda p: p.stem)
def test_no_table_has_a_code_twice(path: Path) -> None:
    data = json.loads(path.read_text("utf-8"))
    codes = [row["code"] for row in data["codes"]]
    assert len(codes) == len(set(codes))
    assert data["name"] == path.stem


def test_only_a_manager_loads_tables() -> None:
    with pytest.raises(Denied):
        load_defaults(actor=VILLAGER)
    with pytest.raises(Denied):
        table_load(actor=MANAGER, data=edition("1", "2026-01-01"))


def test_what_was_in_force_stays_in_force_for_its_time() -> None:
    table_load(actor=START, data=edition("1", "2025-01-01"))
    table_load(
        actor=START,
        data=edition(
            "2", "2026-07-01", {"code": "01", "name": "甲（新）"}, {"code": "02", "name": "乙"}
        ),
    )
    assert selectors.table("t", on=date(2024, 12, 31)) == []
    before, after = date(2026, 6, 30), date(2026, 7, 1)
    assert [(r.name, r.version) for r in selectors.table("t", on=before)] == [("甲", "1")]
    assert [r.name for r in selectors.table("t", on=after)] == ["甲（新）", "乙"]
    CodeTable.objects.filter(version="2").update(valid_to=date(2026, 12, 31))
    selectors.forget()
    assert [r.name for r in selectors.table("t", on=date(2027, 1, 1))] == ["甲"]


def test_a_loaded_version_is_never_changed_by_loading_it_again() -> None:
    assert table_load(actor=START, data=edition("1", "2025-01-01"))
    assert not table_load(actor=START, data=edition("1", "2025-01-01", {"code": "9", "name": "丙"}))
    assert [r.name for r in selectors.table("t")] == ["甲"]


def test_a_row_without_its_parent_is_refused() -> None:
    orphan = {"code": "0101", "name": "细类", "parent": "01"}
    with pytest.raises(RuleViolation, match="“细类”的上级类别不存在"):
        table_load(actor=START, data=edition("1", "2025-01-01", orphan))


def test_tables_are_read_once_in_ten_minutes(
    django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    table_load(actor=START, data=edition("1", "2025-01-01"))
    with django_assert_num_queries(2):
        for days in range(30):
            selectors.table("t", on=date(2026, 1, 1) + timedelta(days=days))
    later = time.monotonic() + selectors.FRESH_SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: later)
    with django_assert_num_queries(2):
        selectors.table("t")


def test_the_database_refuses_a_code_twice_and_a_county_at_the_top() -> None:
    table_load(actor=START, data=edition("1", "2025-01-01"))
    held = CodeTable.objects.get(name="t")
    for wrong in ({"code": "01"}, {"code": "02", "county": COUNTY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Code.objects.create(table=held, name="再来", **wrong)


def test_rows_are_named_by_what_they_are() -> None:
    table_load(actor=START, data=edition("1", "2025-01-01"))
    assert str(CodeTable.objects.get(name="t")) == "t 1"
    assert str(Code.objects.get(table__name="t")) == "01 甲"
