"""联席会议: the county's table for what was escalated and still stands, and who has to come to it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case, Meeting, MeetingItem
from lianxin.domain.cases.rules import (
    JOINT,
    WEEKLY,
    Ending,
    Matter,
    OnTable,
    State,
    Watch,
    joint_why,
)
from lianxin.domain.cases.services import (
    ItemEnding,
    case_supervise,
    meeting_end,
    meeting_item_add,
    meeting_item_end,
    meeting_open,
    meeting_units_call,
)
from lianxin.domain.cases.tests.story import kinds, with_leaders, working
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact
from tests.cast import COUNTY, OTHER_TOWN, TOWN, Cast, hire, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(november: object, cast: Cast) -> Cast:
    hire(cast, "county_leader", "R18", COUNTY)
    return with_leaders(cast)


def raised(cast: Cast, case: Case, level: Watch = Watch.ESCALATED) -> Case:
    """小何 of the county asks aloud."""
    return case_supervise(
        actor=cast.actor("caller"), case_id=case.pk, level=level, text="两个月了还没动。"
    )


def agenda(meeting: Meeting, cast: Cast) -> list[tuple[str, str]]:
    view = cases.meeting_page(meeting.pk, actor=cast.actor("caller"))
    return [(item.no, item.why) for item in view.items]


@pytest.mark.parametrize(
    ("matter", "why"),
    [
        (Matter(State.WORKING, Watch.RED), None),
        (Matter(State.WORKING, Watch.ESCALATED), OnTable.ESCALATED),
        (Matter(State.SUSPENDED, Watch.JOINT, is_spoken=True), OnTable.ESCALATED),
        (Matter(State.CALLBACK, Watch.ESCALATED), None),
        (Matter(State.CLOSED, Watch.ESCALATED), None),
        (Matter(State.DISPATCHED, Watch.NONE, dispatches=2), None),
        (Matter(State.DISPATCHED, Watch.RED, dispatches=3), OnTable.PASSED_ON),
        (Matter(State.DISPATCHED, Watch.RED, dispatches=3, is_spoken=True), None),
        (Matter(State.REGISTERED, Watch.NOTICE, times=3), OnTable.REPEATED),
        (Matter(State.REGISTERED, Watch.NOTICE, times=2), None),
        (Matter(State.REGISTERED, Watch.NOTICE, times=4, is_spoken=True), None),
    ],
)
def test_what_belongs_on_the_joint_table(matter: Matter, why: OnTable | None) -> None:
    assert joint_why(matter) == why


def test_the_agenda_and_the_list_of_units_write_themselves(cast: Cast) -> None:
    county = cast.actor("caller")
    stands = raised(cast, working(cast))
    raised(cast, working(cast, register(reporter_phone="13841800007")), Watch.RED)
    again = [register(reporter_phone="13841800008") for _ in range(3)][-1]
    meeting = meeting_open(
        actor=county, area=COUNTY, held_on=clock.today(), place_text="县政务中心"
    )
    assert agenda(meeting, cast) == [
        (stands.no, "提级督办，还没办结"), (again.no, "同一个人反复反映"),
    ]  # fmt: skip
    view = cases.meeting_page(meeting.pk, actor=county)
    assert view.units == {cast.station.pk: "卧凤沟乡环卫站"}
    assert view.row.kind is JOINT
    assert [row.items for row in cases.meeting_list(JOINT, actor=county)] == [2]
    assert cases.meeting_list(WEEKLY, actor=county) == []
    fact = Fact.objects.get(kind="MeetingUnitsNamed")
    assert (fact.body["added"], fact.body["dropped"]) == ([str(cast.station.pk)], [])


def test_what_rises_later_comes_onto_the_meeting_that_is_called(cast: Cast, water: UUID) -> None:
    county, friday = cast.actor("county_leader"), clock.today() + timedelta(days=4)
    meeting = meeting_open(actor=county, area=COUNTY, held_on=friday)
    assert agenda(meeting, cast) == []
    case = raised(cast, working(cast))
    raised(cast, case)
    assert agenda(meeting, cast) == [(case.no, "提级督办，还没办结")]
    meeting.refresh_from_db()
    assert meeting.units == [cast.station.pk]
    weekly = meeting_open(actor=cast.actor("dispatcher"), area=TOWN, held_on=clock.today())
    other = working(cast, register(reporter_phone="13841800009"))
    item = meeting_item_add(actor=cast.actor("dispatcher"), meeting_id=weekly.pk, no=other.no)
    meeting_item_end(
        actor=cast.actor("dispatcher"), item_id=item.pk,
        ending=ItemEnding(Ending.ESCALATED, "乡里办不了"),
    )  # fmt: skip
    assert [no for no, _why in agenda(meeting, cast)] == [case.no, other.no]


def test_each_item_ends_with_a_unit_and_a_day_and_the_case_learns_it(
    cast: Cast, water: UUID, november: time_machine.Traveller
) -> None:
    county = cast.actor("caller")
    first, second, third = (
        raised(cast, working(cast, register(reporter_phone=f"1384180001{n}"))) for n in range(3)
    )
    meeting = meeting_open(actor=county, area=COUNTY, held_on=clock.today())
    rows = {row.case_id: row for row in MeetingItem.objects.filter(meeting=meeting)}
    friday = clock.today() + timedelta(days=4)
    with pytest.raises(RuleViolation, match="还有 3 件没有结论：当场解决、限期、报上级"):
        meeting_end(actor=county, meeting_id=meeting.pk)
    with pytest.raises(Invalid, match="报上级办的，请选哪个单位负责"):
        meeting_item_end(
            actor=county, item_id=rows[first.pk].pk, ending=ItemEnding(Ending.ESCALATED, "报市里")
        )
    for case, ending in (
        (first, ItemEnding(Ending.DATED, "水利局牵头清渠", water, friday)),
        (second, ItemEnding(Ending.ESCALATED, "水利局报市里立项", water, friday)),
        (third, ItemEnding(Ending.HERE, "当场说定，明天清走")),
    ):
        meeting_item_end(actor=county, item_id=rows[case.pk].pk, ending=ending)
        case.refresh_from_db()
    assert [case.supervision for case in (first, second, third)] == [5, 5, 4]
    assert first.helpers == [water]
    assert first.result_due is not None
    assert clock.local(first.result_due).date() == friday
    assert first.supervisions.get(level=Watch.JOINT).reason == "joint"
    fact = Fact.objects.filter(stream=first.stream, kind="CaseMet").get()
    assert (fact.body["meeting_kind"], fact.body["unit"]) == ("joint", str(water))
    assert kinds(third)[-1] == "CaseMet"
    meeting_end(actor=county, meeting_id=meeting.pk)

    november.shift(timedelta(days=28))
    later = meeting_open(actor=county, area=COUNTY, held_on=clock.today())
    shown = cases.meeting_page(later.pk, actor=county).items
    assert [(item.no, item.why) for item in shown] == [
        (first.no, "上次会留下的"), (second.no, "上次会留下的"), (third.no, "提级督办，还没办结"),
    ]  # fmt: skip
    assert "上次定的：报上级，县水利局11月6日前" in shown[1].before


def test_the_county_says_who_comes_and_who_need_not(cast: Cast, water: UUID) -> None:
    county = cast.actor("county_leader")
    raised(cast, working(cast))
    meeting = meeting_open(actor=county, area=COUNTY, held_on=clock.today())
    called = meeting_units_call(actor=county, meeting_id=meeting.pk, units=[water])
    assert called.units == [water]
    meeting_units_call(actor=county, meeting_id=meeting.pk, units=[water])
    assert Fact.objects.filter(kind="MeetingUnitsNamed").count() == 2, "said again, told once"
    for units in ([], [uuid4()]):
        with pytest.raises(Invalid, match="哪几家单位"):
            meeting_units_call(actor=county, meeting_id=meeting.pk, units=units)
    told = Fact.objects.filter(kind="MeetingUnitsNamed").order_by("pk").last()
    assert told is not None
    assert told.body["dropped"] == [str(cast.station.pk)]
    weekly = meeting_open(actor=cast.actor("dispatcher"), area=TOWN, held_on=clock.today())
    with pytest.raises(RuleViolation, match="不用点名"):
        meeting_units_call(actor=county, meeting_id=weekly.pk, units=[water])


def test_only_the_county_calls_it_and_a_complaint_about_staff_lies_on_no_table(cast: Cast) -> None:
    for who in ("dispatcher", "leader", "handler"):
        with pytest.raises(Denied):
            meeting_open(actor=cast.actor(who), area=COUNTY, held_on=clock.today())
    guarded = raised(cast, working(cast))
    Case.objects.filter(pk=guarded.pk).update(about_org=cast.village_org.pk)
    meeting = meeting_open(actor=cast.actor("caller"), area=COUNTY, held_on=clock.today())
    assert agenda(meeting, cast) == []
    with pytest.raises(Invalid, match="本县没有"):
        meeting_item_add(actor=cast.actor("caller"), meeting_id=meeting.pk, no=guarded.no)
    with pytest.raises(NotFound):
        cases.meeting_page(meeting.pk, actor=cast.actor("leader"))
    with pytest.raises(Invalid, match="乡镇或者县"):
        meeting_open(actor=system("test"), area="210900000000", held_on=date(2026, 12, 1))


def test_who_may_call_which_meeting_and_where(cast: Cast) -> None:
    county, town = cast.actor("caller"), cast.actor("dispatcher")
    assert cases.meeting_kinds(actor=county) == [JOINT, WEEKLY]
    assert cases.meeting_kinds(actor=town) == [WEEKLY]
    assert cases.meeting_kinds(actor=cast.actor("handler")) == []
    assert cases.meeting_places(JOINT, actor=county) == [(COUNTY, "阜新蒙古族自治县")]
    assert cases.meeting_places(JOINT, actor=town) == []
    found = [code for code, _name in cases.meeting_places(WEEKLY, actor=county)]
    assert found == [OTHER_TOWN, TOWN]
