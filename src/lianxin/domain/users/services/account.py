"""Open, close and open again accounts."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from lianxin.domain.users.events import AccountCreated, AccountDisabled, AccountEnabled
from lianxin.domain.users.models import User
from lianxin.domain.users.permissions import Grant
from lianxin.domain.users.rules import clean_name, clean_username
from lianxin.domain.users.services._reach import area_level, is_own, locked_user, require_reach
from lianxin.domain.users.services.password import take_password
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record
from lianxin.kernel.privacy.phones import normalise

TAKEN = "这个登录名已经有人用了，换一个。"


@transaction.atomic
def account_create(
    *, actor: Actor, username: str, name: str, password: str, area: str, phone: str = ""
) -> User:
    """Open an account in a place; its owner must set a password of their own first 开户.

    An account by itself may do nothing: roles are given by somebody else (`role_assign`).

    Emits: AccountCreated. Raises: Denied, Invalid.
    """
    actor.require(Grant.MANAGE_ACCOUNTS, area=area)
    area_level(area, actor)
    user = User(
        id=ids.new(), username=clean_username(username), name=clean_name(name), area_id=area,
        phone=_clean_phone(phone), created_at=clock.now(),
    )  # fmt: skip
    if User.objects.filter(username=user.username).exists():
        raise Invalid(TAKEN, fields={"username": TAKEN})
    take_password(user, password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as twice:  # somebody else took the name in the meantime
        raise Invalid(TAKEN, fields={"username": TAKEN}) from twice
    record(AccountCreated(stream=f"user:{user.pk}", user=str(user.pk), area=area), actor=actor)
    return user


@transaction.atomic
def account_disable(*, actor: Actor, user_id: UUID) -> User:
    """Close an account: it is logged out at once, and nothing its owner did is lost 停用.

    Safe to repeat. Emits: AccountDisabled. Raises: Denied, NotFound, RuleViolation.
    """
    user = locked_user(user_id)
    require_reach(actor, Grant.MANAGE_ACCOUNTS, user)
    if is_own(actor, user_id):
        raise RuleViolation("不能停用自己的账号，请另一位系统管理员来办。")
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        record(AccountDisabled(stream=f"user:{user.pk}", user=str(user.pk)), actor=actor)
    return user


@transaction.atomic
def account_enable(*, actor: Actor, user_id: UUID) -> User:
    """Open a closed account again, with the roles that are still in force 恢复启用.

    Safe to repeat. Emits: AccountEnabled. Raises: Denied, NotFound.
    """
    user = locked_user(user_id)
    require_reach(actor, Grant.MANAGE_ACCOUNTS, user)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        record(AccountEnabled(stream=f"user:{user.pk}", user=str(user.pk)), actor=actor)
    return user


def _clean_phone(phone: str) -> str:
    try:
        return normalise(phone) if phone.strip() else ""
    except Invalid as bad:
        raise Invalid(bad.message, fields={"phone": bad.message}) from bad
