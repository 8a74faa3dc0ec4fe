"""What somebody may be allowed to do with cases."""

from __future__ import annotations

from enum import StrEnum


class Grant(StrEnum):
    """Grants over cases; roles are sets of them (users/data/roles.json)."""

    REGISTER = "cases:register"
    SEE = "cases:see"
    DISPATCH = "cases:dispatch"
    DECLINE = "cases:decline"
    SIGN = "cases:sign"
    NOTE = "cases:note"
    REPLY = "cases:reply"
    CALL_BACK = "cases:call_back"
    SEE_REPORTER = "cases:see_reporter"
    REVEAL = "cases:reveal"
    EXPORT = "cases:export"
