"""What can have happened to an account."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.kernel.facts import Event


@dataclass(frozen=True)
class AccountCreated(Event):
    """An account was opened."""

    user: str


@dataclass(frozen=True)
class AccountDisabled(Event):
    """An account was closed; its sessions end at once."""

    user: str


@dataclass(frozen=True)
class PasswordSet(Event):
    """A password was set by its owner or by an administrator."""

    user: str
    by_owner: bool


@dataclass(frozen=True)
class RoleAssigned(Event):
    """A role over an area was given."""

    user: str
    role: str
    area: str
    unit: str


@dataclass(frozen=True)
class RoleEnded(Event):
    """A role over an area was taken back."""

    user: str
    role: str
    area: str
