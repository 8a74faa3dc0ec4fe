"""How a matter ends: call-back, the reporter's own judgement, withdrawal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Step
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    MOVES,
    RATE_DAYS,
    Back,
    Solved,
    State,
    Verb,
    after_call_back,
    check_call_back_by,
    check_move,
    goes_back,
    is_unsatisfied,
    try_counts,
)
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._case import (
    Line,
    end_requests,
    lock,
    move,
    moved,
    require,
    require_own,
    save_step,
    set_next_clock,
)
from lianxin.domain.cases.services._children import release_children
from lianxin.domain.cases.services._ending import close, ended_or_redone, send_back
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record

WHY_NOT = "老乡不满意，请写一句是哪里不满意，重办的人要看。"
METHODS = frozenset({"phone", "visit", "on_site", "self"})


@dataclass(frozen=True)
class CallBackAnswer:
    """What the reporter said. `satisfied`: 1 (not at all) to 5 (very), or None."""

    method: str
    reached: bool
    contacted: bool | None = None
    solved: Solved | None = None
    satisfied: int | None = None
    note: str = ""


@transaction.atomic
def case_call_back(
    *, actor: Actor, case_id: UUID, answer: CallBackAnswer, version: int | None = None
) -> Case:
    """Ask the reporter: were you contacted, is it solved, are you satisfied 回访.

    Solved closes the case, unsolved sends it back, and so does 不满意 once; the third failed try
    that counts closes it as 未接通. Who says that nobody contacted
    them counts as not contacted, whatever the unit wrote down.
    Basis: domain.md §2.7 `callback`. Emits: CaseCalledBack and CaseClosed or CaseRedone.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.CALL_BACK, case)
    check_call_back_by(actor.id, set(case.handlers))
    _check_answer(answer)
    if answer.solved is Solved.YES and is_unsatisfied(answer.satisfied) and not answer.note.strip():
        raise Invalid(WHY_NOT, fields={"note": WHY_NOT})
    if State(case.state) not in MOVES[Verb.CALL_BACK]:
        check_move(State(case.state), Verb.CALL_BACK, State.CLOSED)
    _take_answer(case, actor, answer)
    return case


@transaction.atomic
def case_rate(
    *,
    actor: Actor,
    case_id: UUID,
    solved: Solved,
    satisfied: int | None = None,
    text: str = "",
    version: int | None = None,
) -> Case:
    """The reporter answers by themselves; that is the call-back 本人评价.

    A class marked 需核实 still waits for the second person. Within 15 days after the end the
    judgement may be given once, and changes no state.
    Emits: CaseCalledBack and CaseClosed or CaseRedone; CaseRated where the state stays.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require_own(actor, case)
    answer = CallBackAnswer("self", True, None, solved, satisfied, text.strip())
    _check_answer(answer)
    state = State(case.state)
    if state in {State.CLOSED, State.CLOSED_UNSOLVED}:
        _rate_afterwards(case, actor, answer)
    elif state not in MOVES[Verb.RATE]:
        raise RuleViolation("这件事还没有办完，等有了答复再请您评价。")
    elif _back(case, answer) is None and (state is State.VERIFY or _still_to_verify(case)):
        _rate_and_wait(case, actor, answer)
    else:
        _take_answer(case, actor, answer)
    return case


@transaction.atomic
def case_withdraw(
    *, actor: Actor, case_id: UUID, reason: str = "", version: int | None = None
) -> Case:
    """The reporter may take a matter back until it has been answered 撤回.

    Basis: domain.md §2.7 cross-cutting. Emits: CaseWithdrawn.
    Raises: NotFound, Denied, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require_own(actor, case)
    now, was = clock.now(), case.state
    move(case, Verb.WITHDRAW, State.WITHDRAWN, at=now)
    case.closed_at, case.wait_due, case.held_at = now, None, None
    end_requests(case, actor, now)
    release_children(case, actor, now)
    save_step(actor, case, Line(Verb.WITHDRAW, text=reason.strip()), was=was, at=now)
    record(events.CaseWithdrawn(**moved(case)), actor=actor)
    return case


def _check_answer(answer: CallBackAnswer) -> None:
    if answer.method not in METHODS:
        raise Invalid("请选怎么回访的。", fields={"method": "请选怎么回访的。"})
    if answer.reached and answer.solved is None:
        raise Invalid("请选解决了没有。", fields={"solved": "请选解决了没有。"})
    if answer.satisfied is not None and answer.satisfied not in range(1, 6):
        raise Invalid("请选满意不满意。", fields={"satisfied": "请选满意不满意。"})


def _still_to_verify(case: Case) -> bool:
    return State(case.state) is State.REPLIED and case.needs_verify and case.verified_at is None


