"""Who hears of a meeting: units that are called, units that need not come, leaders without a day."""

from __future__ import annotations

from uuid import UUID

import pytest
import time_machine

from lianxin.domain.cases.models import MeetingItem
from lianxin.domain.cases.rules import Ending, Watch
from lianxin.domain.cases.services import (
    ItemEnding,
    case_supervise,
    meeting_item_end,
    meeting_open,
    meeting_units_call,
    week_tick,
)
from lianxin.domain.cases.tests.story import at, with_leaders, working
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.facts.testing import deliver_all
from lianxin.notices.models import InApp
from tests.cast import COUNTY, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(november: object, cast: Cast) -> Cast:
    return with_leaders(cast)


def screen(cast: Cast, who: str) -> list[str]:
    """The newest line first."""
    deliver_all()
    lines = InApp.objects.filter(user=cast.users[who]).order_by("-at", "-pk")
    return list(lines.values_list("text", flat=True))


def test_a_unit_is_called_and_learns_what_was_decided_or_that_it_need_not_come(
    cast: Cast, water: UUID
) -> None:
    county, case = cast.actor("caller"), working(cast)
    case_supervise(actor=county, case_id=case.pk, level=Watch.ESCALATED, text="还没动？")
    meeting = meeting_open(
        actor=county, area=COUNTY, held_on=clock.today(), place_text="县政务中心"
    )
    call = "阜新蒙古族自治县联席会议，11月2日，在县政务中心，请派人来，你们单位的事 1 件。"
    assert screen(cast, "handler").count(call) == 1
    assert screen(cast, "water") == []
    assert InApp.objects.filter(text=call)[0].link == f"/desk/meetings/called/{meeting.pk}/"
    meeting_units_call(actor=county, meeting_id=meeting.pk, units=[water])
    assert "阜新蒙古族自治县联席会议，11月2日，你们单位不用来了。" in screen(cast, "handler")
    assert screen(cast, "water")[0].endswith("在县政务中心，请派人来。")
    ending = ItemEnding(Ending.DATED, "水利局牵头", water, clock.today())
    item = MeetingItem.objects.get(meeting=meeting)
    meeting_item_end(actor=county, item_id=item.pk, ending=ending)
    said = screen(cast, "water")
    assert any(line.startswith("联席会议定了由你们单位办，11月2日前") for line in said)


def test_the_leader_of_a_week_without_a_meeting_hears_of_it_once(cast: Cast) -> None:
    working(cast)
    for moment in ("2026-11-16 08:30", "2026-11-16 08:31", "2026-11-18 09:00"):
        with time_machine.travel(at(moment), tick=False):
            week_tick(actor=system("tick"))
    asked = "这一周还没定现场办公会，等着上会的事有 1 件，请定个日子。"
    assert screen(cast, "leader").count(asked) == 1
    assert InApp.objects.get(text=asked).link == "/desk/meetings/"


def test_whoever_keeps_the_supervision_list_hears_that_it_is_there_once_a_week(cast: Cast) -> None:
    working(cast)
    for moment in ("2026-11-16 08:30", "2026-11-17 09:00"):
        with time_machine.travel(at(moment), tick=False):
            week_tick(actor=system("tick"))
    line = "本周督办清单有 1 件，每件写着为什么，请看。"
    assert [screen(cast, who).count(line) for who in ("dispatcher", "caller")] == [1, 1]
    assert [screen(cast, who).count(line) for who in ("leader", "handler")] == [0, 0]
    assert {row.link for row in InApp.objects.filter(text=line)} == {"/desk/weekly/"}
