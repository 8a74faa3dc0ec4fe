"""What may stand on a village's service card, in which order, and how a phone takes it along."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.domain.orgs.rules import (
    Line,
    Written,
    arranged,
    check_entry,
    check_once,
    content_hash,
    empty_groups,
    group_of_post,
    is_over,
    is_unchecked,
    may_suggest,
    needs_consent,
    to_be_rung,
    vcards,
)
from lianxin.domain.orgs.rules.vcard import escaped, folded
from lianxin.kernel import ids
from lianxin.kernel.errors import Invalid

TODAY = date(2026, 3, 2)
SHOP = Written("SC6", "利民超市", "粮油", ("0418-8212345",))
MOBILE = "13841800001"
GROUPS = ["SC1", "SC2", "SC6"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"phones": ()}, "phone"),
        ({"phones": ("110", "110")}, "phone2"),
        ({"phones": ("110", "119", "120", "12345")}, "phone"),
        ({"name": "长" * 41}, "name"),
        ({"duty": "长" * 61}, "duty"),
        ({"hours": "长" * 61}, "hours"),
        ({"valid_to": TODAY - timedelta(days=1)}, "valid_to"),
        ({"phones": (MOBILE,)}, "has_consent"),
        ({"phones": (MOBILE,), "has_consent": True}, "consent_by"),
        ({"phones": (MOBILE,), "has_consent": True, "consent_by": "长" * 41}, "consent_by"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_at_its_field(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        check_entry(replace(SHOP, **changes), is_office=False, today=TODAY)
    assert set(refusal.value.fields) == {field}


def test_a_shop_that_agreed_and_an_office_may_show_a_mobile_number() -> None:
    check_entry(SHOP, is_office=False, today=TODAY)
    agreed = replace(SHOP, phones=(MOBILE,), has_consent=True, consent_by="店主本人")
    check_entry(agreed, is_office=False, today=TODAY)
    check_entry(replace(SHOP, phones=(MOBILE,)), is_office=True, today=TODAY)
    assert not needs_consent(["12345", "0418-8212345"], is_office=False)


def test_nobody_and_no_number_stands_twice_in_a_group() -> None:
    there = Line("SC6", "利民超市", "", ("0418-8212345",))
    with pytest.raises(Invalid, match="已经有“利民超市”"):
        check_once(replace(SHOP, phones=("0418-8000000",)), [there])
    with pytest.raises(Invalid, match="是“利民超市”的") as twice:
        check_once(replace(SHOP, name="便民店", phones=("110", "0418-8212345")), [there])
    assert set(twice.value.fields) == {"phone2"}
    check_once(replace(SHOP, group="SC13"), [there])


def test_a_number_is_checked_again_after_half_a_year_and_a_line_lasts_through_its_last_day() -> (
    None
):
    assert not is_unchecked(SHOP.phones, TODAY - timedelta(days=183), TODAY)
    assert is_unchecked(SHOP.phones, TODAY - timedelta(days=184), TODAY)
    assert is_unchecked(("12345", *SHOP.phones), TODAY - timedelta(days=184), TODAY)
    assert not is_unchecked(("110",), TODAY - timedelta(days=999), TODAY)
    assert [to_be_rung(p) for p in (("110",), ("110", "0418-8212345"))] == [False, True]
    assert not is_over(TODAY, TODAY)
    assert not is_over(None, TODAY)
    assert is_over(TODAY - timedelta(days=1), TODAY)


def test_whoever_is_in_office_comes_first_and_a_kept_line_adds_to_them() -> None:
    head, worker = ids.new(), ids.new()
    office = [
        Line("SC1", "示例书记", "村书记", ("0418-8800001",), post=head),
        Line("SC2", "老李", "网格员", (), post=worker),
        Line("SC1", "示例会计", "会计", (), post=ids.new()),
    ]
    kept = [
        Line("SC6", "利民超市", "粮油", ("0418-8212345",), entry=ids.new()),
        Line("SC1", "示例文书", "开证明", ("0418-8800002",), entry=ids.new()),
        Line("SC2", "从前的名字", "一组到三组", ("13841800002",), "白天", ids.new(), worker),
        Line("SC2", "走了的人", "", ("13841800003",), entry=ids.new(), post=ids.new()),
        Line("SC99", "没有的组", "", ("110",), entry=ids.new()),
    ]
    lines = arranged(GROUPS, office, kept)
    assert [(x.group, x.name, x.duty) for x in lines] == [
        ("SC1", "示例书记", "村书记"), ("SC1", "示例文书", "开证明"),
        ("SC2", "老李", "一组到三组"), ("SC6", "利民超市", "粮油"),
    ]  # fmt: skip
    assert lines[2].phones == ("13841800002",)
    assert empty_groups([*GROUPS, "SC7"], lines) == ("SC7",)
    assert group_of_post("二片网格员") == "SC2"
    assert group_of_post("妇联主任") == "SC1"
    assert group_of_post("包村干部") == group_of_post("驻村第一书记") == "SC4"


def test_the_sign_of_a_card_changes_exactly_when_a_reader_sees_a_change() -> None:
    names = {"SC6": "生活"}
    line = Line("SC6", "利民超市", "粮油", ("0418-8212345",), entry=ids.new())
    sign = content_hash([line], names)
    assert content_hash([replace(line, entry=ids.new())], names) == sign
    for other in (
        replace(line, name="便民超市"), replace(line, duty=""), replace(line, hours="白天"),
        replace(line, phones=("110",)),
    ):  # fmt: skip
        assert content_hash([other], names) != sign
    assert content_hash([line], {"SC6": "吃穿用"}) != sign
    assert content_hash([line, line], names) != sign


def test_a_handful_of_suggestions_is_heard() -> None:
    assert may_suggest(an_hour=4, waiting=49)
    assert not may_suggest(an_hour=5, waiting=0)
    assert not may_suggest(an_hour=0, waiting=50)


def test_a_line_becomes_an_address_book_entry_of_rfc_6350() -> None:
    key = ids.new()
    shop = Line("SC6", "利民;超市,一店", "粮油\\副食", ("0418-8212345", "110"), "早八点", key)
    made = vcards([shop], village="小新立屯村")
    assert made.split("\r\n") == [
        "BEGIN:VCARD", "VERSION:4.0", "FN:利民\\;超市\\,一店", "ORG:小新立屯村",
        f"UID:urn:uuid:{key}", "TITLE:粮油\\\\副食", "TEL;VALUE=uri;TYPE=voice:tel:04188212345",
        "TEL;VALUE=uri;TYPE=voice:tel:110", "NOTE:早八点", "END:VCARD", "",
    ]  # fmt: skip
    assert vcards([shop, shop], village="村").count("BEGIN:VCARD") == 2


@given(st.text())
def test_no_name_breaks_out_of_its_line_and_no_sign_is_cut(text: str) -> None:
    row = f"FN:{escaped(text)}"
    assert "\n" not in row.replace("\\n", "")
    assert "\r" not in row
    pieces = folded(row).split("\r\n")
    assert all(len(piece.encode("utf-8", "surrogatepass")) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == row
