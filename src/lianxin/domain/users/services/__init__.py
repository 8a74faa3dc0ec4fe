"""Every verb over accounts and roles."""

from lianxin.domain.users.services.account import account_create, account_disable, account_enable
from lianxin.domain.users.services.password import password_set, second_factor_drop
from lianxin.domain.users.services.role import Days, load_defaults, role_assign, role_end

__all__ = [
    "Days",
    "account_create",
    "account_disable",
    "account_enable",
    "load_defaults",
    "password_set",
    "role_assign",
    "role_end",
    "second_factor_drop",
]
