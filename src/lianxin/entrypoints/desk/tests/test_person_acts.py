"""People of a household at the desk: entered, put right, guardians, leaving, moving, consent."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from lianxin.domain.people import services as keep
from lianxin.domain.people.factories import BOSS, resident
from lianxin.domain.people.models import Consent, Household, Resident, Tag
from lianxin.domain.people.services import HouseholdChange, ResidentChange
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.entrypoints.desk.tests.homes import (
    ALONE,
    CHILD,
    NAME,
    Homes,
    at,
    done,
    refused,
    settle,
)
from lianxin.kernel import clock
from tests.cast import Cast

pytestmark = pytest.mark.django_db
BIRTH = date(1960, 5, 20)


@pytest.fixture
def homes(cast: Cast) -> Homes:
    return settle()


@pytest.fixture
def grid(at_desk: LogIn) -> Client:
    return at_desk("grid")


def test_one_more_person_with_birth_typed_as_people_write_it(grid: Client, homes: Homes) -> None:
    form = {"id": str(uuid4()), "name": "示例儿子", "relation": "20", "birth": "1970.6.1",
            "sex": "1", "residence": "away"}  # fmt: skip
    assert "加一个人" in said(grid.get(at(homes, "add")))
    for _again in range(2):
        done(grid.post(at(homes, "add"), form))
    son = Resident.objects.get(name="示例儿子")
    assert (son.birth_on, son.sex, son.residence) == (date(1970, 6, 1), "1", "away")
    page = refused(
        grid.post(at(homes, "add"), form | {"id": str(uuid4()), "birth": "1970-02-31"}),
        "日期请写成",
    )
    assert 'value="1970-02-31"' in page
    child = form | {"id": str(uuid4()), "name": "示例孙女", "birth": "2020-01-01",
                    "guardian": str(homes.head)}  # fmt: skip
    done(grid.post(at(homes, "add"), child))
    assert Resident.objects.get(name="示例孙女").guardian_id == homes.head


def test_a_person_is_put_right_and_what_was_not_touched_stays(grid: Client, homes: Homes) -> None:
    page = said(grid.get(at(homes, homes.head, "change")))
    assert f'value="{NAME}"' in page
    held = Resident.objects.get(pk=homes.head)
    form = {"name": "示例王桂芝", "phone": held.phone, "residence": "home", "id_number": "",
            "version": str(held.version)}  # fmt: skip
    done(grid.post(at(homes, homes.head, "change"), form))
    now = Resident.objects.get(pk=homes.head)
    assert (now.name, now.id_number, now.birth_on) == ("示例王桂芝", held.id_number, held.birth_on)
    form |= {"version": str(now.version), "drop_number": "1"}
    done(grid.post(at(homes, homes.head, "change"), form))
    assert Resident.objects.get(pk=homes.head).id_number == ""


def test_two_at_once_the_slower_one_sees_both_and_keeps_the_words(
    grid: Client, homes: Homes
) -> None:
    seen = Resident.objects.get(pk=homes.head).version
    keep.resident_change(
        actor=BOSS, resident_id=homes.head, change=ResidentChange(name="示例王桂花")
    )
    form = {"name": "示例王桂香", "residence": "home", "version": str(seen)}
    page = refused(
        grid.post(at(homes, homes.head, "change"), form), "刚才有人先改过了", "别人改成了这样"
    )
    assert "示例王桂花" in page
    assert 'value="示例王桂香"' in page
    assert f'name="version" value="{seen + 1}"' in page
    keep.household_change(
        actor=BOSS, household_id=homes.home.pk, change=HouseholdChange(note="别人写的")
    )
    late = {"note": "我写的", "channel": "home", "language": "zh", "version": "1"}
    page = refused(grid.post(at(homes, "change"), late), "别人写的", "我写的")


def test_another_head_and_a_guardian_also_from_another_household(
    grid: Client, homes: Homes
) -> None:
    son = resident(homes.home.pk, "示例儿子", birth=BIRTH)
    done(grid.post(at(homes, son.pk, "head")))
    assert Household.objects.get(pk=homes.home.pk).head_id == son.pk
    ward = at(homes, homes.child, "guardian")
    page = said(grid.get(ward))
    assert "示例儿子" in page
    assert f'value="{homes.child}"' not in page
    refused(grid.post(ward, {}), "请选监护人")
    outside = Resident.objects.get(name=ALONE[0])
    looked = said(grid.post(ward, {"q": ALONE[0], "find": "1"}))
    assert f'value="{outside.pk}"' in looked
    done(grid.post(ward, {"guardian": str(outside.pk), "q": ALONE[0]}))
    assert Resident.objects.get(pk=homes.child).guardian_id == outside.pk
    done(grid.post(ward, {"nobody": "1"}))
    assert Resident.objects.get(pk=homes.child).guardian_id is None
    refused(
        grid.post(at(homes, homes.head, "guardian"), {"guardian": str(outside.pk)}),
        "满 18 岁的人不用写监护人",
    )
    refused(grid.post(ward, {"guardian": str(uuid4())}), "没有找到这个人")


def test_somebody_leaves_and_it_was_a_mistake(grid: Client, homes: Homes) -> None:
    gone = at(homes, homes.head, "leave")
    refused(grid.post(gone, {}), "请选是迁出还是去世", "请写是哪一天")
    late = (clock.today() + timedelta(days=2)).isoformat()
    refused(grid.post(gone, {"residence": "moved", "on": late}), "日期还没有到", late)
    done(grid.post(gone, {"residence": "deceased", "on": clock.today().isoformat()}))
    page = said(grid.get(at(homes)))
    assert "迁出、去世的（1）" in page
    assert "这一户没有户主" in page
    done(grid.post(at(homes, homes.head, "here")))
    now = Household.objects.get(pk=homes.home.pk)
    assert (now.head_id, now.members) == (homes.head, 2)
    ended = Tag.objects.get(code="D14")
    done(grid.post(at(homes, "difficulty", ended.pk, "again")))
    assert Tag.objects.filter(code="D14", ended_on=None).exists()


def test_somebody_moves_to_a_household_that_was_looked_for(grid: Client, homes: Homes) -> None:
    move = at(homes, homes.child, "move")
    other = homes.others[0]
    assert "先找到那一户的任何一个人" in said(grid.get(move))
    refused(grid.post(move, {}), "请选转到哪一户")
    assert "没有找到别的户" in said(grid.post(move, {"q": "示例远客", "find": "1"}))
    assert str(other.pk) in said(grid.post(move, {"q": ALONE[0], "find": "1"}))
    refused(grid.post(move, {"household": str(homes.foreign.pk)}), "没有找到这一户")
    done(grid.post(move, {"household": str(other.pk), "q": ALONE[0]}))
    assert Resident.objects.get(pk=homes.child).household_id == other.pk
    assert CHILD not in said(grid.get(at(homes)))


def test_a_yes_is_noted_and_taken_back_by_a_word(grid: Client, homes: Homes) -> None:
    agree = at(homes, homes.head, "consent")
    assert "公开姓名" in said(grid.get(agree))
    refused(grid.post(agree, {}), "请选用途")
    form = {"purpose": "publish_name", "method": "spoken"}
    refused(grid.post(agree, form), "要写见证人")
    done(grid.post(agree, form | {"witness": "示例见证"}))
    assert "公开姓名" in said(grid.get(at(homes)))
    assert "公开姓名" not in said(grid.get(agree))
    done(grid.post(at(homes, homes.head, "withdraw"), {"purpose": "publish_name"}))
    assert Consent.objects.get().withdrawn_at is not None
    refused(
        grid.post(at(homes, homes.child, "consent"), form | {"method": "paper"}), "先登记监护人"
    )
