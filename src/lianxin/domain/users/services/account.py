"""Open and close accounts, set passwords."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction

from lianxin.domain.users.events import AccountCreated, AccountDisabled, PasswordSet
from lianxin.domain.users.models import User
from lianxin.domain.users.permissions import Grant
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Denied, Invalid, NotFound
from lianxin.kernel.facts import record
from lianxin.kernel.privacy.phones import normalise

USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")


@transaction.atomic
def account_create(
    *, actor: Actor, username: str, name: str, password: str, area: str, phone: str = ""
) -> User:
    """Open an account; its owner must set a password of their own at first log-in 开户.

    `area`: where the administrator must hold the grant. Emits: AccountCreated.
    Raises: Denied, Invalid.
    """
    actor.require(Grant.MANAGE_ACCOUNTS, area=area)
    username = username.strip().lower()
    if not USERNAME.fullmatch(username):
        raise Invalid("登录名用小写字母开头，3 到 40 位字母或数字。", fields={"username": "登录名格式不对。"})
    if User.objects.filter(username=username).exists():
        raise Invalid("这个登录名已经有人用了。", fields={"username": "已经有人用了。"})
    user = User(
        id=ids.new(), username=username, name=name.strip(), created_at=clock.now(),
        phone=normalise(phone) if phone else "",
    )
    _take_password(user, password)
    user.save(force_insert=True)
    record(AccountCreated(stream=f"user:{user.pk}", user=str(user.pk)), actor=actor)
    return user


@transaction.atomic
def account_disable(*, actor: Actor, user_id: UUID, area: str) -> User:
    """Close an account; nothing that its owner did is lost 停用. Safe to repeat.

    Emits: AccountDisabled. Raises: Denied, NotFound.
    """
    actor.require(Grant.MANAGE_ACCOUNTS, area=area)
    user = _locked(user_id)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        record(AccountDisabled(stream=f"user:{user.pk}", user=str(user.pk)), actor=actor)
    return user


@transaction.atomic
def password_set(*, actor: Actor, user_id: UUID, password: str, area: str = "") -> User:
    """The owner sets a password; an administrator may only set one that must be changed.

    Emits: PasswordSet. Raises: Denied, Invalid, NotFound.
    """
    by_owner = actor.id == f"user:{user_id}"
    if not by_owner and not actor.may(Grant.MANAGE_ACCOUNTS, area=area):
        raise Denied("只能改自己的密码。忘了密码请找系统管理员。")
    user = _locked(user_id)
    _take_password(user, password)
    user.must_change_password = not by_owner
    user.save(update_fields=["password", "must_change_password"])
    record(
        PasswordSet(stream=f"user:{user.pk}", user=str(user.pk), by_owner=by_owner), actor=actor
    )
    return user


def _locked(user_id: UUID) -> User:
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound("没有找到这个账号。")
    return user


def _take_password(user: User, password: str) -> None:
    try:
        password_validation.validate_password(password, user)
    except ValidationError as bad:
        sentence = "；".join(bad.messages)
        raise Invalid(sentence, fields={"password": sentence}) from bad
    user.set_password(password)
