"""恶意来电: two persons, 90 days, on the matter alone; its clock and its reporter do not feel it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from lianxin.domain.cases import events
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case, MaliceMark, Reminder, Step
from lianxin.domain.cases.rules.malice import Verdict, check_may_lift, malice_stands, malice_until
from lianxin.domain.cases.services import case_tick, malice_ask, malice_decide, malice_lift
from lianxin.domain.cases.tests.story import kinds, with_leaders, working
from lianxin.domain.users import selectors as users
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact
from tests.cast import COUNTY, Cast, closed, hire, register, reporter_of

pytestmark = pytest.mark.django_db
WHY = "一夜打了四十个电话骂人，通话记录在案。"


@pytest.fixture
def cast(november: object, cast: Cast) -> Cast:
    return with_leaders(cast)


def asked(cast: Cast, case: Case) -> MaliceMark:
    return malice_ask(actor=cast.actor("dispatcher"), case_id=case.pk, reason=WHY)


def marked(cast: Cast, case: Case) -> MaliceMark:
    """孙姐 proposes, the township's leader approves."""
    mark = asked(cast, case)
    return malice_decide(actor=cast.actor("leader"), mark_id=mark.pk, verdict=Verdict.APPROVED)


def row_of(case: Case) -> dict[str, Any]:
    return dict(Case.objects.filter(pk=case.pk).values().get())


def test_one_proposes_and_another_approves(cast: Cast) -> None:
    case = working(cast)
    mark = asked(cast, case)
    assert asked(cast, case) == mark, "said twice, asked once"
    waiting = cases.malice_of(case.pk, actor=cast.actor("leader"))
    assert waiting is not None
    assert (waiting.verdict_name, waiting.may_decide, waiting.stands) == (
        "等第二个人定", True, False,
    )  # fmt: skip
    with pytest.raises(RuleViolation, match="已经有人提了"):
        malice_ask(actor=cast.actor("caller"), case_id=case.pk, reason=WHY)
    with pytest.raises(Denied):
        malice_decide(actor=cast.actor("dispatcher"), mark_id=mark.pk, verdict=Verdict.APPROVED)
    for _ in range(2):
        malice_decide(actor=cast.actor("leader"), mark_id=mark.pk, verdict=Verdict.APPROVED)
    with pytest.raises(RuleViolation, match="已经定过了：认定了"):
        malice_decide(actor=cast.actor("leader"), mark_id=mark.pk, verdict=Verdict.REFUSED)
    shown = cases.malice_of(case.pk, actor=cast.actor("dispatcher"))
    assert shown is not None
    assert (shown.stands, shown.decided_by) == (True, "leader")
    assert str(shown.until) == "2027-01-31"
    told = Fact.objects.filter(stream=f"malice:{mark.pk}").order_by("position")
    assert [fact.kind for fact in told] == ["MaliceAsked", "MaliceDecided"]


def test_neither_the_proposer_nor_whoever_handled_it_decides(cast: Cast) -> None:
    case = working(cast)
    mark = asked(cast, case)
    both = users.actor_of(cast.users["leader"])
    MaliceMark.objects.filter(pk=mark.pk).update(asked_by=both.id)
    with pytest.raises(RuleViolation, match="您自己提的"):
        malice_decide(actor=both, mark_id=mark.pk, verdict=Verdict.APPROVED)
    MaliceMark.objects.filter(pk=mark.pk).update(asked_by="user:somebody")
    Case.objects.filter(pk=case.pk).update(handlers=[both.id])
    with pytest.raises(RuleViolation, match="您办过"):
        malice_decide(actor=both, mark_id=mark.pk, verdict=Verdict.REFUSED)
    with pytest.raises(IntegrityError), transaction.atomic():
        MaliceMark.objects.filter(pk=mark.pk).update(
            verdict="refused", decided_by="user:somebody", decided_at=clock.now()
        )


