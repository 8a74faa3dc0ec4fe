"""The same person says the same again, with nothing new: it goes on with the first 同人同事."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases.models import Case, Parting
from lianxin.domain.cases.rules import check_same_again
from lianxin.domain.cases.services._case import lock
from lianxin.domain.cases.services.join import bring_together, is_same_person
from lianxin.domain.cases.services.register import Intake, once_more, take_in
from lianxin.kernel.actor import Actor


def case_register_again(*, actor: Actor, id: UUID, intake: Intake, same_as: UUID) -> Case:
    """Taken in with a number of its own, and joined to the person's own earlier case 同人同事.

    Only if the person or the clerk says so, never by itself; parted again as easily. The reporter
    is told how it stands and gets the answer like any other.
    Safe to repeat. Basis: 北京市接诉即办工作条例 art. 11; domain.md §2.9 duplicates.
    Emits: CaseRegistered, CaseJoined. Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    return once_more(
        lambda: _register_again(actor=actor, id=id, intake=intake, same_as=same_as),
        id=id, intake=intake,
    )  # fmt: skip


@transaction.atomic
def _register_again(*, actor: Actor, id: UUID, intake: Intake, same_as: UUID) -> Case:
    case = take_in(actor=actor, id=id, intake=intake)
    first, second = sorted((case.pk, same_as))
    if case.parent_id or Parting.objects.filter(case=first, other=second).exists():
        return case
    sender = replace(actor, streams=actor.streams | {case.stream})
    parent = lock(sender, same_as)
    case = lock(sender, case.pk)
    days = (case.registered_at - parent.registered_at).days
    check_same_again(
        same_person=is_same_person(parent, case), same_place=parent.area_id == case.area_id,
        days=days,
    )  # fmt: skip
    return bring_together(parent, case, sender)
