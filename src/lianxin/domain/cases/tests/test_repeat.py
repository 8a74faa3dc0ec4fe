"""反复反映: the third time asks for one named person and goes to the next meeting."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case, MeetingItem
from lianxin.domain.cases.rules import Ending, Level, Watch, is_repeated
from lianxin.domain.cases.services import (
    ItemEnding,
    case_appoint,
    case_dispatch,
    case_part,
    case_withdraw,
    meeting_item_end,
    meeting_open,
)
from lianxin.domain.cases.services.join import case_join
from lianxin.domain.cases.tests.story import kinds, with_leaders
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from tests.cast import (
    COUNTY,
    OTHER_VILLAGE,
    TOWN,
    Cast,
    closed,
    dispatched,
    hire,
    own_id,
    register,
    reporter_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast: Cast) -> Cast:
    return with_leaders(cast)


def third() -> Case:
    """王奶奶 says it for the third time."""
    return [register() for _ in range(3)][-1]


def test_the_third_time_and_not_before() -> None:
    assert [is_repeated(times) for times in (1, 2, 3, 4)] == [False, False, True, True]


def test_the_third_time_asks_for_one_person(cast: Cast) -> None:
    first, second, last = (register() for _ in range(3))
    assert [c.is_hard for c in (first, second, last)] == [False, False, True]
    assert "CaseRepeated" in kinds(last)
    assert "CaseRepeated" not in kinds(second)
    assert last.supervision == Watch.NOTICE
    assert last.supervisions.get().reason == "repeated"


def test_other_people_other_places_and_what_was_taken_back_do_not_count(cast: Cast) -> None:
    taken_back = register()
    case_withdraw(actor=reporter_of(taken_back), case_id=taken_back.pk, reason="好了")
    register(reporter_phone="13841800002")
    register(area=OTHER_VILLAGE)
    register(category="0502")
    register(reporter_phone="", reporter_name="")
    assert register().repeat_count == 0
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert register().repeat_count == 0


def test_without_a_category_the_likeliest_counts_until_one_is_chosen(cast: Cast) -> None:
    register(), register()
    last = register(category="")
    assert (last.category, last.repeat_count, last.is_hard) == ("", 2, True)
    unclear = register(category="", text="就是上回那个事")
    assert unclear.repeat_count == 0
    unclear = dispatched(cast, unclear)
    assert (unclear.repeat_count, unclear.is_hard) == (3, True)
    assert kinds(unclear).count("CaseRepeated") == 1


def test_what_a_villager_names_by_its_first_level_counts_with_what_lies_below(cast: Cast) -> None:
    assert [register(category=code).repeat_count for code in ("04", "0402", "04")] == [0, 1, 2]
    assert register(category="0403").repeat_count == 2, "0402 is another matter"


def test_another_category_at_dispatch_takes_it_back(cast: Cast) -> None:
    case = case_dispatch(
        actor=cast.actor("dispatcher"), case_id=third().pk, unit=cast.station.pk,
        level=Level.ORDINARY, category="0403",
    )  # fmt: skip
    assert (case.repeat_count, case.is_hard) == (0, False)


def test_one_person_is_named_of_the_unit_or_the_township(cast: Cast) -> None:
    sister = cast.actor("dispatcher")
    case = dispatched(cast, third())
    people = dict(cases.cadres(case.pk, actor=sister))
    assert set(people.values()) == {"大周", "head", "孙姐", "leader"}
    handler = own_id(cast.actor("handler"))
    case = case_appoint(actor=sister, case_id=case.pk, cadre=handler, version=case.version)
    again = case_appoint(actor=sister, case_id=case.pk, cadre=handler, version=1)
    assert (case.cadre_name, again.version) == ("大周", case.version)
    assert kinds(case).count("CaseAppointed") == 1
    other = own_id(cast.actor("leader"))
    assert case_appoint(actor=sister, case_id=case.pk, cadre=other).cadre_name == "leader"
    own = cases.case_villager_page(case.pk, actor=reporter_of(case))
    assert own.cadre_name == "leader"
    assert [s.unit for s in own.steps if s.verb == "appoint"] == ["大周", "leader"]


def test_what_makes_no_sense_is_refused(cast: Cast) -> None:
    sister, handler = cast.actor("dispatcher"), own_id(cast.actor("handler"))
    case = dispatched(cast, third())
    with pytest.raises(Denied):
        case_appoint(actor=cast.actor("handler"), case_id=case.pk, cadre=handler)
    with pytest.raises(NotFound):
        case_appoint(actor=cast.actor("stranger"), case_id=case.pk, cadre=handler)
    for nobody in (uuid4(), own_id(cast.actor("stranger")), own_id(cast.actor("grid"))):
        with pytest.raises(Invalid, match="选一个"):
            case_appoint(actor=sister, case_id=case.pk, cadre=nobody)
    with pytest.raises(RuleViolation, match="反复反映"):
        case_appoint(actor=sister, case_id=register(category="0502").pk, cadre=handler)
    with pytest.raises(RuleViolation, match="已经结束"):
        case_appoint(actor=sister, case_id=closed(cast, third()).pk, cadre=handler)


def test_the_person_complained_of_is_not_named(cast: Cast) -> None:
    bureau = org_add(
        actor=system("test"), org=NewOrg("县城管局", "城管局", "department", "county", COUNTY)
    )
    hire(cast, "inspector", "R14", COUNTY, unit=bureau.pk)
    about = cast.actor("leader").id
    for _ in range(2):
        register(about_user=about)
    case = register(about_user=about)
    desk = cast.actor("desk")
    case_dispatch(
        actor=desk, case_id=case.pk, unit=bureau.pk, level=Level.ORDINARY, category=case.category
    )
    names = dict(cases.cadres(case.pk, actor=desk)).values()
    assert "leader" not in names
    assert "inspector" in names


def test_it_goes_on_the_next_meeting_and_when_that_has_spoken_not_again(cast: Cast) -> None:
    clerk, today = cast.actor("dispatcher"), clock.today()
    called = meeting_open(actor=clerk, area=TOWN, held_on=today)
    case = third()
    item = MeetingItem.objects.get(meeting=called)
    assert (item.case_id, item.why) == (case.pk, "repeated")
    view = cases.meeting_page(called.pk, actor=clerk)
    assert view.items[0].why == "同一个人反复反映"
    meeting_item_end(actor=clerk, item_id=item.pk, ending=ItemEnding(Ending.HERE, "说好了"))
    later = meeting_open(actor=clerk, area=TOWN, held_on=today + timedelta(days=7))
    assert not later.items.exists()
    assert "CaseMet" in kinds(case)


def test_the_next_meeting_finds_it_by_itself(cast: Cast) -> None:
    case = third()
    meeting = meeting_open(actor=cast.actor("dispatcher"), area=TOWN, held_on=clock.today())
    assert [(i.case_id, i.why) for i in meeting.items.all()] == [(case.pk, "repeated")]


def test_what_a_person_parted_is_not_the_same_matter(cast: Cast) -> None:
    sister = cast.actor("dispatcher")
    first, second = register(), register()
    case_join(actor=sister, case_id=second.pk, parent_id=first.pk)
    case_part(actor=sister, case_id=second.pk)
    assert dispatched(cast, second).repeat_count == 0


def test_another_unit_keeps_the_person_of_the_township_only(cast: Cast) -> None:
    sister = cast.actor("dispatcher")
    case = third()
    case_appoint(actor=sister, case_id=case.pk, cadre=own_id(sister))
    assert dispatched(cast, case).cadre_name == "孙姐"
