"""The villager follows a matter: number and code, four words, rating, withdrawal, appeal."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.services import case_decline, tracking_code
from lianxin.entrypoints.villager.tests.walk import text_of
from tests.cast import Cast, closed, dispatched, register, replied

pytestmark = pytest.mark.django_db


def open_case(client: Client, case: Case, **fields: str) -> None:
    answer = client.post("/track/", {"no": case.no, "secret": tracking_code(case)} | fields)
    assert answer.status_code == 302, text_of(answer)


def declined(cast: Cast) -> Case:
    return case_decline(
        actor=cast.actor("dispatcher"), case_id=register().pk, reason="court",
        explanation="法院已经判了，乡里没有权力改判决。",
    )  # fmt: skip


def test_number_and_code_as_people_write_them(client: Client, cast: Cast) -> None:
    case = replied(cast)
    assert client.get(f"/case/{case.pk}/").status_code == 302
    no = f"{case.no[:6]} {case.no[6:14]}-{case.no[14:]}"
    open_case(client, case, no=no, secret=f" {tracking_code(case).lower()} ")
    page = text_of(client.get(f"/case/{case.pk}/"))
    assert "环卫站下午派车" in page
    assert "卧凤沟乡环卫站" in page
    assert "最晚" in page
    assert 'href="tel:04188800123"' in page


def test_number_and_phone_do_as_well(client: Client, cast: Cast) -> None:
    case = register()
    assert client.post("/track/", {"no": case.no, "secret": "138 4180 0001"}).status_code == 302
    assert "派给办事的单位" in text_of(client.get(f"/case/{case.pk}/"))


def test_a_wrong_code_is_told_calmly_and_nothing_typed_is_lost(client: Client, cast: Cast) -> None:
    case = register()
    page = client.post("/track/", {"no": case.no, "secret": "AAAAAA"})
    assert page.status_code == 422
    assert "对不上" in text_of(page)
    assert case.no in text_of(page)
    assert "请写编号" in text_of(client.post("/track/", {"secret": "AAAAAA"}))
    assert "请写查询码" in text_of(client.post("/track/", {"no": case.no}))


def test_ten_wrong_tries_pause_even_the_right_one(client: Client, cast: Cast) -> None:
    case = register()
    for _ in range(10):
        client.post("/track/", {"no": case.no, "secret": "AAAAAA"})
    page = client.post("/track/", {"no": case.no, "secret": tracking_code(case)})
    assert page.status_code == 429
    assert "15 分钟" in text_of(page)


def test_behind_our_own_proxy_the_real_address_counts(
    client: Client, cast: Cast, settings: Settings
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = False
    for n in range(10):
        wrong = {"no": f"21092120260101{n:04}", "secret": "AAAAAA"}
        client.post("/track/", wrong, headers={"X-Forwarded-For": "6.6.6.6, 10.0.0.9"})
    case = register()
    right = {"no": case.no, "secret": tracking_code(case)}
    slow = client.post("/track/", right, headers={"X-Forwarded-For": "10.0.0.9"})
    assert slow.status_code == 429
    free = client.post("/track/", right, headers={"X-Forwarded-For": "10.0.0.8"})
    assert free.status_code == 302


def test_the_way_in_leads_to_the_page_that_was_wanted(client: Client, cast: Cast) -> None:
    case = register()
    asked = client.get(f"/case/{case.pk}/")
    assert asked["Location"].startswith("/track/?next=")
    given = {"no": case.no, "secret": tracking_code(case)}
    assert (
        client.post("/track/", given | {"next": f"/case/{case.pk}/"})["Location"]
        == f"/case/{case.pk}/"
    )
    assert (
        client.post("/track/", given | {"next": "https://evil.example/"})["Location"]
        == f"/case/{case.pk}/"
    )


def test_solved_and_satisfied(client: Client, cast: Cast) -> None:
    case = replied(cast)
    open_case(client, case)
    nothing = client.post(f"/case/{case.pk}/rate/", {"text": "谢谢大家"})
    assert nothing.status_code == 422
    assert "请先选解决了没有" in text_of(nothing)
    assert "谢谢大家" in text_of(nothing)
    long = client.post(f"/case/{case.pk}/rate/", {"solved": "yes", "text": "谢" * 2001})
    assert "写得太长了" in text_of(long)
    given = {"solved": "yes", "satisfied": "5", "text": "谢谢大家"}
    page = client.post(f"/case/{case.pk}/rate/", given, follow=True)
    assert "谢谢您" in text_of(page)
    case.refresh_from_db(fields=["state", "satisfied"])
    assert (case.state, case.satisfied) == ("closed", 5)
    twice = client.post(f"/case/{case.pk}/rate/", given, follow=True)
    assert twice.status_code == 200
    assert "已经评价过" in text_of(twice)


def test_unsolved_goes_back_to_be_done_again(client: Client, cast: Cast) -> None:
    case = replied(cast)
    open_case(client, case)
    page = client.post(f"/case/{case.pk}/rate/", {"solved": "no"}, follow=True)
    assert "重办" in text_of(page)
    case.refresh_from_db(fields=["state"])
    assert case.state == "redo"


def test_withdraw_until_it_is_answered(client: Client, cast: Cast) -> None:
    case = dispatched(cast)
    open_case(client, case)
    refused = client.post(f"/case/{case.pk}/withdraw/", {"reason": "好" * 201})
    assert refused.status_code == 422
    assert "好" * 201 in text_of(refused)
    page = client.post(f"/case/{case.pk}/withdraw/", {"reason": "已经好了"}, follow=True)
    assert "您撤回了" in text_of(page)
    late = replied(cast)
    open_case(client, late)
    page = client.post(f"/case/{late.pk}/withdraw/", follow=True)
    assert page.status_code == 200
    late.refresh_from_db(fields=["state"])
    assert late.state == "callback"


def test_a_refusal_says_why_and_where_to_go_and_is_looked_at_once_more(
    client: Client, cast: Cast
) -> None:
    case = declined(cast)
    open_case(client, case)
    page = text_of(client.get(f"/case/{case.pk}/"))
    assert "不归这里办" in page
    assert "没有权力改判决" in page
    assert "12368" in page
    empty = client.post(f"/case/{case.pk}/appeal/", {"why": " "})
    assert empty.status_code == 422
    assert 'id="e-why"' in text_of(empty)
    again = client.post(f"/case/{case.pk}/appeal/", {"why": "还有新证据"}, follow=True)
    assert "会有人再看一次" in text_of(again)
    case.refresh_from_db(fields=["state"])
    assert case.state == "registered"


def test_nobody_else_opens_or_changes_it(client: Client, cast: Cast) -> None:
    case, own = replied(cast), register()
    open_case(client, own)
    for page in ("", "done/"):
        assert client.get(f"/case/{case.pk}/{page}").status_code == 302
    for verb in ("rate", "withdraw", "appeal"):
        answer = client.post(f"/case/{case.pk}/{verb}/", {"solved": "yes", "why": "x"})
        assert answer.status_code == 302
        assert answer["Location"].startswith("/track/")
    case.refresh_from_db(fields=["state"])
    assert case.state == "callback"


def test_pages_that_only_take_answers_lead_to_the_matter(client: Client, cast: Cast) -> None:
    case = register()
    open_case(client, case)
    for verb in ("rate", "withdraw", "appeal"):
        assert client.get(f"/case/{case.pk}/{verb}/")["Location"] == f"/case/{case.pk}/"


def test_my_matters_and_a_borrowed_phone(client: Client, cast: Cast) -> None:
    assert "还没报过事" in text_of(client.get("/mine/"))
    first, second = closed(cast), register(text="路灯不亮了")
    open_case(client, first)
    open_case(client, second)
    assert "路灯不亮了" in text_of(client.get("/mine/"))
    assert "正在办 1 件" in text_of(client.get("/"))
    page = client.post("/mine/", follow=True)
    assert "清掉了" in text_of(page)
    assert "还没报过事" in text_of(page)


def test_twenty_matters_cost_no_more_queries_than_two(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        open_case(client, register())
    client.get("/mine/")
    with django_assert_max_num_queries(3):
        client.get("/mine/")
    with django_assert_max_num_queries(3):
        client.get("/")
    with django_assert_max_num_queries(8):
        client.get(f"/case/{Case.objects.first().pk}/")  # type: ignore[union-attr] # twenty stand there
