"""How a matter ends, told as the village would tell it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Lateness, Solved, State
from lianxin.domain.cases.selectors import case_page
from lianxin.domain.cases.services import (
    CallBackAnswer,
    case_appeal,
    case_call_back,
    case_decline,
    case_note,
    case_rate,
    case_reply,
    case_verify,
    case_withdraw,
)
from lianxin.kernel import clock
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Denied, Invalid, RuleViolation
from lianxin.kernel.facts import Fact
from tests.cast import Cast, answered, closed, dispatched, register, replied, reporter_of

pytestmark = pytest.mark.django_db


def kinds(case: Case) -> list[str]:
    return list(
        Fact.objects.filter(stream=case.stream).order_by("position").values_list("kind", flat=True)
    )


def test_whoever_handled_it_does_not_call_back(cast: Cast) -> None:
    case = replied(cast)
    Case.objects.filter(pk=case.pk).update(handlers=[cast.actor("caller").id])
    with pytest.raises(RuleViolation, match="别的同事"):
        case_call_back(
            actor=cast.actor("caller"),
            case_id=case.pk,
            answer=CallBackAnswer("phone", True, True, Solved.YES, 5),
        )


def test_not_solved_goes_back_to_the_unit_with_a_new_date(cast: Cast) -> None:
    case = replied(cast)
    case = case_call_back(
        actor=cast.actor("caller"),
        case_id=case.pk,
        answer=CallBackAnswer("phone", True, True, Solved.NO, 1, "说了没拉"),
    )
    assert (case.state, case.redo_count) == (State.REDO, 1)
    assert kinds(case)[-1] == "CaseRedone"
    handler = cast.actor("handler")
    case = case_note(actor=handler, case_id=case.pk, text="又去了一趟", is_public=True)
    assert case.state == State.WORKING
    case = case_reply(
        actor=handler, case_id=case.pk, outcome="solved", text="已经拉走，拍照给王奶奶看了。"
    )
    granny, grid = reporter_of(case), cast.actor("grid")
    case = case_rate(actor=granny, case_id=case.pk, solved=Solved.YES, satisfied=5)
    assert case.state == State.VERIFY
    with pytest.raises(RuleViolation, match="已经评价过"):
        case_rate(actor=granny, case_id=case.pk, solved=Solved.YES, satisfied=5)
    case = case_verify(actor=grid, case_id=case.pk, is_passed=True, text="真拉走了。")
    assert (case.state, case.solved, case.outcome) == (State.CLOSED, "yes", "solved")


NOT_REACHED = CallBackAnswer("phone", False)


def test_three_failed_calls_on_two_days_end_as_未接通(cast: Cast) -> None:
    case, caller = replied(cast), cast.actor("caller")
    case = case_call_back(actor=caller, case_id=case.pk, answer=NOT_REACHED)
    due = case.call_back_due
    for _ in range(5):
        case = case_call_back(actor=caller, case_id=case.pk, answer=NOT_REACHED)
    assert (case.state, case.call_back_tries, case.call_back_due) == (State.CALLBACK, 1, due)
    assert case.steps.filter(verb="call_back").count() == 6
    for days, hour, tries in ((3, 9, 2), (3, 9, 2), (3, 15, 3)):
        with clock.as_of(workday(days, hour)):
            case = case_call_back(actor=caller, case_id=case.pk, answer=NOT_REACHED)
            assert case.call_back_tries == tries
    assert (case.state, case.outcome, case.solved) == (State.CLOSED, "unreached", "")


def test_one_day_without_a_signal_ends_nothing(cast: Cast) -> None:
    case, caller = replied(cast), cast.actor("caller")
    for hour, tries in ((8, 1), (11, 2), (14, 2), (17, 2)):
        with clock.as_of(workday(1, hour)):
            case = case_call_back(actor=caller, case_id=case.pk, answer=NOT_REACHED)
        assert (case.state, case.call_back_tries) == (State.CALLBACK, tries)


def workday(n: int, hour: int) -> datetime:
    """So many days from today or, if nobody works then, the next working day."""
    day = clock.today() + timedelta(days=n)
    while not codes.calendar().is_workday(day):
        day += timedelta(days=1)
    return clock.at(day, hour)


def once_more(cast: Cast, case: Case) -> Case:
    """大周 does it again, 老李 looks again."""
    done = case_reply(
        actor=cast.actor("handler"), case_id=case.pk, outcome="solved", text="又去扫了一遍。"
    )
    return case_verify(actor=cast.actor("grid"), case_id=done.pk, is_passed=True, text="看了。")


def test_solved_but_not_satisfied_goes_back_once_with_the_reason(cast: Cast) -> None:
    case, caller = replied(cast), cast.actor("caller")
    silent = CallBackAnswer("phone", True, True, Solved.YES, 1)
    with pytest.raises(Invalid, match="哪里不满意"):
        case_call_back(actor=caller, case_id=case.pk, answer=silent)
    unhappy = CallBackAnswer("phone", True, True, Solved.YES, 2, "拉走了，可是撒了一路。")
    case = case_call_back(actor=caller, case_id=case.pk, answer=unhappy)
    assert (case.state, case.redo_count, case.satisfied) == (State.REDO, 1, 2)
    assert Fact.objects.filter(stream=case.stream).latest("id").body["why"] == "unsatisfied"
    case = case_call_back(actor=caller, case_id=once_more(cast, case).pk, answer=unhappy)
    assert (case.state, case.redo_count, case.satisfied) == (State.CLOSED, 1, 2)
    last = case.steps.latest("position")
    assert (last.text, last.data["satisfied"]) == ("拉走了，可是撒了一路。", 2)


def test_the_reporters_own_bad_word_counts_the_same_and_needs_no_reason(cast: Cast) -> None:
    case = answered(cast)
    granny = reporter_of(case)
    case = case_rate(actor=granny, case_id=case.pk, solved=Solved.YES, satisfied=1)
    assert (case.state, case.redo_count) == (State.REDO, 1)
    done = case_reply(
        actor=cast.actor("handler"), case_id=case.pk, outcome="solved", text="又去扫了一遍。"
    )
    case = case_rate(actor=granny, case_id=done.pk, solved=Solved.YES, satisfied=1)
    assert (case.state, case.solved) == (State.VERIFY, "yes")


def test_call_back_needs_an_answer(cast: Cast) -> None:
    case = replied(cast)
    caller = cast.actor("caller")
    for answer in (
        CallBackAnswer("smoke signal", True, True, Solved.YES),
        CallBackAnswer("phone", True),
        CallBackAnswer("phone", True, True, Solved.YES, 9),
    ):
        with pytest.raises(Invalid):
            case_call_back(actor=caller, case_id=case.pk, answer=answer)


def test_nothing_is_called_back_before_it_is_answered(cast: Cast) -> None:
    with pytest.raises(RuleViolation):
        case_call_back(
            actor=cast.actor("caller"),
            case_id=dispatched(cast).pk,
            answer=CallBackAnswer("phone", True, True, Solved.YES),
        )


def test_refusal_tells_why_and_may_be_appealed_once(cast: Cast) -> None:
    case = register()
    dispatcher = cast.actor("dispatcher")
    with pytest.raises(Invalid):
        case_decline(actor=dispatcher, case_id=case.pk, reason="nonsense", explanation="不归我们")
    with pytest.raises(Invalid):
        case_decline(actor=dispatcher, case_id=case.pk, reason="court", explanation="不")
    case = case_decline(
        actor=dispatcher, case_id=case.pk, reason="court", explanation="这事法院在审。"
    )
    assert (case.state, case.next_due) == (State.NOT_ACCEPTED, None)
    granny = reporter_of(case)
    with pytest.raises(Invalid):
        case_appeal(actor=granny, case_id=case.pk, text=" ")
    case = case_appeal(actor=granny, case_id=case.pk, text="法院已经判完了，是没人执行。")
    assert (case.state, case.next_clock) == (State.REGISTERED, "dispatch")
    clock_view = next(c for c in case_page(case.pk, actor=dispatcher).clocks if c.is_next)
    assert clock_view.lateness is Lateness.FINE
    case_decline(actor=dispatcher, case_id=case.pk, reason="court", explanation="请申请强制执行。")
    with pytest.raises(RuleViolation):
        case_appeal(actor=granny, case_id=case.pk, text="再看看吧")


def test_withdraw_before_the_answer_not_after(cast: Cast) -> None:
    case = dispatched(cast)
    assert case_withdraw(actor=reporter_of(case), case_id=case.pk).state == State.WITHDRAWN
    done = replied(cast)
    with pytest.raises(RuleViolation):
        case_withdraw(actor=reporter_of(done), case_id=done.pk)
    with pytest.raises(Denied):
        case_withdraw(actor=cast.actor("desk"), case_id=done.pk)


def test_judgement_after_the_end_is_given_once(cast: Cast) -> None:
    case = replied(cast)
    granny = reporter_of(case)
    with pytest.raises(RuleViolation):
        case_rate(
            actor=reporter_of(waiting := dispatched(cast)), case_id=waiting.pk, solved=Solved.YES
        )
    case = case_call_back(
        actor=cast.actor("caller"),
        case_id=case.pk,
        answer=CallBackAnswer("phone", True, True, Solved.YES),
    )
    case_rate(actor=granny, case_id=case.pk, solved=Solved.YES, satisfied=5)
    with pytest.raises(RuleViolation, match="已经评价过"):
        case_rate(actor=granny, case_id=case.pk, solved=Solved.YES, satisfied=4)
    old = closed(cast)
    assert old.closed_at is not None
    Case.objects.filter(pk=old.pk).update(
        closed_at=old.closed_at - timedelta(days=16), rated_at=None
    )
    with pytest.raises(RuleViolation, match="15 天"):
        case_rate(actor=reporter_of(old), case_id=old.pk, solved=Solved.YES)
