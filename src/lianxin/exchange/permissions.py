"""What somebody may be allowed to do with other systems."""

from __future__ import annotations

from enum import StrEnum


class Grant(StrEnum):
    """Grants over exchange with other systems; roles are sets of them (users/data/roles.json)."""

    IMPORT = "exchange:import"
