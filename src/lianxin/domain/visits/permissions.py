"""What somebody may be allowed to do with visits."""

from __future__ import annotations

from enum import StrEnum


class Grant(StrEnum):
    """Grants over visits. There is none for counting how often somebody was out."""

    SEE = "visits:see"
    RECORD = "visits:record"
