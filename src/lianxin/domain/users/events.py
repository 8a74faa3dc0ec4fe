"""What can have happened to an account or a role. Ids, codes and dates only."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.kernel.facts import Event


@dataclass(frozen=True)
class AccountCreated(Event):
    """An account was opened."""

    user: str
    area: str


@dataclass(frozen=True)
class AccountDisabled(Event):
    """An account was closed; its sessions end at once."""

    user: str


@dataclass(frozen=True)
class AccountEnabled(Event):
    """A closed account was opened again."""

    user: str


@dataclass(frozen=True)
class PasswordSet(Event):
    """A password was set by its owner or by an administrator."""

    user: str
    by_owner: bool


@dataclass(frozen=True)
class SecondFactorDropped(Event):
    """The second factor of an account was taken away, because its phone is lost."""

    user: str


@dataclass(frozen=True)
class RoleDefined(Event):
    """A role has new grants or new bounds."""

    role: str
    grants: list[str]


@dataclass(frozen=True)
class RoleAssigned(Event):
    """A role over an area was given, from a day and perhaps until a day."""

    user: str
    role: str
    area: str
    unit: str
    since: str
    until: str


@dataclass(frozen=True)
class RoleEnded(Event):
    """A role over an area was taken back."""

    user: str
    role: str
    area: str
    unit: str
