"""请我们去的会 on the pages: from the line on the screen to the paper that is taken along."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lianxin.domain.cases.models import Meeting, MeetingItem
from lianxin.domain.cases.rules import Watch
from lianxin.domain.cases.services import case_supervise, meeting_units_call
from lianxin.domain.cases.tests.story import water_bureau, with_leaders, working
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.kernel import clock
from lianxin.kernel.facts.testing import deliver_all
from lianxin.notices.models import InApp
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LIST = "/desk/meetings/called/"


@pytest.fixture
def cast(november: object, cast: Cast) -> Cast:
    return with_leaders(cast)


def test_from_the_line_on_the_screen_to_the_paper(cast: Cast, at_desk: LogIn) -> None:
    water = water_bureau(cast)
    case = working(cast)
    case_supervise(
        actor=cast.actor("caller"), case_id=case.pk, level=Watch.ESCALATED, text="还没动？"
    )
    county, unit = at_desk("caller"), at_desk("handler")
    assert "还没有会请你们单位" in said(unit.get(LIST))
    today = clock.today()
    county.post("/desk/meetings/?kind=joint", {"held_on": today, "place_text": "县政务中心"})
    meeting = Meeting.objects.get()
    deliver_all()
    line = InApp.objects.get(user=cast.users["handler"], text__contains="联席会议")
    page = f"{LIST}{meeting.pk}/"
    assert unit.post(f"/desk/messages/{line.pk}/")["Location"] == page
    before = said(unit.get(page))
    for words in ("阜新蒙古族自治县联席会议", "2026年11月2日", "县政务中心", "还没定", case.title):
        assert words in before
    assert '<form method="post" action="/desk/meetings' not in before
    item, day = MeetingItem.objects.get(), today + timedelta(days=4)
    county.post(
        f"/desk/meetings/{meeting.pk}/{item.pk}/",
        {"ending": "dated", "text": "周五前清完", "owner": str(cast.station.pk), "due_on": day},
    )
    county.post(f"/desk/meetings/{meeting.pk}/end/")
    for words in ("限期", "周五前清完", "你们单位答应：2026年11月6日前办", "散会了"):
        assert words in said(unit.get(page))
    assert "散会" in said(unit.get(LIST))
    paper = said(unit.get(page + "print/"))
    assert "卧凤沟乡环卫站承办、协办的事，别家的事不列" in paper
    assert f'href="{page}"' in paper, "the way back is the unit's own page"
    assert at_desk("water").get(page).status_code == 404
    Meeting.objects.update(state="open")
    meeting_units_call(actor=cast.actor("caller"), meeting_id=meeting.pk, units=[water])
    deliver_all()
    assert "议程上没有你们的事" in said(at_desk("water").get(page))
    assert "县水利局" in said(at_desk("water").get(page + "print/"))
    assert unit.get(page).status_code == 404
    gone = InApp.objects.get(user=cast.users["handler"], text__contains="不用来了")
    assert unit.post(f"/desk/messages/{gone.pk}/", follow=True).status_code == 200


def test_the_menu_names_it_to_those_who_work_for_a_unit(cast: Cast, at_desk: LogIn) -> None:
    for who, is_there in (
        ("handler", True),
        ("head", True),
        ("dispatcher", False),
        ("grid", False),
    ):
        assert (LIST in said(at_desk(who).get("/desk/"))) is is_there, who
