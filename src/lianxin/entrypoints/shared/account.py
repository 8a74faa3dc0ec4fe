"""How the log-in library is bound to our accounts."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from lianxin.domain.users import selectors, services


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc] # the library brings no types
    """Accounts are opened by an administrator; a new password goes through our own service."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody opens an account for themselves."""
        return False

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """The owner's own new password; afterwards it need not be changed again."""
        actor = selectors.actor_of(user)
        services.password_set(actor=actor, user_id=user.pk, password=password)
        user.refresh_from_db()
