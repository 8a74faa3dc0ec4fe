"""Give and take back roles."""

from __future__ import annotations

import json
from importlib import resources
from uuid import UUID

from django.db import transaction

from lianxin.domain.users.events import RoleAssigned, RoleEnded
from lianxin.domain.users.models import Assignment, Role, User
from lianxin.domain.users.permissions import Grant
from lianxin.domain.users.rules import check_roles_together
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, NotFound
from lianxin.kernel.facts import record


@transaction.atomic
def load_defaults(*, actor: Actor) -> int:
    """Load the role table that comes with the program; grants follow the file. Safe to repeat."""
    file = resources.files("lianxin.domain.users") / "data" / "roles.json"
    rows = json.loads(file.read_text(encoding="utf-8"))
    for row in rows:
        Role.objects.update_or_create(
            code=row["code"],
            defaults={key: row[key] for key in ("name", "level", "grants", "is_by_unit")},
        )
    return len(rows)


@transaction.atomic
def role_assign(
    *, actor: Actor, user_id: UUID, role: str, area: str, unit: UUID | None = None
) -> Assignment:
    """Give a role over an area; only the security administrator of that area may 授权.

    Safe to repeat. Emits: RoleAssigned. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    actor.require(Grant.MANAGE_ROLES, area=area)
    user = User.objects.select_for_update().filter(pk=user_id).first()
    kind = Role.objects.filter(pk=role).first()
    if user is None or kind is None:
        raise NotFound("没有找到这个账号或角色。")
    if kind.is_by_unit and unit is None:
        raise Invalid("这个角色要指定单位。", fields={"unit": "请选单位。"})
    held = Assignment.objects.filter(user=user, valid_to=None).values_list("role_id", flat=True)
    check_roles_together(held, role)
    given, is_new = Assignment.objects.get_or_create(
        user=user, role=kind, area_id=area, unit=unit, valid_to=None,
        defaults={"valid_from": clock.today()},
    )
    if is_new:
        record(
            RoleAssigned(
                stream=f"user:{user.pk}", user=str(user.pk), role=role, area=area,
                unit=str(unit or ""),
            ),
            actor=actor,
        )
    return given


@transaction.atomic
def role_end(*, actor: Actor, assignment_id: UUID) -> Assignment:
    """Take a role back; today is its last day 撤权. Safe to repeat.

    Emits: RoleEnded. Raises: Denied, NotFound.
    """
    held = Assignment.objects.select_for_update().filter(pk=assignment_id).first()
    if held is None:
        raise NotFound("没有找到这条授权。")
    actor.require(Grant.MANAGE_ROLES, area=held.area_id)
    if held.valid_to is None:
        held.valid_to = clock.today()
        held.save(update_fields=["valid_to"])
        record(
            RoleEnded(
                stream=f"user:{held.user_id}", user=str(held.user_id), role=held.role_id,
                area=held.area_id,
            ),
            actor=actor,
        )
    return held
