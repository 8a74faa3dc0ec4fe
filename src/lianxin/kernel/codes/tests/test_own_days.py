"""Days that a county enters for itself: nearest wins, taken back in time, never behind its back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lianxin.kernel import clock
from lianxin.kernel.actor import Actor, Kind, Scope, system
from lianxin.kernel.codes import selectors
from lianxin.kernel.codes.services import (
    Day,
    calendar_day_set,
    calendar_days_withdraw,
    calendar_year_set,
    load_defaults,
)
from lianxin.kernel.errors import Denied, Invalid, RuleViolation
from lianxin.kernel.facts import Fact

pytestmark = pytest.mark.django_db
COUNTY, NEIGHBOUR, CITY = "210921", "210922", "2109"
TODAY = date(2026, 11, 3)
FEAST = date(2026, 12, 7)
NOTICE = "阜蒙政办〔2026〕3号（示例）"


def manager(area: str) -> Actor:
    return Actor("user:1", "管理员", Kind.STAFF, (Scope(frozenset({"codes:manage"}), (area,)),))


@pytest.fixture(autouse=True)
def _november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: clock.at(TODAY) + timedelta(hours=9))
    load_defaults(actor=system("start"))


def set_day(area: str, day: date, *, works: bool, name: str = "县庆") -> bool:
    return calendar_day_set(
        actor=manager(area), area=area, row=Day(day, works, name), source=NOTICE
    )


def test_a_day_counts_in_its_county_and_nowhere_else() -> None:
    assert set_day(COUNTY, FEAST, works=False)
    assert not selectors.calendar(COUNTY).is_workday(FEAST)
    assert selectors.calendar(NEIGHBOUR).is_workday(FEAST)
    assert selectors.calendar().is_workday(FEAST)
    (row,) = selectors.own_days(COUNTY, year=2026)
    assert str(row) == "2026-12-07 县庆"
    assert row.source == NOTICE


def test_the_county_goes_before_the_city_and_the_city_before_the_published_list() -> None:
    new_year = date(2027, 2, 8)
    set_day(CITY, new_year, works=False, name="市里放假")
    assert not selectors.calendar(NEIGHBOUR).is_workday(new_year)
    set_day(COUNTY, new_year, works=True, name="照常上班")
    assert selectors.calendar(COUNTY).is_workday(new_year)
    by_day = {d.day: d for d in selectors.calendar_days(2027, county=COUNTY)}
    assert (by_day[new_year].name, by_day[new_year].area) == ("照常上班", COUNTY)


def test_the_same_again_is_no_change_and_another_word_is() -> None:
    assert set_day(COUNTY, FEAST, works=False)
    assert not set_day(COUNTY, FEAST, works=False)
    assert set_day(COUNTY, FEAST, works=True)
    facts = list(Fact.objects.filter(stream=f"calendar:{COUNTY}").values_list("kind", "body"))
    assert facts == [
        ("CalendarDaysSet", {"area": COUNTY, "days": ["2026-12-07=rest"]}),
        ("CalendarDaysSet", {"area": COUNTY, "days": ["2026-12-07=work"]}),
    ]


@pytest.mark.parametrize(
    ("day", "name", "source", "field"),
    [
        (TODAY - timedelta(days=1), "县庆", NOTICE, "day"),
        (date(2099, 1, 1), "县庆", NOTICE, "day"),
        (FEAST, " ", NOTICE, "name"),
        (FEAST, "县庆", "", "source"),
        (FEAST, "县庆", "字" * 101, "source"),
    ],
)
def test_a_day_is_refused_at_its_place(day: date, name: str, source: str, field: str) -> None:
    with pytest.raises(Invalid) as no:
        calendar_day_set(
            actor=manager(COUNTY), area=COUNTY, row=Day(day, False, name), source=source
        )
    assert set(no.value.fields) == {field}
    assert not Fact.objects.filter(stream__startswith="calendar:").exists()


@pytest.mark.parametrize("area", [NEIGHBOUR, CITY, "21", ""])
def test_nobody_enters_days_beyond_their_own_place(area: str) -> None:
    row = Day(FEAST, False, "县庆")
    with pytest.raises(Denied):
        calendar_day_set(actor=manager(COUNTY), area=area, row=row, source=NOTICE)
    with pytest.raises(Denied):
        calendar_days_withdraw(actor=manager(COUNTY), area=area, days=[FEAST])


@pytest.mark.parametrize("area", ["210921203", "21092x", "2"])
def test_a_calendar_belongs_to_a_county_a_city_or_a_province(area: str) -> None:
    row = Day(FEAST, False, "县庆")
    with pytest.raises(Invalid):
        calendar_day_set(actor=system("test"), area=area, row=row, source=NOTICE)


def test_a_day_is_taken_back_before_it_comes_and_the_published_one_counts_again() -> None:
    set_day(COUNTY, FEAST, works=False)
    assert calendar_days_withdraw(actor=manager(COUNTY), area=COUNTY, days=[FEAST]) == 1
    assert selectors.calendar(COUNTY).is_workday(FEAST)
    assert calendar_days_withdraw(actor=manager(COUNTY), area=COUNTY, days=[FEAST]) == 0
    kinds = Fact.objects.filter(stream=f"calendar:{COUNTY}").values_list("kind", flat=True)
    assert list(kinds) == ["CalendarDaysSet", "CalendarDaysWithdrawn"]


def test_a_day_that_is_past_stays_for_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    set_day(COUNTY, FEAST, works=False)
    monkeypatch.setattr(clock, "now", lambda: clock.at(FEAST + timedelta(days=1)))
    with pytest.raises(RuleViolation, match="留着备查"):
        calendar_days_withdraw(actor=manager(COUNTY), area=COUNTY, days=[FEAST])
    assert selectors.own_days(COUNTY)


def test_a_county_that_has_entered_its_year_is_warned_no_longer() -> None:
    assert selectors.calendar_warning(TODAY, county=COUNTY)
    days = [Day(date(2027, 1, 1), False, "元旦"), Day(date(2027, 1, 2), True, "调休")]
    set_day(COUNTY, date(2027, 8, 2), works=False, name="防汛停工")
    assert calendar_year_set(
        actor=manager(COUNTY), area=COUNTY, year=2027, days=days, source=NOTICE
    )
    assert selectors.calendar_warning(TODAY, county=COUNTY) is None
    assert selectors.calendar_warning(TODAY, county=NEIGHBOUR)
    assert selectors.calendar_warning(TODAY) is None
    assert selectors.calendar_gaps(TODAY, [COUNTY, NEIGHBOUR]) == {2027: [NEIGHBOUR]}
    assert selectors.calendar_gaps(TODAY, [COUNTY]) == {}
    assert len(selectors.own_days(COUNTY, year=2027)) == 3, "what was entered before stays"


@pytest.mark.parametrize("year", [2025, 2032])
def test_only_years_to_come_are_entered(year: int) -> None:
    days = [Day(date(year, 1, 1), False, "元旦")]
    with pytest.raises(Invalid, match="只能录今年和以后"):
        calendar_year_set(actor=manager(COUNTY), area=COUNTY, year=year, days=days, source=NOTICE)


def test_a_year_of_nothing_but_special_days_is_a_mistake() -> None:
    days = [Day(date(2027, 1, 1) + timedelta(days=n), False, "") for n in range(150)]
    with pytest.raises(Invalid, match="日子太多"):
        calendar_year_set(actor=manager(COUNTY), area=COUNTY, year=2027, days=days, source=NOTICE)
