"""More time for the answer 延期."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Extension
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import State, Verb, check_extension
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._case import (
    Line,
    clean,
    lock,
    moment_of,
    move,
    moved,
    require,
    save_step,
    unit_name,
)
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.facts import record


@transaction.atomic
def case_extend_ask(
    *,
    actor: Actor,
    case_id: UUID,
    until: datetime,
    reason: str,
    is_person_told: bool = False,
    version: int | None = None,
) -> Case:
    """Ask for more time before the end, with the reason and the new date 申请延期.

    The clock runs on until the centre has decided. Basis: domain.md §2.7 `extend_req`.
    Emits: CaseExtensionAsked. Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.REPLY, case)
    now, was = clock.now(), case.state
    reason = clean(reason, "请写清楚为什么要延期、还差哪一步。", name="reason")
    due = _due_of(case)
    check_extension(
        now=now, due=due, until=until, latest=_latest(case, due), count=0, is_leader=True
    )
    case.wait_due = _law.clocks_kept(case).extend_decide.after(now, _law.calendar(case.county))
    move(case, Verb.EXTEND_ASK, State.EXTEND_REQ, at=now)
    Extension.objects.create(
        case=case, reason=reason, was_due=due, until=until, is_person_told=is_person_told,
        asked_by=actor.id, asked_at=now,
    )  # fmt: skip
    line = Line(
        Verb.EXTEND_ASK, text=reason, unit_name=unit_name(actor, case), is_public=False,
        data={"until": moment_of(until)},
    )  # fmt: skip
    save_step(actor, case, line, was=was, at=now)
    record(events.CaseExtensionAsked(**moved(case), until=moment_of(until)), actor=actor)
    return case


@transaction.atomic
def case_extend_decide(
    *, actor: Actor, case_id: UUID, is_granted: bool, text: str = "", version: int | None = None
) -> Case:
    """The centre gives more time or not; a second time only a leader may 审延期.

    The reporter reads the new date and why. Emits: CaseExtensionDecided.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    is_leader = actor.may(Grant.LEAD, area=case.area_id)
    if not is_leader:
        require(actor, Grant.DISPATCH, case)
    asked = Extension.objects.select_for_update().filter(case=case, decision="").first()
    if asked is None:
        raise RuleViolation("这件事没有等着审的延期。")
    if asked.asked_by == actor.id:
        raise RuleViolation("延期是您自己提的，要由别的同事来审。")
    now, was, due = clock.now(), case.state, _due_of(case)
    if is_granted:
        if case.extend_count and not is_leader:
            raise RuleViolation("这件事已经延过一次，再延要由领导批准。")
        case.result_due = max(asked.until, due)  # another level may have moved it further since
        case.extend_count += 1
    else:
        text = clean(text, "不同意延期，请写一句为什么。")
    asked.decision = "granted" if is_granted else "refused"
    asked.decided_by, asked.decided_at = actor.id, now
    asked.save(update_fields=["decision", "decided_by", "decided_at"])
    case.wait_due = None
    move(case, Verb.EXTEND_DECIDE, State.WORKING, at=now)
    line = Line(
        Verb.EXTEND_DECIDE, text=asked.reason if is_granted else text, is_public=is_granted,
        unit_name=unit_name(actor, case),
        data={"decision": asked.decision, "was": moment_of(due), "due": moment_of(case.result_due)},
    )  # fmt: skip
    save_step(actor, case, line, was=was, at=now)
    record(
        events.CaseExtensionDecided(
            **moved(case), decision=asked.decision, due=moment_of(case.result_due)
        ),
        actor=actor,
    )
    return case


def _due_of(case: Case) -> datetime:
    if case.result_due is None:
        raise RuleViolation("这件事还没有答复期限。")
    return case.result_due


def _latest(case: Case, due: datetime) -> datetime:
    return _law.clocks_kept(case).extend_most.after(due, _law.calendar(case.county))
