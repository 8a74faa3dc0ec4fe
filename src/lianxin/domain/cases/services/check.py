"""Between answer and call-back: the centre's eye, and somebody on the spot."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    Back,
    Solved,
    State,
    Verb,
    after_review,
    after_verify,
    check_verify_by,
)
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._case import (
    Line,
    clean,
    lock,
    may_call,
    move,
    moved,
    require,
    save_step,
    units_of,
)
from lianxin.domain.cases.services._ending import close, ended_or_redone, send_back
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import record


@transaction.atomic
def case_review(
    *, actor: Actor, case_id: UUID, is_passed: bool, text: str = "", version: int | None = None
) -> Case:
    """Read an answer before the reporter is asked; one that says nothing goes back 审核答复.

    Basis: domain.md §2.7 `replied`; 济南条例 art. 27 (every reply is reviewed).
    Emits: CaseReviewed and CaseRedone. Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.REVIEW, case)
    check_verify_by(actor.id, set(case.handlers), is_of_unit=False)
    if not is_passed:
        text = clean(text, "退回去重办，请写明答复里缺什么。")
    now, was = clock.now(), case.state
    then = after_review(passed=is_passed, needs_verify=case.needs_verify, may_call=may_call(case))
    if then is State.REDO:
        send_back(case, Verb.REVIEW, actor, now)
    else:
        calendar = _law.calendar(case.county)
        clocks = _law.clocks_kept(case)
        case.wait_due = clocks.verify.after(now, calendar) if then is State.VERIFY else None
        case.call_back_due = clocks.call_back.after(now, calendar)
        move(case, Verb.REVIEW, then, at=now)
    line = Line(Verb.REVIEW, text=text.strip(), is_public=False, data={"passed": is_passed})
    save_step(actor, case, line, was=was, at=now)
    record(events.CaseReviewed(**moved(case), is_passed=is_passed), actor=actor)
    ended_or_redone(case, actor, now, why=Back.UNCLEAR)
    return case


@transaction.atomic
def case_verify(
    *, actor: Actor, case_id: UUID, is_passed: bool, text: str, version: int | None = None
) -> Case:
    """Somebody who did not handle it looks whether it is true; no photo is asked for 核实.

    Basis: domain.md §2.7 `verify`, §5 痛点7. Emits: CaseVerified and CaseClosed or CaseRedone.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.VERIFY, case)
    of_unit = bool(case.main_org_id) and any(
        scope.unit is not None and scope.unit in units_of(case) for scope in actor.scopes
    )
    check_verify_by(actor.id, set(case.handlers), is_of_unit=of_unit)
    text = clean(text, "请写一句看到的情况。")
    now, was = clock.now(), case.state
    heard = Solved(case.solved) if case.solved else None
    then = after_verify(passed=is_passed, was=State(was), may_call=may_call(case), heard=heard)
    case.verified_at, case.wait_due = now, None
    if then is State.CLOSED:
        close(case, Verb.VERIFY, now, outcome=case.outcome)
    elif then in {State.REDO, State.REOPENED}:
        send_back(case, Verb.VERIFY, actor, now)
    else:
        case.call_back_due = _law.clocks_kept(case).call_back.after(now, _law.calendar(case.county))
        move(case, Verb.VERIFY, then, at=now)
    line = Line(Verb.VERIFY, text=text, data={"passed": is_passed})
    save_step(actor, case, line, was=was, at=now)
    record(events.CaseVerified(**moved(case), is_passed=is_passed), actor=actor)
    ended_or_redone(case, actor, now, why=Back.UNTRUE)
    return case
