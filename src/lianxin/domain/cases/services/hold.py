"""What cannot be solved now: put aside with a date, taken up again, or ended honestly 挂账."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Hold
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import State, Verb, check_hold
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._case import (
    Line,
    clean,
    identity,
    lock,
    moment_of,
    move,
    moved,
    require,
    save_step,
    unit_name,
)
from lianxin.domain.cases.services._children import close_children
from lianxin.domain.cases.services._dates import rest_is_over
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record

MORNING = time(8, 30)


@dataclass(frozen=True)
class HoldWords:
    """Why a case rests, what would solve it, when it is looked at again, what the person was told.

    `kind`: a code of the table `hold_reason`. `is_understood`: None if the person was not reached.
    """

    kind: str
    condition: str
    review_on: date
    explanation: str
    is_understood: bool | None = None


@transaction.atomic
def case_suspend(
    *, actor: Actor, case_id: UUID, words: HoldWords, version: int | None = None
) -> Case:
    """Put a case aside until a day; only here does the clock rest, and it never counts as solved 挂账.

    Basis: domain.md §2.7 `suspended`, S89. Emits: CaseHeld.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.SUSPEND, case)
    if codes.row_of("hold_reason", words.kind) is None:
        raise Invalid("请选挂账的原因。", fields={"kind": "请选挂账的原因。"})
    condition = clean(words.condition, "请写明等什么条件具备就能办。", name="condition")
    told = clean(words.explanation, "请写明怎么跟反映人解释的。", name="explanation")
    now, was = clock.now(), case.state
    latest = clock.local(
        _law.clocks_kept(case).hold_most.after(now, _law.calendar(case.county))
    ).date()
    check_hold(review_on=words.review_on, today=clock.today(), latest=latest)
    case.held_at = now
    if words.is_understood is not None:
        case.contacted_at = case.contacted_at or now
    case.wait_due = datetime.combine(words.review_on, MORNING, tzinfo=clock.LOCAL)
    move(case, Verb.SUSPEND, State.SUSPENDED, at=now)
    hold = Hold.objects.create(
        case=case, kind=words.kind, condition=condition, review_on=words.review_on,
        explanation=told, is_understood=words.is_understood, held_by=actor.id, from_at=now,
    )  # fmt: skip
    line = Line(
        Verb.SUSPEND, text=told, unit_name=unit_name(actor, case),
        data={"kind": words.kind, "review_on": words.review_on.isoformat(), "condition": condition},
    )  # fmt: skip
    save_step(actor, case, line, was=was, at=now)
    record(
        events.CaseHeld(**moved(case), hold=str(hold.pk), review_on=words.review_on.isoformat()),
        actor=actor,
    )
    return case


@transaction.atomic
def case_resume(*, actor: Actor, case_id: UUID, text: str = "", version: int | None = None) -> Case:
    """Take a case up again; the clock goes on with what was left of it 接着办.

    A clock of working days keeps its working time, one of calendar days its hours. On the day of
    review this happens by itself. Basis: domain.md §2.7 `suspended`, §2.8.
    Emits: CaseResumed. Raises: NotFound, Denied, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    if not actor.may(Grant.SUSPEND, area=case.area_id, units=(str(case.main_org_id),)):
        require(actor, Grant.REPLY, case)
    resume(case, actor, clock.now(), text=text)
    return case


def resume(case: Case, actor: Actor, now: datetime, *, text: str = "") -> None:
    """Let the clock run again; the caller holds the lock."""
    was = case.state
    rest_is_over(case, now)
    case.held_at = case.wait_due = None
    move(case, Verb.RESUME, State.WORKING, at=now)
    Hold.objects.filter(case=case, to_at=None).update(to_at=now)
    line = Line(
        Verb.RESUME, text=text.strip(), unit_name=unit_name(actor, case),
        data={"due": moment_of(case.result_due)},
    )  # fmt: skip
    save_step(actor, case, line, was=was, at=now)
    record(events.CaseResumed(**moved(case), due=moment_of(case.result_due)), actor=actor)


@transaction.atomic
def case_give_up(*, actor: Actor, case_id: UUID, text: str, version: int | None = None) -> Case:
    """A leader ends what cannot be solved, and says so to the reporter 按未解决结案.

    Only from 挂账: reason, condition and explanation are written there.
    Basis: domain.md §2.7 `closed_unsolved`, S89. Emits: CaseGivenUp and CaseClosed.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.LEAD, case)
    text = clean(text, "请写明为什么办不了，以后什么情况下可以再提。")
    now, was = clock.now(), case.state
    if State(was) is not State.SUSPENDED:
        raise RuleViolation("只有挂账的事，才能按未解决结案。请先挂账，写清楚条件和解释。")
    case.closed_at, case.outcome, case.wait_due, case.held_at = now, "unsolved", None, None
    move(case, Verb.GIVE_UP, State.CLOSED_UNSOLVED, at=now)
    Hold.objects.filter(case=case, to_at=None).update(to_at=now)
    save_step(
        actor, case, Line(Verb.GIVE_UP, text=text, unit_name=unit_name(actor, case)), was=was,
        at=now,
    )  # fmt: skip
    record(events.CaseGivenUp(**moved(case)), actor=actor)
    record(events.CaseClosed(**identity(case), outcome=case.outcome), actor=actor)
    close_children(case, actor, now)
    return case
