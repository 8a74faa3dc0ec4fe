"""Every verb over accounts and roles."""

from lianxin.domain.users.services.account import account_create, account_disable, password_set
from lianxin.domain.users.services.role import load_defaults, role_assign, role_end

__all__ = [
    "account_create",
    "account_disable",
    "load_defaults",
    "password_set",
    "role_assign",
    "role_end",
]
