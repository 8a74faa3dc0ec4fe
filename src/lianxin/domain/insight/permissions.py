"""What somebody may be allowed to do with indicators."""

from __future__ import annotations

from enum import StrEnum


class Grant(StrEnum):
    """Grants over indicators; roles are sets of them (users/data/roles.json)."""

    SEE = "insight:see"
    EXCLUDE = "insight:exclude"
    DECIDE = "insight:decide"
    SET_RESIDENTS = "insight:set_residents"
