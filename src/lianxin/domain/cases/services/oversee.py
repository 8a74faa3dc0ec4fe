"""Those who watch: supervision by hand, a leader's instruction, another level of urgency."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Supervision
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    ENDED,
    WITH_UNIT,
    Level,
    State,
    Verb,
    Watch,
    Why,
    check_earlier,
)
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._case import (
    Line,
    clean,
    identity,
    lock,
    moment_of,
    require,
    save_step,
    set_next_clock,
)
from lianxin.domain.cases.services._dates import move_to_level
from lianxin.domain.cases.services._watch import watch
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record


@transaction.atomic
def case_supervise(
    *, actor: Actor, case_id: UUID, level: Watch, text: str, version: int | None = None
) -> Case:
    """Somebody who may asks aloud why it takes so long 督办.

    Basis: domain.md §2.7 cross-cutting. Emits: CaseSupervised.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.SUPERVISE, case)
    _check_open(case)
    text = clean(text, "请写一句为什么督办、要求什么时候有结果。")
    now = clock.now()
    row = watch(case, level, Why.HAND, actor=actor, at=now, text=text)
    line = Line(
        Verb.SUPERVISE, text=text, is_public=False,
        data={"level": level.value, "leader": row.leader if row else ""},
    )  # fmt: skip
    save_step(actor, case, line, was=case.state, at=now)
    return case


@transaction.atomic
def supervision_lift(*, actor: Actor, case_id: UUID, text: str, version: int | None = None) -> Case:
    """Supervision ends before the case does 解除督办. Emits: CaseSupervised (level 0).

    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.SUPERVISE, case)
    if not case.supervision:
        raise RuleViolation("这件事没有在督办。")
    text = clean(text, "请写一句为什么解除。")
    now = clock.now()
    case.supervision = 0
    Supervision.objects.filter(case=case, lifted_at=None).update(lifted_at=now, lifted_by=actor.id)
    line = Line(Verb.SUPERVISE, text=text, is_public=False, data={"level": 0})
    save_step(actor, case, line, was=case.state, at=now)
    record(events.CaseSupervised(**identity(case), level=0, reason=Why.HAND.value), actor=actor)
    return case


@transaction.atomic
def case_instruct(
    *,
    actor: Actor,
    case_id: UUID,
    text: str,
    due: datetime | None = None,
    version: int | None = None,
) -> Case:
    """A leader writes what is to be done; an earlier date is set here and nowhere silently 领导批示.

    Basis: domain.md §2.7 cross-cutting (a note that may change the deadline only by a logged action).
    Emits: CaseInstructed. Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    if not actor.may(Grant.LEAD, area=case.area_id):
        require(actor, Grant.SUPERVISE, case)
    _check_open(case)
    text = clean(text, "请写批示内容。")
    now = clock.now()
    if due is not None:
        if State(case.state) not in WITH_UNIT:
            raise RuleViolation("这件事现在没有承办单位在办，不能改期限。")
        if due <= now:
            said = "期限要在现在以后，请重新选。"
            raise Invalid(said, fields={"due": said})
        check_earlier(due=due, was=case.result_due, now=now)
        case.result_due = due
        set_next_clock(case, at=now)
    line = Line(Verb.INSTRUCT, text=text, is_public=False, data={"due": moment_of(due)})
    step = save_step(actor, case, line, was=case.state, at=now)
    record(
        events.CaseInstructed(**identity(case), step=str(step.pk), due=moment_of(due)), actor=actor
    )
    return case


@transaction.atomic
def case_relevel(
    *, actor: Actor, case_id: UUID, level: Level, reason: str, version: int | None = None
) -> Case:
    """How pressing it is was judged wrongly, or has changed; the clock follows 改紧急程度.

    The answer stays owed from the first dispatch on, or from the redo; what rested, was granted
    or was named stays. What would be over already counts from the change. What is done already
    keeps its date. While a case rests, its clocks stand as they stood when it was put aside.
    Basis: domain.md §2.7 `redo`, `suspended`, `extend_req`; §2.9 (an urgency change is logged).
    Emits: CaseReleveled. Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.DISPATCH, case)
    _check_open(case)
    if case.level == level:
        raise RuleViolation("紧急程度没有变。")
    reason = clean(reason, "请写一句为什么改。", name="reason")
    now = clock.now()
    was = case.level
    case.level = level.value
    clocks = _law.clocks_for(case, level)
    case.clock_version = clocks.version
    move_to_level(case, clocks, now)
    set_next_clock(case, at=now)
    line = Line(Verb.RELEVEL, text=reason, data={"was": was, "level": level.value})
    save_step(actor, case, line, was=case.state, at=now)
    record(
        events.CaseReleveled(**identity(case), level=level.value, due=moment_of(case.result_due)),
        actor=actor,
    )
    return case


def _check_open(case: Case) -> None:
    if State(case.state) in ENDED:
        raise RuleViolation("这件事已经结束了。")
