"""Which matters two persons call malicious calls; for those two alone, never for a villager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from lianxin.domain.cases.models import Case, MaliceMark
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules.malice import VERDICT_NAMES, Verdict, malice_stands
from lianxin.kernel import clock, sql
from lianxin.kernel.actor import Actor

MOST = 100
NEWEST = "SELECT id FROM cases_malicemark WHERE case_id = %s ORDER BY asked_at DESC LIMIT 1"


@dataclass(frozen=True)
class MaliceRow:
    """One proposal. `stands`: approved, neither over nor taken back. `refusal`, `lifted_why`: why."""

    id: UUID
    case: UUID
    no: str
    title: str
    reason: str
    asked_by: str
    asked_at: datetime
    verdict: str
    verdict_name: str
    decided_by: str
    decided_at: datetime | None
    refusal: str
    until: date | None
    stands: bool
    lifted_by: str
    lifted_at: datetime | None
    lifted_why: str
    may_decide: bool
    may_lift: bool


def malice_list(*, actor: Actor) -> list[MaliceRow]:
    """What waits for a second person first, then what was decided last."""
    rows = _known(actor)
    found = [
        *rows.filter(verdict="").order_by("asked_at")[:MOST],
        *rows.exclude(verdict="").order_by("-decided_at")[:MOST],
    ]
    return [_row(row, actor) for row in found if _may_know(row, actor)]


def malice_get(mark_id: UUID, *, actor: Actor) -> MaliceRow | None:
    """One proposal, for those who may propose or decide there and may see the matter."""
    row = _known(actor).filter(pk=mark_id).first()
    return _row(row, actor) if row and _may_know(row, actor) else None


def _known(actor: Actor) -> QuerySet[MaliceMark]:
    """Proposals on matters where the actor may propose or decide."""
    own = Case.objects.visible_to(actor, Grant.MARK_MALICE)
    decided = Case.objects.visible_to(actor, Grant.DECIDE_MALICE)
    rows = MaliceMark.objects.filter(case__in=(own | decided).values("pk"))
    return rows.select_related("case").defer("case__search", "case__text")


def malice_of(case_id: UUID, *, actor: Actor) -> MaliceRow | None:
    """The newest proposal on a case, for those who may propose or decide there, for nobody else."""
    if not (actor.has(Grant.MARK_MALICE) or actor.has(Grant.DECIDE_MALICE)):
        return None
    found = sql.one(NEWEST, [case_id])  # there is none on nearly every page
    return malice_get(found[0], actor=actor) if found else None


def _may_know(row: MaliceMark, actor: Actor) -> bool:
    area = row.case.area_id
    may = actor.may(Grant.MARK_MALICE, area=area) or actor.may(Grant.DECIDE_MALICE, area=area)
    return may and row.case.about_user != actor.id


def _row(row: MaliceMark, actor: Actor) -> MaliceRow:
    stands = malice_stands(row.until, clock.now())
    may = actor.may(Grant.DECIDE_MALICE, area=row.case.area_id)
    may_decide = may and not row.verdict and row.asked_by != actor.id
    return MaliceRow(
        id=row.pk, case=row.case_id, no=row.case.no, title=row.case.title, reason=row.reason,
        asked_by=row.asked_by_name, asked_at=row.asked_at, verdict=row.verdict,
        verdict_name=_verdict_name(row, stands=stands), refusal=row.refusal,
        decided_by=row.decided_by_name, decided_at=row.decided_at, stands=stands,
        until=clock.local(row.until).date() if row.until else None,
        lifted_by=row.lifted_by_name, lifted_at=row.lifted_at, lifted_why=row.lifted_why,
        may_decide=may_decide and actor.id not in row.case.handlers, may_lift=may and stands,
    )  # fmt: skip


def _verdict_name(row: MaliceMark, *, stands: bool) -> str:
    if row.lifted_at:
        return "取消了"
    is_over = row.verdict == Verdict.APPROVED and not stands
    return "到期了" if is_over else VERDICT_NAMES[row.verdict]
