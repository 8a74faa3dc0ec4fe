"""Who is still at work in a unit, and what those who left still have in hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Q

from lianxin.domain.cases.rules import OF_UNIT, State
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.users import selectors as users
from lianxin.kernel.actor import Actor


def present(units: Collection[UUID], *, actor: Actor) -> Mapping[UUID, frozenset[UUID]]:
    """The people at work in each unit today.

    At work is who holds a role of the unit, with an open account, and has not given up every post
    in it.
    """
    held = users.people_of_units(units, actor=actor)
    gone = orgs.left_posts(units, actor=actor)
    return {unit: held.get(unit, frozenset()) - gone.get(unit, frozenset()) for unit in units}


def nobody_has(unit: UUID, staff: Collection[UUID]) -> Q:
    """The open cases of a unit that nobody at work has in hand.

    What the unit has to do needs a person, once it is signed; of what waits for others after the
    answer, only what somebody who left still has.
    """
    at_work = [f"user:{user}" for user in staff]
    of_unit = [state.value for state in OF_UNIT]
    if not staff:
        return Q(main_org=unit) & (Q(state__in=of_unit) | ~Q(owner=""))
    to_do = Q(state__in=[state for state in of_unit if state != State.DISPATCHED.value])
    return Q(main_org=unit) & ~Q(owner__in=at_work) & (to_do | ~Q(owner=""))
