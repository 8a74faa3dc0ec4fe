"""Text messages through a gateway: what is asked and answered stands in sms_gateway/exchanges.json.

The same recordings hold for the channel and for the fake that stands in for a gateway in tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from lianxin.kernel import ids
from lianxin.notices.channels import NotSent, Outgoing, Refused, channel
from lianxin.notices.rules import Kind
from tests.contracts.gateway import FakeGateway, running

pytestmark = pytest.mark.enable_socket
EXCHANGES = json.loads((Path(__file__).parent / "sms_gateway/exchanges.json").read_text("utf-8"))
CASES = [
    pytest.param(exchange, answer, id=f"{exchange['name']} {answer['status']}-{number}")
    for exchange in EXCHANGES
    for number, answer in enumerate(exchange["answers"])
]


@pytest.fixture
def gateway(settings: Any) -> Iterator[FakeGateway]:
    with running() as fake:
        settings.SMS_URL = fake.url
        settings.SMS_SECONDS = 0.5
        yield fake


def message() -> Outgoing:
    return Outgoing(ids.new(), "13841800001", "编号1的事办结了，谢谢您。")


def send(given: Outgoing) -> str:
    """The outcome in the words of the recordings."""
    try:
        receipt = channel(Kind.SMS).send(given)
    except NotSent:
        return "not_sent"
    except Refused:
        return "refused"
    return f"sent {receipt.reference}"


def filled(part: Any, key: str) -> Any:
    return json.loads(json.dumps(part).replace("{id}", key))


@pytest.mark.parametrize(("exchange", "answer"), CASES)
def test_the_channel_keeps_the_contract(
    gateway: FakeGateway, settings: Any, exchange: dict[str, Any], answer: dict[str, Any]
) -> None:
    for name, value in exchange["settings"].items():
        setattr(settings, name, value)
    said = json.dumps(answer["json"]) if "json" in answer else answer["text"]
    gateway.answer = (answer["status"], said)
    given = message()
    wanted = answer["outcome"]
    if wanted == "sent":
        wanted = f"sent {answer['reference']}"
    assert send(given) == wanted
    asked, expected = gateway.asked[0], filled(exchange["request"], str(given.id))
    assert (asked.method, asked.path) == (expected["method"], expected["path"])
    headers = {name.lower(): value for name, value in asked.headers.items()}
    assert {n: headers.get(n.lower()) for n in expected["headers"]} == expected["headers"]
    assert asked.body == expected.get("json", expected.get("form"))


def test_a_slow_gateway_is_not_waited_for_and_rings_once(gateway: FakeGateway) -> None:
    given = message()
    gateway.delay = 0.8
    assert send(given) == "not_sent"
    gateway.delay = 0
    assert send(given) == "sent "
    assert list(gateway.rung) == [str(given.id)]


def test_a_gateway_that_hangs_up_is_tried_again(gateway: FakeGateway) -> None:
    gateway.hangs_up = True
    assert send(message()) == "not_sent"


def test_nobody_at_the_other_end(settings: Any) -> None:
    settings.SMS_URL = "http://127.0.0.1:9/send"
    assert send(message()) == "not_sent"


def test_braces_in_a_text_stay_as_they_are(gateway: FakeGateway) -> None:
    channel(Kind.SMS).send(Outgoing(ids.new(), "13841800001", "写了{to}和{id}"))
    assert gateway.asked[0].body["text"] == "写了{to}和{id}"


def test_a_number_with_letters_never_leaves(gateway: FakeGateway) -> None:
    with pytest.raises(Refused):
        channel(Kind.SMS).send(Outgoing(ids.new(), "1384180000a", "办结了"))
    assert gateway.asked == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SMS_URL", "ftp://example/send", "LIANXIN_SMS_URL"),
        ("SMS_METHOD", "DELETE", "LIANXIN_SMS_METHOD"),
        ("SMS_FORMAT", "xml", "LIANXIN_SMS_FORMAT"),
        ("SMS_BODY", "[]", "LIANXIN_SMS_BODY"),
        ("SMS_HEADERS", "not json", "LIANXIN_SMS_HEADERS"),
    ],
)
def test_settings_that_make_no_sense_say_so(
    gateway: FakeGateway, settings: Any, name: str, value: str, said: str
) -> None:
    setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured, match=said):
        channel(Kind.SMS)
