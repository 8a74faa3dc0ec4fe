"""How far an administrator reaches: the place of an account, and of every role it holds."""

from __future__ import annotations

from uuid import UUID

from lianxin.domain.places import selectors as places
from lianxin.domain.users.models import Assignment, Role, User
from lianxin.domain.users.rules import RoleKind
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor, Kind
from lianxin.kernel.errors import Denied, Invalid, NotFound


def kind_of(role: Role) -> RoleKind:
    """A role as the rules know it."""
    return RoleKind(role.code, role.name, tuple(role.levels), role.is_by_unit, role.is_three_powers)


def is_own(actor: Actor, user_id: UUID) -> bool:
    """Does the actor act on their own account?"""
    return actor.id == f"user:{user_id}"


def is_program(actor: Actor) -> bool:
    """Is this the program itself, set to work by whoever runs the machine?"""
    return actor.kind is Kind.SYSTEM


def is_from_above(actor: Actor, grant: str, area: str) -> bool:
    """Does the actor hold the grant over more than this place?"""
    own = places.prefix_of(area)
    prefixes = (prefix for scope in actor.scopes_for(grant) for prefix in scope.areas)
    return any(own.startswith(prefix) and prefix != own for prefix in prefixes)


def area_level(area: str, actor: Actor) -> str:
    """The level of a place that is in force today.

    Raises: Invalid.
    """
    row = places.area_find(area, actor=actor)
    if row is None or not row.valid:
        sentence = "没有找到这个地方，请从名单里选。"
        raise Invalid(sentence, fields={"area": sentence})
    return row.level


def locked_user(user_id: UUID) -> User:
    """The account, locked, so that changes to one account come one after the other.

    Raises: NotFound.
    """
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound("没有找到这个账号。")
    return user


def require_reach(actor: Actor, grant: str, user: User) -> None:
    """An account is in the hands of those who reach its place and every place where it has power.

    Else the administrator of one county could set the password of somebody who works for the whole
    city, and so gain the city. For the same reason the three powers of a place are out of the
    hands of that place's own administrators.

    Raises: Denied.
    """
    actor.require(grant, area=user.area_id or "")
    held = Assignment.objects.filter(user=user).not_over(clock.today()).select_related("role")
    for assignment in held:
        actor.require(grant, area=assignment.area_id)
        is_higher = is_program(actor) or is_from_above(actor, grant, assignment.area_id)
        if assignment.role.is_three_powers and not is_higher:
            raise Denied("系统、安全、审计管理员的账号由上一级管，本级不能动。")
