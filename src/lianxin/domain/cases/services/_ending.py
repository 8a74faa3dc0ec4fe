"""How a case ends or goes back, whoever says so: a caller, a verifier, the reporter."""

from __future__ import annotations

from datetime import datetime

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Supervision
from lianxin.domain.cases.rules import Back, State, Verb, watch_of_redo
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._case import give_to, identity, moment_of, move
from lianxin.domain.cases.services._children import close_children
from lianxin.domain.cases.services._watch import watch
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import record


def close(case: Case, verb: Verb, now: datetime, *, outcome: str) -> None:
    """The end 办结; does not save."""
    case.closed_at, case.outcome, case.wait_due = now, outcome, None
    move(case, verb, State.CLOSED, at=now)


def send_back(case: Case, verb: Verb, actor: Actor, now: datetime) -> None:
    """Not solved or not true: the unit does it again, or the centre if there is none; does not save.

    Basis: domain.md §2.7 `redo`.
    """
    clocks, calendar = _law.clocks_kept(case), _law.calendar(case.county)
    case.clock_from, case.wait_due, case.call_back_tries = now, None, 0
    if case.is_settled:
        case.is_settled = False
        start_round(case, actor, now)
        move(case, verb, State.REOPENED, at=now)
        return
    case.redo_count += 1
    case.result_due = clocks.redo.after(now, calendar)
    case.stage_due = None
    move(case, verb, State.REDO, at=now)


def start_round(case: Case, actor: Actor, now: datetime) -> None:
    """The centre owes a dispatch again: a new round begins; does not save the case 再启.

    What belongs to a round begins anew: dispatches, extensions, redos (`redo_before` keeps those
    of the rounds before), and supervision, so that the new round gets its own 黄 and 红.
    What belongs to the matter stays: its history and supervision rows, how often it was reopened,
    redone in all or brought again (`repeat_count`), that an appeal was used.
    Basis: domain.md §2.7 `reopened` (keeps history; counts in 重复率), cross-cutting (督办 follows
    the limit that runs).
    """
    clocks = _law.clocks_kept(case)
    case.reopen_count += 1
    case.closed_at = case.first_dispatched_at = case.stage_due = None
    case.clock_from = now
    give_to(case, "", "")
    case.supervision, case.redo_before = 0, case.redo_count
    Supervision.objects.filter(case=case, lifted_at=None).update(lifted_at=now, lifted_by=actor.id)
    case.dispatch_count, case.is_designated, case.extend_count = 0, False, 0
    case.dispatch_due = clocks.dispatch.after(now, _law.calendar(case.county))


def back_to_centre(case: Case, verb: Verb, at: datetime) -> None:
    """Nobody's again: the centre owes a dispatch, and the unit sees the case no more."""
    case.main_org_id, case.helpers, case.leaders = None, [], []
    case.sign_due = case.contact_due = case.return_until = case.wait_due = case.stage_due = None
    case.clock_from = at
    case.dispatch_due = _law.clocks_kept(case).dispatch.after(at, _law.calendar(case.county))
    move(case, verb, State.REGISTERED, at=at)


def ended_or_redone(
    case: Case, actor: Actor, now: datetime, *, why: Back | None = Back.UNSOLVED
) -> None:
    """Tell what followed: the end, for joined cases too, or another try and its supervision.

    `why`: for what reason it is done again, if it is.
    """
    state = State(case.state)
    if state is State.CLOSED:
        record(events.CaseClosed(**identity(case), outcome=case.outcome), actor=actor)
        close_children(case, actor, now)
    elif state is State.REDO:
        record(
            events.CaseRedone(
                **identity(case), unit=str(case.main_org_id), due=moment_of(case.result_due),
                times=case.redo_count - case.redo_before, why=str(why or Back.UNSOLVED),
            ),
            actor=actor,
        )  # fmt: skip
        if found := watch_of_redo(case.redo_count - case.redo_before):
            watch(case, *found, actor=actor, at=now)
