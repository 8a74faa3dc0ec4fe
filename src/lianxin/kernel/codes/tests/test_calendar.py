"""The calendar table: loaded from the official list, corrected by hand, alarmed when it ends."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.kernel import clock
from lianxin.kernel.actor import VILLAGER, system
from lianxin.kernel.codes import selectors
from lianxin.kernel.codes.models import CalendarDay
from lianxin.kernel.codes.services import (
    Day,
    calendar_day_set,
    calendar_year_set,
    load_defaults,
)
from lianxin.kernel.codes.services._official import HOLIDAYS, OFFICIAL
from lianxin.kernel.errors import Denied, Invalid

pytestmark = pytest.mark.django_db
START = system("start")
NEW_YEAR = Day(date(2027, 1, 1), False, "元旦")
NOTICE = "国办发明电〔2026〕9号（示例）"


@pytest.fixture(autouse=True)
def _january(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the fifth of January 2026."""
    monkeypatch.setattr(clock, "now", lambda: clock.at(date(2026, 1, 5)))


@pytest.fixture
def loaded() -> None:
    load_defaults(actor=START)


def test_before_anything_is_loaded_weekends_rest_and_a_sentence_warns() -> None:
    assert selectors.calendar().is_workday(date(2026, 2, 17))
    warning = selectors.calendar_warning(date(2026, 6, 1))
    assert warning is not None
    assert "还没有2026年的放假安排" in warning


@pytest.mark.usefixtures("loaded")
def test_the_published_years_are_known_with_holidays_and_worked_weekends() -> None:
    calendar = selectors.calendar()
    assert {2024, 2025, 2026} <= calendar.known_years
    assert not calendar.is_workday(date(2026, 2, 17))
    assert calendar.is_workday(date(2026, 2, 14))
    by_day = {d.day: d for d in selectors.calendar_days(2026)}
    assert by_day[date(2026, 2, 17)].name == "春节"
    assert by_day[date(2026, 2, 14)].name == "春节调休上班"
    assert by_day[date(2026, 1, 1)].name == "元旦"
    assert str(CalendarDay.objects.get(day=date(2026, 1, 1))) == "2026-01-01 元旦"
    assert not any(d.name.isascii() and d.name for d in by_day.values())


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("today", "sentence"),
    [
        (date(2026, 10, 31), None),
        (date(2026, 11, 1), "还没有2027年的放假安排，跨年的时限"),
        (date(2027, 1, 1), "还没有2027年的放假安排，时限暂按周六、周日休息"),
        (date(2025, 12, 31), None),
    ],
)
def test_the_alarm_rings_before_the_calendar_ends(today: date, sentence: str | None) -> None:
    warning = selectors.calendar_warning(today)
    assert warning == sentence or (sentence is not None and sentence in str(warning))


@pytest.mark.usefixtures("loaded")
def test_loading_again_writes_nothing_and_brings_corrections() -> None:
    load_defaults(actor=START)
    count = CalendarDay.objects.count()
    CalendarDay.objects.filter(day=date(2026, 2, 17)).update(is_workday=True)
    CalendarDay.objects.filter(day=date(2026, 2, 18)).delete()
    load_defaults(actor=START)
    assert CalendarDay.objects.count() == count
    assert not selectors.calendar().is_workday(date(2026, 2, 17))


@pytest.mark.usefixtures("loaded")
def test_a_day_set_by_hand_wins_over_the_official_list() -> None:
    flood = date(2026, 8, 3)
    calendar_day_set(actor=START, area="", row=Day(flood, False, "防汛停工"), source=NOTICE)
    calendar_day_set(
        actor=START, area="", row=Day(date(2026, 2, 17), True, "春节值守"), source=NOTICE
    )
    load_defaults(actor=START)
    assert not selectors.calendar().is_workday(flood)
    assert selectors.calendar().is_workday(date(2026, 2, 17))
    assert not CalendarDay.objects.filter(day=flood).exists()


@pytest.mark.usefixtures("loaded")
def test_one_day_set_by_hand_does_not_make_a_year_known() -> None:
    calendar_day_set(
        actor=START, area="", row=Day(date(2027, 5, 1), False, "劳动节"), source=NOTICE
    )
    assert not selectors.calendar().knows(2027)
    assert selectors.calendar_warning(date(2026, 12, 1)) is not None


@pytest.mark.usefixtures("loaded")
def test_a_new_notice_is_entered_by_hand_and_the_alarm_falls_silent() -> None:
    days = [NEW_YEAR, Day(date(2027, 1, 3), True, "元旦调休上班")]
    for _ in range(2):
        calendar_year_set(actor=START, area="", year=2027, days=days, source=NOTICE)
    assert selectors.calendar_warning(date(2026, 12, 1)) is None
    assert selectors.calendar().is_workday(date(2027, 1, 3))
    assert len(selectors.calendar_days(2027)) == 2


@pytest.mark.usefixtures("loaded")
def test_a_year_entered_by_hand_wins_day_by_day_and_holes_are_filled_by_the_official_list() -> None:
    worked = [Day(date(2026, 1, 1), False, "元旦"), Day(date(2026, 10, 1), True, "国庆值守")]
    calendar_year_set(actor=START, area="", year=2026, days=worked, source=NOTICE)
    load_defaults(actor=START)
    assert selectors.calendar().is_workday(date(2026, 10, 1))
    assert not selectors.calendar().is_workday(date(2026, 10, 2))


def test_a_notice_must_be_whole_and_of_its_year() -> None:
    with pytest.raises(Invalid, match="没有元旦"):
        calendar_year_set(actor=START, area="", year=2027, days=[], source=NOTICE)
    stray = Day(date(2026, 12, 31), False, "元旦")
    with pytest.raises(Invalid, match="不在2027年"):
        calendar_year_set(actor=START, area="", year=2027, days=[NEW_YEAR, stray], source=NOTICE)


@pytest.mark.parametrize("source", ["", "  ", OFFICIAL])
def test_a_day_needs_the_notice_that_says_so(source: str) -> None:
    with pytest.raises(Invalid, match="依据") as refused:
        calendar_day_set(actor=START, area="", row=NEW_YEAR, source=source)
    assert "source" in refused.value.fields


def test_the_calendar_is_not_for_everybody_to_set() -> None:
    with pytest.raises(Denied):
        calendar_day_set(actor=VILLAGER, area="", row=NEW_YEAR, source=NOTICE)
    with pytest.raises(Denied):
        calendar_year_set(actor=VILLAGER, area="", year=2027, days=[NEW_YEAR], source=NOTICE)


def test_every_holiday_of_the_list_has_a_chinese_name() -> None:
    import chinese_calendar

    assert set(chinese_calendar.holidays.values()) <= set(HOLIDAYS)
