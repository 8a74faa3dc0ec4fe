"""The week's supervision list on the screen, on paper and in a file."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.tests.story import water_bureau, with_leaders, working
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.kernel.privacy.models import AccessLog
from tests.cast import OTHER_TOWN, TOWN, Cast, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(november: object, cast: Cast) -> Cast:
    return with_leaders(cast)


def test_the_list_says_why_and_goes_on_paper_and_into_a_file(
    cast: Cast, at_desk: LogIn, november: time_machine.Traveller
) -> None:
    assert "这一周没有要督办的事" in said(at_desk("dispatcher").get("/desk/weekly/"))
    case = working(cast)
    november.shift(timedelta(days=8))
    sister = at_desk("dispatcher")
    shown = said(sister.get("/desk/weekly/"))
    assert case.no in shown
    assert "超期没有答复" in shown
    assert "超期没有答复" in said(sister.get("/desk/weekly/print/"))
    answer = sister.get("/desk/weekly/export/")
    assert answer["Content-Disposition"].endswith('.xlsx"')
    with ZipFile(BytesIO(answer.content)) as book:
        words = book.read("xl/sharedStrings.xml").decode()
    assert "为什么督办" in words
    assert "超期没有答复" in words
    assert "王桂兰" not in words
    assert AccessLog.objects.get(subject="cases:export").reason == "导出“本周督办清单”"
    assert "本周督办清单" in said(at_desk("caller").get("/desk/weekly/"))
    for who in ("handler", "grid"):
        for address in ("/desk/weekly/", "/desk/weekly/print/", "/desk/weekly/export/"):
            assert at_desk(who).get(address).status_code == 403


def test_narrowed_on_the_screen_on_paper_and_in_the_file(
    cast: Cast, at_desk: LogIn, november: time_machine.Traveller
) -> None:
    water = water_bureau(cast)
    late, many = working(cast), working(cast, register(reporter_phone="13841800002"))
    Case.objects.filter(pk=many.pk).update(main_org=water, is_group=True)
    november.shift(timedelta(days=8))
    sister, query = at_desk("dispatcher"), f"unit={water}&why=group"
    whole = said(sister.get("/desk/weekly/"))
    assert "清单上共 2 件" in whole
    assert "不筛了" not in whole
    shown = said(sister.get(f"/desk/weekly/?{query}"))
    assert "清单上 2 件，合条件的 1 件" in shown
    assert many.no in shown
    assert late.no not in shown
    assert "不筛了" in shown
    for page in ("print", "export"):
        assert f"/desk/weekly/{page}/?{query.replace('&', '&amp;')}" in shown
    paper = said(sister.get(f"/desk/weekly/print/?{query}"))
    assert "只看：县水利局、多人反映" in paper
    assert "清单上 2 件，合条件的 1 件" in paper
    assert many.no in paper
    assert late.no not in paper
    assert f"/desk/weekly/?{query.replace('&', '&amp;')}" in paper, "the way back keeps it"
    book = sister.get(f"/desk/weekly/export/?{query}")
    with ZipFile(BytesIO(book.content)) as found:
        words = found.read("xl/sharedStrings.xml").decode()
    assert many.no in words
    assert late.no not in words
    taken = AccessLog.objects.get(subject="cases:export")
    assert taken.reason == "导出“本周督办清单”：县水利局、多人反映"


def test_nothing_of_the_kind_and_nonsense_in_the_address(
    cast: Cast, at_desk: LogIn, november: time_machine.Traveller
) -> None:
    case = working(cast)
    november.shift(timedelta(days=8))
    sister = at_desk("dispatcher")
    nothing = said(sister.get("/desk/weekly/?why=repeated"))
    assert "没有找到合条件的事" in nothing
    assert "清单上 1 件，合条件的 0 件" in nothing
    assert "不筛了" in nothing
    for nonsense in ("why=x", "unit=1%00", "area=%EF%BC%91", "unit=%27--&area=abc", "after=9"):
        answer = sister.get(f"/desk/weekly/?{nonsense}")
        assert answer.status_code == 200
        assert case.no in said(answer), nonsense
    assert "没有找到合条件的事" in said(sister.get(f"/desk/weekly/?area={OTHER_TOWN}"))
    assert "没有找到合条件的事" in said(sister.get(f"/desk/weekly/?area={'9' * 70}"))
    assert case.no in said(at_desk("caller").get(f"/desk/weekly/?area={TOWN}"))


def test_the_page_asks_the_same_number_of_questions_however_long_the_list(
    cast: Cast, at_desk: LogIn, november: time_machine.Traveller,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    address = f"/desk/weekly/?unit={cast.station.pk}&why=late"
    working(cast)
    november.shift(timedelta(days=8))
    sister = at_desk("dispatcher")
    sister.get(address)
    with CaptureQueriesContext(connection) as few:
        sister.get(address)
    usual = len(few)
    for n in range(5):
        working(cast, register(reporter_phone=f"1384180020{n}"))
    november.shift(timedelta(days=8))
    sister = at_desk("dispatcher")
    sister.get(address)
    with django_assert_max_num_queries(usual):
        assert "合条件的 6 件" in said(sister.get(address))