def test_refused_or_over_it_may_be_proposed_again(
    cast: Cast, november: time_machine.Traveller
) -> None:
    case = working(cast)
    first = asked(cast, case)
    leader = cast.actor("leader")
    for nothing in ("", "  ", "啊" * 501):
        with pytest.raises(Invalid):
            malice_decide(actor=leader, mark_id=first.pk, verdict=Verdict.REFUSED, refusal=nothing)
    for _ in range(2):
        refused = malice_decide(
            actor=leader, mark_id=first.pk, verdict=Verdict.REFUSED, refusal="她是真着急。"
        )
    assert refused.until is None
    shown = cases.malice_of(case.pk, actor=cast.actor("dispatcher"))
    assert shown is not None
    assert (shown.verdict_name, shown.refusal) == ("没有认定", "她是真着急。")
    second = marked(cast, case)
    with pytest.raises(RuleViolation, match="没到期"):
        asked(cast, case)
    november.shift(timedelta(days=90))
    assert asked(cast, case) not in {first, second}


def test_it_ends_by_itself_after_ninety_days(cast: Cast, november: time_machine.Traveller) -> None:
    case = working(cast)
    marked(cast, case)
    end = malice_until(clock.now())
    assert malice_stands(end, end - timedelta(seconds=1))
    assert not malice_stands(end, end)
    november.shift(timedelta(days=90))
    shown = cases.malice_of(case.pk, actor=cast.actor("dispatcher"))
    assert shown is not None
    assert (shown.stands, shown.verdict_name) == (False, "到期了")


def lifted(cast: Cast, mark: MaliceMark, who: str = "leader") -> MaliceMark:
    return malice_lift(actor=cast.actor(who), mark_id=mark.pk, why="是她孙子拿电话玩。")


def test_it_is_taken_back_early_with_a_reason_and_may_be_proposed_again(cast: Cast) -> None:
    case = working(cast)
    mark = marked(cast, case)
    hire(cast, "county_leader", "R18", COUNTY)
    for nothing in ("", " ", "啊" * 501):
        with pytest.raises(Invalid):
            malice_lift(actor=cast.actor("leader"), mark_id=mark.pk, why=nothing)
    before = cases.malice_get(mark.pk, actor=cast.actor("leader"))
    assert before is not None
    assert before.may_lift
    for _ in range(2):
        lifted(cast, mark, "county_leader")
    shown = cases.malice_of(case.pk, actor=cast.actor("dispatcher"))
    assert shown is not None
    assert (shown.stands, shown.verdict_name, shown.lifted_by, shown.lifted_why) == (
        False, "取消了", "county_leader", "是她孙子拿电话玩。",
    )  # fmt: skip
    assert not shown.may_lift
    with pytest.raises(RuleViolation, match="county_leader已经取消了：是她孙子拿电话玩。"):
        lifted(cast, mark)
    told = Fact.objects.filter(stream=f"malice:{mark.pk}").order_by("position")
    assert [fact.kind for fact in told] == ["MaliceAsked", "MaliceDecided", "MaliceLifted"]
    assert asked(cast, case) != mark


def test_who_may_not_take_it_back(cast: Cast) -> None:
    case = working(cast)
    mark = marked(cast, case)
    with pytest.raises(Denied):
        lifted(cast, mark, "dispatcher")
    for nobody in ("handler", "grid", "stranger"):
        with pytest.raises((Denied, NotFound)):
            lifted(cast, mark, nobody)
        assert cases.malice_get(mark.pk, actor=cast.actor(nobody)) is None
    with pytest.raises(NotFound):
        malice_lift(actor=cast.actor("leader"), mark_id=case.pk, why="错了")
    Case.objects.filter(pk=case.pk).update(hidden_from_town=True)
    with pytest.raises(NotFound):
        lifted(cast, mark)
    assert cases.malice_get(mark.pk, actor=cast.actor("dispatcher")) is None
    mark.refresh_from_db()
    assert mark.lifted_at is None


@pytest.mark.parametrize(
    ("verdict", "days_left", "sentence"),
    [
        ("", None, "这件等第二个人定，没有标记可以取消"),
        ("refused", None, "这件没有认定，没有标记可以取消"),
        ("approved", 0, "已经到期，自己失效了"),
    ],
)
def test_only_a_mark_that_stands_is_taken_back(
    verdict: str, days_left: int | None, sentence: str
) -> None:
    now = clock.now()
    until = None if days_left is None else now + timedelta(days=days_left)
    with pytest.raises(RuleViolation, match=sentence):
        check_may_lift(verdict, until, now)
    check_may_lift("approved", now + timedelta(seconds=1), now)


