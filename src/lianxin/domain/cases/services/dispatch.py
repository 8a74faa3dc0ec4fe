"""Name the unit, or say why the matter does not belong here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    DESIGNATED_AT,
    Clocks,
    Level,
    State,
    Verb,
    check_unit,
    dues,
    watch_of_passing,
)
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._case import (
    Line,
    add_helpers,
    give_to,
    lock,
    moment_of,
    move,
    moved,
    require,
    require_own,
    save_step,
)
from lianxin.domain.cases.services._children import release_children
from lianxin.domain.cases.services._dates import dues_on_dispatch
from lianxin.domain.cases.services._recusal import check_units, recusal_of
from lianxin.domain.cases.services._repeat import cadres_for, call_for_cadre, recount
from lianxin.domain.cases.services._watch import watch
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

    The third dispatch designates: that order cannot be sent back.

    Basis: domain.md §2.7 `dispatched`, §2.8. Emits: CaseDispatched.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.DISPATCH, case)
    now, was = clock.now(), case.state
    kind = _law.category_of(category)
    if not kind.code:
        raise Invalid("请先选类别，才知道该谁办。", fields={"category": "请选类别。"})
    case.sensitive = case.sensitive or kind.sensitive
    org = _unit_for(case, unit, kind, actor)
    clocks = _law.clocks_for(case, level)
    answer_due = dues_on_dispatch(case, [level], now)[level]
    case.main_org_id, case.category, case.level = org.id, kind.code, level.value
    case.clock_version = clocks.version
    give_to(case, "", "")
    recount(case)
    _keep_cadre(case, actor)
    _by_catalogue(case, kind, actor)
    case.leaders = _leaders(case.area_id, kind.code[:2], org, actor)
    case.dispatch_count += 1
    case.is_designated = case.dispatch_count >= DESIGNATED_AT
    _start_clocks(case, clocks, now, answer_due)
    move(case, Verb.DISPATCH, State.DISPATCHED, at=now)
    due = moment_of(case.result_due)
    data = {"due": due, "level": level.value, "designated": case.is_designated}
    line = Line(Verb.DISPATCH, text=note.strip(), unit_name=org.name, data=data)
    save_step(actor, case, line, was=was, at=now)
    record(
        events.CaseDispatched(
            **moved(case),
            unit=str(org.id),
            category=kind.code,
            level=level.value,
            due=due,
            clock_version=clocks.version,
            is_designated=case.is_designated,
        ),
        actor=actor,
    )
    call_for_cadre(case, actor, now)
    if found := watch_of_passing(case.dispatch_count):
        watch(case, *found, actor=actor, at=now)
    return case


def _keep_cadre(case: Case, actor: Actor) -> None:
    """The named person stays, unless they belong neither to the new unit nor to the township."""
    if case.cadre and UUID(case.cadre.removeprefix("user:")) not in cadres_for(case, actor):
        case.cadre, case.cadre_name = "", ""


def _by_catalogue(case: Case, kind: _law.Category, actor: Actor) -> None:
    """The catalogue's line may name helping units, and whether somebody has to look 派单目录."""
    row = _law.catalogue_for(case.area_id, kind.code, actor=actor)
    case.needs_verify = kind.needs_verify
    if row is None:
        return
    if row.needs_verify is not None:
        case.needs_verify = row.needs_verify
    if row.main_org_id == case.main_org_id and row.assist_orgs:
        recusal = recusal_of(case, actor)
        asked = [UUID(unit) for unit in row.assist_orgs]
        found = orgs.org_rows(asked, actor=actor)
        helping = [found[unit] for unit in asked if unit in found]
        add_helpers(case, [u.id for u in helping if not recusal.against(str(u.id), u.level)])


def _unit_for(case: Case, unit: UUID, kind: _law.Category, actor: Actor) -> orgs.UnitRow:
    """The unit, if it serves the place, may be main, and is not who is complained of."""
    units = {u.id: u for u in orgs.units_for(case.area_id, actor=actor)}
    if unit not in units:
        raise Invalid("这个单位不管这个地方，请重新选。", fields={"unit": "请重新选承办单位。"})
    org = units[unit]
    check_unit(is_village=org.level in VILLAGE_KINDS, village_may_be_main=kind.village_may_be_main)
    check_units(case, [org], actor)
    return org


def _start_clocks(case: Case, clocks: Clocks, now: datetime, answer_due: datetime) -> None:
    """The unit's clocks start now; the answer is owed from the first dispatch on.

    A date that was given, or that a leader or the meeting has named in between, stays.
    """
    if case.first_dispatched_at is None or case.result_due is None:
        case.redo_before = case.redo_count
    case.first_dispatched_at = case.first_dispatched_at or now
    case.dispatched_at, case.clock_from = now, case.first_dispatched_at
    calendar = _law.calendar(case.county)
    until = dues(clocks, now, calendar, given=answer_due)
    case.sign_due, case.contact_due, case.result_due = until.sign, until.contact, until.result
    case.signed_at = case.contacted_at = None
    case.is_tacit = case.contact_denied = False
    case.return_until = None if case.is_designated else clocks.return_within.after(now, calendar)
    case.stage_due = clocks.stage.after(now, calendar) if clocks.stage else None
    case.wait_due = None


def _leaders(area: str, category: str, unit: orgs.UnitRow, actor: Actor) -> list[dict[str, str]]:
    """Who answers for the area 片, the line of work 线 and the spot 点, as of today (S23).

    The spot is the unit's head; a unit that names nobody stands there itself, with its own number.
    """
    found = orgs.responsible(area, category, actor=actor)
    named = (("area", found.area_leader), ("line", found.line_leader))
    rows = [
        {"kind": kind, "name": who.name, "title": who.title, "phone": who.phone}
        for kind, who in named
        if who is not None
    ]
    head = orgs.unit_head(unit.id, actor=actor) or orgs.Named(unit.name, "", "")
    phone = head.phone or unit.duty_phone
    rows.append({"kind": "site", "name": head.name, "title": head.title, "phone": phone})
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
    move(case, Verb.DECLINE, State.NOT_ACCEPTED, at=now)
    case.decline_reason, case.closed_at = row.code, now
    release_children(case, actor, now)
    save_step(
        actor,
        case,
        Line(Verb.DECLINE, text=explanation.strip(), data={"reason": row.code}),
        was=was,
        at=now,
    )
    record(events.CaseDeclined(**moved(case), reason=row.code), actor=actor)
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
    clocks = _law.clocks_kept(case)
    case.dispatch_due = clocks.dispatch.after(now, _law.calendar(case.county))
    case.has_appealed, case.closed_at, case.decline_reason = True, None, ""
    case.clock_from = now
    move(case, Verb.APPEAL, State.REGISTERED, at=now)
    save_step(actor, case, Line(Verb.APPEAL, text=text.strip()), was=was, at=now)
    record(events.CaseAppealed(**moved(case)), actor=actor)
    return case
