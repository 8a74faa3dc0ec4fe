"""Say whom a matter is about, or put it right; they find it nowhere from then on."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import AGAINST, State, Verb
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._case import (
    STALE,
    Line,
    identity,
    lock,
    require,
    save_step,
)
from lianxin.domain.cases.services._recusal import hide, withhold
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record

NOT_SURE = "原来写的单位和人以后又看得到这件事了。确实写错了，请勾上再改。"


@transaction.atomic
def case_recuse(
    *,
    actor: Actor,
    case_id: UUID,
    org: UUID | None = None,
    person: str = "",
    is_sure: bool = False,
    version: int | None = None,
) -> Case:
    """Say whom a complaint is about: they lose sight of it at once, and it leaves their hands 回避.

    What was joined is one matter, and hidden as one. `is_sure`: who was named before sees it again.
    The history names nobody, so that whoever was named by mistake does not read it there.
    Safe to repeat. Basis: 济南条例 art. 32, 信访工作条例 art. 30; domain.md §2.9.
    Emits: CaseRecused, CaseTakenBack, CaseWhistleEnded.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case, family = _family(actor, case_id, version)
    require(actor, Grant.DISPATCH, case)
    if (org, person) == (case.about_org_id, case.about_user):
        return case
    names_anew = case.about_org_id not in (None, org) or case.about_user not in ("", person)
    if names_anew and not is_sure:
        raise Invalid(NOT_SURE, fields={"is_sure": NOT_SURE})
    for each in family:
        _say(each, org, person, actor, names_anew=names_anew)
    return case


def _say(case: Case, org: UUID | None, person: str, actor: Actor, *, names_anew: bool) -> None:
    now, was = clock.now(), case.state
    if names_anew:
        kind = _law.category_of(case.category)
        case.sensitive = kind.sensitive or case.nature in AGAINST
    hide(case, org, person, actor=actor)
    is_back = withhold(case, actor, now)
    verb = Verb.TAKE_BACK if is_back else Verb.RECUSE
    save_step(actor, case, Line(verb, is_public=False), was=was, at=now)
    event = events.CaseRecused(**identity(case), org=str(org or ""), person=person)
    record(event, actor=actor)


def _family(actor: Actor, case_id: UUID, version: int | None) -> tuple[Case, list[Case]]:
    """The case with all that is one matter with it, locked: the first one first, then the rest.

    What is joined to it is asked only then: whoever joins one more needs the same lock.
    """
    head = Case.objects.filter(pk=case_id).values_list("parent", flat=True).first() or case_id
    first = _take(actor, head, case_id, version)
    rest = [_take(actor, pk, case_id, version) for pk in _joined(head)]
    locked = {case.pk: case for case in (first, *rest) if case is not None}
    case = locked.get(case_id) or lock(actor, case_id, version=version)
    if (case.parent_id or case_id) != head:
        raise RuleViolation(STALE, code="stale")
    return case, list(locked.values())


def _take(actor: Actor, pk: UUID, case_id: UUID, version: int | None) -> Case | None:
    """One of them, locked; of the others nothing is shown, so they need not be in reach."""
    if pk == case_id:
        return lock(actor, pk, version=version)
    found = Case.objects.locked(pk)
    if found is not None:
        found.remember()
    return found


def _joined(head: UUID) -> list[UUID]:
    rows = Case.objects.filter(parent=head, state=State.MERGED.value).order_by("pk")
    return list(rows.values_list("pk", flat=True))
