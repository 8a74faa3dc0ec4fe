"""A complaint about staff never comes to those it is about: not by a clock, a colleague, a total.

Basis: 济南市 12345 条例 art. 32, 信访工作条例 art. 30; domain.md §2.9.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case, HandOver, MeetingItem
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import Level
from lianxin.domain.cases.services import (
    WhistleWords,
    case_assign,
    case_assist,
    case_dispatch,
    case_join,
    case_note,
    case_reply,
    case_sign,
    case_tick,
    case_verify,
    case_whistle,
    hand_over_confirm,
    hand_over_open,
    meeting_item_add,
    meeting_open,
    owner_tick,
    whistle_tick,
)
from lianxin.domain.orgs.models import Org
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor, Kind, Scope, system
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts.testing import deliver_all
from lianxin.notices.models import InApp
from tests.cast import COUNTY, TOWN, Cast, hire, own_id, register

pytestmark = pytest.mark.django_db
BOSS = system("test")
AGAINST = {"category": "1306", "nature": "complaint", "text": "窗口的人让我跑了四趟，话说得难听。"}


@pytest.fixture
def window(cast: Cast) -> Org:
    """The township's service window, the county's bureau that may look into it, and their people."""
    org = org_add(actor=BOSS, org=NewOrg("卧凤沟乡便民中心", "便民中心", "station", "town", TOWN))
    hire(cast, "window", "R14", TOWN, org.pk)
    hire(cast, "leader", "R13", TOWN)
    return org


@pytest.fixture
def bureau(cast: Cast) -> Org:
    """A department of the county with a handler and a head."""
    org = org_add(actor=BOSS, org=NewOrg("县营商局", "营商局", "department", "county", COUNTY))
    hire(cast, "bureau", "R14", COUNTY, org.pk)
    hire(cast, "bureau_head", "R15", COUNTY, org.pk)
    return org


def give(cast: Cast, case: Case, unit: Org, who: str = "desk", category: str = "1306") -> Case:
    return case_dispatch(
        actor=cast.actor(who), case_id=case.pk, unit=unit.pk, level=Level.ORDINARY,
        category=category,
    )  # fmt: skip


def tick() -> None:
    case_tick(actor=BOSS)
    whistle_tick(actor=BOSS)
    owner_tick(actor=BOSS)
    deliver_all()


def told(case: Case) -> set[str]:
    """Who was ever told anything about a case."""
    lines = InApp.objects.filter(stream=case.stream).select_related("user")
    return {line.user.username for line in lines}


TOWNS_OWN = {"grid", "clerk", "dispatcher", "leader", "window"}


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-02T09:00+08:00", tick=False) as found:
        yield found


def test_no_clock_tells_the_township_of_a_complaint_about_it(
    travel: time_machine.Traveller, cast: Cast, window: Org, bureau: Org
) -> None:
    """Its whole life, with every mark passed on the way."""
    case = register(about_org=window.pk, **AGAINST)
    travel.shift(timedelta(days=3))
    tick()
    give(cast, case, bureau)
    travel.shift(timedelta(days=3))
    tick()
    who = cast.actor("bureau")
    case_note(actor=who, case_id=case.pk, text="联系了", is_public=True, is_contact=True)
    travel.shift(timedelta(days=20))
    tick()
    case_reply(actor=who, case_id=case.pk, outcome="solved", text="问过了，窗口的人换了。" * 3)
    case.refresh_from_db()
    travel.shift(timedelta(days=10))
    tick()
    if case.state == "verify":
        case_verify(actor=cast.actor("caller"), case_id=case.pk, is_passed=True, text="问过了")
        travel.shift(timedelta(days=10))
        tick()
    assert told(case) & TOWNS_OWN == set()
    assert {"desk", "bureau", "caller"} <= told(case)


def test_a_complaint_about_a_township_goes_to_no_other_unit_of_it(
    cast: Cast, window: Org, bureau: Org
) -> None:
    """Whoever sits under the same leaders could not open it, and should not."""
    case = register(about_org=window.pk, **AGAINST)
    with pytest.raises(RuleViolation, match="回避"):
        give(cast, case, cast.station)
    give(cast, case, bureau)
    with pytest.raises(RuleViolation, match="回避"):
        case_assist(actor=cast.actor("desk"), case_id=case.pk, units=[cast.station.pk])
    assert cases.case_page(case.pk, actor=cast.actor("bureau")).unit == bureau.pk


def test_what_the_village_may_not_see_is_not_given_to_it(cast: Cast) -> None:
    case = register(about_org=cast.village_org.pk, text="村里的账有问题，想举报。", nature="report")
    with pytest.raises(RuleViolation, match="反映的就是"):
        give(cast, case, cast.village_org, category="0401")
    secret = register(category="1306", text="有人克扣补贴。")
    with pytest.raises(RuleViolation, match="要保密"):
        give(cast, secret, cast.village_org, category="0401")


def test_a_part_of_a_unit_is_that_unit(cast: Cast, bureau: Org) -> None:
    """What the bureau may not have, its own office may not have either; its superior may."""
    office = org_add(
        actor=BOSS,
        org=NewOrg("县营商局大厅", "大厅", "department", "county", COUNTY, parent=bureau.pk),
    )
    desk = org_add(
        actor=BOSS,
        org=NewOrg("县营商局大厅一窗", "一窗", "department", "county", COUNTY, parent=office.pk),
    )
    case = register(about_org=bureau.pk, **AGAINST)
    for unit in (bureau, office, desk):
        with pytest.raises(RuleViolation, match="反映的就是"):
            give(cast, case, unit)
    lower = register(about_org=desk.pk, **AGAINST)
    give(cast, lower, bureau)
    with pytest.raises(RuleViolation, match="反映的就是"):
        case_assist(actor=cast.actor("desk"), case_id=lower.pk, units=[desk.pk])
    with pytest.raises(RuleViolation, match="反映的就是"):
        case_sign(actor=cast.actor("bureau"), case_id=lower.pk)
        case_whistle(
            actor=cast.actor("dispatcher"), case_id=lower.pk,
            words=WhistleWords("hard", [desk.pk], "乡里办不了"),
        )  # fmt: skip


def test_a_complaint_is_not_joined_to_the_matter_of_whom_it_is_about(
    cast: Cast, bureau: Org
) -> None:
    own = give(cast, register(category="0402"), bureau, category="0402")
    about = register(about_org=bureau.pk, category="0402", text="营商局的人吃拿卡要。")
    person = register(
        about_user=cast.actor("bureau").id, category="0402", text="营商局那个人吃请。"
    )
    for case in (about, person):
        with pytest.raises(RuleViolation, match="不能并在一起"):
            case_join(actor=cast.actor("desk"), case_id=case.pk, parent_id=own.pk)
    same = register(about_org=bureau.pk, category="0402", text="营商局的人又要烟。")
    case_join(actor=cast.actor("desk"), case_id=same.pk, parent_id=about.pk)


def test_a_person_who_is_complained_of_is_told_nothing(cast: Cast, bureau: Org) -> None:
    """Not as a dispatcher, not as a caller; a colleague is, and if there is none, nobody."""
    hire(cast, "leader", "R13", TOWN)
    own = register(about_user=cast.actor("desk").id, **AGAINST)
    case = register(about_user=cast.actor("dispatcher").id, **AGAINST)
    with time_machine.travel(clock.now() + timedelta(days=3)):
        tick()
    assert told(own)
    assert "desk" not in told(own)
    assert told(case) & TOWNS_OWN == set()
    assert "desk" in told(case)


def test_nobody_is_given_the_complaint_about_himself(cast: Cast) -> None:
    """By a colleague, by a list, or by the night's sweep."""
    hire(cast, "young", "R14", COUNTY, cast.station.pk)
    hire(cast, "head", "R15", COUNTY, cast.station.pk)
    case = give(cast, register(), cast.station, category="0402")
    case_sign(actor=cast.actor("handler"), case_id=case.pk)
    young, old = own_id(cast.actor("young")), own_id(cast.actor("handler"))
    Case.objects.filter(pk=case.pk).update(about_user=f"user:{young}")
    with pytest.raises(Invalid):
        case_assign(actor=cast.actor("handler"), case_id=case.pk, owner=young)
    with pytest.raises(RuleViolation, match="没有在办的事"):
        hand_over_open(actor=cast.actor("head"), area=TOWN, from_user=old, to_user=young)
    Case.objects.filter(pk=case.pk).update(about_user="")
    row = hand_over_open(actor=cast.actor("head"), area=TOWN, from_user=old, to_user=young)
    Case.objects.filter(pk=case.pk).update(about_user=f"user:{young}")
    [seen] = cases.hand_over_list(actor=cast.actor("young"))
    assert list(seen.cases) == []
    hand_over_confirm(actor=cast.actor("young"), hand_over_id=row.pk)
    case.refresh_from_db()
    assert case.owner == cast.actor("handler").id
    head = cast.actor("head").id
    Case.objects.filter(pk=case.pk).update(about_user=head, owner="user:gone")
    owner_tick(actor=BOSS)
    case.refresh_from_db()
    assert case.owner != head


