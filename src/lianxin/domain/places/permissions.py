"""What somebody may be allowed to do with places. Reading the area tree is open to everybody."""

from __future__ import annotations

from enum import StrEnum


class Grant(StrEnum):
    """Grants over places; roles are sets of them (users/data/roles.json)."""

    MANAGE = "places:manage"
