"""The village keeps its register at the desk: what is entered, put right, ended and taken back."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.test import Client

from lianxin.domain.people.factories import id_number
from lianxin.domain.people.models import Household, Resident, Tag
from lianxin.domain.places.models import NaturalGroup
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.entrypoints.desk.tests.homes import NAME, Homes, at, done, refused, settle
from tests.cast import OTHER_VILLAGE, VILLAGE, Cast, hire

pytestmark = pytest.mark.django_db
LIST, NEW = "/desk/people/", "/desk/people/new/"
BIRTH = date(1960, 5, 20)


@pytest.fixture
def homes(cast: Cast) -> Homes:
    hire(cast, "mediator", "R10", VILLAGE)
    return settle()


@pytest.fixture
def grid(at_desk: LogIn) -> Client:
    return at_desk("grid")


def entered(**changes: str) -> dict[str, str]:
    return {
        "id": str(uuid4()), "head_id": str(uuid4()), "area": VILLAGE, "name": "示例新户",
        "id_number": "", "phone": "", "channel": "home", "living": "here", "language": "zh",
    } | changes  # fmt: skip


def test_a_household_is_entered_with_its_head_and_a_double_click_enters_it_once(
    grid: Client,
) -> None:
    assert "小新立屯村" in said(grid.get(NEW))
    number = id_number(BIRTH, 12)
    form = entered(id_number=number, phone="138 0000 1111")
    done(grid.post(NEW, form))
    done(grid.post(NEW, form))
    home = Household.objects.get()
    person = Resident.objects.get()
    assert (str(home.pk), home.members, home.channel) == (form["id"], 1, "home")
    assert (person.birth_on, person.sex, person.phone) == (BIRTH, "2", "13800001111")
    assert home.head_id == person.pk


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": " "}, "name", "请写姓名"),
        ({"id_number": "210921196005200000"}, "id_number", "最后一位对不上"),
        ({"phone": "12"}, "phone", "号码"),
        ({"birth": "昨天"}, "birth", "日期请写成"),
        ({"birth": "2099-01-01"}, "birth", "出生日期不对"),
        ({"channel": "鸽子"}, "channel", "请从列出的里面选一个"),
        ({"address": "长" * 99}, "address", "写得太长了"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_half_is_kept(
    grid: Client, changes: dict[str, str], field: str, sentence: str
) -> None:
    page = refused(grid.post(NEW, entered(**({"name": "示例留住"} | changes))), sentence)
    assert f'id="e-{field}"' in page
    assert changes.get("name") or 'value="示例留住"' in page
    assert not Household.objects.exists()
    assert not Resident.objects.exists()


def test_a_town_chooses_the_village_and_never_one_of_another_town(
    at_desk: LogIn, cast: Cast
) -> None:
    town = at_desk("dispatcher")
    page = said(town.get(NEW))
    assert "小新立屯村" in page
    assert "三家子村" not in page
    refused(town.post(NEW, entered(area=OTHER_VILLAGE)), "不能办这件事")
    assert not Household.objects.exists()


def test_a_number_that_somebody_has_is_refused_with_a_sentence(grid: Client, homes: Homes) -> None:
    number = Resident.objects.get(pk=homes.head).id_number
    refused(grid.post(NEW, entered(id_number=number)), "已经登记在")


def test_the_household_is_put_right_within_its_village(grid: Client, homes: Homes) -> None:
    NaturalGroup.objects.create(code=f"{VILLAGE}01", village_id=VILLAGE, name="一组", order=1)
    form = {"group": f"{VILLAGE}01", "address": "村东头", "channel": "wechat", "living": "away",
            "language": "mn", "note": "说蒙语"}  # fmt: skip
    assert "一组" in said(grid.get(at(homes, "change")))
    done(grid.post(at(homes, "change"), form))
    page = said(grid.get(at(homes)))
    for word in ("一组", "村东头", "微信", "蒙古语", "说蒙语", "外出"):
        assert word in page
    assert "一组" in said(grid.get(LIST, {"group": f"{VILLAGE}01"}))
    refused(grid.post(at(homes, "change"), form | {"group": f"{OTHER_VILLAGE}01"}), "没有这个组")


def test_a_difficulty_is_given_ended_and_given_again_at_once(grid: Client, homes: Homes) -> None:
    give = at(homes, "difficulty")
    form = {"id": str(uuid4()), "code": "D31", "basis": "list", "basis_text": "残联名单",
            "resident": str(homes.head), "grade": "2", "from_on": "2026-01-01"}  # fmt: skip
    refused(grid.post(give, form | {"resident": ""}), "请选是家里哪一位", "残联名单")
    refused(grid.post(give, form | {"basis": ""}), "请选依据")
    refused(grid.post(give, form | {"code": ""}), "请从列出的困难类别里选一个")
    refused(grid.post(give, form | {"until_on": "2025-01-01"}), "有效期要晚于开始日期")
    refused(grid.post(give, form | {"code": "D21"}), "要不满 16 岁")
    for _again in range(2):
        done(grid.post(give, form))
    made = Tag.objects.get(code="D31")
    assert (made.grade, made.resident_id) == (2, homes.head)
    end = at(homes, "difficulty", made.pk, "end")
    assert "视力残疾" in said(grid.get(end))
    refused(grid.post(end, {"reason": " "}), "请写为什么取消")
    done(grid.post(end, {"reason": "登记错了"}))
    page = said(grid.get(at(homes)))
    assert "以前的困难（1）" in page
    assert "登记错了" in page
    done(grid.post(at(homes, "difficulty", made.pk, "again")))
    back = Tag.objects.get(code="D31", ended_on=None)
    assert (back.grade, back.basis_text, back.from_on) == (2, "残联名单", date(2026, 1, 1))


def test_a_household_wide_difficulty_asks_for_nobody(grid: Client, homes: Homes) -> None:
    form = {"code": "D63", "basis": "review", "resident": str(homes.head)}
    done(grid.post(at(homes, "difficulty"), form))
    assert Tag.objects.get(code="D63", household=homes.home).resident_id is None


def test_only_kinds_are_offered_that_the_reader_may_know(
    at_desk: LogIn, grid: Client, homes: Homes
) -> None:
    clerk, give = at_desk("clerk"), at(homes, "difficulty")
    assert "视力残疾" in said(grid.get(give))
    offered = said(clerk.get(give))
    assert "低保" in offered
    assert "视力残疾" not in offered
    assert "遭受家暴" not in offered + said(grid.get(give))
    form = {"code": "D31", "basis": "list", "resident": str(homes.head)}
    refused(clerk.post(give, form), "要由能看这类信息的岗位登记")
    hidden = Tag.objects.get(code="D52")
    for step in ("end", "again"):
        address = at(homes, "difficulty", hidden.pk, step)
        assert grid.post(address, {"reason": "看看"}).status_code == 404


WRITES = ("change", "add", "difficulty")
PERSONAL = ("change", "head", "guardian", "leave", "here", "move", "consent", "withdraw")


def everything(home: Household, person: UUID) -> list[str]:
    start = f"{LIST}{home.pk}/"
    return [f"{start}{verb}/" for verb in WRITES] + [
        f"{start}{person}/{verb}/" for verb in PERSONAL
    ]


def test_who_only_reads_writes_nothing(at_desk: LogIn, homes: Homes) -> None:
    for address in [NEW, *everything(homes.home, homes.head)]:
        assert at_desk("mediator").post(address, {}).status_code == 403, address
    page = said(at_desk("mediator").get(at(homes)))
    for words in ("加一个人", "记一项困难", "设为户主", "登记一户"):
        assert words not in page


def test_nobody_writes_in_another_town(at_desk: LogIn, homes: Homes) -> None:
    stranger = at_desk("stranger")
    for address in everything(homes.home, homes.head):
        assert stranger.post(address, {}).status_code == 404, address
    assert Resident.objects.get(pk=homes.head).name == NAME


@pytest.mark.parametrize("nonsense", ["\x00", "�" * 3, "9" * 400, "<script>alert(1)</script>"])
def test_nonsense_is_refused_and_never_breaks_a_page(
    grid: Client, homes: Homes, nonsense: str
) -> None:
    names = ("name", "relation", "sex", "birth", "id_number", "phone", "residence", "guardian",
             "version", "group", "address", "note", "channel", "code", "basis", "grade", "from_on",
             "purpose", "method", "on", "household", "q", "id", "is_member", "area", "head_id")  # fmt: skip
    form = dict.fromkeys(names, nonsense)
    for address in [NEW, *everything(homes.home, homes.head)]:
        answer = grid.post(address, form)
        assert answer.status_code in (302, 422), address
        assert "<script>alert" not in said(answer)
