"""The village keeps its service card on one page, and prints it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from lianxin.domain.orgs.models import CardEntry, CardSuggestion
from lianxin.domain.orgs.services import NewPost, post_assign
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.kernel import ids
from lianxin.kernel.actor import system
from tests.cast import OTHER_VILLAGE, TOWN, VILLAGE, Cast, hire

pytestmark = pytest.mark.django_db
PAGE = "/desk/card/"
SHOP = {
    "village": VILLAGE, "group": "SC6", "name": "利民超市", "phone": "0418 8212345",
    "duty": "粮油", "hours": "早八点到晚八点",
}  # fmt: skip
BOSS = system("test")


def added(client: Client, **changes: str) -> CardEntry:
    """One more line, by the form."""
    sent = client.post(PAGE, SHOP | {"id": str(ids.new())} | changes)
    assert sent.status_code == 302, said(sent)
    return CardEntry.objects.latest("pk")


def post_to(client: Client, row: CardEntry, verb: str, **given: Any) -> str:
    """Press a button of a line; what the page says afterwards."""
    return said(client.post(f"{PAGE}{row.pk}/{verb}/", given, follow=True))


def test_an_empty_card_proposes_its_thirteen_groups(at_desk: LogIn) -> None:
    clerk = at_desk("clerk")
    empty = said(clerk.get(PAGE))
    assert "一共十三组" in empty
    assert empty.count("加一条</span>") == 13
    assert "打印 A5" not in empty
    begun = said(clerk.post(f"{PAGE}begin/", {"village": VILLAGE}, follow=True))
    assert "加好了 4 个常用号码" in begun
    assert "110" in begun
    assert "打过，对" not in begun
    assert begun.count("加一条</span>") == 12
    assert "打印 A5" in begun
    assert 'href="/desk/card/"' in said(clerk.get("/desk/"))


def test_a_line_is_added_put_right_taken_off_and_put_back(at_desk: LogIn) -> None:
    clerk = at_desk("clerk")
    row = added(clerk)
    page = said(clerk.get(PAGE))
    assert "0418-8212345" in page
    assert "小赵" in page
    form = f"{PAGE}{row.pk}/"
    assert 'value="利民超市"' in said(clerk.get(form))
    changed = SHOP | {"version": "1", "phone": "0418-8000000"}
    assert clerk.post(form, changed)["Location"].endswith("#SC6")
    assert "拿错了，在最下面能放回来" in post_to(clerk, row, "drop")
    assert "放回来" in said(clerk.get(PAGE))
    assert "放回卡上了" in post_to(clerk, row, "restore")
    assert "今天核对过" in post_to(clerk, row, "check")
    post_to(clerk, row, "drop")
    added(clerk)
    assert "已经有" in post_to(clerk, row, "restore")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"phone": ""}, "没有号码的不上卡"),
        ({"phone": "12"}, "应当是 11 位"),
        ({"group": ""}, "请选放在哪一组"),
        ({"name": ""}, "请写是谁"),
        ({"valid_to": "明天"}, "请选日期"),
        ({"phone": "13841800001"}, "本人同意公开才能上卡"),
        ({"phone": "13841800001", "has_consent": "1"}, "请写是谁同意的"),
        ({"name": "<script>alert(1)</script>" + "长" * 30}, "写得太长了"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_nothing_typed_is_lost(
    at_desk: LogIn, changes: dict[str, str], sentence: str
) -> None:
    answer = at_desk("clerk").post(PAGE, SHOP | changes)
    page = said(answer)
    assert answer.status_code == 422
    assert sentence in page
    assert "早八点到晚八点" in page
    assert "<script>alert" not in page
    assert not CardEntry.objects.exists()


def test_the_tick_for_a_private_number_is_asked_only_where_it_is_one(at_desk: LogIn) -> None:
    clerk = at_desk("clerk")
    assert "本人同意公开" not in said(clerk.get(PAGE))
    refused = said(clerk.post(PAGE, SHOP | {"phone": "13841800001"}))
    assert 'name="has_consent"' in refused
    row = added(clerk, phone="13841800001", has_consent="1", consent_by="店主本人")
    assert "店主本人同意公开" in said(clerk.get(PAGE))
    assert "checked" in said(clerk.get(f"{PAGE}{row.pk}/"))


def test_two_people_at_once_the_slower_one_sees_both(at_desk: LogIn) -> None:
    first, second = at_desk("clerk"), at_desk("dispatcher")
    form = f"{PAGE}{added(first).pk}/"
    first.post(form, SHOP | {"version": "1", "duty": "粮油、烟酒"})
    late = second.post(form, SHOP | {"version": "1", "duty": "日用百货"})
    body = said(late)
    assert late.status_code == 422
    assert "刚刚有别人改过" in body
    assert "粮油、烟酒" in body
    assert 'value="日用百货"' in body
    second.post(form, SHOP | {"version": "2", "duty": "日用百货"})
    assert CardEntry.objects.get().duty == "日用百货"


def test_lines_change_places_with_buttons(at_desk: LogIn) -> None:
    clerk = at_desk("clerk")
    a = added(clerk)
    b = added(clerk, name="便民店", phone="0418-8212346")
    page = said(clerk.get(PAGE))
    assert (page.count("上移"), page.count("下移")) == (1, 1)
    post_to(clerk, b, "place", before=str(a.pk))
    page = said(clerk.get(PAGE))
    assert page.index("便民店") < page.index("利民超市")
    post_to(clerk, a, "drop")
    assert "可能刚被拿掉" in post_to(clerk, b, "place", before=str(a.pk))


def test_who_is_in_office_stands_there_by_itself_and_who_has_no_number_is_named(
    cast: Cast, at_desk: LogIn
) -> None:
    unit = cast.village_org.pk
    post_assign(actor=BOSS, post=NewPost(unit, "村主任", "示例主任", "0418-8800011"))
    accountant = post_assign(actor=BOSS, post=NewPost(unit, "会计", "示例会计"))
    clerk = at_desk("clerk")
    clerk.post(f"{PAGE}begin/", {"village": VILLAGE})
    page = said(clerk.get(PAGE))
    assert "换人自动换" in page
    assert "这些人还没有电话" in page
    assert "老李" in page
    ask = f"{PAGE}?village={VILLAGE}&group=SC1&name=示例会计&post={accountant.pk}"
    assert f'value="{accountant.pk}"' in said(clerk.get(ask))
    row = added(clerk, group="SC1", name="随便", phone="0418-8800012", post=str(accountant.pk))
    assert row.name == "示例会计"
    assert "示例会计" in said(clerk.get(f"{PAGE}{row.pk}/"))


def test_what_a_villager_misses_is_put_on_the_card_or_not(at_desk: LogIn) -> None:
    clerk = at_desk("clerk")
    added(clerk)
    for whose in ("校车", "张三家"):
        Client().post(f"/card/{VILLAGE}/missing/", {"whose": whose, "id": str(ids.new())})
    assert "老乡说缺的号码" in said(clerk.get(PAGE))
    bus, neighbour = CardSuggestion.objects.order_by("at")
    form = f"{PAGE}missing/{bus.pk}/"
    assert 'value="校车"' in said(clerk.get(form))
    bad = clerk.post(form, {"group": "SC8", "name": "校车", "phone": ""})
    assert bad.status_code == 422
    clerk.post(form, {"group": "SC8", "name": "校车", "phone": "0418-8000001"})
    clerk.post(f"{PAGE}missing/{neighbour.pk}/decline/", {"village": VILLAGE})
    page = said(clerk.get(PAGE))
    assert "老乡说缺的号码" not in page
    assert "0418-8000001" in page
    assert clerk.get(form).status_code == 404


def test_the_card_is_printed_on_a5_and_a4(at_desk: LogIn) -> None:
    clerk = at_desk("clerk")
    address = f"{PAGE}print/?village={VILLAGE}"
    assert clerk.get(address).status_code == 409
    added(clerk)
    for size in ("a5", "a4", "nonsense"):
        answer = clerk.get(f"{address}&size={size}")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        assert "no-store" in answer["Cache-Control"]


def test_a_rare_sign_is_named_before_anything_is_printed(at_desk: LogIn) -> None:
    clerk = at_desk("clerk")
    added(clerk, name="𠮷祥超市")
    page = said(clerk.get(PAGE))
    assert "“𠮷祥超市”里的“𠮷”" in page
    assert "打印 A5" not in page
    answer = clerk.get(f"{PAGE}print/?village={VILLAGE}")
    assert answer.status_code == 409
    assert "印不出来" in said(answer)


def test_only_who_keeps_the_card_opens_the_page(cast: Cast, at_desk: LogIn) -> None:
    row = added(at_desk("clerk"))
    hire(cast, "next_clerk", "R06", OTHER_VILLAGE)
    for who in ("grid", "handler", "caller", "desk"):
        assert at_desk(who).get(PAGE).status_code == 403
    for who in ("next_clerk", "stranger"):
        client = at_desk(who)
        assert "利民超市" not in said(client.get(f"{PAGE}?village={VILLAGE}"))
        for verb in ("", "drop/", "restore/", "place/", "check/"):
            assert client.post(f"{PAGE}{row.pk}/{verb}", SHOP).status_code in {403, 404}
        assert client.get(f"{PAGE}print/?village={VILLAGE}").status_code in {403, 404}
        assert client.post(PAGE, SHOP | {"name": "外村的店"}).status_code in {403, 404}
        assert client.post(f"{PAGE}begin/", {"village": VILLAGE}).status_code in {403, 404}
    row = CardEntry.objects.get()
    assert (row.dropped_on, row.version) == (None, 1)


def test_the_township_chooses_among_its_villages(at_desk: LogIn) -> None:
    added(at_desk("clerk"))
    page = said(at_desk("dispatcher").get(f"{PAGE}?village={VILLAGE}"))
    assert "利民超市" in page
    assert at_desk("dispatcher").post(f"{PAGE}begin/", {"village": TOWN}).status_code == 422


def test_a_long_card_costs_no_more_questions(
    at_desk: LogIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    clerk = at_desk("clerk")
    for n in range(12):
        added(clerk, name=f"{n}店", phone=f"0418-82100{n:02}", group=f"SC{6 + n % 8}")
    clerk.get(PAGE)
    with django_assert_max_num_queries(14):
        page = said(clerk.get(PAGE))
    assert len(re.findall(r"0418-82100\d\d", page)) >= 12