def test_half_a_taking_back_is_refused_by_the_table(cast: Cast) -> None:
    mark = marked(cast, working(cast))
    now = clock.now()
    for half in (
        {"lifted_by": "user:x"}, {"lifted_why": "错了"}, {"lifted_at": now, "until": now},
        {"lifted_by": "user:x", "lifted_why": "错了"},
        {"lifted_by": "user:x", "lifted_why": "错了", "lifted_at": now},
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="malice_lifted_whole"), transaction.atomic():
            MaliceMark.objects.filter(pk=mark.pk).update(**half)


def test_the_matter_its_clock_and_its_history_do_not_feel_it(
    cast: Cast, november: time_machine.Traveller
) -> None:
    case, twin = working(cast), working(cast, register(reporter_phone="13841800077"))
    before, facts = row_of(case), kinds(case)
    steps = Step.objects.filter(case=case).count()
    lifted(cast, marked(cast, case))
    marked(cast, case)
    assert row_of(case) == before
    assert kinds(case) == facts
    assert Step.objects.filter(case=case).count() == steps
    november.shift(timedelta(days=12))
    case_tick(actor=system("tick"))
    passed = [
        list(Reminder.objects.filter(case=one).values_list("clock", "mark", "due"))
        for one in (case, twin)
    ]
    assert passed[0] == passed[1]
    assert passed[0], "the clock went on and was heard"
    now, other = row_of(case), row_of(twin)
    assert (now["supervision"], now["next_due"]) == (other["supervision"], other["next_due"])
    assert closed(cast, register(reporter_phone="13841800078")).closed_at


def test_the_person_is_not_marked_and_never_sees_it(cast: Cast) -> None:
    case = working(cast)
    reporter, clerk, unit = reporter_of(case), cast.actor("dispatcher"), cast.actor("handler")

    def shown() -> list[object]:
        return [
            cases.case_villager_page(case.pk, actor=reporter),
            cases.case_own_list(actor=reporter),
            cases.earlier_cases(actor=clerk, phone="13841800001", area=case.area_id),
            cases.case_page(case.pk, actor=clerk),
            cases.case_page(case.pk, actor=unit),
        ]

    before = shown()
    marked(cast, case)
    assert shown() == before
    for who in (reporter, unit, cast.actor("grid"), cast.actor("stranger")):
        assert cases.malice_of(case.pk, actor=who) is None
        assert cases.malice_list(actor=who) == []
    another = register(reporter_phone="13841800001", category="0502")
    assert cases.malice_of(another.pk, actor=clerk) is None, "the same person's next matter"
    assert not events.MaliceAsked.public
    assert not events.MaliceDecided.public
    assert not events.MaliceLifted.public
    plain = {field.name for field in MaliceMark._meta.get_fields()}
    assert not plain & {"phone_hash", "reporter_phone", "reporter_name", "person"}


def test_who_may_not_and_what_makes_no_sense(cast: Cast) -> None:
    case = working(cast)
    with pytest.raises(Denied):
        malice_ask(actor=cast.actor("handler"), case_id=case.pk, reason=WHY)
    for nobody in (reporter_of(case), cast.actor("grid")):
        with pytest.raises((Denied, NotFound)):
            malice_ask(actor=nobody, case_id=case.pk, reason=WHY)
    with pytest.raises(NotFound):
        malice_ask(actor=cast.actor("stranger"), case_id=case.pk, reason=WHY)
    for reason in ("  ", "啊" * 501):
        with pytest.raises(Invalid):
            malice_ask(actor=cast.actor("dispatcher"), case_id=case.pk, reason=reason)
    with pytest.raises(NotFound):
        malice_decide(actor=cast.actor("leader"), mark_id=case.pk, verdict=Verdict.APPROVED)
    Case.objects.filter(pk=case.pk).update(about_user=cast.actor("dispatcher").id)
    with pytest.raises(NotFound):
        malice_ask(actor=cast.actor("dispatcher"), case_id=case.pk, reason=WHY)
