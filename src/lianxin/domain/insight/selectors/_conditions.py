"""What the words of formulas mean in the rows of the tables, at a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import reduce
from operator import and_

from django.db.models import F, Q

from lianxin.domain.cases.rules import ANSWERED, WITH_UNIT, Answer, Solved, State, WhistleState
from lianxin.domain.insight.rules import Condition, Source
from lianxin.kernel import clock

Meaning = Callable[[datetime], Q]
PLEASED, FAIR = 4, 3
"""5 很满意, 4 满意, 3 基本满意, 2 不满意, 1 很不满意: the five grades of 政务服务“好差评”."""
GRASSROOTS = ("village", "town")
NOT_COUNTED = [State.MERGED.value, State.WITHDRAWN.value, State.NOT_ACCEPTED.value]
OVER = [State.CLOSED.value, State.CLOSED_UNSOLVED.value]
HAS_ANSWER = Q(replied_at__isnull=False, state__in=[*(s.value for s in ANSWERED), *OVER])
AT_WORK = Q(state__in=[state.value for state in WITH_UNIT])
HEARD = [solved.value for solved in Solved]


def _always(condition: Q) -> Meaning:
    return lambda now: condition


def _owed(due: str, done: str) -> Meaning:
    """Done, or the time for it is over; a case that rests owes nothing.

    Nor does one that was joined to another 并案, from then on: its own unit had it no more.
    """
    is_its_own = Q(parent__isnull=True) | Q(joined_at__gt=F(due))
    return lambda now: (
        Q(**{f"{due}__isnull": False})
        & (
            Q(**{f"{done}__isnull": False})
            | Q(**{f"{due}__lt": now}) & ~Q(state="suspended") & is_its_own
        )
    )


def _held_for(least: int, most: int | None) -> Meaning:
    """Put aside so many days ago by the calendar, the day of putting aside not counted."""

    def condition(now: datetime) -> Q:
        today = clock.local(now).date()
        found = Q(from_at__lt=clock.at(today - timedelta(days=least - 1))) if least else Q()
        return found & Q(from_at__gte=clock.at(today - timedelta(days=most))) if most else found

    return condition


CASE: Mapping[Condition, Meaning] = {
    Condition.ACCEPTED: _always(~Q(state__in=NOT_COUNTED)),
    Condition.CONTACT_OWED: _owed("contact_due", "contacted_at"),
    Condition.CONTACTED_IN_TIME: _always(
        Q(contacted_at__lte=F("contact_due"), contact_denied=False)
    ),
    Condition.SIGN_OWED: _owed("sign_due", "signed_at"),
    Condition.SIGNED_IN_TIME: _always(Q(signed_at__lte=F("sign_due"), is_tacit=False)),
    Condition.RESULT_OWED: lambda now: (
        Q(result_due__isnull=False) & (HAS_ANSWER | AT_WORK & Q(result_due__lt=now))
    ),
    Condition.ANSWERED_IN_TIME: _always(HAS_ANSWER & Q(replied_at__lte=F("result_due"))),
    Condition.ANSWERED_ONCE: _always(Q(replied_at__isnull=False) | Q(redo_count__gt=0)),
    Condition.REDONE: _always(Q(redo_count__gt=0)),
    Condition.ENDED: _always(Q(state__in=OVER)),
    Condition.ENDED_ONCE: _always(Q(state__in=OVER) | Q(reopen_count__gt=0)),
    Condition.REOPENED: _always(Q(reopen_count__gt=0)),
    Condition.CALLED_BACK: _always(Q(solved__in=HEARD)),
    Condition.SOLVED: _always(Q(solved=Solved.YES.value)),
    Condition.UNREACHED: _always(Q(outcome="unreached")),
    Condition.RATED: _always(Q(solved__in=HEARD, satisfied__isnull=False)),
    Condition.PLEASED: _always(Q(satisfied__gte=PLEASED)),
    Condition.FAIRLY_PLEASED: _always(Q(satisfied__gte=FAIR)),
    Condition.PROACTIVE: _always(Q(origin="proactive")),
    Condition.PROACTIVE_OR_REPORTED: _always(
        Q(origin__in=["proactive", "reported", "hotline12345"])
    ),
    Condition.BY_THE_GRASSROOTS: _always(Q(is_settled=True) | Q(main_org__level__in=GRASSROOTS)),
    Condition.CLOSED_SOLVED: _always(
        Q(state=State.CLOSED.value) & (Q(solved=Solved.YES.value) | Q(solved="", outcome="solved"))
    ),
    Condition.DISPATCHED: _always(Q(first_dispatched_at__isnull=False, main_org__isnull=False)),
    Condition.ON_HOLD: _always(Q(state=State.SUSPENDED.value)),
}
ORDER: Mapping[Condition, Meaning] = {
    Condition.GIVEN: _always(Q()),
    Condition.RETURN_ASKED: _always(Q()),
    Condition.RETURN_DECIDED: _always(Q(decision__in=["accepted", "refused"])),
    Condition.RETURN_REFUSED: _always(Q(decision="refused")),
}
"""Of a return that a unit asked for; an order nobody sent back has no row there."""
WHISTLE: Mapping[Condition, Meaning] = {
    Condition.WHISTLE_ENDED: _always(Q(state=WhistleState.DONE.value)),
    Condition.CALLED_BACK: _always(Q(case__solved__in=HEARD)),
    Condition.SOLVED: _always(Q(case__solved=Solved.YES.value)),
}
CALL: Mapping[Condition, Meaning] = {
    Condition.CALL_OWED: lambda now: (
        Q(due__isnull=False)
        & (Q(answered_at__isnull=False) | Q(due__lt=now, whistle__state=WhistleState.CALLED.value))
    ),
    Condition.CALL_ANSWERED_IN_TIME: _always(Q(answered_at__lte=F("due"))),
    Condition.CALL_JUDGED: _always(
        Q(by_unit__in=["right", "wrong"]) | Q(answer=Answer.NOT_OURS.value)
    ),
    Condition.CALL_RIGHT: _always(Q(by_unit="right")),
}
HOLD: Mapping[Condition, Meaning] = {
    Condition.STILL_HELD: _always(Q(to_at=None)),
    Condition.HELD_TO_30: _held_for(0, 30),
    Condition.HELD_31_TO_60: _held_for(31, 60),
    Condition.HELD_61_TO_90: _held_for(61, 90),
    Condition.LONG_HELD: _held_for(91, None),
}
MEANINGS: Mapping[Source, Mapping[Condition, Meaning]] = {
    Source.CASE: CASE,
    Source.ORDER: ORDER,
    Source.WHISTLE: WHISTLE,
    Source.CALL: CALL,
    Source.HOLD: HOLD,
}


def meaning(source: Source, words: Iterable[Condition], now: datetime) -> Q:
    """All of these words at once, as a WHERE clause over the rows of their source."""
    return reduce(and_, (MEANINGS[source][word](now) for word in words), Q())
