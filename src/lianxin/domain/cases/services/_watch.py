"""Raise supervision by a rule; the services that notice the rule's case call this."""

from __future__ import annotations

from datetime import datetime

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Supervision
from lianxin.domain.cases.rules import Watch, Why
from lianxin.domain.cases.services._agenda import put_on_joint
from lianxin.domain.cases.services._case import identity
from lianxin.domain.orgs import selectors as orgs
from lianxin.kernel import rows
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import record


def watch(
    case: Case, level: Watch, why: Why, *, actor: Actor, at: datetime, text: str = ""
) -> Supervision | None:
    """Supervision rises and is written down; it never sinks by itself 督办.

    The caller holds the lock on the case. From 提级 on the line's leader is named.
    What was escalated, or has no unit that leads, comes onto the joint meeting that is called.
    Safe to repeat: what stands higher already stays.
    """
    if case.supervision >= level and why not in {Why.LEADER, Why.HAND}:
        return None
    row = risen(case, level, why, actor=actor, at=at, text=text)
    row.leader = _leader(case, actor) if level >= Watch.ESCALATED else ""
    rows.update(case, ["supervision"])
    rows.insert(row)
    record(supervised(case, level, why), actor=actor)
    if level >= Watch.ESCALATED or why is Why.PASSED_ON:
        put_on_joint(case, actor)
    return row


def risen(
    case: Case, level: Watch, why: Why, *, actor: Actor, at: datetime, text: str = ""
) -> Supervision:
    """The step of supervision, on the case and as a row; does not save."""
    case.supervision = max(case.supervision, level.value)
    return Supervision(
        case=case, level=level.value, reason=why.value, text=text, by=actor.id, at=at
    )


def supervised(case: Case, level: Watch, why: Why) -> events.CaseSupervised:
    """The fact of it."""
    return events.CaseSupervised(**identity(case), level=level.value, reason=why.value)


def _leader(case: Case, actor: Actor) -> str:
    """Whoever answers for the line of work here; if nobody does, for the place."""
    found = orgs.responsible(case.area_id, case.category[:2], actor=actor)
    leader = found.line_leader or found.area_leader
    return leader.name if leader else ""
