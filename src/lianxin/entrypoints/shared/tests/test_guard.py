"""Who is let in, and what becomes of what was typed by those who are not."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from lianxin.entrypoints.shared.tests.conftest import DOOR, PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.urls(DOOR)]
NOTE = "请今天下班前到村口看看，带上铁锹。"


def test_the_desk_asks_strangers_to_log_in_and_remembers_where_they_wanted_to_go(
    client: Client,
) -> None:
    answer = client.get("/t/dispatch/?q=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/login/?next=%2Ft%2Fdispatch%2F%3Fq%3D1"


def test_staff_with_the_grant_come_in(client: Client, dispatcher: Any) -> None:
    client.force_login(dispatcher, "lianxin.domain.users.backends.Accounts")
    assert client.get("/t/dispatch/").json()["actor"] == f"user:{dispatcher.pk}"


def test_staff_without_the_grant_get_a_sentence(
    client: Client, dispatcher: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lianxin.domain.users import selectors
    from lianxin.kernel.actor import Actor, Kind

    nobody = Actor("user:1", "小何", Kind.STAFF)
    monkeypatch.setattr(selectors, "standing_of", lambda u: (nobody, ()))
    client.force_login(dispatcher, "lianxin.domain.users.backends.Accounts")
    answer = client.get("/t/dispatch/")
    assert answer.status_code == 403
    assert "您的岗位不能打开这个页面" in answer.content.decode()


def test_a_first_password_must_be_changed_before_anything_else(
    client: Client, dispatcher: Any
) -> None:
    dispatcher.must_change_password = True
    dispatcher.save()
    client.force_login(dispatcher, "lianxin.domain.users.backends.Accounts")
    assert client.get("/t/dispatch/")["Location"] == "/desk/login/password/"


def test_text_typed_before_the_log_in_ran_out_is_back_in_the_form_afterwards(
    client: Client, dispatcher: Any
) -> None:
    answer = client.post(
        "/t/dispatch/",
        {"note": NOTE, "password": "geheim", "csrfmiddlewaretoken": "x"},
        headers={"referer": "http://testserver/t/dispatch/?id=7"},
    )
    assert answer["Location"] == "/desk/login/?next=%2Ft%2Fdispatch%2F%3Fid%3D7"
    kept = str(client.session["lx_typed"])
    assert NOTE not in kept
    assert "geheim" not in kept
    page = client.get(answer["Location"]).content.decode()
    assert "您写的都还在" in page
    answer = client.post(answer["Location"], {"login": "sunjie", "password": PASSWORD})
    assert answer["Location"] == "/t/dispatch/?id=7"
    assert client.get(answer["Location"]).json()["note"] == NOTE
    assert client.get(answer["Location"]).json()["note"] == ""


def test_a_part_of_a_page_sends_the_whole_page_to_the_log_in(client: Client) -> None:
    answer = client.post("/t/dispatch/", {"note": NOTE}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/desk/login/")


def test_typed_text_of_a_foreign_page_is_not_filed_under_our_form(client: Client) -> None:
    answer = client.post(
        "/t/dispatch/", {"note": NOTE}, headers={"referer": "http://elsewhere.example/t/x/"}
    )
    assert answer["Location"].endswith("next=%2Ft%2Fdispatch%2F")


def test_a_villager_sees_only_matters_proved_on_this_phone(client: Client) -> None:
    mine, other = uuid4(), uuid4()
    assert client.get(f"/t/case/{mine}/")["Location"].startswith("/track/?next=")
    client.get(f"/t/prove/{mine}/")
    seen = client.get(f"/t/case/{mine}/").json()
    assert seen == {"actor": f"reporter:{mine}", "streams": [f"case:{mine}"]}
    assert client.get(f"/t/case/{other}/").status_code == 302


def test_a_cookie_made_up_by_somebody_proves_nothing(client: Client) -> None:
    client.cookies["lx_mine"] = "WyJhYmMiXQ:1abc:forged"
    assert client.get(f"/t/case/{uuid4()}/").status_code == 302
    assert client.get("/t/report/").json()["actor"] == "villager"


def test_staff_who_visit_the_villagers_pages_act_as_villagers(
    client: Client, dispatcher: Any
) -> None:
    client.force_login(dispatcher, "lianxin.domain.users.backends.Accounts")
    assert client.get("/t/report/").json()["actor"] == "villager"


def test_every_address_of_ours_has_a_guard() -> None:
    open_doors = [
        view
        for view in _views(get_resolver("lianxin.config.urls").url_patterns)
        if view.__module__.startswith("lianxin.") and not hasattr(view, "guarded")
    ]
    assert open_doors == []


def _views(patterns: list[Any]) -> list[Any]:
    found: list[Any] = []
    for p in patterns:
        if isinstance(p, URLResolver):
            found += _views(p.url_patterns)
        elif isinstance(p, URLPattern):
            found.append(p.callback)
    return found
