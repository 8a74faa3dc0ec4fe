"""Record that somebody looked in; take a slip back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases.services import Intake, case_register
from lianxin.domain.people import selectors as people
from lianxin.domain.visits.events import VisitRecorded, VisitUndone
from lianxin.domain.visits.models import Visit
from lianxin.domain.visits.permissions import Grant
from lianxin.domain.visits.rules import MODES, PURPOSES, Mode, Purpose, check_next, check_undo
from lianxin.kernel import clock, ids, sql, writing
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import record

FINDING_LENGTH = 1000


@dataclass(frozen=True)
class NewVisit:
    """A visit to record. Without a finding all was well 一切正常.

    `as_case`: what was found is taken in as a matter, found by ourselves 未诉先办.
    """

    id: UUID
    household: UUID
    purpose: str = Purpose.CARE
    mode: str = Mode.HOME
    finding: str = ""
    next_on: date | None = None
    as_case: bool = False


@transaction.atomic
def visit_record(*, actor: Actor, visit: NewVisit) -> Visit:
    """Somebody looked in 走访; what was found may be taken in as a matter in the same breath.

    Safe to repeat: the same `id`, made on the phone, is the same visit.
    Emits: VisitRecorded, CaseRegistered. Raises: Denied, Invalid, NotFound, RuleViolation.
    Basis: domain.md §4.5, §1.4 S54.
    """
    home = people.household_place(visit.household, actor=actor)
    actor.require(Grant.RECORD, area=home.grid or home.area)
    sql.hold(f"visits:{visit.household}")  # one after another: one is the newest, and twice is once
    found: Visit | None = Visit.objects.filter(pk=visit.id).first()
    if found is not None:
        if found.household_id != visit.household:
            raise RuleViolation("这个编号已经是别的一次走访。请刷新页面再记。")
        return found
    if visit.purpose not in PURPOSES or visit.mode not in MODES:
        raise Invalid("请从列出的里面选一个。", fields={"purpose": "请从列出的里面选一个。"})
    finding = writing.clean(visit.finding, "", name="finding", most=FINDING_LENGTH)
    now = clock.now()
    today = clock.local(now).date()
    check_next(visit.next_on, today)
    case = _taken_in(visit, finding, home, actor) if visit.as_case else None
    Visit.objects.filter(household=visit.household, is_newest=True).update(is_newest=False)
    made = Visit.objects.create(
        id=visit.id, household_id=visit.household, county=home.area[:6], town=home.area[:9],
        area_id=home.area, grid=home.grid, purpose=visit.purpose, mode=visit.mode,
        is_fine=not finding, finding=finding, next_on=visit.next_on, case_id=case,
        made_on=today, made_at=now, actor_id=actor.id, actor_name=actor.name[:60],
    )  # fmt: skip
    event = VisitRecorded(
        stream=f"household:{visit.household}", visit=str(made.pk), household=str(visit.household),
        purpose=visit.purpose, is_fine=made.is_fine, case=str(case or ""),
    )  # fmt: skip
    record(event, actor=actor)
    return made


@transaction.atomic
def visit_undo(*, actor: Actor, visit_id: UUID) -> None:
    """A visit entered by mistake is taken back on the same day by who entered it 撤回.

    Safe to repeat. Emits: VisitUndone. Raises: NotFound, RuleViolation.
    """
    own = Visit.objects.visible_to(actor, Grant.RECORD).filter(pk=visit_id)
    sql.hold(f"visits:{own.values_list('household', flat=True).first()}")
    row: Visit | None = (
        Visit.objects.visible_to(actor, Grant.RECORD)
        .select_for_update(of=("self",)).filter(pk=visit_id).first()
    )  # fmt: skip
    if row is None:
        raise NotFound("没有找到这次走访，可能已经撤回了。")
    check_undo(
        row.made_on, clock.today(), is_own=row.actor_id == actor.id,
        has_case=row.case_id is not None,
    )  # fmt: skip
    event = VisitUndone(
        stream=f"household:{row.household_id}", visit=str(row.pk),
        household=str(row.household_id),
    )  # fmt: skip
    row.delete()
    before = Visit.objects.filter(household=row.household_id).order_by("-made_at").first()
    if before is not None and not before.is_newest:
        before.is_newest = True
        before.save(update_fields=["is_newest"])
    record(event, actor=actor)


def _taken_in(visit: NewVisit, finding: str, home: people.HomePlace, actor: Actor) -> UUID:
    if not finding:
        said = "要报成一件事，请先写发现了什么。"
        raise Invalid(said, fields={"finding": said})
    intake = Intake(
        area=home.area, origin="proactive", channel="grid", text=finding, grid=home.grid
    )
    return case_register(actor=actor, id=ids.new(), intake=intake).pk
