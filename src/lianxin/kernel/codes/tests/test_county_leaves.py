"""What a county may add to a table, and what it may not touch."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lianxin.kernel.actor import Actor, Kind, Scope, system
from lianxin.kernel.codes import selectors
from lianxin.kernel.codes.models import Code
from lianxin.kernel.codes.services import Leaf, code_add_leaf, load_defaults, table_load
from lianxin.kernel.errors import Denied, Invalid, RuleViolation

pytestmark = pytest.mark.django_db
START = system("start")
COUNTY = "210921"
MANAGER = Actor("user:1", "县管理员", Kind.STAFF, (Scope(frozenset({"codes:manage"}), (COUNTY,)),))


@pytest.fixture
def loaded() -> None:
    load_defaults(actor=START)


def edition(version: str, valid_from: str, *codes: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": "t",
        "version": version,
        "title": "试",
        "valid_from": valid_from,
        "codes": list(codes),
    }


@pytest.mark.usefixtures("loaded")
def test_a_county_adds_a_leaf_of_its_own() -> None:
    made = code_add_leaf(
        actor=MANAGER, table="case_category", county=COUNTY, leaf=Leaf("0450", "采砂坑填埋", "04")
    )
    assert made.county == COUNTY
    row = selectors.row_of("case_category", "0450")
    assert row is not None
    assert (row.name, row.county, row.parent_code) == ("采砂坑填埋", COUNTY, "04")
    assert row.extra["unit_kind"] == "village"
    assert "plain" not in row.extra
    assert "words" not in row.extra
    own = selectors.children("case_category", "04", county=COUNTY)
    neighbour = selectors.children("case_category", "04", county="210922")
    assert own[-1].code == "0450"
    assert "0450" not in {r.code for r in neighbour}
    below = code_add_leaf(
        actor=MANAGER, table="case_category", county=COUNTY, leaf=Leaf("045001", "小坑", "0450")
    )
    assert below.extra == row.extra


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("leaf", "sentence"),
    [
        (Leaf("0402", "别的意思", "04"), "统一的类别不能改"),
        (Leaf("04", "别的意思", "04"), "统一的类别不能改"),
        (Leaf("9901", "新的", "99"), "上级类别不存在"),
        (Leaf("0599", "新的", "04"), "以上级代码开头"),
        (Leaf("04-1", "新的", "04"), "以上级代码开头"),
        (Leaf("04" + "1" * 30, "新的", "04"), "以上级代码开头"),
    ],
)
def test_a_county_never_redefines_what_is_there(leaf: Leaf, sentence: str) -> None:
    before = list(Code.objects.order_by("pk").values())
    with pytest.raises(RuleViolation, match=sentence):
        code_add_leaf(actor=MANAGER, table="case_category", county=COUNTY, leaf=leaf)
    assert list(Code.objects.order_by("pk").values()) == before


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("name", ["  ", "长" * 61])
def test_a_leaf_needs_a_name(name: str) -> None:
    with pytest.raises(Invalid, match="请写类别名称"):
        code_add_leaf(
            actor=MANAGER, table="case_category", county=COUNTY, leaf=Leaf("0450", name, "04")
        )


@pytest.mark.usefixtures("loaded")
def test_a_county_adds_nothing_in_another_county() -> None:
    leaf = Leaf("0450", "采砂坑", "04")
    with pytest.raises(Denied):
        code_add_leaf(actor=MANAGER, table="case_category", county="210922", leaf=leaf)
    code_add_leaf(actor=START, table="case_category", county="210922", leaf=leaf)
    with pytest.raises(RuleViolation, match="别的县加的"):
        code_add_leaf(
            actor=MANAGER, table="case_category", county=COUNTY, leaf=Leaf("045001", "细", "0450")
        )


def test_a_countys_leaves_move_on_into_the_next_version() -> None:
    top, other = {"code": "01", "name": "甲"}, {"code": "02", "name": "乙"}
    table_load(actor=START, data=edition("1", "2025-01-01", top, other))
    for leaf in (
        Leaf("0101", "甲一", "01"),
        Leaf("0102", "甲二", "01"),
        Leaf("0201", "乙一", "02"),
    ):
        code_add_leaf(actor=MANAGER, table="t", county=COUNTY, leaf=leaf)
    official = {"code": "0102", "name": "官方甲二", "parent": "01"}
    table_load(actor=START, data=edition("2", "2026-01-01", top, official))
    assert {r.code: r.name for r in selectors.table("t")} == {
        "01": "甲", "0102": "官方甲二", "0101": "甲一",
    }  # fmt: skip
    assert {r.code for r in selectors.table("t", on=date(2025, 6, 1))} == {
        "01", "02", "0101", "0102", "0201",
    }  # fmt: skip
