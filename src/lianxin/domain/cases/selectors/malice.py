"""Which matters two persons call malicious calls; for those two alone, never for a villager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lianxin.domain.cases.models import Case, MaliceMark
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules.malice import VERDICT_NAMES, Verdict, malice_stands
from lianxin.kernel import clock, sql
from lianxin.kernel.actor import Actor

MOST = 100
NEWEST = "SELECT id FROM cases_malicemark WHERE case_id = %s ORDER BY asked_at DESC LIMIT 1"


@dataclass(frozen=True)
class MaliceRow:
    """One proposal. `stands`: approved, and its time is not over."""

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
    until: date | None
    stands: bool
    may_decide: bool


def malice_list(*, actor: Actor) -> list[MaliceRow]:
    """What waits for a second person first, then what was decided last."""
    own = Case.objects.visible_to(actor, Grant.MARK_MALICE)
    decided = Case.objects.visible_to(actor, Grant.DECIDE_MALICE)
    rows = MaliceMark.objects.filter(case__in=(own | decided).values("pk"))
    rows = rows.select_related("case").defer("case__search", "case__text")
    found = [
        *rows.filter(verdict="").order_by("asked_at")[:MOST],
        *rows.exclude(verdict="").order_by("-decided_at")[:MOST],
    ]
    return [_row(row, actor) for row in found if _may_know(row, actor)]


def malice_of(case_id: UUID, *, actor: Actor) -> MaliceRow | None:
    """The newest proposal on a case, for those who may propose or decide there, for nobody else."""
    if not (actor.has(Grant.MARK_MALICE) or actor.has(Grant.DECIDE_MALICE)):
        return None
    found = sql.one(NEWEST, [case_id])  # there is none on nearly every page
    row = found and MaliceMark.objects.select_related("case").get(pk=found[0])
    return _row(row, actor) if row and _may_know(row, actor) else None


def _may_know(row: MaliceMark, actor: Actor) -> bool:
    area = row.case.area_id
    may = actor.may(Grant.MARK_MALICE, area=area) or actor.may(Grant.DECIDE_MALICE, area=area)
    return may and row.case.about_user != actor.id


def _row(row: MaliceMark, actor: Actor) -> MaliceRow:
    stands = malice_stands(row.until, clock.now())
    is_over = row.verdict == Verdict.APPROVED and not stands
    may = actor.may(Grant.DECIDE_MALICE, area=row.case.area_id) and not row.verdict
    return MaliceRow(
        id=row.pk, case=row.case_id, no=row.case.no, title=row.case.title, reason=row.reason,
        asked_by=row.asked_by_name, asked_at=row.asked_at, verdict=row.verdict,
        verdict_name="到期了" if is_over else VERDICT_NAMES[row.verdict],
        decided_by=row.decided_by_name, decided_at=row.decided_at, stands=stands,
        until=clock.local(row.until).date() if row.until else None,
        may_decide=may and row.asked_by != actor.id and actor.id not in row.case.handlers,
    )  # fmt: skip
