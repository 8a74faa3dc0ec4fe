"""What may be done to stored files as such; who may see one is its own domain's to say."""

from __future__ import annotations

from enum import StrEnum


class Grant(StrEnum):
    """Grants of this package."""

    CLEAN = "files:clean"
