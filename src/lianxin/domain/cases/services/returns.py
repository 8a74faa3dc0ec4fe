"""An order that went to the wrong unit: asked back, and decided 退单."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Return
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import State, Verb, check_return
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._case import (
    Line,
    clean,
    lock,
    move,
    moved,
    require,
    save_step,
    unit_name,
)
from lianxin.domain.cases.services._ending import back_to_centre
from lianxin.domain.orgs import selectors as orgs
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record

NO_BASIS = "退单要写明依据：哪部法律、哪份职责清单说这不归你们办。"


@transaction.atomic
def case_return_ask(
    *,
    actor: Actor,
    case_id: UUID,
    basis: str,
    reason: str,
    proposed: UUID | None = None,
    version: int | None = None,
) -> Case:
    """The unit says that an order is not its own, by which law, and whose it is 申请退单.

    Its clocks run on until the centre has decided. Basis: domain.md §2.7 `return_req`.
    Emits: CaseReturnAsked. Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.SIGN, case)
    now, was = clock.now(), case.state
    reason = clean(reason, "请写清楚为什么不归你们办。", name="reason")
    basis = clean(basis, NO_BASIS, name="basis", most=200)
    check_return(now=now, until=case.return_until, is_designated=case.is_designated, basis=basis)
    if proposed is not None and orgs.org_get(proposed, actor=actor) is None:
        raise Invalid("没有找到这个单位。", fields={"proposed": "没有找到这个单位。"})
    case.wait_due = _law.clocks_kept(case).return_decide.after(now, _law.calendar(case.county))
    move(case, Verb.RETURN_ASK, State.RETURN_REQ, at=now)
    if case.main_org_id is None:
        raise RuleViolation("这件事还没有承办单位。")
    Return.objects.create(
        case=case, org_id=case.main_org_id, basis=basis, reason=reason, proposed_org_id=proposed,
        asked_by=actor.id, asked_at=now,
    )  # fmt: skip
    line = Line(
        Verb.RETURN_ASK, text=reason, unit_name=unit_name(actor, case), is_public=False,
        data={"basis": basis},
    )  # fmt: skip
    save_step(actor, case, line, was=was, at=now)
    record(events.CaseReturnAsked(**moved(case), unit=str(case.main_org_id)), actor=actor)
    return case


@transaction.atomic
def case_return_decide(
    *, actor: Actor, case_id: UUID, is_accepted: bool, text: str = "", version: int | None = None
) -> Case:
    """The centre takes the order back to dispatch it anew, or leaves it where it is 审退单.

    A refusal needs a reason and counts as 不当退单; the unit then has its time to sign anew and
    cannot send the order back again. The reporter's dates do not move.
    Basis: domain.md §2.7 `return_req`, §2.9. Emits: CaseReturnDecided.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.DISPATCH, case)
    asked = Return.objects.select_for_update().filter(case=case, decision="").first()
    if asked is None:
        raise RuleViolation("这件事没有等着审的退单。")
    if asked.asked_by == actor.id:
        raise RuleViolation("退单是您自己提的，要由别的同事来审。")
    if not is_accepted:
        text = clean(text, "不同意退单，请写一句为什么该它办。")
    now, was, unit = clock.now(), case.state, unit_name(actor, case)
    asked.decision = "accepted" if is_accepted else "refused"
    asked.decided_by, asked.decided_at = actor.id, now
    asked.save(update_fields=["decision", "decided_by", "decided_at"])
    if is_accepted:
        back_to_centre(case, Verb.RETURN_DECIDE, now)
    else:
        clocks = _law.clocks_kept(case)
        case.wait_due, case.return_until = None, now
        case.sign_due = clocks.sign.after(now, _law.calendar(case.county))
        move(case, Verb.RETURN_DECIDE, State.DISPATCHED, at=now)
    line = Line(
        Verb.RETURN_DECIDE, text=text.strip(), unit_name=unit, is_public=False,
        data={"decision": asked.decision},
    )  # fmt: skip
    save_step(actor, case, line, was=was, at=now)
    record(
        events.CaseReturnDecided(
            **moved(case), decision=asked.decision, unit=str(case.main_org_id or "")
        ),
        actor=actor,
    )
    return case
