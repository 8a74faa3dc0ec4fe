"""The ways out: what each makes of a message."""

from __future__ import annotations

import pytest

from lianxin.kernel import ids
from lianxin.notices.channels import Outgoing, Refused, channel
from lianxin.notices.models import Announcement, InApp
from lianxin.notices.rules import Kind
from tests.cast import VILLAGE, Cast, own_id

pytestmark = pytest.mark.django_db


def test_the_console_masks_the_number(capsys: pytest.CaptureFixture[str]) -> None:
    channel(Kind.CONSOLE).send(Outgoing(ids.new(), "13841800001", "办结了"))
    assert capsys.readouterr().out == "短信 → 138****0001：办结了\n"


def test_a_line_reaches_a_screen_once(cast: Cast) -> None:
    line = Outgoing(ids.new(), str(own_id(cast.actor("handler"))), "新派的单", "case:1", "/desk/")
    for _ in range(2):
        channel(Kind.IN_APP).send(line)
    assert InApp.objects.get().text == "新派的单"
    with pytest.raises(Refused):
        channel(Kind.IN_APP).send(Outgoing(ids.new(), "大周", "新派的单"))


def test_a_text_reaches_the_loudspeaker_of_a_village_once() -> None:
    text = Outgoing(ids.new(), VILLAGE, "明天停水")
    for _ in range(2):
        channel(Kind.LOUDSPEAKER).send(text)
    assert Announcement.objects.get().area == VILLAGE
    with pytest.raises(Refused):
        channel(Kind.LOUDSPEAKER).send(Outgoing(ids.new(), "小新立屯", "明天停水"))
