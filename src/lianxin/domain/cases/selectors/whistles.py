"""The whistles of a case as the page shows them, and who may do what with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.domain.cases.models import Case, Whistle, WhistleCall
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    ANSWER_NAMES,
    HANDLING,
    RIGHT_NAMES,
    TOWN_SAYS_NAMES,
    Answer,
    Recusal,
    State,
    TownSays,
    WhistleState,
)
from lianxin.domain.cases.services._case import units_of
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.users import selectors as users
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes

NOBODY = Recusal()
STATES = {
    WhistleState.DRAFT: "等领导批",
    WhistleState.CALLED: "吹着",
    WhistleState.DONE: "哨结",
    WhistleState.REFUSED: "没有批",
    WhistleState.DROPPED: "没吹成",
}


@dataclass(frozen=True)
class CallView:
    """One department: until when it owes an answer, what it said, what came of it."""

    id: UUID
    unit: UUID
    unit_name: str
    due: datetime | None
    answer: str
    answer_name: str
    plan: str
    answered_at: datetime | None
    is_late: bool
    result: str
    by_town: str
    by_unit: str
    is_own: bool


@dataclass(frozen=True)
class WhistleView:
    """One whistle with its departments."""

    id: UUID
    kind_name: str
    state: str
    state_name: str
    is_emergency: bool
    is_waiting: bool
    why: str
    expected: str
    place_text: str
    meet_at: datetime | None
    asked_by: str
    asked_at: datetime
    approve_due: datetime
    approved_by: str
    decision: str
    calls: Sequence[CallView]


def whistles_of(case: Case, actor: Actor) -> list[WhistleView]:
    """Every whistle of a case, the newest first; no query where none was ever blown."""
    if not case.whistle:
        return []
    rows = list(
        Whistle.objects.filter(case=case).order_by("-asked_at").prefetch_related("calls__org")
    )
    names = _names(rows, actor)
    return [_view(row, case, names, actor) for row in rows]


def whistle_actions(case: Case, whistles: Sequence[WhistleView], actor: Actor) -> set[str]:
    """What the actor may do about whistles now."""
    units, state = units_of(case), State(case.state)
    found: set[str] = set()
    is_open = any(w.state in {"draft", "called"} for w in whistles)
    may_blow = actor.may(Grant.WHISTLE, area=case.area_id, units=units)
    if state in HANDLING and not is_open and may_blow:
        found.add("whistle")
    if state is State.WHISTLE and may_blow:
        found.add("whistle_end")
    waiting = [w for w in whistles if w.is_waiting]
    if waiting and actor.may(Grant.LEAD, area=case.area_id, units=units):
        found.add("whistle_decide")
    own = [c for w in whistles if w.state == "called" for c in w.calls if c.is_own]
    if any(c.answered_at is None for c in own):
        found.add("whistle_answer")
    if any(not c.result for c in own):
        found.add("whistle_result")
    return found


def whistle_units(
    case_area: str, *, actor: Actor, main: UUID | None, recusal: Recusal = NOBODY
) -> list[orgs.UnitRow]:
    """The units that may be called here: no village, not the one that has it, none to keep away."""
    found = orgs.units_for(case_area, actor=actor)
    return [
        unit for unit in found
        if unit.level != "village" and unit.id != main
        and not recusal.against(str(unit.id), unit.level)
    ]  # fmt: skip


def _names(rows: list[Whistle], actor: Actor) -> dict[str, str]:
    ids = {
        who for row in rows for who in (row.asked_by, row.approved_by) if who.startswith("user:")
    }
    found = users.user_names([UUID(who.removeprefix("user:")) for who in ids], actor=actor)
    return {f"user:{pk}": name for pk, name in found.items()}


def _view(row: Whistle, case: Case, names: dict[str, str], actor: Actor) -> WhistleView:
    calls = sorted(row.calls.all(), key=lambda call: call.org.name)
    state = WhistleState(row.state)
    return WhistleView(
        id=row.pk, kind_name=codes.name_of("whistle_kind", row.kind), state=row.state,
        state_name=STATES[state], is_emergency=row.is_emergency,
        is_waiting=row.approved_at is None
        and (state is WhistleState.DRAFT or (row.is_emergency and state is not WhistleState.DROPPED)),
        why=row.why, expected=row.expected, place_text=row.place_text, meet_at=row.meet_at,
        asked_by=names.get(row.asked_by, ""), asked_at=row.asked_at, approve_due=row.approve_due,
        approved_by=names.get(row.approved_by, ""), decision=row.decision,
        calls=[_call(call, case, actor) for call in calls],
    )  # fmt: skip


def _call(call: WhistleCall, case: Case, actor: Actor) -> CallView:
    answered = call.answered_at or clock.now()
    return CallView(
        id=call.pk, unit=call.org_id, unit_name=call.org.name, due=call.due, answer=call.answer,
        answer_name=ANSWER_NAMES[Answer(call.answer)] if call.answer else "", plan=call.plan,
        answered_at=call.answered_at, is_late=call.due is not None and answered > call.due,
        result=call.result,
        by_town=TOWN_SAYS_NAMES[TownSays(call.by_town)] if call.by_town else "",
        by_unit=RIGHT_NAMES.get(call.by_unit, ""),
        is_own=actor.may(Grant.SIGN, area=case.area_id, units=(str(call.org_id),)),
    )  # fmt: skip
