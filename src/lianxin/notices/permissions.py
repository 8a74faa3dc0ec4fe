"""What may be done with messages."""

from __future__ import annotations

from enum import StrEnum


class Grant(StrEnum):
    """Grants of this package."""

    ANNOUNCE = "notices:announce"
    READ_OUT = "notices:read_out"
    OPERATE = "notices:operate"
