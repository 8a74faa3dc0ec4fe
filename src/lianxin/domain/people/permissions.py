"""What somebody may be allowed to know and write of households and residents."""

from __future__ import annotations

from enum import StrEnum


class Grant(StrEnum):
    """Grants over people. Seeing a household is one thing, each sensitive kind of field another.

    Basis: 个人信息保护法 art. 6 and 28; domain.md §4.2–4.4.
    """

    SEE = "people:see"
    SEE_NAME = "people:see_name"
    SEE_PHONE = "people:see_phone"
    SEE_HEALTH = "people:see_health"
    SEE_HIDDEN = "people:see_hidden"
    REVEAL = "people:reveal"
    KEEP = "people:keep"
    TAG = "people:tag"
    IMPORT = "people:import"
    EXPORT = "people:export"
    AUDIT = "people:audit"
