"""Name the unit, or say why the matter does not belong here."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import Level, State, Verb, check_unit, dues
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._case import (
    Line,
    identity,
    lock,
    move,
    require,
    require_own,
    save_step,
)
from lianxin.domain.orgs import selectors as orgs
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record

VILLAGE_KINDS = frozenset({"village"})


@transaction.atomic
def case_dispatch(
    *,
    actor: Actor,
    case_id: UUID,
    unit: UUID,
    level: Level,
    category: str,
    note: str = "",
    version: int | None = None,
) -> Case:
    """Give the matter to one unit, with 片线点 names and a date; its clocks start now 派单.

    Basis: domain.md §2.7 `dispatched`, §2.8. Emits: CaseDispatched.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.DISPATCH, case)
    now, was = clock.now(), case.state
    kind = _law.category_of(category)
    if not kind.code:
        raise Invalid("请先选类别，才知道该谁办。", fields={"category": "请选类别。"})
    org = next((u for u in orgs.units_for(case.area_id, actor=actor) if u.id == unit), None)
    if org is None:
        raise Invalid("这个单位不管这个地方，请重新选。", fields={"unit": "请重新选承办单位。"})
    check_unit(is_village=org.level in VILLAGE_KINDS, village_may_be_main=kind.village_may_be_main)
    clocks = _law.clocks_of(level, on=clock.local(now).date())
    until = dues(clocks, now, _law.calendar())
    case.main_org_id, case.category, case.level = org.id, kind.code, level.value
    case.sensitive, case.clock_version = kind.sensitive, clocks.version
    case.leaders = _leaders(case.area_id, kind.code[:2], org.name, actor)
    case.dispatched_at = case.clock_from = now
    case.sign_due, case.contact_due, case.result_due = until.sign, until.contact, until.result
    case.dispatch_count += 1
    move(case, State.DISPATCHED, at=now)
    save_step(
        actor,
        case,
        Line(
            Verb.DISPATCH,
            text=note.strip(),
            unit_name=org.name,
            data={"due": until.result.isoformat(), "level": level.value},
        ),
        was=was,
        at=now,
    )
    record(
        events.CaseDispatched(
            **identity(case),
            unit=str(org.id),
            category=kind.code,
            level=level.value,
            due=until.result.isoformat(),
            clock_version=clocks.version,
        ),
        actor=actor,
    )
    return case


def _leaders(area: str, category: str, unit_name: str, actor: Actor) -> list[dict[str, str]]:
    """Who answers for the area 片, the line of work 线 and the spot 点, as of today (S23)."""
    found = orgs.responsible(area, category, actor=actor)
    named = (("area", found.area_leader), ("line", found.line_leader))
    rows = [
        {"kind": kind, "name": who.name, "title": who.title, "phone": who.phone}
        for kind, who in named
        if who is not None
    ]
    rows.append({"kind": "site", "name": unit_name, "title": "", "phone": ""})
    return rows


@transaction.atomic
def case_decline(
    *, actor: Actor, case_id: UUID, reason: str, explanation: str, version: int | None = None
) -> Case:
    """Say why a matter cannot be taken here, and which lawful way is open 不予受理.

    Basis: domain.md §2.9 non-acceptance; always a reason and the right channel.
    Emits: CaseDeclined. Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.DECLINE, case)
    row = codes.row_of("decline_reason", reason)
    if row is None:
        raise Invalid("请选不予受理的理由。", fields={"reason": "请选不予受理的理由。"})
    if len(explanation.strip()) < 5:
        sentence = "请用老乡听得懂的话说明原因，并告诉他该去哪里办。"
        raise Invalid(sentence, fields={"explanation": sentence})
    now, was = clock.now(), case.state
    move(case, State.NOT_ACCEPTED, at=now)
    case.decline_reason, case.closed_at = row.code, now
    save_step(
        actor,
        case,
        Line(Verb.DECLINE, text=explanation.strip(), data={"reason": row.code}),
        was=was,
        at=now,
    )
    record(events.CaseDeclined(**identity(case), reason=row.code), actor=actor)
    return case


@transaction.atomic
def case_appeal(*, actor: Actor, case_id: UUID, text: str, version: int | None = None) -> Case:
    """A refusal may be looked at again once, if the reporter asks 申请复核.

    Basis: domain.md §2.9. Emits: CaseAppealed.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require_own(actor, case)
    if case.has_appealed:
        raise RuleViolation("这件事已经复核过一次了。还有疑问，可以拨打12345或者到乡镇窗口问。")
    if not text.strip():
        raise Invalid("请写一句为什么要再看看。", fields={"text": "请写一句为什么要再看看。"})
    now, was = clock.now(), case.state
    clocks = _law.clocks_of(Level(case.level), on=clock.local(now).date())
    case.dispatch_due = clocks.dispatch.after(now, _law.calendar())
    case.has_appealed, case.closed_at, case.decline_reason = True, None, ""
    case.clock_from = now
    move(case, State.REGISTERED, at=now)
    save_step(actor, case, Line(Verb.APPEAL, text=text.strip()), was=was, at=now)
    record(events.CaseAppealed(**identity(case)), actor=actor)
    return case
