"""怎么找到我们: one tap from the first page, one tap to ring, write or send a message."""

from __future__ import annotations

import pytest
from django.test import Client

from lianxin.domain.orgs.services import Wording, channel_add, channel_close
from lianxin.domain.places.factories import area as make_area
from lianxin.entrypoints.villager.tests.test_pages import assert_proper
from lianxin.entrypoints.villager.tests.walk import text_of
from lianxin.kernel import ids
from lianxin.kernel.actor import system
from tests.cast import COUNTY, VILLAGE, Cast

pytestmark = pytest.mark.django_db
HOME, NEXT = COUNTY[:6], "210922"
SEVEN = (
    ("phone", "县热线", "0418-8212345"),
    ("wechat_code", "公众号", "示例县办事"),
    ("mini_program", "小程序", "示例办事"),
    ("sms", "短信", "15504180000"),
    ("email", "邮箱", "desk@example.com"),
    ("letter_box", "信箱", "各村部大门左边"),
    ("wechat_group", "微信群", "示例随手拍"),
)


def given_seven(county: str = HOME) -> list[str]:
    """The county has opened its seven channels; their ids."""
    made = [
        channel_add(
            actor=system("test"), id=ids.new(), county=county, kind=kind,
            wording=Wording(name, address, "早八点到晚五点"),
        )
        for kind, name, address in SEVEN
    ]  # fmt: skip
    return [str(channel.pk) for channel in made]


def at_home() -> Client:
    """王奶奶's phone, which knows her village."""
    phone = Client()
    phone.cookies["lx_village"] = VILLAGE
    return phone


def test_王奶奶_finds_all_seven_in_one_tap(cast: Cast) -> None:
    given_seven()
    phone = at_home()
    home = text_of(phone.get("/"))
    assert 'href="/ways/"' in home
    assert 'href="tel:04188212345"' in home
    page = phone.get("/ways/")
    assert_proper(page)
    body = text_of(page)
    for link in ("tel:04188212345", "sms:15504180000", "mailto:desk@example.com"):
        assert f'href="{link}"' in body
    for _kind, name, address in SEVEN:
        assert name in body
        assert address in body
    assert "早八点到晚五点" in body
    assert 'data-copy="示例办事"' in body
    assert_proper(phone.get("/ways/", headers={"cookie": f"lx_mode=elder; lx_village={VILLAGE}"}))


def test_a_closed_or_hidden_channel_is_not_shown(cast: Cast) -> None:
    first = given_seven()[0]
    channel_close(actor=system("test"), channel_id=first)  # type: ignore[arg-type] # as text
    channel_add(
        actor=system("test"), id=ids.new(), county=HOME, kind="visit",
        wording=Wording("内部窗口", "三楼", is_shown=False),
    )  # fmt: skip
    body = text_of(at_home().get("/ways/"))
    assert "0418-8212345" not in body
    assert "三楼" not in body
    assert "desk@example.com" in body


def test_nothing_is_there_yet_and_the_page_says_what_to_do(cast: Cast) -> None:
    for client in (Client(), at_home()):
        page = client.get("/ways/")
        assert_proper(page)
        body = text_of(page)
        assert "还没有登记" in body
        assert 'href="tel:12345"' in body
        assert 'href="/ways/"' in text_of(client.get("/"))


def test_without_a_village_every_county_stands_under_its_name(cast: Cast) -> None:
    make_area(NEXT + "000000", "彰武县")
    given_seven()
    channel_add(
        actor=system("test"), id=ids.new(), county=NEXT, kind="phone",
        wording=Wording("彰武热线", "0418-8800009"),
    )  # fmt: skip
    body = text_of(Client().get("/ways/"))
    assert body.index("阜新蒙古族自治县") < body.index("彰武县")
    assert "0418-8800009" in body
    assert "选我的村" in body
    assert "0418-8800009" not in text_of(at_home().get("/ways/"))
    assert "0418-8212345" not in text_of(at_home().get(f"/ways/?county={NEXT}"))
    for odd in ("x", "9" * 40, "210921203", "%00"):
        assert Client().get(f"/ways/?county={odd}").status_code == 200


def test_a_sheet_for_the_wall_with_a_code_that_opens_the_report(cast: Cast) -> None:
    assert Client().get("/ways/poster/").status_code == 404
    empty = text_of(Client().get(f"/ways/poster/?county={HOME}"))
    assert "12345" in empty
    given_seven()
    body = text_of(at_home().get("/ways/poster/"))
    assert "这些都能找到我们" in body
    assert "阜新蒙古族自治县" in body
    assert "http://testserver/report/" in body
    assert "<path" in body
    assert "style=" not in body
    for _kind, _name, address in SEVEN:
        assert address in body
