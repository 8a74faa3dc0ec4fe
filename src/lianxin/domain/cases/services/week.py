"""What is told once a week, on its first working day, or as soon as somebody sweeps after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Meeting, WeekMark
from lianxin.domain.cases.rules import WEEKLY, first_workday, week_of
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._agenda import waiting_for_weekly
from lianxin.domain.cases.services._listed import listed
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import record
from lianxin.kernel.workdays import OFFICE

WEEK = timedelta(days=7)
OPENS = OFFICE[0][0]
KEPT = timedelta(days=90)


def week_tick(*, actor: Actor, now: datetime | None = None) -> int:
    """From the opening of a week's first working day on, each county's matters of the week, once.

    A week that nobody swept is not made up for: what is told is of today. Safe to repeat and to
    run twice at once: the row of a week is unique. Returns how many facts were written.
    Basis: S24; domain.md §2.4 河东区. Emits: MeetingMissing, SupervisionListed.
    """
    now = now or clock.now()
    week = week_of(clock.local(now).date())
    done = set(WeekMark.objects.filter(on=week).values_list("county", "kind"))
    told = 0
    for place in places.counties(actor=actor):
        county = place.code[:6]
        left = [kind for kind in TELLERS if (county, kind) not in done]
        if left and _has_begun(week, county, now):
            told += sum(_tell_once(kind, county, week, actor, now) for kind in left)
    return told


def _has_begun(week: date, county: str, now: datetime) -> bool:
    day = first_workday(week, _law.calendar(county))
    return day is not None and now >= datetime.combine(day, OPENS, tzinfo=clock.LOCAL)


@transaction.atomic
def _tell_once(kind: str, county: str, week: date, actor: Actor, now: datetime) -> int:
    _row, is_new = WeekMark.objects.get_or_create(
        on=week, county=county, kind=kind, defaults={"at": now}
    )
    if not is_new:
        return 0
    WeekMark.objects.filter(county=county, kind=kind, on__lt=week - KEPT).delete()
    return TELLERS[kind](county, week, actor, now)


def _meetings(county: str, week: date, actor: Actor, now: datetime) -> int:
    """Where something waits for the weekly meeting and none is planned for this week."""
    planned = Meeting.objects.filter(
        kind=WEEKLY.code, area__code__startswith=county, held_on__gte=week,
        held_on__lt=week + WEEK,
    ).values_list("area_id", flat=True)  # fmt: skip
    has_one = {area[: WEEKLY.digits] for area in planned}
    found = waiting_for_weekly(county, now)
    missing = sorted(town for town in found if town not in has_one)
    for town in missing:
        event = events.MeetingMissing(
            stream=f"week:{town}", area=town.ljust(12, "0"), week=week.isoformat(),
            items=len(found[town]),
        )  # fmt: skip
        record(event, actor=actor)
    return len(missing)


def _list(county: str, week: date, actor: Actor, now: datetime) -> int:
    """The supervision list of the county and of each township; complaints about staff go untold."""
    found = [case for case, _why in listed(Case.objects.filter(county=county), now)]
    plain = [case for case in found if not (case.about_user or case.about_org_id)]
    counts = Counter(case.town for case in plain if not case.hidden_from_town)
    if plain:
        counts[county] = len(plain)
    for place, n in sorted(counts.items()):
        event = events.SupervisionListed(
            stream=f"week:{place}", area=place.ljust(12, "0"), week=week.isoformat(), cases=n
        )
        record(event, actor=actor)
    return len(counts)


TELLERS: Mapping[str, Callable[[str, date, Actor, datetime], int]] = {
    "meeting": _meetings,
    "list": _list,
}
"""What is told of a week, each with its own mark."""
