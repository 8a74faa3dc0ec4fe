"""What may be done to messages."""

from __future__ import annotations

from enum import StrEnum


class Grant(StrEnum):
    """Grants of this package."""

    ANNOUNCE = "notices:announce"
    OPERATE = "notices:operate"
