"""How a session finds its account: with everything that it may do, in one question."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from lianxin.domain.users import selectors
from lianxin.domain.users.models import User


class Accounts(ModelBackend):
    """Names and passwords as Django checks them; a disabled account is nobody."""

    def get_user(self, user_id: Any) -> User | None:
        """The account with its posts of today."""
        user = selectors.account_with_posts(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
