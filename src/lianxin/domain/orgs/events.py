"""What can have happened to a unit or a post."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.kernel.facts import Event


@dataclass(frozen=True)
class OrgAdded(Event):
    """A unit was entered."""

    org: str
    area: str


@dataclass(frozen=True)
class PostAssigned(Event):
    """A post was taken up."""

    post: str
    org: str


@dataclass(frozen=True)
class PostEnded(Event):
    """A post was given up."""

    post: str
    org: str


@dataclass(frozen=True)
class ResponsibilitySet(Event):
    """A square of the matrix 片·线·点 was filled anew."""

    responsibility: str
    area: str
    category: str
