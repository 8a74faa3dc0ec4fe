"""A question whose words are kept is answered as the ORM would answer it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.kernel.asked import KEY, asked, listed
from lianxin.kernel.codes.models import CalendarDay, Code

pytestmark = pytest.mark.django_db
DAY = date(1, 1, 2)


def the_days() -> None:
    for n in range(1, 5):
        CalendarDay.objects.create(
            day=date(2030, 1, n), is_workday=n % 2 == 0, name="rest_day" if n % 2 else "%s 元旦",
            source="示例",
        )  # fmt: skip


def test_it_is_asked_again_with_other_values() -> None:
    the_days()
    rows = CalendarDay.objects.filter(day__gte=DAY, year=2030).order_by("day")
    kept = listed(rows.values_list("day", "is_workday"))
    assert kept.rows({DAY: date(2030, 1, 3)}) == [
        (date(2030, 1, 3), False),
        (date(2030, 1, 4), True),
    ]
    assert kept.rows({DAY: date(2031, 1, 1)}) == []


def test_words_of_the_program_stand_in_the_question_and_words_of_people_never_do() -> None:
    the_days()
    names = ["rest_day", "%s 元旦", "x'); DROP TABLE codes_code; --"]
    rows = CalendarDay.objects.filter(name__in=names).order_by("day")
    kept = listed(rows.values_list("name"), fixed=names)
    assert ("'rest_day'" in kept.words, len(kept.values)) == (True, 2)
    with CaptureQueriesContext(connection) as noted:
        found = kept.rows({})
    assert [name for (name,) in found] == ["rest_day", "%s 元旦"] * 2
    assert len(noted) == 1


def test_whoever_may_see_nothing_need_not_ask() -> None:
    kept = listed(CalendarDay.objects.filter(pk__in=[]).values_list("day"))
    with CaptureQueriesContext(connection) as noted:
        assert kept.rows({}) == []
    assert len(noted) == 0


def test_a_column_that_the_orm_converts_is_left_to_the_orm() -> None:
    with pytest.raises(TypeError, match="converted"):
        listed(Code.objects.values_list("extra"))


def test_a_list_of_any_length_is_asked_with_the_same_words() -> None:
    the_days()
    kept = asked(CalendarDay.objects.filter(name__any_of=KEY, year=2030).order_by("day"))
    assert [row.day.day for row in kept.all(["rest_day", "none"])] == [1, 3]
    assert [row.day.day for row in kept.all(["rest_day"])] == [1, 3]
    assert kept.all([]) == []