def _back(case: Case, answer: CallBackAnswer) -> Back | None:
    """Why it is done again after this answer, if it is."""
    if not is_unsatisfied(answer.satisfied):
        return goes_back(answer.solved, answer.satisfied, was_unsatisfied=False)
    said = Step.objects.filter(case=case, verb__in=[Verb.CALL_BACK.value, Verb.RATE.value])
    was = said.filter(data__back=Back.UNSATISFIED.value).exists()
    return goes_back(answer.solved, answer.satisfied, was_unsatisfied=was)


def _take_answer(case: Case, actor: Actor, answer: CallBackAnswer) -> None:
    """Record the answer, then close, redo or try again."""
    now, was = clock.now(), State(case.state)
    verb = Verb.RATE if answer.method == "self" else Verb.CALL_BACK
    back = _back(case, answer) if answer.reached else None
    counts = answer.reached or try_counts(_tries(case), now, _law.calendar(case.county))
    case.call_back_tries += counts
    then = after_call_back(answer.reached, back, case.call_back_tries, was=was)
    if answer.reached:
        _keep(case, answer, now)
    if then is was:
        _try_again(case, now, counts=counts)
    elif then is State.CLOSED:
        close(case, verb, now, outcome=case.outcome if answer.reached else "unreached")
    else:
        send_back(case, verb, actor, now)
    extra = {"back": back.value} if back else {} if answer.reached else {"counts": counts}
    _write_down(case, actor, answer, verb, was=was.value, now=now, extra=extra)
    ended_or_redone(case, actor, now, why=back)


def _tries(case: Case) -> list[datetime]:
    """When the failed tries were made that count since the last answer, oldest first."""
    if not case.call_back_tries:
        return []
    rows = Step.objects.filter(case=case, verb=Verb.CALL_BACK.value, data__reached=False)
    found = [at for at, data in rows.order_by("position").values_list("at", "data")
             if data.get("counts", True)]  # fmt: skip
    return found[-case.call_back_tries :]


def _keep(case: Case, answer: CallBackAnswer, now: datetime) -> None:
    case.solved, case.satisfied = str(answer.solved), answer.satisfied
    case.rated_at = now if answer.satisfied is not None else case.rated_at
    case.contact_denied = case.contact_denied or answer.contacted is False


def _try_again(case: Case, now: datetime, *, counts: bool) -> None:
    """Somebody rings again tomorrow; a try that does not count moves no date."""
    if not counts:
        return
    case.call_back_due = max(case.call_back_due or now, now + timedelta(days=1))
    set_next_clock(case, at=now)


def _rate_and_wait(case: Case, actor: Actor, answer: CallBackAnswer) -> None:
    """The reporter is content; somebody else still looks before the end."""
    now = clock.now()
    if case.solved == Solved.YES:
        raise RuleViolation("您已经评价过了。还要有人到现场核实一下，核实完就办结。")
    _keep(case, answer, now)
    _judged(case, actor, answer, now)


def _write_down(
    case: Case, actor: Actor, answer: CallBackAnswer, verb: Verb, *, was: str, now: datetime,
    extra: Mapping[str, Any],
) -> None:  # fmt: skip
    data = dict(extra) | {
        "method": answer.method,
        "reached": answer.reached,
        "contacted": answer.contacted,
        "solved": str(answer.solved or ""),
        "satisfied": answer.satisfied or 0,
    }
    save_step(actor, case, Line(verb, text=answer.note.strip(), data=data), was=was, at=now)
    record(
        events.CaseCalledBack(
            **moved(case),
            method=answer.method,
            reached=answer.reached,
            solved=str(answer.solved or ""),
            satisfied=answer.satisfied or 0,
        ),
        actor=actor,
    )


def _rate_afterwards(case: Case, actor: Actor, answer: CallBackAnswer) -> None:
    now = clock.now()
    if case.rated_at is not None:
        raise RuleViolation("您已经评价过这件事了，谢谢您。")
    if case.closed_at is None or now > case.closed_at + timedelta(days=RATE_DAYS):
        raise RuleViolation(f"办结已超过 {RATE_DAYS} 天，不能再评价。有新情况请重新报一件。")
    case.solved, case.satisfied, case.rated_at = str(answer.solved), answer.satisfied, now
    _judged(case, actor, answer, now)


def _judged(case: Case, actor: Actor, answer: CallBackAnswer, now: datetime) -> None:
    """A judgement that moves nothing."""
    data = {"method": "self", "solved": str(answer.solved), "satisfied": answer.satisfied or 0}
    line = Line(Verb.RATE, text=answer.note, data=data)
    save_step(actor, case, line, was=case.state, at=now)
    record(
        events.CaseRated(**moved(case), solved=str(answer.solved), satisfied=answer.satisfied or 0),
        actor=actor,
    )
