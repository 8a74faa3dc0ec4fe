"""A case is taken out of the figures by two persons, for a reason from the list 剔除."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import selectors as cases
from lianxin.domain.insight.events import ExclusionAsked, ExclusionDecided
from lianxin.domain.insight.models import Exclusion
from lianxin.domain.insight.permissions import Grant
from lianxin.domain.insight.rules import DECISION_NAMES, Decision, check_second_person
from lianxin.kernel import clock, writing
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.decided import is_first_word
from lianxin.kernel.errors import Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import record

NOTE_SIGNS = 500


@transaction.atomic
def exclusion_ask(*, actor: Actor, case_id: UUID, reason: str, note: str) -> Exclusion:
    """Ask that a case does not count; it counts until somebody else has said yes 申请剔除.

    The case itself goes on as before, and its reporter is answered.
    Basis: domain.md §2.10. Safe to repeat. Emits: ExclusionAsked.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = cases.case_get(case_id, actor=actor)
    actor.require(Grant.EXCLUDE, area=case.area_id, units=_units(case.main_org_id))
    if codes.row_of("exclusion_reason", reason) is None:
        raise Invalid("请选剔除的原因。", fields={"reason": "请选剔除的原因。"})
    note = writing.clean(note, "请写一句凭什么剔除，附什么材料。", name="note", most=NOTE_SIGNS)
    made, is_new = Exclusion.objects.exclude(decision=Decision.REFUSED.value).get_or_create(
        case_id=case.pk,
        defaults={
            "county": case.county, "reason": reason, "note": note, "asked_by": actor.id,
            "asked_by_name": actor.name, "asked_at": clock.now(),
        },
    )  # fmt: skip
    if is_new:
        record(
            ExclusionAsked(
                stream=f"exclusion:{made.pk}", exclusion=str(made.pk), case_id=str(case.pk),
                county=case.county, area=case.area_id, reason=reason,
            ),
            actor=actor,
        )  # fmt: skip
    elif (made.asked_by, made.reason) != (actor.id, reason):
        raise RuleViolation("这件已经有人申请剔除了，请到“剔除”里看。")
    return made


@transaction.atomic
def exclusion_decide(*, actor: Actor, exclusion_id: UUID, is_granted: bool) -> Exclusion:
    """A second person, never the one who asked, says yes or no 审剔除.

    Basis: domain.md §2.10. Safe to repeat. Emits: ExclusionDecided.
    Raises: NotFound, Denied, RuleViolation.
    """
    row = Exclusion.objects.select_for_update().filter(pk=exclusion_id).first()
    if row is None:
        raise NotFound("没有找到这条剔除申请。")
    case = cases.case_get(row.case_id, actor=actor)
    actor.require(Grant.DECIDE, area=case.area_id, units=_units(case.main_org_id))
    check_second_person(actor.id, row.asked_by)
    decision = Decision.GRANTED if is_granted else Decision.REFUSED
    if not is_first_word(row.decision, decision, DECISION_NAMES):
        return row
    row.decision, row.decided_at = decision.value, clock.now()
    row.decided_by, row.decided_by_name = actor.id, actor.name
    row.save(update_fields=["decision", "decided_at", "decided_by", "decided_by_name"])
    record(
        ExclusionDecided(
            stream=f"exclusion:{row.pk}", exclusion=str(row.pk), case_id=str(row.case_id),
            county=row.county, area=case.area_id, reason=row.reason, decision=row.decision,
        ),
        actor=actor,
    )  # fmt: skip
    return row


def _units(unit: UUID | None) -> tuple[str, ...]:
    return (str(unit),) if unit else ()
