"""What somebody may be allowed to do with organisations and posts."""

from __future__ import annotations

from enum import StrEnum


class Grant(StrEnum):
    """Grants over organisations."""

    SEE = "orgs:see"
    MANAGE = "orgs:manage"
    KEEP_CHANNELS = "orgs:keep_channels"
    KEEP_CARD = "orgs:keep_card"
