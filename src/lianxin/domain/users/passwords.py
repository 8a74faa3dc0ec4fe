"""What makes a password good enough, besides what the framework checks."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lianxin.domain.users.models import User

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else on paper
GROUPS, GROUP_LENGTH = 3, 4


def first_password() -> str:
    """A password to hand over on paper; it must be changed at first log-in 初始密码."""
    groups = ("".join(secrets.choice(SIGNS) for _n in range(GROUP_LENGTH)) for _g in range(GROUPS))
    return "-".join(groups)


class LongEnough:
    """At least so many signs."""

    def __init__(self, min_length: int = 10) -> None:
        self.min_length = min_length

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse a short password."""
        if len(password) < self.min_length:
            said = _("密码太短，至少要 %(n)s 位。") % {"n": self.min_length}
            raise ValidationError(said, code="password_too_short")

    def get_help_text(self) -> str:
        """What to say beforehand."""
        return _("至少 %(n)s 位。") % {"n": self.min_length}


class NotTheFormerOne:
    """A password that somebody else gave is really changed."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse the present password as the new one."""
        if user is not None and user.password and user.check_password(password):
            raise ValidationError(_("新密码不能和现在的一样。"), code="password_same")

    def get_help_text(self) -> str:
        """What to say beforehand."""
        return _("和现在的不一样。")


class NotTheLoginName:
    """A password that everybody can guess from the log-in name is none."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse a password that contains the log-in name."""
        if user is not None and user.username and user.username in password.lower():
            raise ValidationError(_("密码里不要带登录名，容易被猜到。"), code="password_name")

    def get_help_text(self) -> str:
        """What to say beforehand."""
        return _("不带登录名。")
