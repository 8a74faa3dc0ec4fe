"""现场办公会: the agenda writes itself, each item ends in one of three ways, the next one asks."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case, MeetingItem
from lianxin.domain.cases.rules import Ending, Watch
from lianxin.domain.cases.services import (
    HoldWords,
    ItemEnding,
    case_suspend,
    meeting_end,
    meeting_item_add,
    meeting_item_drop,
    meeting_item_end,
    meeting_open,
)
from lianxin.domain.cases.tests.story import kinds, with_leaders, working
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from tests.cast import COUNTY, OTHER_TOWN, TOWN, VILLAGE, Cast, closed, hire, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(november: object, cast: Cast) -> Cast:
    return with_leaders(cast)


def items(meeting_id: UUID, cast: Cast) -> list[tuple[str, str]]:
    view = cases.meeting_page(meeting_id, actor=cast.actor("dispatcher"))
    return [(item.no, item.why) for item in view.items]


def test_the_agenda_writes_itself_and_the_next_one_opens_with_what_is_left(
    cast: Cast, november: time_machine.Traveller
) -> None:
    clerk = cast.actor("dispatcher")
    late, put_aside, fine = working(cast), working(cast), None
    november.shift(timedelta(days=8))
    fine = working(cast, register(reporter_phone="13841800009"))
    case_suspend(
        actor=cast.actor("head"), case_id=put_aside.pk,
        words=HoldWords("season", "化冻", clock.today() + timedelta(days=5), "地冻着"),
    )  # fmt: skip
    first = meeting_open(actor=clerk, area=TOWN, held_on=clock.today(), place_text="小新立屯村委会")
    assert items(first.pk, cast) == [(late.no, "已超期"), (put_aside.no, "挂账快到复查日")]
    meeting_item_add(actor=clerk, meeting_id=first.pk, no=fine.no)
    meeting_item_add(actor=clerk, meeting_id=first.pk, no=fine.no)
    rows = list(MeetingItem.objects.filter(meeting=first).order_by("order"))
    assert len(rows) == 3
    with pytest.raises(RuleViolation, match="还有 3 件没有结论"):
        meeting_end(actor=clerk, meeting_id=first.pk)
    friday = clock.today() + timedelta(days=3)
    meeting_item_end(
        actor=clerk, item_id=rows[0].pk,
        ending=ItemEnding(Ending.DATED, "环卫站周五前清完", cast.station.pk, friday),
    )  # fmt: skip
    late.refresh_from_db()
    assert late.result_due is not None
    assert clock.local(late.result_due).date() == friday
    meeting_item_end(
        actor=clerk, item_id=rows[1].pk, ending=ItemEnding(Ending.ESCALATED, "报县里立项")
    )
    put_aside.refresh_from_db()
    assert put_aside.supervision == Watch.ESCALATED
    meeting_item_end(
        actor=clerk, item_id=rows[2].pk, ending=ItemEnding(Ending.HERE, "当场说好了，下午去")
    )
    with pytest.raises(RuleViolation, match="不能拿下来"):
        meeting_item_drop(actor=clerk, item_id=rows[2].pk)
    meeting_end(actor=clerk, meeting_id=first.pk)
    assert meeting_end(actor=clerk, meeting_id=first.pk).state == "ended"
    with pytest.raises(RuleViolation, match="已经散了"):
        meeting_item_add(actor=clerk, meeting_id=first.pk, no=fine.no)
    assert "CaseMet" in kinds(fine)

    november.shift(timedelta(days=7))
    second = meeting_open(actor=clerk, area=TOWN, held_on=clock.today())
    view = cases.meeting_page(second.pk, actor=clerk)
    assert [item.why for item in view.items][:2] == ["上次会留下的", "上次会留下的"]
    assert view.items[0].before == (
        f"上次定的：限期，卧凤沟乡环卫站{friday.month}月{friday.day}日前，环卫站周五前清完"
    )
    assert [(row.items, row.left) for row in cases.meeting_list(actor=clerk)] == [
        (len(view.items), len(view.items)), (3, 0),
    ]  # fmt: skip


def test_another_unit_that_is_named_helps_and_sees_it(cast: Cast) -> None:
    bureau = org_add(
        actor=system("test"),
        org=NewOrg("县水利局", "水利局", "department", "county", COUNTY, "水利"),
    )
    hire(cast, "water", "R14", COUNTY, bureau.pk)
    clerk, case = cast.actor("dispatcher"), working(cast)
    with pytest.raises(NotFound):
        cases.case_page(case.pk, actor=cast.actor("water"))
    meeting = meeting_open(actor=clerk, area=TOWN, held_on=clock.today())
    item = meeting_item_add(actor=clerk, meeting_id=meeting.pk, no=case.no)
    day = clock.today() + timedelta(days=3)
    ending = ItemEnding(Ending.DATED, "水利局把渠口清开", bureau.pk, day)
    meeting_item_end(actor=clerk, item_id=item.pk, ending=ending)
    seen = cases.case_page(case.pk, actor=cast.actor("water"))
    assert (seen.helpers, "note" in seen.actions) == (["县水利局"], True)
    assert [(s.unit, s.text) for s in seen.steps][-1] == ("县水利局", "水利局把渠口清开")
    assert seen.unit == cast.station.pk, "the main unit still answers"
    meeting_item_end(actor=clerk, item_id=item.pk, ending=ending)
    case.refresh_from_db()
    assert case.helpers == [bureau.pk], "saying it again adds nobody twice"


def test_a_complaint_about_a_unit_lies_on_no_table_of_the_township(cast: Cast) -> None:
    clerk, case = cast.actor("dispatcher"), working(cast)
    Case.objects.filter(pk=case.pk).update(about_org=cast.village_org.pk)
    meeting = meeting_open(actor=clerk, area=TOWN, held_on=clock.today())
    with pytest.raises(Invalid):
        meeting_item_add(actor=clerk, meeting_id=meeting.pk, no=case.no)


def test_a_township_meets_once_a_day(cast: Cast) -> None:
    clerk, today = cast.actor("dispatcher"), clock.today()
    one = meeting_open(actor=clerk, area=TOWN, held_on=today)
    assert meeting_open(actor=cast.actor("leader"), area=TOWN, held_on=today) == one


def test_an_item_that_was_put_on_by_mistake_comes_off(cast: Cast) -> None:
    clerk = cast.actor("dispatcher")
    meeting = meeting_open(actor=clerk, area=TOWN, held_on=clock.today())
    item = meeting_item_add(actor=clerk, meeting_id=meeting.pk, no=register().no)
    meeting_item_drop(actor=clerk, item_id=item.pk)
    with pytest.raises(NotFound):
        meeting_item_drop(actor=clerk, item_id=item.pk)


def test_what_makes_no_sense_says_why(cast: Cast) -> None:
    clerk, today = cast.actor("dispatcher"), clock.today()
    with pytest.raises(Denied):
        meeting_open(actor=cast.actor("grid"), area=TOWN, held_on=today)
    with pytest.raises(Denied):
        meeting_open(actor=clerk, area=OTHER_TOWN, held_on=today)
    with pytest.raises(Invalid, match="选乡镇"):
        meeting_open(actor=clerk, area=VILLAGE, held_on=today)
    with pytest.raises(Invalid, match="早于今天"):
        meeting_open(actor=clerk, area=TOWN, held_on=date(2020, 1, 1))
    meeting = meeting_open(actor=clerk, area=TOWN, held_on=today)
    with pytest.raises(NotFound):
        cases.meeting_page(meeting.pk, actor=cast.actor("stranger"))
    with pytest.raises(NotFound):
        meeting_end(actor=cast.actor("stranger"), meeting_id=meeting.pk)
    with pytest.raises(Invalid, match="没有这个编号"):
        meeting_item_add(actor=clerk, meeting_id=meeting.pk, no="没有的")
    item = meeting_item_add(actor=clerk, meeting_id=meeting.pk, no=working(cast).no)
    tomorrow = today + timedelta(days=1)
    for ending, why in (
        (ItemEnding(Ending.HERE), "怎么定的"),
        (ItemEnding(Ending.DATED, "周五前", None, tomorrow), "哪个单位"),
        (ItemEnding(Ending.DATED, "周五前", cast.station.pk, None), "今天以后"),
        (ItemEnding(Ending.DATED, "周五前", cast.station.pk, date(2020, 1, 1)), "今天以后"),
        (ItemEnding(Ending.DATED, "周五前", meeting.pk, tomorrow), "负责的单位"),
    ):
        with pytest.raises(Invalid, match=why):
            meeting_item_end(actor=clerk, item_id=item.pk, ending=ending)


def test_a_matter_that_has_ended_is_not_moved_by_a_meeting(cast: Cast) -> None:
    clerk = cast.actor("dispatcher")
    case = closed(cast)
    meeting = meeting_open(actor=clerk, area=TOWN, held_on=clock.today())
    item = meeting_item_add(actor=clerk, meeting_id=meeting.pk, no=case.no)
    before = case.result_due
    ending = ItemEnding(
        Ending.DATED, "再去看看", cast.station.pk, clock.today() + timedelta(days=1)
    )
    meeting_item_end(actor=clerk, item_id=item.pk, ending=ending)
    case.refresh_from_db()
    assert (case.state, case.result_due) == ("closed", before)
    assert cases.meeting_places(actor=clerk) == [(TOWN, "卧凤沟乡")]
