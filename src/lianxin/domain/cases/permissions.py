"""What somebody may be allowed to do with cases."""

from __future__ import annotations

from enum import StrEnum


class Grant(StrEnum):
    """Grants over cases; roles are sets of them (users/data/roles.json)."""

    REGISTER = "cases:register"
    SETTLE = "cases:settle"
    SEE = "cases:see"
    DISPATCH = "cases:dispatch"
    DECLINE = "cases:decline"
    CATALOGUE = "cases:catalogue"
    CLOCKS = "cases:clocks"
    SIGN = "cases:sign"
    NOTE = "cases:note"
    REPLY = "cases:reply"
    SUSPEND = "cases:suspend"
    WHISTLE = "cases:whistle"
    REVIEW = "cases:review"
    VERIFY = "cases:verify"
    CALL_BACK = "cases:call_back"
    SUPERVISE = "cases:supervise"
    WATCH_LIST = "cases:watch_list"
    MARK_MALICE = "cases:mark_malice"
    DECIDE_MALICE = "cases:decide_malice"
    LEAD = "cases:lead"
    HAND_OVER = "cases:hand_over"
    MEETING = "cases:meeting"
    SEE_REPORTER = "cases:see_reporter"
    REVEAL = "cases:reveal"
    EXPORT = "cases:export"
