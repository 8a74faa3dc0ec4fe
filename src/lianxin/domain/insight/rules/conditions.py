"""The words of which formulas are made: what is counted, and what may be asked of it.

A formula in the code table `indicator` names these words; what each means in a row of a table
stands in selectors/conditions.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Source(StrEnum):
    """What is counted: a matter, an order given to a unit, a whistle, a unit called by it, a hold."""

    CASE = "case"
    ORDER = "order"
    WHISTLE = "whistle"
    CALL = "call"
    HOLD = "hold"


class Condition(StrEnum):
    """What may be true of a row."""

    ACCEPTED = "accepted"
    CONTACT_OWED = "contact_owed"
    CONTACTED_IN_TIME = "contacted_in_time"
    SIGN_OWED = "sign_owed"
    SIGNED_IN_TIME = "signed_in_time"
    RESULT_OWED = "result_owed"
    ANSWERED_IN_TIME = "answered_in_time"
    ANSWERED_ONCE = "answered_once"
    REDONE = "redone"
    ENDED = "ended"
    ENDED_ONCE = "ended_once"
    REOPENED = "reopened"
    CALLED_BACK = "called_back"
    SOLVED = "solved"
    UNREACHED = "unreached"
    RATED = "rated"
    PLEASED = "pleased"
    FAIRLY_PLEASED = "fairly_pleased"
    PROACTIVE = "proactive"
    PROACTIVE_OR_REPORTED = "proactive_or_reported"
    BY_THE_GRASSROOTS = "by_the_grassroots"
    CLOSED_SOLVED = "closed_solved"
    DISPATCHED = "dispatched"
    ON_HOLD = "on_hold"
    GIVEN = "given"
    RETURN_ASKED = "return_asked"
    RETURN_DECIDED = "return_decided"
    RETURN_REFUSED = "return_refused"
    WHISTLE_ENDED = "whistle_ended"
    CALL_OWED = "call_owed"
    CALL_ANSWERED_IN_TIME = "call_answered_in_time"
    CALL_JUDGED = "call_judged"
    CALL_RIGHT = "call_right"
    STILL_HELD = "still_held"
    HELD_TO_30 = "held_to_30"
    HELD_31_TO_60 = "held_31_to_60"
    HELD_61_TO_90 = "held_61_to_90"
    LONG_HELD = "long_held"


C = Condition
WORDS: Mapping[Source, frozenset[Condition]] = {
    Source.CASE: frozenset(
        {
            C.ACCEPTED, C.CONTACT_OWED, C.CONTACTED_IN_TIME, C.SIGN_OWED, C.SIGNED_IN_TIME,
            C.RESULT_OWED, C.ANSWERED_IN_TIME, C.ANSWERED_ONCE, C.REDONE, C.ENDED, C.ENDED_ONCE,
            C.REOPENED, C.CALLED_BACK, C.SOLVED, C.UNREACHED, C.RATED, C.PLEASED,
            C.FAIRLY_PLEASED, C.PROACTIVE, C.PROACTIVE_OR_REPORTED, C.BY_THE_GRASSROOTS,
            C.CLOSED_SOLVED, C.DISPATCHED, C.ON_HOLD,
        }
    ),
    Source.ORDER: frozenset({C.GIVEN, C.RETURN_ASKED, C.RETURN_DECIDED, C.RETURN_REFUSED}),
    Source.WHISTLE: frozenset({C.WHISTLE_ENDED, C.CALLED_BACK, C.SOLVED}),
    Source.CALL: frozenset({C.CALL_OWED, C.CALL_ANSWERED_IN_TIME, C.CALL_JUDGED, C.CALL_RIGHT}),
    Source.HOLD: frozenset(
        {C.STILL_HELD, C.HELD_TO_30, C.HELD_31_TO_60, C.HELD_61_TO_90, C.LONG_HELD}
    ),
}  # fmt: skip
"""Which words may be used of what is counted."""
