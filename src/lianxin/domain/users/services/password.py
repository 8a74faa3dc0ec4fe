"""Set passwords, and help somebody who lost the phone with the second factor."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction

from lianxin.domain.users.events import PasswordSet, SecondFactorDropped
from lianxin.domain.users.models import User
from lianxin.domain.users.permissions import Grant
from lianxin.domain.users.services._reach import is_own, locked_user, require_reach
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Denied, Invalid
from lianxin.kernel.facts import record


@transaction.atomic
def password_set(*, actor: Actor, user_id: UUID, password: str) -> User:
    """The owner sets a password; an administrator only one that must be changed at once 设密码.

    All other sessions of the account end.

    Emits: PasswordSet. Raises: Denied, Invalid, NotFound.
    """
    user = locked_user(user_id)
    by_owner = is_own(actor, user_id)
    if not by_owner:
        _require_administrator(actor, user)
    take_password(user, password)
    user.must_change_password = not by_owner
    user.save(update_fields=["password", "must_change_password"])
    event = PasswordSet(stream=f"user:{user.pk}", user=str(user.pk), by_owner=by_owner)
    record(event, actor=actor)
    return user


@transaction.atomic
def second_factor_drop(*, actor: Actor, user_id: UUID) -> User:
    """Take the second factor off an account whose phone is lost; the owner may set up a new one.

    The owner does this on their own page, after proving who they are; here it is somebody else.

    Safe to repeat. Emits: SecondFactorDropped. Raises: Denied, NotFound.
    """
    user = locked_user(user_id)
    _require_administrator(actor, user)
    dropped, _ = Authenticator.objects.filter(user_id=user.pk).delete()
    if dropped:
        record(SecondFactorDropped(stream=f"user:{user.pk}", user=str(user.pk)), actor=actor)
    return user


def take_password(user: User, password: str) -> None:
    """Put a password that is good enough into an account that is about to be saved.

    Raises: Invalid.
    """
    try:
        password_validation.validate_password(password, user)
    except ValidationError as bad:
        sentence = "".join(bad.messages)
        raise Invalid(sentence, fields={"password": sentence}) from bad
    user.set_password(password)


def _require_administrator(actor: Actor, user: User) -> None:
    if is_own(actor, user.pk):
        raise Denied("自己的两步验证，请登录后在“两步验证”里关。")
    if not actor.has(Grant.MANAGE_ACCOUNTS):
        raise Denied("只能改自己的密码。忘了密码请找系统管理员。")
    require_reach(actor, Grant.MANAGE_ACCOUNTS, user)
