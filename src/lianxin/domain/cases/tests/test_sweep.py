"""The sweep of the clocks: each mark once, whoever sweeps, and one that fails holds up nobody."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.domain.cases.models import Case, Reminder, Supervision
from lianxin.domain.cases.rules import Watch
from lianxin.domain.cases.services import case_tick
from lianxin.domain.cases.tests.story import kinds, working
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from tests.cast import Cast

BOSS = system("tick")
pytestmark = pytest.mark.django_db


def due(cast: Cast, mark: str, *, how_many: int = 1) -> list[Case]:
    """Cases whose clock has just passed this mark."""
    made = [working(cast) for _each in range(how_many)]
    pass_now(made, mark)
    return made


def pass_now(cases: list[Case], mark: str) -> None:
    Case.objects.filter(pk__in=[c.pk for c in cases]).update(
        next_mark=mark, next_mark_at=clock.now() - timedelta(minutes=1)
    )


def asked_for(cast: Cast, mark: str, *, how_many: int) -> int:
    due(cast, mark, how_many=how_many)
    with CaptureQueriesContext(connection) as asked:
        assert case_tick(actor=BOSS) == how_many
    return len(asked)


def test_a_red_card_leaves_what_comes_after_it_for_its_own_day(cast: Cast) -> None:
    (case,) = due(cast, "result:red")
    assert case_tick(actor=BOSS) == 1
    case.refresh_from_db()
    assert (case.supervision, case.next_mark) == (Watch.RED, "result:escalate")


@pytest.mark.parametrize("mark", ["result:half", "result:yellow", "result:red"])
def test_three_marks_ask_no_more_than_one(cast: Cast, mark: str) -> None:
    one = asked_for(cast, mark, how_many=1)
    assert asked_for(cast, mark, how_many=3) == one


def test_yellow_cards_rise_together_each_with_its_own_row_and_facts(cast: Cast) -> None:
    low, high = due(cast, "result:yellow", how_many=2)
    Case.objects.filter(pk=high.pk).update(supervision=Watch.RED.value)
    case_tick(actor=BOSS)
    assert Case.objects.get(pk=low.pk).supervision == Watch.YELLOW
    assert Case.objects.get(pk=high.pk).supervision == Watch.RED
    assert kinds(low)[-2:] == ["CaseSupervised", "CaseReminded"]
    assert kinds(high)[-1] == "CaseReminded"
    assert "CaseSupervised" not in kinds(high)
    step = Supervision.objects.get()
    assert (step.case_id, step.level, step.reason) == (low.pk, Watch.YELLOW, "near")


def test_a_reminder_that_was_given_is_not_given_again(cast: Cast) -> None:
    cases = due(cast, "result:yellow", how_many=2)
    case_tick(actor=BOSS)
    told = [kinds(case) for case in cases]
    pass_now(cases, "result:yellow")
    assert case_tick(actor=BOSS) == 2
    assert [kinds(case) for case in cases] == told
    assert Supervision.objects.count() == 2


def test_after_days_without_a_sweep_each_mark_still_has_its_row_and_its_fact(cast: Cast) -> None:
    case = working(cast)
    assert case.result_due is not None
    passed = case_tick(actor=BOSS, now=case.result_due + timedelta(days=9))
    marks = list(Reminder.objects.filter(case=case, clock="result").values_list("mark", flat=True))
    assert len(marks) == len(set(marks))
    assert {"red", "escalate"} <= set(marks)
    assert passed == Reminder.objects.count() == kinds(case).count("CaseReminded")
    case.refresh_from_db()
    assert (case.supervision, case.next_mark) == (Watch.ESCALATED, "")


def test_what_fails_waits_and_the_others_pass(cast: Cast) -> None:
    first, broken, last = due(cast, "result:half", how_many=3)
    pass_now([broken], "nobody:knows")
    with pytest.raises(ExceptionGroup, match="marks failed") as told:
        case_tick(actor=BOSS)
    assert len(told.value.exceptions) == 1
    for case in (first, last):
        assert kinds(case)[-1] == "CaseReminded"
        assert Reminder.objects.filter(case=case).count() == 1
    assert Case.objects.get(pk=broken.pk).next_mark == "nobody:knows"
    pass_now([broken], "result:half")
    assert case_tick(actor=BOSS) == 1
    assert kinds(broken)[-1] == "CaseReminded"


def test_a_mark_of_a_clock_that_no_longer_runs_is_left_behind(cast: Cast) -> None:
    (case,) = due(cast, "verify:red")
    assert case_tick(actor=BOSS) == 1
    assert not Reminder.objects.exists()
    assert Case.objects.get(pk=case.pk).next_mark.startswith("result:")


@pytest.mark.django_db(transaction=True)
def test_two_sweepers_at_once_give_each_reminder_once(cast: Cast) -> None:
    cases = due(cast, "result:yellow", how_many=6)
    wrong: list[Exception] = []

    def sweep() -> None:
        try:
            case_tick(actor=BOSS)
        except Exception as bad:
            wrong.append(bad)
        finally:
            connection.close()

    sweepers = [threading.Thread(target=sweep) for _each in range(2)]
    for one in sweepers:
        one.start()
    for one in sweepers:
        one.join()
    assert not wrong
    given = Counter(Reminder.objects.values_list("case_id", "mark"))
    assert set(given.values()) == {1}
    assert {case for case, mark in given if mark == "yellow"} == {case.pk for case in cases}
    near = Counter(Supervision.objects.filter(reason="near").values_list("case_id", flat=True))
    assert near == Counter(case.pk for case in cases)
