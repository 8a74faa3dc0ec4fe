"""Old Li opens his list in the morning, taps "all well" at one door and writes at the next."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from lianxin.domain.cases.models import Case
from lianxin.domain.people.factories import BOSS, household, resident
from lianxin.domain.people.models import Household
from lianxin.domain.people.services import NewTag, tag_give
from lianxin.domain.visits.models import Visit
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.entrypoints.desk.views import visits
from lianxin.kernel import clock
from tests.cast import OTHER_VILLAGE, VILLAGE, Cast

pytestmark = pytest.mark.django_db
LIST = "/desk/visits/"


def in_need(name: str, code: str = "D63", phone: str = "") -> Household:
    home = household(VILLAGE)
    resident(home.pk, name, phone=phone)
    since = clock.today() - timedelta(days=40)
    tag = NewTag(id=uuid4(), code=code, basis="list", since=since)
    tag_give(actor=BOSS, household_id=home.pk, tag=tag)
    return home


def key_on(page: str, home: Household) -> str:
    found = re.search(rf'{home.pk}/fine/.*?name="id" value="([0-9a-f-]+)"', page, re.S)
    assert found is not None
    return found[1]


def test_all_is_well_by_one_tap_and_twice_tapped_it_is_once(cast: Cast, at_desk: LogIn) -> None:
    home, grid = in_need("示例老王", phone="13800012345"), at_desk("grid")
    page = said(grid.get(LIST))
    assert "今天该去的 1 户" in page
    assert "每月看望，登记以后还没有去看过" in page
    assert "还没去过" in page
    assert "晚了" not in page
    assert 'href="tel:13800012345"' in page
    for _ in range(2):
        answer = grid.post(f"{LIST}{home.pk}/fine/", {"id": key_on(page, home)}, follow=True)
    assert "记下了：一切正常" in said(answer)
    assert "今天没有该去的" in said(answer)
    assert Visit.objects.get().is_fine


def test_a_slip_is_taken_back_from_the_same_page(cast: Cast, at_desk: LogIn) -> None:
    home, grid = in_need("示例老王"), at_desk("grid")
    grid.post(f"{LIST}{home.pk}/fine/", {"id": str(uuid4())})
    undo = f"{LIST}{Visit.objects.get().pk}/undo/"
    assert undo in said(grid.get(LIST))
    assert undo not in said(at_desk("clerk").get(LIST))
    assert "只有记录的人自己能撤回" in said(at_desk("clerk").post(undo, follow=True))
    assert "撤回了" in said(grid.post(undo, follow=True))
    assert "今天该去的 1 户" in said(grid.get(LIST))
    assert "可能已经撤回了" in said(grid.post(undo, follow=True))


def test_what_is_found_goes_on_as_a_matter_in_the_same_form(cast: Cast, at_desk: LogIn) -> None:
    home, grid = in_need("示例老王"), at_desk("grid")
    at = f"{LIST}{home.pk}/"
    given = {"id": str(uuid4()), "finding": "屋后的电线垂到地上了", "as_case": "1"}
    given |= {"mode": "home", "purpose": "care", "next_on": "明天"}
    refused = grid.post(at, given)
    assert refused.status_code == 422
    assert "日期不对" in said(refused)
    assert "屋后的电线垂到地上了" in said(refused)
    tomorrow = clock.today() + timedelta(days=1)
    answer = grid.post(at, given | {"next_on": tomorrow.isoformat()}, follow=True)
    assert "也报成了一件事" in said(answer)
    assert "三天内要去的 1 户" in said(answer)
    page = said(grid.get(at))
    assert str(Case.objects.get().pk) in page
    assert "屋后的电线垂到地上了" in page


def test_an_empty_finding_is_no_matter(cast: Cast, at_desk: LogIn) -> None:
    home, grid = in_need("示例老王"), at_desk("grid")
    given = {"id": str(uuid4()), "as_case": "1", "mode": "home", "purpose": "care"}
    assert "请先写发现了什么" in said(grid.post(f"{LIST}{home.pk}/", given))
    for wrong in ({"id": "x"}, {"purpose": "spy"}, {"mode": "drone"}):
        assert (
            grid.post(
                f"{LIST}{home.pk}/",
                {key: word for key, word in given.items() if key != "as_case"} | wrong,
            ).status_code
            == 422
        )
    assert Visit.objects.count() == Case.objects.count() == 0


def test_nobody_opens_the_list_of_others(cast: Cast, at_desk: LogIn, client: Any) -> None:
    home = in_need("示例老王")
    assert "示例老王" not in said(at_desk("stranger").get(f"{LIST}?area={VILLAGE}"))
    assert at_desk("stranger").get(f"{LIST}{home.pk}/").status_code == 404
    assert at_desk("handler").get(LIST).status_code == 403
    assert at_desk("desk").post(f"{LIST}{home.pk}/fine/", {"id": str(uuid4())}).status_code == 403
    assert client.get(LIST).status_code == 302
    far = household(OTHER_VILLAGE, "示例老张")
    answer = at_desk("grid").post(f"{LIST}{far.pk}/fine/", {"id": str(uuid4())})
    assert answer.status_code == 404
    assert Visit.objects.count() == 0


def test_a_long_list_shows_the_most_overdue_and_each_can_be_tapped(
    cast: Cast, at_desk: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "SHOWN", 2)
    for n in range(5):
        in_need(f"示例{n}")
    soon, grid = household(VILLAGE, "示例快到了"), at_desk("grid")
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    given = {"id": str(uuid4()), "mode": "home", "purpose": "care", "next_on": tomorrow}
    grid.post(f"{LIST}{soon.pk}/", given)
    page = said(grid.get(LIST))
    assert "今天该去的 5 户" in page
    assert "只列最该去的 2 户" in page
    assert page.count("/fine/") == 3
    assert key_on(page, soon)


def test_the_page_asks_as_many_questions_for_many_as_for_one(
    cast: Cast, at_desk: LogIn, django_assert_max_num_queries: Any
) -> None:
    grid = at_desk("grid")
    in_need("示例甲")
    grid.get(LIST)
    for n in range(8):
        in_need(f"示例{n}")
    with django_assert_max_num_queries(14):
        page = said(grid.get(LIST))
    assert "今天该去的 9 户" in page
