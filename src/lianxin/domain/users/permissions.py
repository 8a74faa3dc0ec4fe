"""What somebody may be allowed to do with accounts and roles."""

from __future__ import annotations

from enum import StrEnum


class Grant(StrEnum):
    """Grants over accounts. Making an account and giving it power are two hands."""

    MANAGE_ACCOUNTS = "users:manage_accounts"
    MANAGE_ROLES = "users:manage_roles"
    SEE = "users:see"
    AUDIT = "users:audit"
