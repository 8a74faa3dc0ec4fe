"""Matters put straight into the table, as many and as they are needed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import ENDED, State
from lianxin.domain.insight import selectors
from lianxin.domain.insight.rules import Period, Result
from lianxin.domain.orgs.models import Org
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from tests.cast import COUNTY, VILLAGE, Cast

DAY = timedelta(days=1)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
THEN = clock.at(date(2026, 3, 10), 9)
NOW = clock.at(date(2026, 4, 20), 9)
"""Everything that was owed in March is over by then."""
_numbers = iter(range(1, 10**9))


def matter(cast: Cast, state: str = "closed", **given: Any) -> Case:
    """A matter of March, given to the sanitation station; not saved."""
    area = given.pop("area", VILLAGE)
    ended = State(state) in ENDED
    usual: dict[str, Any] = {
        "area_id": area, "county": area[:6], "town": area[:9], "no": f"X{next(_numbers):09d}",
        "state": state, "title": "一件事", "origin": "reported", "channel": "web",
        "nature": "help", "registered_by": "villager", "registered_at": THEN,
        "dispatch_due": THEN + DAY, "first_dispatched_at": THEN, "dispatched_at": THEN,
        "sign_due": THEN + DAY, "contact_due": THEN + DAY, "result_due": THEN + 7 * DAY,
        "main_org_id": cast.station.pk,
    }  # fmt: skip
    if ended and state != "merged":
        usual["closed_at"] = THEN + 5 * DAY
    if not ended:
        usual |= {"next_due": THEN + 7 * DAY, "next_clock": "result"}
    return Case(**usual | given)


def put(*rows: Case) -> list[Case]:
    """Save them."""
    return Case.objects.bulk_create(rows, 500)


def good(**given: Any) -> dict[str, Any]:
    """Contacted, signed, answered and called back, all in time, solved and satisfied."""
    usual: dict[str, Any] = {
        "contacted_at": THEN + DAY / 2, "signed_at": THEN + DAY / 4,
        "replied_at": THEN + 4 * DAY, "outcome": "solved", "solved": "yes", "satisfied": 5,
    }  # fmt: skip
    return usual | given


def days_after(n: float) -> datetime:
    """So many days after it was registered."""
    return THEN + n * DAY


def figures(cast: Cast, who: str = "desk", **given: Any) -> selectors.Figures:
    """The figures of March as they stand in April, of the county if nothing else is said."""
    actor = cast.actor(who)
    with clock.as_of(NOW):
        return selectors.indicators_for(MARCH, actor=actor, **{"area": COUNTY[:6]} | given)


def whole(cast: Cast, who: str = "desk", **given: Any) -> dict[str, Result]:
    """The results of the one group there is."""
    return dict(figures(cast, who, **given).groups[0].results)


def share(found: Result) -> tuple[int, int, float | None]:
    """Numerator, denominator and rate."""
    return found.numerator, found.denominator, found.rate


def bureau() -> Org:
    """The county's water bureau."""
    return org_add(
        actor=system("test"),
        org=NewOrg("县水利局", "水利局", "department", "county", COUNTY, "水利"),
    )
