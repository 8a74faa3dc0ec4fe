"""吹哨报到: the township cannot do it alone, a leader says yes, departments come, both sides rate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases import services
from lianxin.domain.cases.models import Case, Step, Whistle, WhistleCall
from lianxin.domain.cases.rules import Answer, State, TownSays, check_may_end
from lianxin.domain.cases.services import WhistleWords
from lianxin.domain.cases.tests.story import kinds, with_leaders, working
from lianxin.domain.orgs.models import Org
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact
from tests.cast import COUNTY, Cast, hire, reporter_of

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=clock.LOCAL)


@pytest.fixture
def morning() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(TUESDAY, tick=False) as travel:
        yield travel


@pytest.fixture
def cast(morning: object, cast: Cast) -> Cast:
    return with_leaders(cast)


@pytest.fixture
def departments(cast: Cast) -> list[Org]:
    """The county's water and environment bureaus, each with somebody at work."""
    boss, found = system("test"), []
    for part, name, line in (("water", "县水利局", "水利"), ("green", "县生态环境局", "生态环境")):
        org = org_add(actor=boss, org=NewOrg(name, name[1:], "department", "county", COUNTY, line))
        hire(cast, part, "R14", COUNTY, org.pk)
        found.append(org)
    return found


def blow(cast: Cast, case: Case, units: list[Org], kind: str = "hard", **more: Any) -> Whistle:
    words = WhistleWords(kind, [u.pk for u in units], "沟渠归两家管，乡里没有执法权。", **more)
    return services.case_whistle(actor=cast.actor("dispatcher"), case_id=case.pk, words=words)


def approve(cast: Cast, case: Case, *, yes: bool = True, text: str = "") -> Whistle:
    return services.whistle_decide(
        actor=cast.actor("leader"), case_id=case.pk, is_approved=yes, text=text
    )


def test_asked_approved_answered_done_and_both_sides_rate(
    cast: Cast, departments: list[Org], morning: time_machine.Traveller
) -> None:
    case = working(cast)
    due_before = Case.objects.get(pk=case.pk).result_due
    whistle = blow(cast, case, departments, expected="三家一起把沟清了")
    case.refresh_from_db()
    assert (case.state, case.whistle) == ("working", "draft"), "it goes on until a leader says yes"
    assert cases.queue_counts(actor=cast.actor("leader"))["to_decide"] == 1
    with pytest.raises(NotFound):
        cases.case_page(case.pk, actor=cast.actor("water"))

    approve(cast, case)
    case.refresh_from_db()
    assert (case.state, case.whistle) == ("whistle", "called")
    assert case.main_org_id == cast.station.pk, "首接负责: the main unit stays"
    assert case.result_due == due_before, "a whistle moves nobody's date"
    call = WhistleCall.objects.get(whistle=whistle, org=departments[0])
    assert call.due is not None
    assert clock.local(call.due).isoformat()[:16] == "2026-11-26T17:30", "two working days"
    assert cases.queue_counts(actor=cast.actor("water"))["helping"] == 1
    page = cases.case_page(case.pk, actor=cast.actor("water"))
    assert {"whistle_answer", "whistle_result"} <= page.actions
    assert "reply" not in page.actions

    services.whistle_answer(actor=cast.actor("water"), case_id=case.pk, answer="come")
    with pytest.raises(RuleViolation, match="已经应过哨"):
        services.whistle_answer(actor=cast.actor("water"), case_id=case.pk, answer="come")
    with pytest.raises(Invalid, match="打算怎么办"):
        services.whistle_answer(actor=cast.actor("green"), case_id=case.pk, answer="plan")
    services.whistle_answer(
        actor=cast.actor("green"), case_id=case.pk, answer="plan", text="周四前出清淤方案"
    )
    services.whistle_result(
        actor=cast.actor("water"), case_id=case.pk, text="闸门修好了", by_unit="right"
    )
    says = {org.pk: "helped" for org in departments}
    with pytest.raises(RuleViolation, match="县生态环境局还没写结果"):
        services.case_whistle_end(
            actor=cast.actor("dispatcher"), case_id=case.pk, says=says, text="沟通了"
        )
    says[departments[1].pk] = "absent"
    services.case_whistle_end(
        actor=cast.actor("dispatcher"), case_id=case.pk, says=says, text="沟通了，水下去了。"
    )
    case.refresh_from_db()
    assert (case.state, case.whistle) == ("working", "done")
    seen = cases.case_page(case.pk, actor=cast.actor("dispatcher")).whistles[0]
    assert [(c.unit_name, c.by_town, c.by_unit) for c in seen.calls] == [
        ("县水利局", "到位了，帮上了", "吹得准"),
        ("县生态环境局", "没到位", ""),
    ]
    assert kinds(case)[-6:] == [
        "CaseWhistleDecided", "CaseWhistled", "CaseWhistleAnswered", "CaseWhistleAnswered",
        "CaseWhistleResult", "CaseWhistleEnded",
    ]  # fmt: skip
    said = Step.objects.get(case=case, verb="whistle", is_public=True)
    assert said.text == "请水利局、生态环境局一起来办。"


