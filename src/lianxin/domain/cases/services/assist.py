"""Who has it besides the main unit, and who in it: helping units, the person 协办、经办人."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import ENDED, WITH_UNIT, State, Verb
from lianxin.domain.cases.services._case import (
    Line,
    add_helpers,
    give_to,
    identity,
    lock,
    require,
    save_step,
    unit_name,
)
from lianxin.domain.cases.services._recusal import check_units
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.users import selectors as users
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record


@transaction.atomic
def case_assist(
    *,
    actor: Actor,
    case_id: UUID,
    units: Sequence[UUID],
    text: str = "",
    version: int | None = None,
) -> Case:
    """Other units are asked to help; the main unit stays the one that answers 协办.

    Basis: domain.md §2.4 潍坊条例 (main and assisting unit). Emits: CaseAssisted.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.DISPATCH, case)
    if State(case.state) in ENDED or case.main_org_id is None:
        raise RuleViolation("先派给一个承办单位，再请别的单位协办。")
    serving = {u.id: u for u in orgs.units_for(case.area_id, actor=actor)}
    check_units(case, [serving[unit] for unit in units if unit in serving], actor)
    fresh = add_helpers(case, [unit for unit in units if unit in serving])
    if not fresh:
        sentence = "请勾上要请来协办的单位；已经在办的不用再勾。"
        raise Invalid(sentence, fields={"units": sentence})
    now = clock.now()
    names = "、".join(serving[unit].name for unit in fresh)
    line = Line(
        Verb.ASSIST, text="：".join(filter(None, (f"请{names}协办", text.strip()))),
        unit_name=unit_name(actor, case), data={"units": [str(unit) for unit in fresh]},
    )  # fmt: skip
    save_step(actor, case, line, was=case.state, at=now)
    record(events.CaseAssisted(**identity(case), units=[str(unit) for unit in fresh]), actor=actor)
    return case


@transaction.atomic
def case_assign(
    *, actor: Actor, case_id: UUID, owner: UUID, text: str = "", version: int | None = None
) -> Case:
    """A colleague of the main unit has it from now on 转给同事; whoever signs has it first.

    Emits: CaseAssigned. Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.SIGN, case)
    if State(case.state) not in WITH_UNIT or case.main_org_id is None:
        raise RuleViolation("这件事现在没有承办单位在办，不用转。")
    is_colleague = owner in users.users_of_unit(case.main_org_id, actor=actor)
    if not is_colleague or case.about_user == f"user:{owner}":
        raise Invalid("请选本单位的同事。", fields={"owner": "请选本单位的同事。"})
    if case.owner == f"user:{owner}":
        raise RuleViolation("这件事本来就在他手上。")
    pass_on(case, owner, actor, why="asked", text=text)
    return case


def pass_on(case: Case, owner: UUID, actor: Actor, *, why: str, text: str = "") -> None:
    """Another person has the case; the caller holds the lock."""
    former = case.owner
    name = users.user_names([owner], actor=actor).get(owner, "")
    give_to(case, f"user:{owner}", name)
    verb = Verb.ASSIGN if why == "asked" else Verb.HAND_OVER
    line = Line(
        verb, text="：".join(filter(None, (f"现在由{name}经办", text.strip()))),
        unit_name=unit_name(actor, case), is_public=False, data={"why": why},
    )  # fmt: skip
    save_step(actor, case, line, was=case.state, at=clock.now())
    record(
        events.CaseAssigned(**identity(case), owner=str(owner), former=former, why=why),
        actor=actor,
    )
