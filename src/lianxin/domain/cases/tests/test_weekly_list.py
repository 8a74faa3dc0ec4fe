"""督办清单: what was redone twice, left people unsatisfied twice or has nobody who leads, each week."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Solved, State, Watched, why_listed
from lianxin.domain.cases.services import (
    CallBackAnswer,
    case_call_back,
    case_reply,
    case_verify,
    week_tick,
    weekly_list_export,
)
from lianxin.domain.cases.services._listed import listed
from lianxin.domain.cases.tests.story import with_leaders, working
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.facts import Fact
from lianxin.kernel.privacy.models import AccessLog
from tests.cast import COUNTY, OTHER_TOWN, OTHER_VILLAGE, TOWN, Cast, register, replied

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(november: object, cast: Cast) -> Cast:
    return with_leaders(cast)


def asked(cast: Cast, case: Case, solved: Solved, satisfied: int) -> Case:
    """小何 rings 王奶奶."""
    said = CallBackAnswer("phone", True, True, solved, satisfied, "还是老样子。")
    return case_call_back(actor=cast.actor("caller"), case_id=case.pk, answer=said)


def again(cast: Cast, case: Case) -> Case:
    """大周 answers once more, and 老李 has looked."""
    case = case_reply(
        actor=cast.actor("handler"), case_id=case.pk, outcome="solved", text="又清了一遍。"
    )
    return case_verify(actor=cast.actor("grid"), case_id=case.pk, is_passed=True, text="看过了。")


def rows(cast: Cast, who: str) -> list[tuple[str, list[str]]]:
    found = cases.weekly_list(actor=cast.actor(who))
    return [(row.case.no, row.why) for row in found.rows]


@pytest.mark.parametrize(
    ("case", "why"),
    [
        (Watched(State.WORKING, redos=1, unsatisfied=1, dispatches=2, times=2), []),
        (Watched(State.REDO, redos=2), ["重办了 2 次"]),
        (Watched(State.CLOSED, redos=2), []),
        (Watched(State.CLOSED, unsatisfied=2), ["反映人 2 次说不满意"]),
        (Watched(State.DISPATCHED, dispatches=3), ["派了 3 次，没人牵头"]),
        (Watched(State.WORKING, is_late=True), ["超期没有答复"]),
        (Watched(State.WORKING, is_group=True), ["多人反映同一件事"]),
        (Watched(State.REGISTERED, times=3), ["同一个人 30 天内反映了 3 次"]),
        (
            Watched(State.REDO, redos=3, unsatisfied=3, is_late=True),
            ["反映人 3 次说不满意", "重办了 3 次", "超期没有答复"],
        ),
    ],
)
def test_each_rule_in_plain_words(case: Watched, why: list[str]) -> None:
    assert why_listed(case) == why


def test_redone_twice_stands_on_the_list_of_the_township_and_the_county(cast: Cast) -> None:
    case = asked(cast, replied(cast), Solved.NO, 3)
    assert rows(cast, "dispatcher") == []
    asked(cast, again(cast, case), Solved.NO, 3)
    assert rows(cast, "dispatcher") == [(case.no, ["重办了 2 次"])]
    assert rows(cast, "caller") == [(case.no, ["重办了 2 次"])]
    for nobody in ("stranger", "handler", "grid", "leader"):
        assert rows(cast, nobody) == []


def test_who_is_unsatisfied_twice_stays_a_week_after_the_end(
    cast: Cast, november: time_machine.Traveller
) -> None:
    case = asked(cast, replied(cast), Solved.YES, 2)
    assert rows(cast, "caller") == []
    case = asked(cast, again(cast, case), Solved.YES, 1)
    assert case.state == State.CLOSED
    assert rows(cast, "caller") == [(case.no, ["反映人 2 次说不满意"])]
    november.shift(timedelta(days=13))
    assert rows(cast, "caller") == [(case.no, ["反映人 2 次说不满意"])], "the week after as well"
    november.shift(timedelta(days=1))
    assert rows(cast, "caller") == []


def test_what_is_late_comes_and_goes_with_the_answer(
    cast: Cast, november: time_machine.Traveller
) -> None:
    case = working(cast)
    november.shift(timedelta(days=8))
    assert rows(cast, "dispatcher") == [(case.no, ["超期没有答复"])]
    again(cast, case)
    assert rows(cast, "dispatcher") == []


def test_a_complaint_about_staff_is_hidden_from_those_around(
    cast: Cast, november: time_machine.Traveller
) -> None:
    case = working(cast)
    november.shift(timedelta(days=8))
    Case.objects.filter(pk=case.pk).update(hidden_from_town=True)
    assert rows(cast, "dispatcher") == []
    assert [no for no, _why in rows(cast, "caller")] == [case.no]
    Case.objects.filter(pk=case.pk).update(about_user=cast.actor("caller").id)
    assert rows(cast, "caller") == []
    week_tick(actor=system("tick"))
    assert not Fact.objects.filter(kind="SupervisionListed").exists()


def test_it_is_told_once_a_week_even_when_nobody_swept_on_monday(
    cast: Cast, november: time_machine.Traveller
) -> None:
    working(cast)
    register(area=OTHER_VILLAGE)
    november.move_to("2026-11-18T15:00+08:00")
    for _ in range(3):
        week_tick(actor=system("tick"))
        november.shift(timedelta(hours=10))
    told = Fact.objects.filter(kind="SupervisionListed").order_by("pk")
    assert [(f.body["area"], f.body["week"], f.body["cases"]) for f in told] == [
        (COUNTY, "2026-11-16", 1), (TOWN, "2026-11-16", 1),
    ]  # fmt: skip
    assert OTHER_TOWN not in {f.body["area"] for f in told}


def test_who_takes_the_list_out_is_written_down(
    cast: Cast, november: time_machine.Traveller
) -> None:
    case = working(cast)
    november.shift(timedelta(days=8))
    found = weekly_list_export(actor=cast.actor("dispatcher"), reason="周一例会用")
    assert [row.case.no for row in found.rows] == [case.no]
    assert AccessLog.objects.get().reason == "周一例会用"


def test_it_asks_the_same_number_of_questions_however_long_it_is(
    cast: Cast, november: time_machine.Traveller,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for n in range(4):
        working(cast, register(reporter_phone=f"1384180010{n}"))
    november.shift(timedelta(days=8))
    cases.weekly_list(actor=cast.actor("caller"))
    actor = cast.actor("caller")
    with django_assert_max_num_queries(6):
        assert len(cases.weekly_list(actor=actor).rows) == 4
    assert clock.today().isoformat() == "2026-11-10"


def test_a_long_list_is_read_only_as_far_as_it_is_shown(
    cast: Cast, november: time_machine.Traveller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, second = working(cast), working(cast)
    Case.objects.filter(pk=first.pk).update(supervision=2)
    november.shift(timedelta(days=20))
    with django_assert_num_queries(3) as asked_for:
        found = listed(Case.objects.all(), clock.now(), most=1)
    assert [case.pk for case, _why in found] == [first.pk]
    assert "LIMIT 1" in asked_for[0]["sql"]
    assert len(listed(Case.objects.all(), clock.now())) == len({first.pk, second.pk})
