"""Once a week: a township whose week has begun without a meeting is asked for a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.domain.cases.models import Case, Meeting, WeekMark
from lianxin.domain.cases.rules import Ending, first_workday, week_of
from lianxin.domain.cases.services import (
    ItemEnding,
    meeting_item_add,
    meeting_item_end,
    meeting_open,
    week_tick,
)
from lianxin.domain.cases.tests.story import at, with_leaders, working
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.facts import Fact
from lianxin.kernel.workdays import Calendar
from tests.cast import TOWN, Cast

pytestmark = pytest.mark.django_db
BOSS = system("tick")
MONDAY = date(2026, 11, 16)
PLAIN = Calendar()


@pytest.fixture
def hired() -> Iterator[None]:
    """Everybody is at work from the first of the month on."""
    with time_machine.travel(at("2026-11-02 08:00"), tick=False):
        yield


@pytest.fixture
def cast(hired: None, cast: Cast) -> Cast:
    return with_leaders(cast)


def late(cast: Cast) -> Case:
    """Signed on the 2nd of November and never answered: late from the 10th on."""
    with time_machine.travel("2026-11-02T09:00+08:00", tick=False):
        return working(cast)


def sweep(moment: str) -> int:
    """How many townships are asked for a day by a sweep at this moment."""
    before = len(missing())
    with time_machine.travel(at(moment), tick=False):
        week_tick(actor=BOSS)
    return len(missing()) - before


def missing() -> list[tuple[str, str, int]]:
    rows = Fact.objects.filter(kind="MeetingMissing").order_by("pk")
    return [(f.body["area"], f.body["week"], f.body["items"]) for f in rows]


def test_the_first_working_day_of_a_week() -> None:
    assert week_of(date(2026, 11, 22)) == MONDAY
    assert first_workday(MONDAY, PLAIN) == MONDAY
    festival = {MONDAY + timedelta(days=n): False for n in range(7)}
    assert first_workday(MONDAY, Calendar(festival)) is None
    assert first_workday(MONDAY, Calendar({MONDAY: False})) == date(2026, 11, 17)
    swapped = Calendar(festival | {date(2026, 11, 22): True})
    assert first_workday(MONDAY, swapped) == date(2026, 11, 22), "a Sunday that is worked"


def test_the_leader_is_reminded_once_a_week(cast: Cast) -> None:
    late(cast)
    assert sweep("2026-11-16 08:00") == 0, "nobody is at work yet"
    assert sweep("2026-11-16 08:30") == 1
    assert sweep("2026-11-16 08:31") == 0
    assert sweep("2026-11-20 10:00") == 0
    assert missing() == [(TOWN, "2026-11-16", 1)]
    assert sweep("2026-11-23 09:00") == 1, "the next week asks again"


def test_who_sweeps_late_in_the_week_still_tells_it(cast: Cast) -> None:
    late(cast)
    assert sweep("2026-11-18 15:00") == 1
    assert missing() == [(TOWN, "2026-11-16", 1)]


def test_a_meeting_that_is_planned_or_nothing_to_talk_about_reminds_nobody(cast: Cast) -> None:
    assert sweep("2026-11-09 09:00") == 0, "nothing waits"
    late(cast)
    with time_machine.travel(at("2026-11-13 09:00"), tick=False):
        meeting_open(actor=cast.actor("dispatcher"), area=TOWN, held_on=date(2026, 11, 19))
    assert sweep("2026-11-16 09:00") == 0
    assert missing() == []


def test_what_the_last_meeting_left_over_waits_too(cast: Cast) -> None:
    clerk = cast.actor("dispatcher")
    with time_machine.travel(at("2026-11-12 09:00"), tick=False):
        case = working(cast)
        meeting = meeting_open(actor=clerk, area=TOWN, held_on=clock.today())
        item = meeting_item_add(actor=clerk, meeting_id=meeting.pk, no=case.no)
        day = clock.today() + timedelta(days=20)
        meeting_item_end(
            actor=clerk, item_id=item.pk,
            ending=ItemEnding(Ending.DATED, "月底前", cast.station.pk, day),
        )  # fmt: skip
    assert sweep("2026-11-16 09:00") == 1
    assert missing() == [(TOWN, "2026-11-16", 1)]
    assert Meeting.objects.count() == 1


def test_a_week_that_was_told_costs_one_question(cast: Cast) -> None:
    late(cast)
    sweep("2026-11-16 09:00")
    with (
        time_machine.travel(at("2026-11-16 09:01"), tick=False),
        CaptureQueriesContext(connection) as asked,
    ):
        week_tick(actor=BOSS)
    assert len(asked) == 1
    sweep("2027-03-15 09:00")
    assert set(WeekMark.objects.values_list("on", flat=True)) == {date(2027, 3, 15)}
