"""What stands beside a case: what it was joined with, and what is asked of the centre."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from lianxin.domain.cases.models import Case, Extension, Return
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import STATE_NAMES, State
from lianxin.domain.cases.services._answer import answer_for_others
from lianxin.domain.orgs import selectors as orgs
from lianxin.kernel.actor import Actor


@dataclass(frozen=True)
class JoinedRow:
    """A case that is the same matter; `id` is None where the actor may not open it.

    `answer`: of the case that this one follows, what its own reporter may be told.
    """

    id: UUID | None
    no: str
    title: str
    state_name: str
    answer: str = ""


def joined_to(case: Case, actor: Actor) -> list[JoinedRow]:
    """The reports that follow this case."""
    rows = Case.objects.reachable_by(actor, Grant.SEE).filter(parent=case)
    found = rows.only("pk", "no", "title", "state").order_by("registered_at")
    return [_row(child) for child in found[:100]]


def parent_of(case: Case, actor: Actor) -> JoinedRow | None:
    """The case that this one follows; its number and answer are no secret, its content may be."""
    parent = followed(case)
    if parent is None:
        return None
    answer = answer_for_others(parent)
    if Case.objects.reachable_by(actor, Grant.SEE).filter(pk=parent.pk).exists():
        return replace(_row(parent), answer=answer)
    return JoinedRow(None, parent.no, "", "", answer)


def followed(case: Case) -> Case | None:
    """The case that this one follows, whoever asks; only what `answer_for_others` says may be shown."""
    if case.parent_id is None:
        return None
    return Case.objects.defer("search", "text").filter(pk=case.parent_id).first()


def _row(case: Case) -> JoinedRow:
    return JoinedRow(case.pk, case.no, case.title, STATE_NAMES[State(case.state)])


def asked_of(case: Case, actor: Actor) -> Mapping[str, Any]:
    """What the unit asked and nobody has decided yet, for the form that decides it."""
    if State(case.state) is State.RETURN_REQ:
        asked = Return.objects.filter(case=case, decision="").first()
        if asked is None:
            return {}
        proposed = asked.proposed_org_id
        names = orgs.org_names([proposed], actor=actor) if proposed else {}
        return {
            "basis": asked.basis, "reason": asked.reason,
            "proposed": names.get(proposed, "") if proposed else "",
        }  # fmt: skip
    if State(case.state) is State.EXTEND_REQ:
        more = Extension.objects.filter(case=case, decision="").first()
        if more is None:
            return {}
        return {
            "reason": more.reason, "until": more.until, "was_due": more.was_due,
            "is_person_told": more.is_person_told, "count": case.extend_count,
        }  # fmt: skip
    return {}
