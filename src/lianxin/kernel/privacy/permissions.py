"""What may be done to keys and the log of who looked."""

from __future__ import annotations

from enum import StrEnum


class Grant(StrEnum):
    """Grants of this package."""

    MANAGE = "privacy:manage"
