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
from lianxin.kernel import clock, sql
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


ACCOUNT = """
SELECT u.password, u.id, u.username, u.name, u.is_active, u.must_change_password, u.area_id,
       a.area_id, a.unit, r.name, r.grants, r.is_by_unit
  FROM users_user u
  LEFT JOIN (users_assignment a JOIN users_role r ON r.code = a.role_id)
    ON a.user_id = u.id AND u.is_active
   AND a.valid_from <= %s AND (a.valid_to IS NULL OR a.valid_to > %s)
 WHERE u.id = %s
 ORDER BY a.role_id, a.area_id, a.id
"""
# Who holds a post today, of those who hold any; messages ask this at each move of a case.
HOLD = """
SELECT DISTINCT a.user_id
  FROM users_assignment a JOIN users_role r ON r.code = a.role_id JOIN users_user u ON u.id = a.user_id
 WHERE {where} AND u.is_active AND a.valid_from <= %s AND (a.valid_to IS NULL OR a.valid_to > %s)
 ORDER BY a.user_id
"""
OF_UNIT = HOLD.format(where="a.unit = %s")
UNIT_GRANT = HOLD.format(where="a.unit = %s AND r.grants @> %s::varchar[]")
PLACE_GRANT = HOLD.format(where="a.area_id = %s AND r.grants @> %s::varchar[]")
# In the order of the table, as Django wants them; the phone is read when somebody asks for it.
ACCOUNT_FIELDS = (
    "password", "id", "username", "name", "is_active", "must_change_password", "area_id",
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    """A role over an area, as far as it decides what may be done."""

    area: str
    unit: UUID | None
    role_name: str
    grants: list[str]
    is_by_unit: bool


def account_with_posts(user_id: UUID) -> User | None:
    """The account with the posts that it holds today, in one question; every page begins with it."""
    today = clock.today()
    found = sql.rows(ACCOUNT, [today, today, user_id])
    if not found:
        return None
    width = len(ACCOUNT_FIELDS)
    user = User.from_db("default", ACCOUNT_FIELDS, found[0][:width])
    user.posts_held = today, [Held(*row[width:]) for row in found if row[width] is not None]
    return user


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
    return actor, tuple(dict.fromkeys(a.role_name for a in held))


def _held_on(user: User, day: date) -> list[Held]:
    known, held = user.posts_held
    if known == day:
        return held
    rows = Assignment.objects.filter(user=user).in_force(day).order_by("role_id", "area_id", "id")
    columns = ("area_id", "unit", "role__name", "role__grants", "role__is_by_unit")
    return [Held(*row) for row in rows.values_list(*columns)]


def _scope(held: Held) -> Scope:
    """One scope for one assignment, never a sum of several: powers of two places do not mix."""
    return Scope(
        grants=frozenset(held.grants),
        areas=places.scope_prefixes(held.area, actor=system("scope")),
        unit=str(held.unit) if held.is_by_unit else None,
    )


def user_get(user_id: UUID, *, actor: Actor) -> User | None:
    """An active account; for those who must check that it exists."""
    user = account_with_posts(user_id)
    return user if user and user.is_active else None


def user_names(ids: Iterable[UUID], *, actor: Actor) -> dict[UUID, str]:
    """Names by id."""
    return dict(User.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def users_of_unit(unit: UUID, *, actor: Actor) -> list[UUID]:
    """The active accounts that hold a role of this unit today."""
    today = clock.today()
    return [user for (user,) in sql.rows(OF_UNIT, [unit, today, today])]


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
    today = clock.today()
    return [user for (user,) in sql.rows(UNIT_GRANT, [unit, [grant], today, today])]


def users_with_grant(grant: str, area: str, *, actor: Actor) -> list[UUID]:
    """The active accounts whose own area is exactly this one and that hold the grant today."""
    today = clock.today()
    return [user for (user,) in sql.rows(PLACE_GRANT, [area, [grant], today, today])]


def people_with_grant(grant: str, area: str, *, actor: Actor) -> dict[UUID, str]:
    """Names of the active accounts that hold the grant today for exactly this whole area."""
    held = Assignment.objects.filter(
        area_id=area, role__grants__contains=[grant], role__is_by_unit=False, user__is_active=True
    ).in_force(clock.today())
    return dict(held.values_list("user_id", "user__name"))


def role_people(role: str, area: str, *, actor: Actor) -> list[str]:
    """Names of the active accounts that hold a role for exactly this place today, in order."""
    held = Assignment.objects.filter(role_id=role, area_id=area, user__is_active=True)
    names = held.in_force(clock.today()).values_list("user__name", flat=True)
    return sorted(set(names))


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


def area_people(area: str, *, actor: Actor) -> dict[UUID, str]:
    """Names of the active accounts that hold a role of exactly this place today, of no unit."""
    held = Assignment.objects.filter(area_id=area, unit=None, user__is_active=True)
    return dict(held.in_force(clock.today()).values_list("user_id", "user__name"))


def workplaces(user_id: UUID, *, actor: Actor) -> list[tuple[str, UUID | None]]:
    """Where somebody works today: the code of the place, and the unit where it is one's own."""
    held = Assignment.objects.filter(user=user_id).in_force(clock.today())
    return list(held.order_by("area_id").values_list("area_id", "unit").distinct())
