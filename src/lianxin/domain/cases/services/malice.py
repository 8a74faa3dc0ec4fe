"""Two persons mark a matter as a malicious call, for 90 days or until it is taken back 恶意来电."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, MaliceMark
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules.malice import (
    VERDICT_NAMES,
    Verdict,
    check_may_lift,
    check_second_opinion,
    malice_until,
)
from lianxin.domain.cases.services._case import clean, moment_of
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.decided import is_first_word
from lianxin.kernel.errors import NotFound, RuleViolation
from lianxin.kernel.facts import record

REASON_SIGNS = 500


@transaction.atomic
def malice_ask(*, actor: Actor, case_id: UUID, reason: str) -> MaliceMark:
    """Propose that a matter is a malicious call, and say why; nothing is marked yet 提请认定.

    The matter goes on as before: nothing of it is touched, its clock least of all, and its
    reporter is answered. Nothing is kept of the person. Basis: domain.md §2.9.
    Safe to repeat. Emits: MaliceAsked. Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = _case(actor, Grant.MARK_MALICE, case_id)
    reason = clean(reason, "请写一句凭什么说是恶意来电。", name="reason", most=REASON_SIGNS)
    now = clock.now()
    if MaliceMark.objects.filter(case=case.pk, until__gt=now).exists():
        raise RuleViolation("这件已经认定了，没到期，不用再提。")
    made, is_new = MaliceMark.objects.get_or_create(
        case_id=case.pk, verdict="",
        defaults={
            "reason": reason, "asked_by": actor.id, "asked_by_name": actor.name, "asked_at": now,
        },
    )  # fmt: skip
    if is_new:
        event = events.MaliceAsked(
            stream=f"malice:{made.pk}", mark=str(made.pk), case_id=str(case.pk),
            county=case.county, area=case.area_id,
        )  # fmt: skip
        record(event, actor=actor)
    elif made.asked_by != actor.id:
        raise RuleViolation("这件已经有人提了，等第二个人定。")
    return made


@transaction.atomic
def malice_decide(
    *, actor: Actor, mark_id: UUID, verdict: Verdict, refusal: str = ""
) -> MaliceMark:
    """A second person, who neither proposed it nor handled the matter, says yes or no 两人认定.

    The mark ends by itself after 90 days. Whoever refuses says why: the proposer is told.
    Basis: domain.md §2.9. Safe to repeat. Emits: MaliceDecided.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    row, case = _mark(actor, mark_id)
    check_second_opinion(actor.id, asked_by=row.asked_by, handled_by=case.handlers)
    if not is_first_word(row.verdict, verdict, VERDICT_NAMES):
        return row
    now = clock.now()
    if verdict is Verdict.REFUSED:
        row.refusal = clean(refusal, "请写一句为什么不认定。", name="refusal", most=REASON_SIGNS)
    row.verdict, row.decided_at = verdict.value, now
    row.decided_by, row.decided_by_name = actor.id, actor.name
    row.until = malice_until(now) if verdict is Verdict.APPROVED else None
    row.save()
    event = events.MaliceDecided(
        stream=f"malice:{row.pk}", mark=str(row.pk), case_id=str(case.pk), county=case.county,
        area=case.area_id, verdict=row.verdict, until=moment_of(row.until), asked_by=row.asked_by,
    )  # fmt: skip
    record(event, actor=actor)
    return row


@transaction.atomic
def malice_lift(*, actor: Actor, mark_id: UUID, why: str) -> MaliceMark:
    """Whoever may confirm a mark takes it back before its time, and says why 取消标记.

    It is in the reporter's favour, so that one person is enough, whoever that is. If two do it at
    once, the first counts and the other reads why. Basis: domain.md §2.9.
    Safe to repeat. Emits: MaliceLifted. Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    row, case = _mark(actor, mark_id)
    if row.lifted_by == actor.id:
        return row
    if row.lifted_by:
        raise RuleViolation(f"{row.lifted_by_name}已经取消了：{row.lifted_why}")
    now = clock.now()
    check_may_lift(row.verdict, row.until, now)
    row.lifted_why = clean(why, "请写一句为什么取消。", name="why", most=REASON_SIGNS)
    row.lifted_by, row.lifted_by_name = actor.id, actor.name
    row.lifted_at = row.until = now
    row.save()
    event = events.MaliceLifted(
        stream=f"malice:{row.pk}", mark=str(row.pk), case_id=str(case.pk), county=case.county,
        area=case.area_id, asked_by=row.asked_by,
    )  # fmt: skip
    record(event, actor=actor)
    return row


def _mark(actor: Actor, mark_id: UUID) -> tuple[MaliceMark, Case]:
    """The proposal, locked, and its case, for somebody who may decide there.

    Raises: NotFound, Denied.
    """
    row = MaliceMark.objects.select_for_update().filter(pk=mark_id).first()
    if row is None:
        raise NotFound("没有找到这条认定。")
    return row, _case(actor, Grant.DECIDE_MALICE, row.case_id)


def _case(actor: Actor, grant: Grant, case_id: UUID) -> Case:
    """The case, read only; a complaint about the actor is never theirs to judge.

    Raises: NotFound, Denied.
    """
    case = Case.objects.visible_to(actor, Grant.SEE).defer("search").filter(pk=case_id).first()
    if case is None:
        raise NotFound("没有找到这件事。可能编号不对，或者不在您负责的范围。")
    actor.require(grant, area=case.area_id)
    return case
