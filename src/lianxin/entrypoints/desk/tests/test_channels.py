"""The desk keeps the county's channels; the clerk who registers chooses from what is open."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from lianxin.domain.cases.models import Case
from lianxin.domain.orgs.models import Channel
from lianxin.domain.places.factories import area as make_area
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.entrypoints.desk.tests.test_register import call
from tests.cast import COUNTY, Cast, hire

pytestmark = pytest.mark.django_db
LIST, NEW = "/desk/channels/", "/desk/channels/new/"
HOTLINE = {
    "county": COUNTY[:6], "kind": "phone", "address": "0418 8212345", "name": "示例热线",
    "hours": "昼夜都行", "is_shown": "1", "is_offered": "1",
}  # fmt: skip


def offered(page: str) -> list[str]:
    """The kinds that the registration form offers."""
    box = re.search(r'<select[^>]*name="channel".*?</select>', page, re.DOTALL)
    assert box
    return re.findall(r'value="(\w+)"', box[0])


def chosen(page: str) -> str:
    """The kind that stands there already."""
    box = re.search(r'<select[^>]*name="channel".*?</select>', page, re.DOTALL)
    assert box
    found = re.search(r'value="(\w+)" selected', box[0])
    return found[1] if found else ""


def opened(client: Client, **changes: str) -> Channel:
    """One more channel, by the form."""
    sent = client.post(NEW, HOTLINE | changes)
    assert sent.status_code == 302, said(sent)
    return Channel.objects.latest("order")


def test_a_channel_is_opened_changed_closed_and_opened_again(at_desk: LogIn) -> None:
    desk = at_desk("desk")
    empty = said(desk.get(LIST))
    assert "还没有一条" in empty
    assert "来件渠道" in empty
    assert "加一条渠道" in said(desk.get(NEW))
    made = opened(desk)
    assert "0418-8212345" in said(desk.get(LIST))
    page = f"{LIST}{made.pk}/"
    assert 'value="示例热线"' in said(desk.get(page))
    given = HOTLINE | {"version": "1", "address": "0418-8800001"}
    assert desk.post(page, given).status_code == 302
    listed = said(desk.get(LIST))
    assert "0418-8800001" in listed
    assert "以前的写法" in listed
    desk.post(f"{page}close/")
    closed = said(desk.get(LIST))
    assert "停用了，老乡看不到了" in closed
    assert "停用的" in closed
    desk.post(f"{page}reopen/")
    assert "重新开了" in said(desk.get(LIST))
    assert Channel.objects.get().closed_on is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"address": "0418-12"}, "电话号码不对"),
        ({"address": ""}, "请写电话号码"),
        ({"kind": ""}, "请选是哪一种"),
        ({"kind": "email", "address": "不是邮箱"}, "邮箱地址不对"),
        ({"county": "999999"}, "没有找到"),
        ({"hours": "长" * 200}, "写得太长了"),
        ({"name": "<script>alert(1)</script>" + "长" * 30}, "写得太长了"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_nothing_typed_is_lost(
    at_desk: LogIn, changes: dict[str, str], sentence: str
) -> None:
    answer = at_desk("desk").post(NEW, HOTLINE | changes)
    page = said(answer)
    assert answer.status_code == 422
    assert sentence in page
    assert "<script>alert" not in page
    assert changes.get("hours", "昼夜都行") in page
    assert not Channel.objects.exists()


def test_two_people_at_once_the_slower_one_sees_both(at_desk: LogIn) -> None:
    first, second = at_desk("desk"), at_desk("desk")
    page = f"{LIST}{opened(first).pk}/"
    first.post(page, HOTLINE | {"version": "1", "name": "县热线"})
    late = second.post(page, HOTLINE | {"version": "1", "name": "老乡热线"})
    body = said(late)
    assert late.status_code == 422
    assert "刚刚有别人改过" in body
    assert "别人改成了这样" in body
    assert "县热线" in body
    assert 'value="老乡热线"' in body
    assert 'name="version" value="2"' in body
    second.post(page, HOTLINE | {"version": "2", "name": "老乡热线"})
    assert Channel.objects.get().name == "老乡热线"


def test_the_order_is_the_countys_own(at_desk: LogIn) -> None:
    desk = at_desk("desk")
    a = opened(desk)
    b = opened(desk, kind="email", address="desk@example.com", name="邮箱")
    assert said(desk.get(LIST)).count("上移") == 1
    desk.post(f"{LIST}{b.pk}/place/", {"before": str(a.pk)})
    listed = said(desk.get(LIST))
    assert listed.index("desk@example.com") < listed.index("0418-8212345")
    desk.post(f"{LIST}{a.pk}/close/")
    desk.post(f"{LIST}{b.pk}/place/", {"before": str(a.pk)})
    assert "可能刚停用" in said(desk.get(LIST))
    opened(desk)
    desk.post(f"{LIST}{a.pk}/reopen/")
    assert "已经开着" in said(desk.get(LIST))


def test_only_who_keeps_them_opens_the_page(cast: Cast, at_desk: LogIn) -> None:
    made = opened(at_desk("desk"))
    make_area("210922000000")
    hire(cast, "next_county", "R16", "210922000000")
    hire(cast, "admin", "R22", COUNTY)
    for who in ("dispatcher", "handler", "grid", "caller"):
        assert at_desk(who).get(LIST).status_code == 403
        assert at_desk(who).post(f"{LIST}{made.pk}/close/").status_code == 403
    for page in ("", "close/", "reopen/", "place/"):
        answer = at_desk("next_county").post(f"{LIST}{made.pk}/{page}")
        assert answer.status_code in {403, 404}
    assert "示例热线" in said(at_desk("admin").get(LIST))
    assert Channel.objects.get().closed_on is None
    assert 'href="/desk/channels/"' not in said(at_desk("dispatcher").get("/desk/"))


def test_the_clerk_chooses_from_what_is_open_and_the_last_choice_stands(at_desk: LogIn) -> None:
    clerk = at_desk("dispatcher")
    page = said(clerk.get("/desk/cases/new/"))
    assert {"phone", "visit", "letter_box"} <= set(offered(page))
    assert chosen(page) == "phone"
    desk = at_desk("desk")
    opened(desk)
    opened(desk, kind="wechat_group", address="示例随手拍", name="")
    opened(desk, kind="mini_program", address="示例办事", name="", is_offered="0")
    assert offered(said(clerk.get("/desk/cases/new/"))) == ["phone", "wechat_group"]
    clerk.post("/desk/cases/new/", call(channel="wechat_group"))
    assert Case.objects.get().channel == "wechat_group"
    assert chosen(said(clerk.get("/desk/cases/new/"))) == "wechat_group"
    assert chosen(said(at_desk("dispatcher").get("/desk/cases/new/"))) == "phone"


def test_a_channel_closed_while_the_clerk_writes_is_still_where_it_came_from(
    at_desk: LogIn,
) -> None:
    opened(at_desk("desk"))
    clerk = at_desk("dispatcher")
    wrong = clerk.post("/desk/cases/new/", call(channel="letter_box", text=""))
    assert chosen(said(wrong)) == "letter_box"
    clerk.post("/desk/cases/new/", call(channel="letter_box"))
    case = Case.objects.get()
    assert case.channel == "letter_box"
    assert "信箱" in said(clerk.get(f"/desk/cases/{case.pk}/"))
    assert chosen(said(clerk.get("/desk/cases/new/"))) == "phone"


def test_a_kind_that_does_not_exist_is_refused(at_desk: LogIn) -> None:
    answer = at_desk("dispatcher").post("/desk/cases/new/", call(channel="<b>pigeon"))
    assert answer.status_code == 422
    assert "请选是怎么来的" in said(answer)
    assert not Case.objects.exists()
