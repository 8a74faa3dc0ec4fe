"""Pages about the reader: account, calendar, help."""

from __future__ import annotations

from datetime import datetime
from unittest import mock

import pytest

from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.entrypoints.desk.urls import urlpatterns
from lianxin.kernel import clock

pytestmark = pytest.mark.django_db


def test_every_page_of_the_desk_is_for_staff() -> None:
    assert all(str(getattr(v.callback, "guarded", "")).startswith("staff") for v in urlpatterns)


def test_ones_own_posts_stand_on_ones_own_page(at_desk: LogIn) -> None:
    page = said(at_desk("handler").get("/desk/me/"))
    assert "大周" in page
    assert "部门经办人" in page
    assert "/desk/login/password/" in page


def test_the_calendar_shows_holidays_and_warns_of_an_unknown_year(at_desk: LogIn) -> None:
    client = at_desk("handler")
    page = said(client.get("/desk/calendar/?year=2026"))
    assert 'title="国庆节"' in page
    assert "day-made-up" in page
    assert "2031年没有录入放假通知" in said(client.get("/desk/calendar/?year=2031"))
    december = datetime(2026, 12, 1, 9, 0, tzinfo=clock.LOCAL)
    with mock.patch.object(clock, "now", return_value=december):
        assert "还没有2027年的放假安排" in said(client.get("/desk/calendar/"))


@pytest.mark.parametrize("year", ["abc", "0", "99999", "-1", "1999", ""])
def test_a_nonsense_year_is_this_year(at_desk: LogIn, year: str) -> None:
    this = f"{clock.today().year} 年工作日历"
    assert this in said(at_desk("handler").get(f"/desk/calendar/?year={year}"))


def test_help_names_every_key(at_desk: LogIn) -> None:
    page = said(at_desk("handler").get("/desk/help/"))
    for key in ("/", "n", "d", "s", "b", "r", "h", "x", "v", "u"):
        assert f"<kbd>{key}</kbd>" in page
