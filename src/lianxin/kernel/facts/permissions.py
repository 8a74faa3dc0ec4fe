"""What may be done to deliveries."""

from __future__ import annotations

from enum import StrEnum


class Grant(StrEnum):
    """Grants of this package."""

    OPERATE = "facts:operate"