def test_whoever_receives_a_list_reads_no_title_beyond_their_posts(cast: Cast) -> None:
    hire(cast, "head", "R15", COUNTY, cast.station.pk)
    case = give(cast, register(), cast.station, category="0402")
    case_sign(actor=cast.actor("handler"), case_id=case.pk)
    HandOver.objects.create(
        area_id=TOWN, from_user=cast.users["handler"], to_user=cast.users["stranger"],
        items={"cases": [str(case.pk)], "calls": []}, opened_by="user:x", opened_at=clock.now(),
    )  # fmt: skip
    [seen] = cases.hand_over_list(actor=cast.actor("stranger"))
    assert case.title not in str(seen.cases)


def county_meeting() -> Actor:
    """Somebody of the county who may call a township's meeting."""
    grants = frozenset({Grant.MEETING.value, Grant.SEE.value})
    return Actor("user:01890a5d-ac96-774b-bcce-b302099a8057", "县里", Kind.STAFF,
                 (Scope(grants, (COUNTY[:6],)),))  # fmt: skip


def test_no_complaint_about_staff_comes_on_the_agenda(cast: Cast, window: Org, bureau: Org) -> None:
    """Those it is about sit at the table, whoever has called the meeting."""
    case = give(cast, register(about_org=window.pk, **AGAINST), bureau)
    person = register(about_user=cast.actor("leader").id, **AGAINST)
    with time_machine.travel(clock.now() + timedelta(days=40)):
        meeting = meeting_open(actor=county_meeting(), area=TOWN, held_on=clock.today())
        assert not MeetingItem.objects.exists()
        for one in (case, person):
            with pytest.raises(Invalid, match="没有这个编号"):
                meeting_item_add(actor=county_meeting(), meeting_id=meeting.pk, no=one.no)
        plain = register()
        meeting_item_add(actor=county_meeting(), meeting_id=meeting.pk, no=plain.no)
        Case.objects.filter(pk=plain.pk).update(about_user=cast.actor("leader").id)
        assert list(cases.meeting_page(meeting.pk, actor=cast.actor("leader")).items) == []
        assert [row.items for row in cases.meeting_list(actor=cast.actor("leader"))] == [0]
    with time_machine.travel(clock.now() + timedelta(days=47)):
        later = meeting_open(actor=county_meeting(), area=TOWN, held_on=clock.today())
        assert not MeetingItem.objects.filter(meeting=later).exists()


def total(cast: Cast, who: str, area: str) -> int:
    today = clock.today()
    return cases.case_counts(actor=cast.actor(who), area=area, since=today, until=today).total


def test_no_total_gives_a_complaint_away(cast: Cast, window: Org) -> None:
    """What the list does not show is not counted either, for whom it is about."""
    register()
    register(about_org=window.pk, **AGAINST)
    register(about_user=cast.actor("desk").id, **AGAINST)
    assert total(cast, "dispatcher", TOWN[:9]) == 2
    assert total(cast, "caller", COUNTY[:6]) == 3
    assert total(cast, "desk", COUNTY[:6]) == 2
