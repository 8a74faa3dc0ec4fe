"""How a matter ends: call-back, the reporter's own judgement, withdrawal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    RATE_DAYS,
    Level,
    Solved,
    State,
    Verb,
    after_call_back,
    check_call_back_by,
)
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._case import (
    Line,
    identity,
    lock,
    move,
    require,
    require_own,
    save_step,
    set_next_clock,
)
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record

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

    Solved closes the case, unsolved sends it back, the third failed try closes it as 未接通.
    Basis: domain.md §2.7 `callback`. Emits: CaseCalledBack and CaseClosed or CaseRedone.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.CALL_BACK, case)
    check_call_back_by(actor.id, set(case.handlers))
    _check_answer(answer)
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

    Within 15 days after the end the judgement may still be given once, and changes no state.
    Emits: CaseCalledBack and CaseClosed or CaseRedone; CaseRated after the end.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require_own(actor, case)
    answer = CallBackAnswer("self", True, None, solved, satisfied, text.strip())
    _check_answer(answer)
    if State(case.state) is State.CLOSED:
        _rate_afterwards(case, actor, answer)
    elif State(case.state) is State.REPLIED:
        _take_answer(case, actor, answer)
    else:
        raise RuleViolation("这件事还没有办完，等有了答复再请您评价。")
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
    move(case, State.WITHDRAWN, at=now)
    case.closed_at = now
    save_step(actor, case, Line(Verb.WITHDRAW, text=reason.strip()), was=was, at=now)
    record(events.CaseWithdrawn(**identity(case)), actor=actor)
    return case


def _check_answer(answer: CallBackAnswer) -> None:
    if answer.method not in METHODS:
        raise Invalid("请选怎么回访的。", fields={"method": "请选怎么回访的。"})
    if answer.reached and answer.solved is None:
        raise Invalid("请选解决了没有。", fields={"solved": "请选解决了没有。"})
    if answer.satisfied is not None and answer.satisfied not in range(1, 6):
        raise Invalid("请选满意不满意。", fields={"satisfied": "请选满意不满意。"})


def _take_answer(case: Case, actor: Actor, answer: CallBackAnswer) -> None:
    """Record the answer, then close, redo or try again."""
    now, was = clock.now(), case.state
    if State(was) is not State.REPLIED:
        raise RuleViolation("这件事还没有答复，不能回访。")
    case.call_back_tries += 1
    then = after_call_back(answer.reached, answer.solved, case.call_back_tries)
    if answer.reached:
        case.solved, case.satisfied = str(answer.solved), answer.satisfied
        case.rated_at = now if answer.satisfied is not None else case.rated_at
    if then is State.REPLIED:
        _try_again(case, now)
    elif then is State.REDO:
        _send_back(case, now)
    else:
        case.closed_at = now
        case.outcome = case.outcome if answer.reached else "unreached"
        move(case, State.CLOSED, at=now)
    _write_down(case, actor, answer, was=was, now=now)


def _try_again(case: Case, now: datetime) -> None:
    case.call_back_due = max(case.call_back_due or now, now + timedelta(days=1))
    set_next_clock(case, started=now)


def _send_back(case: Case, now: datetime) -> None:
    clocks = _law.clocks_of(Level(case.level), on=clock.local(now).date())
    case.redo_count += 1
    case.clock_from = now
    case.result_due = clocks.redo.after(now, _law.calendar())
    move(case, State.REDO, at=now)


def _write_down(
    case: Case, actor: Actor, answer: CallBackAnswer, *, was: str, now: datetime
) -> None:
    verb = Verb.RATE if answer.method == "self" else Verb.CALL_BACK
    data = {
        "method": answer.method,
        "reached": answer.reached,
        "contacted": answer.contacted,
        "solved": str(answer.solved or ""),
        "satisfied": answer.satisfied or 0,
    }
    save_step(actor, case, Line(verb, text=answer.note.strip(), data=data), was=was, at=now)
    record(
        events.CaseCalledBack(
            **identity(case),
            method=answer.method,
            reached=answer.reached,
            solved=str(answer.solved or ""),
            satisfied=answer.satisfied or 0,
        ),
        actor=actor,
    )
    if State(case.state) is State.CLOSED:
        record(events.CaseClosed(**identity(case), outcome=case.outcome), actor=actor)
    elif State(case.state) is State.REDO and case.result_due is not None:
        record(
            events.CaseRedone(
                **identity(case),
                unit=str(case.main_org_id),
                due=case.result_due.isoformat(),
                times=case.redo_count,
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
    save_step(
        actor,
        case,
        Line(
            Verb.RATE,
            text=answer.note,
            data={
                "method": "self",
                "solved": str(answer.solved),
                "satisfied": answer.satisfied or 0,
            },
        ),
        was=case.state,
        at=now,
    )
    record(
        events.CaseRated(
            **identity(case), solved=str(answer.solved), satisfied=answer.satisfied or 0
        ),
        actor=actor,
    )
