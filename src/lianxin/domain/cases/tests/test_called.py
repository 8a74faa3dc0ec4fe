"""请我们去的会: a unit that is called to the county's table reads when, where and its own matters."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case, Meeting, MeetingItem
from lianxin.domain.cases.rules import Ending, Watch
from lianxin.domain.cases.selectors import CalledView
from lianxin.domain.cases.services import (
    ItemEnding,
    case_supervise,
    meeting_end,
    meeting_item_end,
    meeting_open,
    meeting_units_call,
)
from lianxin.domain.cases.tests.story import with_leaders, working
from lianxin.kernel import clock
from lianxin.kernel.errors import NotFound
from tests.cast import COUNTY, TOWN, Cast, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(november: object, cast: Cast) -> Cast:
    return with_leaders(cast)


def raised(cast: Cast, phone: str = "13841800001") -> Case:
    """大周 works on it, and 小何 of the county has asked aloud."""
    case = working(cast, register(reporter_phone=phone))
    return case_supervise(
        actor=cast.actor("caller"), case_id=case.pk, level=Watch.ESCALATED, text="还没动？"
    )


def table(cast: Cast) -> Meeting:
    return meeting_open(
        actor=cast.actor("caller"), area=COUNTY, held_on=clock.today(), place_text="县政务中心"
    )


def seen(cast: Cast, who: str, meeting: Meeting) -> CalledView:
    return cases.meeting_called(meeting.pk, actor=cast.actor(who))


def test_the_unit_reads_when_where_and_what_it_has_promised(cast: Cast, water: UUID) -> None:
    county, friday = cast.actor("caller"), clock.today() + timedelta(days=4)
    case, other = raised(cast), raised(cast, "13841800002")
    meeting = table(cast)
    shown = seen(cast, "handler", meeting)
    assert (shown.row.held_on, shown.row.place_text) == (clock.today(), "县政务中心")
    assert [item.no for item in shown.items] == [case.no, other.no]
    assert shown.units == {cast.station.pk: "卧凤沟乡环卫站"}
    items = {item.case_id: item.pk for item in MeetingItem.objects.all()}
    for pk, ending in (
        (case.pk, ItemEnding(Ending.DATED, "水利局牵头清渠", water, friday)),
        (other.pk, ItemEnding(Ending.HERE, "当场说定，明天清走")),
    ):
        meeting_item_end(actor=county, item_id=items[pk], ending=ending)
    meeting_units_call(actor=county, meeting_id=meeting.pk, units=[cast.station.pk, water])
    meeting_end(actor=county, meeting_id=meeting.pk)
    own = seen(cast, "handler", meeting)
    assert own.row.is_over
    assert [(i.ending_name, i.text) for i in own.items] == [
        ("限期", "水利局牵头清渠"), ("当场解决", "当场说定，明天清走"),
    ]  # fmt: skip
    promised = seen(cast, "water", meeting)
    assert [(i.no, i.owner, i.due_on) for i in promised.items] == [(case.no, water, friday)]
    assert promised.units == {water: "县水利局"}


def test_the_list_names_the_meetings_of_the_own_unit_alone(cast: Cast, water: UUID) -> None:
    raised(cast)
    meeting = table(cast)
    (row,) = cases.meetings_called(actor=cast.actor("head"))
    assert (row.id, row.items, row.left, row.place) == (meeting.pk, 1, 1, "阜新蒙古族自治县")
    for nobody in ("water", "grid", "leader", "dispatcher", "caller"):
        assert cases.meetings_called(actor=cast.actor(nobody)) == []
    assert [who for who in cast.users if cases.may_be_called(actor=cast.actor(who))] == [
        "handler", "head", "water",
    ]  # fmt: skip


def test_who_is_not_called_or_need_not_come_any_more_finds_nothing(cast: Cast, water: UUID) -> None:
    raised(cast)
    meeting = table(cast)
    for nobody in ("water", "grid", "leader", "dispatcher", "stranger", "caller"):
        with pytest.raises(NotFound, match="没有找到这次会"):
            seen(cast, nobody, meeting)
    with pytest.raises(NotFound):
        cases.meeting_called(uuid4(), actor=cast.actor("handler"))
    meeting_units_call(actor=cast.actor("caller"), meeting_id=meeting.pk, units=[water])
    assert seen(cast, "water", meeting).items == [], "called by name, without a matter of its own"
    with pytest.raises(NotFound):
        seen(cast, "handler", meeting)
    weekly = meeting_open(actor=cast.actor("dispatcher"), area=TOWN, held_on=clock.today())
    Meeting.objects.filter(pk=weekly.pk).update(units=[water])
    with pytest.raises(NotFound):
        seen(cast, "water", weekly)


def test_what_becomes_a_complaint_about_staff_leaves_the_page_and_the_notice(
    cast: Cast, water: UUID
) -> None:
    case = raised(cast)
    meeting = table(cast)
    for change in (
        {"about_org": cast.village_org.pk}, {"about_user": "user:x"}, {"hidden_from_town": True},
    ):  # fmt: skip
        Case.objects.filter(pk=case.pk).update(**change)
        assert seen(cast, "handler", meeting).items == []
        (row,) = cases.meetings_called(actor=cast.actor("handler"))
        assert (row.items, row.left) == (0, 0)
        assert cases.meeting_call(meeting.pk, actor=cast.actor("caller")).items == {}
        Case.objects.filter(pk=case.pk).update(
            about_org=None, about_user="", hidden_from_town=False
        )
    Case.objects.filter(pk=case.pk).update(main_org=water)
    assert seen(cast, "handler", meeting).items == [], "somebody else has it now"


def test_pages_ask_the_same_number_of_questions_however_much_lies_there(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(3):
        raised(cast, f"1384180010{n}")
    meeting, actor = table(cast), cast.actor("handler")
    seen(cast, "handler", meeting)
    with django_assert_max_num_queries(4):
        assert len(cases.meeting_called(meeting.pk, actor=actor).items) == 3
    with django_assert_max_num_queries(3):
        assert cases.meetings_called(actor=actor)[0].items == 3
