"""Accounts for tests: invented people with the roles they need."""

from __future__ import annotations

from itertools import count
from uuid import UUID

from lianxin.domain.places.factories import area as make_area
from lianxin.domain.users.models import Role, User
from lianxin.domain.users.selectors import actor_of
from lianxin.domain.users.services import account_create, load_defaults, role_assign
from lianxin.kernel.actor import Actor, system

BOSS = system("test")
PASSWORD = "honghe-yutou-2026"  # noqa: S105 - of invented people
_numbers = count(1)


def user(*roles: tuple[str, str] | tuple[str, str, UUID], area: str, name: str = "示例人") -> User:
    """An account at home in an area, with (role, area) or (role, area, unit) given by the program."""
    if not Role.objects.exists():
        load_defaults(actor=BOSS)
    make_area(area)
    made = account_create(
        actor=BOSS, username=f"staff{next(_numbers)}", name=name, password=PASSWORD, area=area
    )
    for role, where, *unit in roles:
        make_area(where)
        role_assign(
            actor=BOSS, user_id=made.pk, role=role, area=where, unit=unit[0] if unit else None
        )
    return made


def actor(role: str, area: str, unit: UUID | None = None) -> Actor:
    """Somebody who holds one role."""
    held = (role, area, unit) if unit else (role, area)
    return actor_of(user(held, area=area))
