"""Each action: done, refused, and nothing typed is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from lianxin.domain.cases.models import Case, Draft
from lianxin.domain.cases.rules import Level
from lianxin.domain.cases.services import case_dispatch
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from tests.cast import Cast, dispatched, register, replied

pytestmark = pytest.mark.django_db


def act(client: Client, case: Case, verb: str, **given: Any) -> Any:
    """Press a button on a matter's page."""
    return client.post(f"/desk/cases/{case.pk}/{verb}/?queue=all", given)


def state(case: Case) -> str:
    """How the matter stands now."""
    return Case.objects.get(pk=case.pk).state


def test_the_whole_road_at_the_desk(cast: Cast, at_desk: LogIn) -> None:
    case = register()
    sister, handler, caller = at_desk("dispatcher"), at_desk("handler"), at_desk("caller")
    unit = str(cast.station.pk)
    sent = act(sister, case, "dispatch", unit=unit, level="3", category="0402", version="1")
    assert (sent.status_code, sent["Location"]) == (302, f"/desk/cases/{case.pk}/?queue=all")
    assert state(case) == "dispatched"
    act(handler, case, "sign", version="2")
    act(handler, case, "note", is_contact="1", is_public="1", text="")
    assert state(case) == "working"
    act(handler, case, "reply", outcome="solved", text="车去过了，垃圾清走了。")
    assert state(case) == "verify"
    act(at_desk("grid"), case, "do/verify", is_passed="1", text="去看了，干净了。")
    assert state(case) == "callback"
    done = act(
        caller, case, "call_back", method="phone", reached="1", contacted="1", solved="yes",
        satisfied="5", note="挺好",
    )  # fmt: skip
    assert done.status_code == 302
    assert state(case) == "closed"


def test_unsolved_goes_back_and_not_reached_stays(cast: Cast, at_desk: LogIn) -> None:
    case = replied(cast)
    caller = at_desk("caller")
    act(caller, case, "call_back", method="phone", reached="0")
    assert state(case) == "callback"
    act(
        caller,
        case,
        "call_back",
        method="phone",
        reached="1",
        contacted="0",
        solved="no",
        satisfied="1",
    )
    assert state(case) == "redo"
    assert "第 1 次重办" in said(caller.get(f"/desk/cases/{case.pk}/"))


def test_不予受理_tells_reason_and_lawful_way(at_desk: LogIn) -> None:
    case = register()
    sister = at_desk("dispatcher")
    page = said(sister.get(f"/desk/cases/{case.pk}/?do=decline"))
    assert "12368" in page
    act(sister, case, "decline", reason="court", explanation="这件事法院在办，请到法院问。")
    assert state(case) == "not_accepted"
    assert "已经或应当由法院处理" in said(sister.get(f"/desk/cases/{case.pk}/"))


@pytest.mark.parametrize(
    ("who", "verb", "given", "sentence"),
    [
        ("dispatcher", "dispatch", {"level": "3", "category": "0402"}, "请选承办单位。"),
        ("dispatcher", "dispatch", {"level": "9", "category": "0402"}, "请选紧急程度。"),
        ("dispatcher", "decline", {"reason": "court", "explanation": "不"}, "请用老乡听得懂的话"),
        (
            "dispatcher",
            "decline",
            {"reason": "nothing", "explanation": "不归这里管啊"},
            "请选不予受理的理由。",
        ),
        ("dispatcher", "note", {"text": "", "is_public": "1"}, "请写"),
        ("dispatcher", "note", {"text": "长" * 10_000, "is_public": "1"}, "太长了"),
    ],
)
def test_what_is_missing_is_said_at_its_place_and_the_words_stay(
    cast: Cast, at_desk: LogIn, who: str, verb: str, given: dict[str, str], sentence: str
) -> None:
    case = register()
    answer = act(at_desk(who), case, verb, **given)
    page = said(answer)
    assert answer.status_code == 422
    assert sentence in page
    assert 'role="alert"' in page
    assert f'id="{verb}" data-dialog open' in page
    for words in (given.get("text"), given.get("explanation")):
        assert not words or words in page
    assert state(case) == "registered"


