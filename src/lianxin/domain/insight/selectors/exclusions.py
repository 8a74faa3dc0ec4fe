"""What somebody asked to take out of the figures, and what a second person said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant as CaseGrant
from lianxin.domain.insight.models import Exclusion
from lianxin.domain.insight.permissions import Grant
from lianxin.domain.insight.rules import DECISION_NAMES
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes

MOST = 100


@dataclass(frozen=True)
class ExclusionRow:
    """One request, as the list of exclusions shows it."""

    id: UUID
    case_id: UUID
    no: str
    title: str
    reason: str
    note: str
    asked_by: str
    asked_at: datetime
    decision: str
    decision_name: str
    decided_by: str
    decided_at: datetime | None
    may_decide: bool


def exclusion_list(*, actor: Actor) -> list[ExclusionRow]:
    """The requests where the actor may see figures and cases, undecided ones first, then the latest.

    Raises: Denied.
    """
    own = Case.objects.visible_to(actor, Grant.SEE).values("pk")
    seen = Case.objects.reachable_by(actor, CaseGrant.SEE).values("pk")
    counties = {p[:6] for s in actor.scopes_for(Grant.SEE) for p in s.areas if len(p) >= 6}
    wide = any(len(p) < 6 for s in actor.scopes_for(Grant.SEE) for p in s.areas)
    rows = Exclusion.objects.filter(case__in=own).filter(case__in=seen).select_related("case")
    rows = rows if wide else rows.filter(county__in=counties)
    rows = rows.only(
        *(f.name for f in Exclusion._meta.concrete_fields), "case__no", "case__title",
        "case__area_id", "case__main_org_id",
    )  # fmt: skip
    found = sorted(
        [*rows.filter(decision="").order_by("asked_at")[:MOST],
         *rows.exclude(decision="").order_by("-asked_at")[:MOST]],
        key=lambda row: bool(row.decision),
    )  # fmt: skip
    return [_row(row, actor) for row in found]


def _row(row: Exclusion, actor: Actor) -> ExclusionRow:
    units = (str(row.case.main_org_id),) if row.case.main_org_id else ()
    may = actor.may(Grant.DECIDE, area=row.case.area_id, units=units)
    return ExclusionRow(
        id=row.pk, case_id=row.case_id, no=row.case.no, title=row.case.title,
        reason=codes.name_of("exclusion_reason", row.reason), note=row.note,
        asked_by=row.asked_by_name, asked_at=row.asked_at, decision=row.decision,
        decision_name=DECISION_NAMES[row.decision], decided_by=row.decided_by_name,
        decided_at=row.decided_at,
        may_decide=may and not row.decision and row.asked_by != actor.id,
    )  # fmt: skip
