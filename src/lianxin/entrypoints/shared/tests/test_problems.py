"""What somebody sees when it does not go as they wished."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client, RequestFactory, override_settings

from lianxin.entrypoints.shared import problems
from lianxin.entrypoints.shared.tests.conftest import DOOR

pytestmark = [pytest.mark.django_db, pytest.mark.urls(DOOR)]
TEXT = "村口的垃圾点三天没人来清，味道很大，狗把袋子都扒开了。"


@pytest.mark.parametrize(
    ("kind", "status", "sentence"),
    [
        ("denied", 403, "这件事归环卫所办。"),
        ("missing", 404, "没有这件事。"),
        ("rule", 409, "刚刚有别人办过这件事。"),
        ("invalid", 422, "手机号码只能是数字"),
    ],
)
def test_each_refusal_has_its_status_and_the_services_own_sentence(
    client: Client, kind: str, status: int, sentence: str
) -> None:
    answer = client.get(f"/t/refuse/{kind}/")
    assert answer.status_code == status
    assert sentence in answer.content.decode()


def test_what_was_typed_is_shown_and_back_in_the_form_after_a_refusal(client: Client) -> None:
    answer = client.post(
        "/t/refuse/rule/", {"text": TEXT}, headers={"referer": "http://testserver/t/report/"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert TEXT in page
    assert 'href="/t/report/"' in page
    assert client.get("/t/report/").json()["text"] == TEXT


def test_a_part_of_a_page_gets_the_sentence_as_a_toast_and_stays(client: Client) -> None:
    answer = client.post("/t/refuse/rule/", {"text": TEXT}, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert json.loads(answer["HX-Trigger"])["toast"]["text"] == "刚刚有别人办过这件事。"
    assert "HX-Request" in answer.get("Vary", "")


def test_a_form_that_lay_open_too_long_is_sent_with_one_more_press() -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/t/report/", {"text": TEXT}, headers={"origin": "http://testserver"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "页面放得太久了" in page
    assert f'name="text" value="{TEXT}"' in page
    assert 'name="csrfmiddlewaretoken"' in page


def test_a_form_sent_from_another_site_is_refused_without_a_second_press() -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/t/report/", {"text": TEXT}, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403
    assert TEXT not in answer.content.decode()


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=200)
def test_too_much_sent_is_said_in_a_sentence(strict_client: Client) -> None:
    answer = strict_client.post(
        "/t/report/", "text=" + "a" * 500, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in {200, 413}
    assert problems.too_large(_request()).status_code == 413
    assert "15 MB" in problems.too_large(_request()).content.decode()


def test_an_unknown_address_and_our_own_mistake_have_pages(strict_client: Client) -> None:
    missing = strict_client.get("/no/such/page/")
    assert missing.status_code == 404
    assert "没找到这个页面" in missing.content.decode()
    ours = strict_client.get("/t/broken/")
    assert ours.status_code == 500
    assert "这不怪您" in ours.content.decode()
    part = strict_client.get("/t/broken/", headers={"HX-Request": "true"})
    assert "这不怪您" in json.loads(part["HX-Trigger"])["toast"]["text"]


def test_other_refusals_have_pages_too() -> None:
    assert problems.bad_request(_request(), ValueError()).status_code == 400
    assert problems.forbidden(_request(), PermissionError()).status_code == 403
    assert problems.locked_out(_request(), None).status_code == 429


def _request() -> Any:
    return RequestFactory().get("/")


@pytest.mark.parametrize(
    ("address", "words", "home"),
    [("/desk/nothing/", "回工作台", "/desk/"), ("/nothing/", "回首页", "/")],
)
def test_the_way_back_leads_where_one_came_from(
    strict_client: Client, address: str, words: str, home: str
) -> None:
    said = strict_client.get(address).content.decode()
    assert words in said
    assert f'href="{home}"' in said
