"""Begin again what had ended 再启."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import State, Verb, check_move, check_reopen
from lianxin.domain.cases.services._case import Line, clean, lock, move, moved, require, save_step
from lianxin.domain.cases.services._ending import start_round
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import record


@transaction.atomic
def case_reopen(*, actor: Actor, case_id: UUID, text: str, version: int | None = None) -> Case:
    """The reporter may begin again within 15 days; with new facts the centre may at any time 再启.

    The history stays; the matter counts among the repeated ones.
    Basis: domain.md §2.7 `reopened`. Emits: CaseReopened.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    is_own = case.stream in actor.streams
    if not is_own:
        require(actor, Grant.DISPATCH, case)
    text = clean(text, "请写一句为什么要接着办、有什么新情况。")
    now, was = clock.now(), case.state
    check_move(State(was), Verb.REOPEN, State.REOPENED)
    check_reopen(closed_at=case.closed_at or now, now=now, by_reporter=is_own)
    case.is_settled = False
    case.outcome, case.solved, case.satisfied, case.rated_at = "", "", None, None
    start_round(case, actor, now)
    if case.parent_id is not None:
        case.parent_id = case.joined_at = None
        case.sign_due = case.sign_due if case.signed_at else None
        case.contact_due = case.contact_due if case.contacted_at else None
    move(case, Verb.REOPEN, State.REOPENED, at=now)
    save_step(actor, case, Line(Verb.REOPEN, text=text), was=was, at=now)
    why = "reporter" if is_own else "centre"
    record(events.CaseReopened(**moved(case), why=why), actor=actor)
    return case