def test_who_comes_second_sees_the_new_state_and_keeps_the_words(
    cast: Cast, at_desk: LogIn
) -> None:
    case = register()
    sister = at_desk("dispatcher")
    case_dispatch(
        actor=cast.actor("desk"),
        case_id=case.pk,
        unit=cast.station.pk,
        level=Level.ORDINARY,
        category="0402",
    )
    late = act(
        sister, case, "dispatch", unit=str(cast.station.pk), level="3", category="0402",
        note="请顺路看看二组那边。", version="1",
    )  # fmt: skip
    page = said(late)
    assert late.status_code == 409
    assert "刚刚有别人办过这件事" in page
    assert "请顺路看看二组那边。" in page
    assert "待签收" in page
    noted = act(sister, case, "note", text="我想补一句话。", is_public="1", version="1")
    page = said(noted)
    assert noted.status_code == 409
    assert "我想补一句话。</textarea>" in page
    assert 'name="version" value="2"' in page
    assert (
        act(sister, case, "note", text="我想补一句话。", is_public="1", version="2").status_code
        == 302
    )


def test_who_handled_a_matter_does_not_call_back(cast: Cast, at_desk: LogIn) -> None:
    case = replied(cast)
    refused = act(at_desk("handler"), case, "call_back", method="phone", reached="1", solved="yes")
    assert refused.status_code == 403
    assert state(case) == "callback"


def test_a_look_before_sending_sends_nothing(cast: Cast, at_desk: LogIn) -> None:
    case = dispatched(cast)
    handler = at_desk("handler")
    act(handler, case, "sign")
    look = act(handler, case, "reply", outcome="solved", text="清走了。", preview="1")
    assert "反映人会看到" in said(look)
    assert "办好了" in said(look)
    assert state(case) == "signed"


def test_half_written_words_wait_for_their_writer_only(cast: Cast, at_desk: LogIn) -> None:
    case = dispatched(cast)
    handler, key = at_desk("handler"), f"case:{case.pk}:note"
    body = json.dumps({"text": ["写到一半的话"], "is_public": ["0"]})
    assert handler.post(f"/desk/drafts/{key}/", {"key": key, "body": body}).status_code == 200
    page = said(handler.get(f"/desk/cases/{case.pk}/"))
    assert "写到一半的话</textarea>" in page
    assert "上次没写完" in page
    assert "写到一半的话" not in said(at_desk("dispatcher").get(f"/desk/cases/{case.pk}/"))
    act(handler, case, "note", text="写完了的话", is_public="0")
    assert Draft.objects.count() == 0
    handler.post(f"/desk/drafts/{key}/", {"key": key, "body": body})
    away = handler.post(f"/desk/drafts/{key}/?drop=1&next=/desk/cases/{case.pk}/")
    assert away["Location"] == f"/desk/cases/{case.pk}/"
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("body", ["", "[]", "{", '{"text": 3}', '{"text": []}', "null"])
def test_a_broken_draft_is_no_draft(cast: Cast, at_desk: LogIn, body: str) -> None:
    case = dispatched(cast)
    handler, key = at_desk("handler"), f"case:{case.pk}:note"
    handler.post(f"/desk/drafts/{key}/", {"body": body})
    assert handler.get(f"/desk/cases/{case.pk}/").status_code == 200


def test_words_typed_into_an_expired_session_come_back(cast: Cast, at_desk: LogIn) -> None:
    case = dispatched(cast)
    browser = Client()
    address = f"/desk/cases/{case.pk}/"
    gone = browser.post(
        address + "note/", {"verb": "note", "text": "打了半天的字", "is_public": "1"},
        headers={"Referer": "http://testserver" + address},
    )  # fmt: skip
    assert gone["Location"].startswith("/desk/login/")
    browser.force_login(cast.users["handler"], backend="lianxin.domain.users.backends.Accounts")
    assert "打了半天的字</textarea>" in said(browser.get(address))
