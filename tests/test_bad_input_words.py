"""Bad input: emoji, signs that nobody sees, words of another encoding."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from lianxin.domain.cases.models import Case, Step
from lianxin.entrypoints.desk.sheets import VERBS
from lianxin.entrypoints.villager.tests.walk import press, to_spot, to_what
from lianxin.kernel import ids
from lianxin.kernel.writing import plain
from tests.browsers import at_desk, facts, words
from tests.cast import TOWN, Cast, dispatched, hire

pytestmark = pytest.mark.django_db
FAMILY, FLAG, THUMB = "👨‍👩‍👧‍👦", "🇨🇳", "👍🏽"
RARE = "𠮷野家门口的井盖𪚥了"
TURNED = "\u202e告状\u2066\u2069"


def test_signs_that_nobody_sees_are_no_words(client: Client, cast: Cast) -> None:
    for nothing in ("\u200b\u202e".replace("\u200b", " "), "\x00\x00", "\u2066 \u2069", "\ufeff"):
        page = press(client, to_what(client), text=nothing)
        assert page.status_code == 422
        assert "请写几句话，或者录一段语音" in words(page)


def test_emoji_are_words_like_others_and_hidden_signs_go(client: Client, cast: Cast) -> None:
    said = f"{FAMILY}{FLAG}{THUMB} {RARE}\x00，{TURNED}快来看看"
    seen = f"{FAMILY}{FLAG}{THUMB} {RARE}，告状快来看看"
    page = press(client, to_spot(client), place_text=f"村口{FAMILY}\x00")
    page = press(client, page, text=said)
    assert seen in words(press(client, page, go="what"))
    page = press(client, page, photos_shown="1")
    page = press(client, page)  # whom it is about: not said
    page = press(client, page, confidentiality="open", name=f"王{THUMB}\u202e", phone="")
    last = press(client, page)
    assert last.status_code == 302, words(last)[:1500]
    case = Case.objects.get()
    assert (case.text, case.place_text, case.reporter_name) == (
        seen, f"村口{FAMILY}", f"王{THUMB}",
    )  # fmt: skip
    dispatched(cast, case)
    handler = at_desk(cast, "handler")
    handler.post(f"/desk/cases/{case.pk}/note/", {"text": said, "is_public": "1"})
    assert Step.objects.filter(case=case).latest("position").text == seen
    assert seen in words(handler.get(f"/desk/cases/{case.pk}/"))
    assert seen in words(client.get(f"/case/{case.pk}/"))


@pytest.mark.parametrize("odd", ["\x00", "\x00\u202e\x1b", f"{FAMILY * 50}", "\ufeff\x7f"])
def test_no_page_breaks_on_hidden_signs(cast: Cast, odd: str) -> None:
    hire(cast, "leader", "R13", TOWN)
    case = dispatched(cast)
    desk, villager = at_desk(cast, "dispatcher"), Client()
    for address in ("/desk/", "/desk/villages.json", "/desk/figures/", "/desk/meetings/",
                    "/desk/catalogue/", "/desk/messages/", "/desk/export/", "/desk/counts/"):  # fmt: skip
        for name in ("q", "queue", "town", "category", "from", "period", "state"):
            assert desk.get(address, {name: odd}).status_code < 500, (address, name)
    assert villager.get("/", {"q": odd}).status_code < 500
    assert villager.post("/track/", {"no": odd, "code": odd}).status_code < 500
    assert villager.post("/desk/login/", {"login": odd, "password": odd}).status_code < 500
    given = dict.fromkeys(
        ("text", "note", "reason", "explanation", "unit", "category", "level", "no", "basis",
         "until", "why", "units", "kind", "version", "service", "outcome", "owner"), odd,
    )  # fmt: skip
    for verb in VERBS:
        for address in (f"/desk/cases/{case.pk}/{verb}/", f"/desk/cases/{case.pk}/do/{verb}/"):
            answer = desk.post(address, given)
            assert answer.status_code < 500, address


def test_a_draft_with_half_a_sign_is_read(cast: Cast) -> None:
    case = dispatched(cast)
    handler = at_desk(cast, "handler")
    body = json.dumps({"text": ["写到一半\ud83d\x00"], "is_public": ["0"]})
    handler.post(f"/desk/drafts/case:{case.pk}:note/", {"body": body})
    page = handler.get(f"/desk/cases/{case.pk}/")
    assert "写到一半</textarea>" in words(page)


def test_words_of_another_encoding_are_not_kept_as_rubbish(client: Client, cast: Cast) -> None:
    page = to_what(client)
    state = re.search(r'name="state" value="([^"]*)"', page.content.decode())
    assert state
    urlencoded = "application/x-www-form-urlencoded"
    body = urlencode({"page": "what", "state": unescape(state[1])}) + "&text="
    body += quote("井盖没了，路也塌了".encode("gbk"))
    answer = client.post("/report/", body, content_type=urlencoded)
    assert answer.status_code == 422
    assert "有几个字没传好" in words(answer)
    case = dispatched(cast)
    before = facts()
    note = "is_public=1&text=" + quote("办到哪了，等信儿".encode("gbk"))
    refused = at_desk(cast, "handler").post(
        f"/desk/cases/{case.pk}/note/", note, content_type=urlencoded
    )
    assert refused.status_code == 422
    assert "有几个字没传好" in words(refused)
    call = {
        "id": str(ids.new()),
        "place": "小新立屯",
        "text": "路\ufffd了",
        "reporter_name": "刘示例",
    }
    again = at_desk(cast, "dispatcher").post("/desk/cases/new/", call)
    assert again.status_code == 422
    assert "刘示例" in words(again)
    assert facts() == before


def test_a_form_that_names_another_encoding_is_refused(cast: Cast) -> None:
    case = dispatched(cast)
    before = facts()
    for kind in ("application/x-www-form-urlencoded; charset=gbk", "multipart/form-data"):
        answer = at_desk(cast, "handler").post(
            f"/desk/cases/{case.pk}/note/", b"is_public=1&text=ok", content_type=kind
        )
        assert answer.status_code == 400
        assert "没看懂这次提交" in words(answer)
    raw = b"is_public=1&text=" + "办到哪了，等信儿".encode("gbk")
    answer = at_desk(cast, "handler").post(
        f"/desk/cases/{case.pk}/note/", raw, content_type="application/x-www-form-urlencoded"
    )
    assert "没看懂这次提交" in words(answer)
    assert facts() == before


def test_what_nobody_types_is_left_out_and_all_else_stays() -> None:
    assert plain(" a\r\nb\rc\x00\u202e ") == "a\nb\nc"
    assert plain(f"{FAMILY}\t{RARE}") == f"{FAMILY}\t{RARE}"
