"""Whoever comes again and again has one person to talk to 指定专人."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import ENDED, State, Verb
from lianxin.domain.cases.services._case import Line, identity, lock, require, save_step
from lianxin.domain.cases.services._repeat import cadres_for
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record


@transaction.atomic
def case_appoint(*, actor: Actor, case_id: UUID, cadre: UUID, version: int | None = None) -> Case:
    """One person of the unit or the township stays with a repeated matter to its end 指定专人.

    Another may be named later. Safe to repeat.
    Basis: domain.md §2.9 repeat callers. Emits: CaseAppointed.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id)
    require(actor, Grant.DISPATCH, case)
    if case.cadre == f"user:{cadre}":
        return case
    case = lock(actor, case_id, version=version)
    if not case.is_hard:
        raise RuleViolation("只有反复反映的事才要指定专人。")
    if State(case.state) in ENDED:
        raise RuleViolation("这件事已经结束了。")
    name = cadres_for(case, actor).get(cadre)
    if name is None:
        said = "请从承办单位或者乡镇的人里选一个。"
        raise Invalid(said, fields={"cadre": said})
    former = case.cadre
    case.cadre, case.cadre_name = f"user:{cadre}", name
    line = Line(Verb.APPOINT, unit_name=name, data={"former": former})
    save_step(actor, case, line, was=case.state, at=clock.now())
    record(
        events.CaseAppointed(
            **identity(case), cadre=str(cadre), former=former.removeprefix("user:")
        ),
        actor=actor,
    )
    return case
