"""Cases that were joined to another end when it ends; every reporter gets the answer 并案."""

from __future__ import annotations

from datetime import datetime

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import WITH_CENTRE, State, Verb
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._answer import answer_for_others
from lianxin.domain.cases.services._case import (
    Line,
    identity,
    move,
    moved,
    save_step,
    unit_name,
)
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import record


def close_children(parent: Case, actor: Actor, now: datetime) -> None:
    """End what follows a case with the same outcome; the caller holds the lock on the parent.

    Basis: domain.md §2.7 `merged` (every reporter still gets feedback).
    """
    if not parent.child_count:
        return
    joined = Case.objects.filter(parent=parent, state=State.MERGED.value).order_by("pk")
    answer, unit = answer_for_others(parent), unit_name(actor, parent)
    for child in joined.defer("search").select_for_update(of=("self",)):
        child.remember()
        was = child.state
        child.closed_at, child.outcome = now, parent.outcome
        child.replied_at = parent.replied_at
        move(child, Verb.CLOSE_WITH, State(parent.state), at=now)
        line = Line(Verb.CLOSE_WITH, text=answer, unit_name=unit,
                    data={"parent": parent.no, "outcome": parent.outcome})  # fmt: skip
        save_step(actor, child, line, was=was, at=now)
        record(events.CaseClosedWith(**moved(child), parent=str(parent.pk)), actor=actor)
        record(events.CaseClosed(**identity(child), outcome=child.outcome), actor=actor)


def release_children(parent: Case, actor: Actor, now: datetime) -> None:
    """What follows a case that was taken back or refused stands alone again; nobody is forgotten."""
    if not parent.child_count:
        return
    joined = Case.objects.filter(parent=parent, state=State.MERGED.value).order_by("pk")
    for child in joined.defer("search").select_for_update(of=("self",)):
        child.remember()
        stand_alone(child, parent, actor, now)
    parent.child_count = 0


def stand_alone(case: Case, parent: Case, actor: Actor, now: datetime) -> None:
    """A joined case is its own again, where it was before; the caller holds both locks."""
    was, then = case.state, State(case.merged_from)
    case.parent, case.merged_from, case.joined_at = None, "", None
    if then in WITH_CENTRE:
        case.clock_from = now
        case.dispatch_due = _law.clocks_kept(case).dispatch.after(now, _law.calendar(case.county))
    move(case, Verb.PART, then, at=now)
    save_step(actor, case, Line(Verb.PART, data={"parent": parent.no}), was=was, at=now)
    record(events.CaseParted(**moved(case), parent=str(parent.pk)), actor=actor)
