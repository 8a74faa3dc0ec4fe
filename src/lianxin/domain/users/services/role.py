"""Define roles, give them and take them back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from importlib import resources
from uuid import UUID

from django.db import transaction

from lianxin.domain.users.events import RoleAssigned, RoleDefined, RoleEnded
from lianxin.domain.users.models import Assignment, Role, User
from lianxin.domain.users.permissions import Grant
from lianxin.domain.users.rules import (
    check_days,
    check_giver,
    check_place_of_role,
    check_roles_together,
)
from lianxin.domain.users.services._reach import (
    area_level,
    is_from_above,
    is_own,
    is_program,
    kind_of,
    locked_user,
)
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import NotFound, RuleViolation
from lianxin.kernel.facts import record

COLUMNS = ("name", "levels", "grants", "is_by_unit", "is_three_powers")


@dataclass(frozen=True)
class Days:
    """From which day, and until which day without it; open at the end if none is given."""

    since: date | None = None
    until: date | None = None


FROM_TODAY = Days()


@transaction.atomic
def load_defaults(*, actor: Actor) -> int:
    """Take over the role table that comes with the program; says how many roles are new or changed.

    What a county must decide for itself is who holds a role where; the table is the same for all.

    Safe to repeat. Emits: RoleDefined. Raises: Denied.
    """
    actor.require(Grant.MANAGE_ROLES, area="")
    file = resources.files("lianxin.domain.users") / "data" / "roles.json"
    held = {role.code: role for role in Role.objects.select_for_update()}
    changed = 0
    for row in json.loads(file.read_text(encoding="utf-8")):
        role = held.get(row["code"])
        if role is not None and all(getattr(role, key) == row[key] for key in COLUMNS):
            continue
        Role.objects.update_or_create(code=row["code"], defaults={key: row[key] for key in COLUMNS})
        event = RoleDefined(
            stream=f"role:{row['code']}", role=row["code"], grants=sorted(row["grants"])
        )
        record(event, actor=actor)
        changed += 1
    return changed


@transaction.atomic
def role_assign(
    *,
    actor: Actor,
    user_id: UUID,
    role: str,
    area: str,
    unit: UUID | None = None,
    days: Days = FROM_TODAY,
) -> Assignment:
    """Give a role over an area; only the security administrator of that area may 授权.

    The one who opens accounts and the one who gives power are two hands, nobody gives power to
    themselves, and the three powers of a place are given from above.

    Safe to repeat: the same role in the same place is held once at a time.
    Emits: RoleAssigned. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    actor.require(Grant.MANAGE_ROLES, area=area)
    user, kind = locked_user(user_id), Role.objects.filter(pk=role).first()
    if kind is None:
        raise NotFound("没有找到这个角色。")
    since = days.since or clock.today()
    check_days(since, days.until)
    _check_giver(actor, user.pk, kind, area)
    check_place_of_role(kind_of(kind), level=area_level(area, actor), has_unit=unit is not None)
    if not user.is_active:
        raise RuleViolation("这个账号停用了，先恢复启用再授权。")
    held = _held_then(user, since, days.until)
    check_roles_together((kind_of(a.role) for a in held), kind_of(kind))
    for same in held:
        if (same.role_id, same.area_id, same.unit) == (role, area, unit):
            return same
    given = Assignment.objects.create(
        user=user, role=kind, area_id=area, unit=unit, valid_from=since, valid_to=days.until
    )
    record(_assigned(given), actor=actor)
    return given


@transaction.atomic
def role_end(*, actor: Actor, assignment_id: UUID) -> Assignment:
    """Take a role back; it is gone at once, the row stays 撤权.

    Safe to repeat. Emits: RoleEnded. Raises: Denied, NotFound.
    """
    held = Assignment.objects.filter(pk=assignment_id).select_related("role").first()
    if held is None:
        raise NotFound("没有找到这条授权。")
    actor.require(Grant.MANAGE_ROLES, area=held.area_id)
    user = locked_user(held.user_id)
    _check_giver(actor, user.pk, held.role, held.area_id)
    held.refresh_from_db()
    today = clock.today()
    if held.valid_to is not None and held.valid_to <= today:
        return held
    held.valid_to = max(today, held.valid_from)
    held.save(update_fields=["valid_to"])
    event = RoleEnded(
        stream=f"user:{user.pk}", user=str(user.pk), role=held.role_id, area=held.area_id,
        unit=str(held.unit or ""),
    )  # fmt: skip
    record(event, actor=actor)
    return held


def _check_giver(actor: Actor, user_id: UUID, role: Role, area: str) -> None:
    check_giver(
        role=kind_of(role),
        is_oneself=is_own(actor, user_id),
        is_from_above=is_from_above(actor, Grant.MANAGE_ROLES, area),
        rights_from_above=is_program(actor),
    )


def _held_then(user: User, since: date, until: date | None) -> list[Assignment]:
    """What the user holds on at least one of those days."""
    held = Assignment.objects.filter(user=user).not_over(since).select_related("role")
    return [a for a in held if until is None or a.valid_from < until]


def _assigned(given: Assignment) -> RoleAssigned:
    return RoleAssigned(
        stream=f"user:{given.user_id}", user=str(given.user_id), role=given.role_id,
        area=given.area_id, unit=str(given.unit or ""), since=given.valid_from.isoformat(),
        until=given.valid_to.isoformat() if given.valid_to else "",
    )  # fmt: skip
