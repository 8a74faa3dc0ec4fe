"""What may be done to code tables and the calendar."""

from __future__ import annotations

from enum import StrEnum


class Grant(StrEnum):
    """Grants of this package."""

    MANAGE = "codes:manage"