def test_in_a_danger_they_are_called_at_once_and_the_leader_signs_afterwards(
    cast: Cast, departments: list[Org], morning: time_machine.Traveller
) -> None:
    case = working(cast)
    whistle = blow(cast, case, departments, kind="danger")
    case.refresh_from_db()
    assert (case.state, case.whistle) == ("whistle", "unsigned")
    assert {c.due for c in whistle.calls.all()} == {TUESDAY + timedelta(minutes=30)}
    morning.shift(timedelta(minutes=31))
    assert services.whistle_tick(actor=system("tick")) == 2
    assert services.whistle_tick(actor=system("tick")) == 0, "each is asked once"
    services.whistle_answer(actor=cast.actor("water"), case_id=case.pk, answer="come")
    answered = Fact.objects.filter(stream=case.stream, kind="CaseWhistleAnswered").get()
    assert answered.body["is_in_time"] is False
    services.case_whistle_end(
        actor=cast.actor("dispatcher"), case_id=case.pk,
        says={org.pk: TownSays.ABSENT for org in departments}, text="堤保住了",
    )  # fmt: skip
    assert "whistle_decide" in cases.case_page(case.pk, actor=cast.actor("leader")).actions
    approve(cast, case)
    case.refresh_from_db()
    assert case.whistle == "done"
    assert "whistle_decide" not in cases.case_page(case.pk, actor=cast.actor("leader")).actions


def test_a_leader_who_owes_a_word_is_asked_once(
    cast: Cast, departments: list[Org], morning: time_machine.Traveller
) -> None:
    blow(cast, working(cast), departments)
    morning.shift(timedelta(hours=4))
    assert services.whistle_tick(actor=system("tick")) == 0, (
        "four office hours: lunch does not count"
    )
    morning.shift(timedelta(hours=4))
    assert services.whistle_tick(actor=system("tick")) == 1
    assert services.whistle_tick(actor=system("tick")) == 0


def test_refused_it_goes_on_and_the_reason_is_there(cast: Cast, departments: list[Org]) -> None:
    case = working(cast)
    blow(cast, case, departments)
    with pytest.raises(Invalid, match="为什么"):
        approve(cast, case, yes=False)
    approve(cast, case, yes=False, text="先请水管员看一次，再吹。")
    case.refresh_from_db()
    assert (case.state, case.whistle, case.helpers) == ("working", "done", [])
    assert blow(cast, case, departments).state == "draft", "another may be asked for"


def test_called_off_after_the_fact_the_departments_go_home(
    cast: Cast, departments: list[Org]
) -> None:
    case = working(cast)
    blow(cast, case, departments, kind="danger")
    approve(cast, case, yes=False, text="不是险情，按一般的办。")
    case.refresh_from_db()
    assert (case.state, case.whistle) == ("working", "done")
    with pytest.raises(Denied):
        services.whistle_answer(actor=cast.actor("water"), case_id=case.pk, answer="come")


def test_nobody_approves_what_they_asked_for(cast: Cast, departments: list[Org]) -> None:
    case = working(cast)
    with pytest.raises(Denied):
        services.case_whistle(
            actor=cast.actor("leader"), case_id=case.pk,
            words=WhistleWords("hard", [departments[0].pk], "急"),
        )  # fmt: skip
    blow(cast, case, departments)
    with pytest.raises(Denied):
        services.whistle_decide(actor=cast.actor("dispatcher"), case_id=case.pk, is_approved=True)
    with pytest.raises(RuleViolation, match="已经吹了一哨"):
        blow(cast, case, departments)


def test_who_may_be_called(cast: Cast, departments: list[Org]) -> None:
    case = working(cast)
    for units, why in (
        ([], "勾上要请来的单位"),
        ([cast.station], "承办单位本来就在办"),
        ([cast.village_org], "不管这个地方"),
    ):
        with pytest.raises(Invalid, match=why):
            blow(cast, case, units)
    with pytest.raises(Invalid, match="哪一种哨"):
        blow(cast, case, departments, kind="loud")
    with pytest.raises(Invalid, match="现在以后"):
        blow(cast, case, departments, meet_at=clock.now() - timedelta(hours=1))
    with pytest.raises(Invalid, match="500"):
        blow(cast, case, departments, expected="好" * 501)
    Case.objects.filter(pk=case.pk).update(about_org=departments[0].pk, barred=[departments[0].pk])
    with pytest.raises(RuleViolation, match="反映的就是这个单位"):
        blow(cast, case, departments)


def test_taken_back_or_answered_nobody_comes_in_vain(cast: Cast, departments: list[Org]) -> None:
    case = working(cast)
    blow(cast, case, departments)
    services.case_reply(
        actor=cast.actor("handler"), case_id=case.pk, outcome="solved", text="自己通开了。"
    )
    assert Whistle.objects.get(case=case).state == "dropped"
    other = working(cast)
    blow(cast, other, departments, kind="danger")
    services.case_withdraw(actor=reporter_of(other), case_id=other.pk)
    assert Whistle.objects.get(case=other).state == "dropped"
    other.refresh_from_db()
    assert State(other.state) is State.WITHDRAWN
    assert "whistle_decide" not in cases.case_page(other.pk, actor=cast.actor("leader")).actions


def test_a_department_that_says_not_ours_needs_no_result() -> None:
    check_may_end({"县水利局": (Answer.NOT_OURS, False)}, {"县水利局": "partly"})
    with pytest.raises(Invalid, match="评一评县水利局"):
        check_may_end({"县水利局": (Answer.COME, True)}, {})


def test_a_stranger_neither_blows_nor_answers(cast: Cast, departments: list[Org]) -> None:
    case = working(cast)
    blow(cast, case, departments, kind="danger")
    for who in ("stranger", "other"):
        if who in cast.users:
            with pytest.raises(NotFound):
                services.whistle_answer(actor=cast.actor(who), case_id=case.pk, answer="come")
    with pytest.raises(Denied):
        services.whistle_answer(actor=cast.actor("grid"), case_id=case.pk, answer="come")
    with pytest.raises(Invalid, match="怎么应哨"):
        services.whistle_answer(actor=cast.actor("water"), case_id=case.pk, answer="maybe")
