"""What the handling unit does: sign, note, make contact, reply."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import HANDLING, MAX_TEXT, Level, State, Verb
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._case import (
    Line,
    identity,
    lock,
    move,
    require,
    save_step,
    set_next_clock,
)
from lianxin.domain.orgs import selectors as orgs
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record
from lianxin.kernel.files.services import attachment_bind


def _unit_name(actor: Actor, case: Case) -> str:
    return (
        orgs.org_names([case.main_org_id], actor=actor).get(case.main_org_id, "")
        if case.main_org_id
        else ""
    )


def _words(text: str, sentence: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid(sentence, fields={"text": sentence})
    if len(text) > MAX_TEXT:
        too_long = f"写得太长了，请控制在 {MAX_TEXT} 字以内。"
        raise Invalid(too_long, fields={"text": too_long})
    return text


@transaction.atomic
def case_sign(*, actor: Actor, case_id: UUID, version: int | None = None) -> Case:
    """The unit takes the order over 签收.

    Basis: domain.md §2.7 `signed`. Emits: CaseSigned.
    Raises: NotFound, Denied, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.SIGN, case)
    now, was = clock.now(), case.state
    case.signed_at = now
    move(case, State.SIGNED, at=now)
    save_step(actor, case, Line(Verb.SIGN, unit_name=_unit_name(actor, case)), was=was, at=now)
    record(events.CaseSigned(**identity(case), unit=str(case.main_org_id)), actor=actor)
    return case


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

    The unit's first note turns 已签收 into 办理中. Emits: CaseNoted, CaseContacted.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.NOTE, case)
    text = _words(text, "请写一句办到哪一步了。")
    now, was = clock.now(), case.state
    first_contact = is_contact and case.contacted_at is None
    if first_contact and State(was) not in HANDLING:
        raise RuleViolation("请先签收，再登记联系情况。")
    if first_contact:
        case.contacted_at = now
    if State(was) in {State.SIGNED, State.REDO}:
        move(case, State.WORKING, at=now)
    elif first_contact:
        set_next_clock(case, started=now)
    verb = Verb.CONTACT if is_contact else Verb.NOTE
    _remember_handler(case, actor)
    step = save_step(
        actor,
        case,
        Line(verb, text=text, unit_name=_unit_name(actor, case), is_public=is_public),
        was=was,
        at=now,
    )
    if first_contact:
        record(events.CaseContacted(**identity(case), unit=str(case.main_org_id)), actor=actor)
    record(events.CaseNoted(**identity(case), step=str(step.pk), is_public=is_public), actor=actor)
    return case


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

    Basis: domain.md §2.7 `replied`, §2.9 feedback content.
    Emits: CaseReplied. Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.REPLY, case)
    if codes.row_of("case_outcome", outcome) is None:
        raise Invalid("请选办理结果。", fields={"outcome": "请选办理结果。"})
    text = _words(text, "请写清楚：谁去办的、做了什么、结果怎么样。")
    now, was = clock.now(), case.state
    if attachments:
        attachment_bind(actor=actor, ids=list(attachments), stream=case.stream)
        case.attachment_count += len(attachments)
    clocks = _law.clocks_of(Level(case.level), on=clock.local(now).date())
    case.replied_at, case.outcome = now, outcome
    case.contacted_at = case.contacted_at or now
    case.call_back_due = clocks.call_back.after(now, _law.calendar())
    case.call_back_tries = 0
    _remember_handler(case, actor)
    move(case, State.REPLIED, at=now)
    save_step(
        actor,
        case,
        Line(Verb.REPLY, text=text, unit_name=_unit_name(actor, case), data={"outcome": outcome}),
        was=was,
        at=now,
    )
    record(
        events.CaseReplied(**identity(case), unit=str(case.main_org_id), outcome=outcome),
        actor=actor,
    )
    return case


def _remember_handler(case: Case, actor: Actor) -> None:
    if actor.id not in case.handlers:
        case.handlers = [*case.handlers, actor.id]
