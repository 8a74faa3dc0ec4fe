"""Reads of accounts; `actor_of` is how a log-in becomes an Actor."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from lianxin.domain.places import selectors as places
from lianxin.domain.users.models import Assignment, User
from lianxin.domain.users.permissions import Grant
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor, Kind, Scope, system

EVERYWHERE = ""


def actor_of(user: User) -> Actor:
    """Everything an account may do today, in one query; a disabled account may do nothing."""
    return Actor(
        id=f"user:{user.pk}",
        name=user.name,
        kind=Kind.STAFF,
        scopes=tuple(_scope(a) for a in _valid(user)) if user.is_active else (),
    )


def _valid(user: User) -> list[Assignment]:
    today = clock.today()
    held = Assignment.objects.filter(user=user, valid_from__lte=today)
    return list(held.filter(Q(valid_to=None) | Q(valid_to__gte=today)).select_related("role"))


def _scope(held: Assignment) -> Scope:
    return Scope(
        grants=frozenset(held.role.grants),
        areas=places.scope_prefixes(held.area_id, actor=system("scope")),
        unit=str(held.unit) if held.role.is_by_unit and held.unit else None,
    )


def titles_of(user: User, *, actor: Actor) -> list[str]:
    """The names of the roles that an account holds today."""
    return [held.role.name for held in _valid(user)]


def user_names(ids: Iterable[UUID], *, actor: Actor) -> dict[UUID, str]:
    """Names by id."""
    return dict(User.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def users_of_unit(unit: UUID, *, actor: Actor) -> list[UUID]:
    """The active accounts that hold a role of this unit today."""
    today = clock.today()
    held = Assignment.objects.filter(unit=unit, user__is_active=True, valid_from__lte=today)
    held = held.filter(Q(valid_to=None) | Q(valid_to__gte=today))
    return list(held.values_list("user_id", flat=True).distinct())


def users_with_grant(grant: str, area: str, *, actor: Actor) -> list[UUID]:
    """The active accounts whose own area is exactly this one and that hold the grant today."""
    today = clock.today()
    held = Assignment.objects.filter(
        area_id=area, role__grants__contains=[grant], user__is_active=True, valid_from__lte=today
    )
    held = held.filter(Q(valid_to=None) | Q(valid_to__gte=today))
    return list(held.values_list("user_id", flat=True).distinct())


def staff_list(*, actor: Actor) -> list[Assignment]:
    """Accounts and roles in the actor's own area."""
    condition = Q(pk__in=[])
    for scope in (*actor.scopes_for(Grant.SEE), *actor.scopes_for(Grant.AUDIT)):
        for prefix in scope.areas:
            condition |= Q(area_id__startswith=prefix)
    found = Assignment.objects.filter(condition).select_related("user", "role")
    return list(found.order_by("user__username", "role_id")[:1000])
