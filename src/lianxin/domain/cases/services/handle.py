"""What the handling unit does: sign, note, make contact, reply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import WITH_UNIT, State, Verb, after_answer
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._case import (
    Line,
    clean,
    give_to,
    identity,
    lock,
    may_call,
    move,
    moved,
    remember_handler,
    require,
    require_helper,
    save_step,
    set_next_clock,
    unit_name,
    units_of,
    works_on,
)
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor, Kind
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record
from lianxin.kernel.files.services import attachment_bind

TACIT = "到时候没有签收，也没有退回，就算接下了。"
NOT_THEIR_CONTACT = (
    "联系反映人，要由承办或者协办单位的人联系了自己记。您可以去掉这个勾，只记办理情况。"
)


@transaction.atomic
def case_sign(*, actor: Actor, case_id: UUID, version: int | None = None) -> Case:
    """The unit takes the order over 签收.

    Basis: domain.md §2.7 `signed`. Emits: CaseSigned.
    Raises: NotFound, Denied, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.SIGN, case)
    now, was = clock.now(), case.state
    take_over(case, actor, now, was=was)
    return case


def take_over(case: Case, actor: Actor, now: datetime, *, was: str, is_tacit: bool = False) -> None:
    """The order is the unit's now; the caller holds the lock.

    `is_tacit`: nobody signed, silence did 视为签收; that is never signed in time.
    Basis: domain.md §2.7 `return_req` (silence = accepted).
    """
    case.signed_at, case.is_tacit = now, is_tacit
    if may_own(case, actor):
        give_to(case, actor.id, actor.name)
    move(case, Verb.SIGN, State.SIGNED, at=now)
    line = Line(
        Verb.SIGN, text=TACIT if is_tacit else "", unit_name=unit_name(actor, case),
        data={"tacit": True} if is_tacit else {},
    )  # fmt: skip
    save_step(actor, case, line, was=was, at=now)
    event = events.CaseSigned(**moved(case), unit=str(case.main_org_id), is_tacit=is_tacit)
    record(event, actor=actor)


def may_own(case: Case, actor: Actor) -> bool:
    """Whoever of the main unit does something first has the case in hand 经办人."""
    of_unit = actor.may(Grant.SIGN, area=case.area_id, units=units_of(case))
    return not case.owner and actor.kind is Kind.STAFF and of_unit


@transaction.atomic
def case_note(
    *,
    actor: Actor,
    case_id: UUID,
    text: str,
    is_public: bool,
    is_contact: bool = False,
    version: int | None = None,
) -> Case:
    """Write down what was done; `is_contact` says that the reporter was spoken to 办理记录.

    First contact is made by the people of the main or a helping unit, and by nobody for them; only
    their public note is a stage report. The unit's first note turns 已签收 into 办理中.
    Basis: domain.md §2.7 `working`, §2.8. Emits: CaseNoted, CaseContacted.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require_helper(actor, Grant.NOTE, case)
    text = clean(text, "请写一句办到哪一步了。")
    now, was = clock.now(), case.state
    is_theirs = works_on(actor, case)
    if is_contact and not is_theirs:
        raise RuleViolation(NOT_THEIR_CONTACT)
    first_contact = is_contact and case.contacted_at is None
    if first_contact and State(was) not in WITH_UNIT - {State.DISPATCHED, State.RETURN_REQ}:
        raise RuleViolation("请先签收，再登记联系情况。")
    if first_contact:
        case.contacted_at = now
    if is_public and is_theirs and case.stage_due is not None and State(was) in WITH_UNIT:
        case.stage_due = _next_stage(case, now)
    if State(was) in {State.SIGNED, State.REDO} and _is_of_unit(actor, case):
        move(case, Verb.NOTE, State.WORKING, at=now)
    else:
        set_next_clock(case, at=now)
    verb = Verb.CONTACT if is_contact else Verb.NOTE
    if State(case.state) in WITH_UNIT and may_own(case, actor):
        give_to(case, actor.id, actor.name)
    remember_handler(case, actor)
    step = save_step(
        actor,
        case,
        Line(verb, text=text, unit_name=unit_name(actor, case), is_public=is_public),
        was=was,
        at=now,
    )
    if first_contact:
        record(events.CaseContacted(**identity(case), unit=str(case.main_org_id)), actor=actor)
    record(events.CaseNoted(**moved(case), step=str(step.pk), is_public=is_public), actor=actor)
    return case


def _next_stage(case: Case, now: datetime) -> datetime | None:
    """A public note is the stage report; the next one is owed a span later 阶段报告."""
    stage = _law.clocks_kept(case).stage
    return stage.after(now, _law.calendar(case.county)) if stage else None


def _is_of_unit(actor: Actor, case: Case) -> bool:
    """Does the actor work for the main unit? A note of somebody else begins nothing."""
    return actor.may(Grant.REPLY, area=case.area_id, units=units_of(case))


@transaction.atomic
def case_reply(
    *,
    actor: Actor,
    case_id: UUID,
    outcome: str,
    text: str,
    attachments: Sequence[UUID] = (),
    version: int | None = None,
) -> Case:
    """Tell the reporter what was done and what came of it; somebody else then calls back 答复.

    `attachments`: photos and voice that the actor uploaded; the line of the history names them, so
    that they stay with this answer. Never compulsory.

    Basis: domain.md §2.7 `replied` (evidence optional), §2.9 feedback content.
    Emits: CaseReplied. Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.REPLY, case)
    if codes.row_of("case_outcome", outcome) is None:
        raise Invalid("请选办理结果。", fields={"outcome": "请选办理结果。"})
    text = clean(text, "请写清楚：谁去办的、做了什么、结果怎么样。")
    now, was = clock.now(), case.state
    data: dict[str, Any] = {"outcome": outcome}
    if attachments:
        keys = list(dict.fromkeys(attachments))
        data["files"] = [str(key) for key in keys]
        case.attachment_count += attachment_bind(actor=actor, ids=keys, stream=case.stream)
    case.replied_at, case.outcome = now, outcome
    case.contacted_at = case.contacted_at or now
    case.call_back_tries, case.solved, case.satisfied, case.verified_at = 0, "", None, None
    remember_handler(case, actor)
    answered(case, actor, Verb.REPLY, now=now)
    line = Line(Verb.REPLY, text=text, unit_name=unit_name(actor, case), data=data)
    save_step(actor, case, line, was=was, at=now)
    record(
        events.CaseReplied(**moved(case), unit=str(case.main_org_id), outcome=outcome), actor=actor
    )
    return case


def answered(case: Case, actor: Actor, verb: Verb, *, now: datetime) -> None:
    """An answer goes to whoever looks at it next, with a clock for them."""
    clocks, calendar = _law.clocks_kept(case), _law.calendar(case.county)
    then = after_answer(
        has_review=clocks.review is not None and verb is Verb.REPLY,
        needs_verify=case.needs_verify,
        may_call=may_call(case),
    )
    wait = clocks.review if then is State.REPLIED else clocks.verify
    case.wait_due = wait.after(now, calendar) if wait and then is not State.CALLBACK else None
    case.call_back_due = clocks.call_back.after(now, calendar)
    move(case, verb, then, at=now)
