"""Reads of accounts; `actor_of` is how a log-in becomes an Actor."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from lianxin.domain.places import selectors as places
from lianxin.domain.users.models import Assignment, Role, User
from lianxin.domain.users.permissions import Grant
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor, Kind, Scope, system
from lianxin.kernel.privacy.masks import mask

PAGE = 50


@dataclass(frozen=True)
class RoleRow:
    """One role that somebody holds or will hold, and where."""

    id: UUID
    code: str
    name: str
    area: str
    area_name: str
    unit: UUID | None
    valid_from: date
    valid_to: date | None
    is_in_force: bool


@dataclass(frozen=True)
class StaffRow:
    """One account as an administrator's list shows it; the phone is clear for who looks after it."""

    id: UUID
    username: str
    name: str
    phone: str
    area_name: str
    is_active: bool
    must_change_password: bool
    roles: tuple[RoleRow, ...] = field(default=())


@dataclass(frozen=True)
class StaffPage:
    """A page of the list; `next` goes into `after` for the following one, "" at the end."""

    rows: tuple[StaffRow, ...]
    next: str


def actor_of(user: User, *, at: datetime | None = None) -> Actor:
    """Everything an account may do at a moment (now, if none is given) 权限范围.

    One query, and none for a disabled account, which may do nothing. Never remembered beyond one
    request: what is taken back is gone at the next click.
    """
    return standing_of(user, at=at)[0]


def standing_of(user: User, *, at: datetime | None = None) -> tuple[Actor, tuple[str, ...]]:
    """The account as an actor, and the names of the roles that it holds, in one query."""
    day = clock.local(at or clock.now()).date()
    held = _held_on(user, day) if user.is_active else []
    scopes = tuple(_scope(a) for a in held)
    actor = Actor(id=f"user:{user.pk}", name=user.name, kind=Kind.STAFF, scopes=scopes)
    return actor, tuple(dict.fromkeys(a.role.name for a in held))


def _held_on(user: User, day: date) -> list[Assignment]:
    held = Assignment.objects.filter(user=user).in_force(day).select_related("role")
    return list(held.order_by("role_id", "area_id", "id"))


def _scope(held: Assignment) -> Scope:
    """One scope for one assignment, never a sum of several: powers of two places do not mix."""
    return Scope(
        grants=frozenset(held.role.grants),
        areas=places.scope_prefixes(held.area_id, actor=system("scope")),
        unit=str(held.unit) if held.role.is_by_unit else None,
    )


def user_get(user_id: UUID, *, actor: Actor) -> User | None:
    """An active account; for those who must check that it exists."""
    return User.objects.filter(pk=user_id, is_active=True).first()


def user_names(ids: Iterable[UUID], *, actor: Actor) -> dict[UUID, str]:
    """Names by id."""
    return dict(User.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def users_of_unit(unit: UUID, *, actor: Actor) -> list[UUID]:
    """The active accounts that hold a role of this unit today."""
    held = Assignment.objects.filter(unit=unit, user__is_active=True).in_force(clock.today())
    return list(held.order_by("user_id").values_list("user_id", flat=True).distinct())


def people_of_units(units: Collection[UUID], *, actor: Actor) -> dict[UUID, frozenset[UUID]]:
    """The active accounts that hold a role of these units today, by unit, in one query."""
    held = Assignment.objects.filter(unit__in=list(units), user__is_active=True)
    found: dict[UUID, set[UUID]] = {}
    for unit, user in held.in_force(clock.today()).values_list("unit", "user_id"):
        if unit is not None:
            found.setdefault(unit, set()).add(user)
    return {unit: frozenset(people) for unit, people in found.items()}


def inactive(ids: Iterable[UUID], *, actor: Actor) -> set[UUID]:
    """Which of these accounts are closed, or hold no role today."""
    asked = set(ids)
    held = Assignment.objects.filter(user__in=asked, user__is_active=True)
    return asked - set(held.in_force(clock.today()).values_list("user_id", flat=True))


def unit_people(unit: UUID, *, actor: Actor) -> dict[UUID, str]:
    """Names of the active accounts that hold a role of this unit today."""
    held = Assignment.objects.filter(unit=unit, user__is_active=True).in_force(clock.today())
    return dict(held.values_list("user_id", "user__name"))


def unit_holders(grant: str, unit: UUID, *, actor: Actor) -> list[UUID]:
    """The active accounts that hold the grant for matters of this unit today."""
    held = Assignment.objects.filter(
        unit=unit, role__grants__contains=[grant], user__is_active=True
    ).in_force(clock.today())
    return list(held.order_by("user_id").values_list("user_id", flat=True).distinct())


def users_with_grant(grant: str, area: str, *, actor: Actor) -> list[UUID]:
    """The active accounts whose own area is exactly this one and that hold the grant today."""
    held = Assignment.objects.filter(
        area_id=area, role__grants__contains=[grant], user__is_active=True
    ).in_force(clock.today())
    return list(held.order_by("user_id").values_list("user_id", flat=True).distinct())


def role_list(*, actor: Actor) -> list[Role]:
    """The role table; no secret to anybody who works here."""
    return list(Role.objects.order_by("code"))


def staff_list(*, actor: Actor, q: str = "", after: str = "", limit: int = PAGE) -> StaffPage:
    """Accounts that belong to the actor's area or hold a role in it, by log-in name 人员名单.

    Of roles held elsewhere nothing is said. `q`: a part of the name or the log-in name.
    """
    found = User.objects.filter(_in_sight(actor, "area_id", "assignments__area_id"))
    if q := q.strip():
        found = found.filter(Q(name__contains=q) | Q(username__contains=q.lower()))
    if after:
        found = found.filter(username__gt=after)
    users = list(found.order_by("username").distinct()[: limit + 1])
    roles = _roles_of(users[:limit], actor)
    rows = tuple(_staff_row(user, roles.get(user.pk, ()), actor) for user in users[:limit])
    return StaffPage(rows, rows[-1].username if len(users) > limit else "")


def _in_sight(actor: Actor, *columns: str) -> Q:
    condition = Q(pk__in=[])
    for scope in (*actor.scopes_for(Grant.SEE), *actor.scopes_for(Grant.AUDIT)):
        for prefix in scope.areas:
            if not prefix:
                return Q()
            low, high = places.in_prefix(prefix)
            for column in columns:
                condition |= Q(**{f"{column}__gte": low, f"{column}__lt": high})
    return condition


def _roles_of(users: list[User], actor: Actor) -> dict[UUID, tuple[RoleRow, ...]]:
    today = clock.today()
    held = Assignment.objects.filter(_in_sight(actor, "area_id"), user__in=users).not_over(today)
    found: dict[UUID, tuple[RoleRow, ...]] = {}
    for a in held.select_related("role").order_by("role_id", "area_id", "valid_from"):
        row = RoleRow(
            a.pk, a.role_id, a.role.name, a.area_id, places.display_name(a.area_id, actor=actor),
            a.unit, a.valid_from, a.valid_to, a.valid_from <= today,
        )  # fmt: skip
        found[a.user_id] = (*found.get(a.user_id, ()), row)
    return found


def _staff_row(user: User, roles: tuple[RoleRow, ...], actor: Actor) -> StaffRow:
    looks_after = actor.may(Grant.MANAGE_ACCOUNTS, area=user.area_id or "")
    return StaffRow(
        id=user.pk,
        username=user.username,
        name=user.name,
        phone=mask("phone", user.phone, clear=looks_after),
        area_name=places.display_name(user.area_id, actor=actor) if user.area_id else "",
        is_active=user.is_active,
        must_change_password=user.must_change_password,
        roles=roles,
    )
