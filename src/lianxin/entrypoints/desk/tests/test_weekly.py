"""The week's supervision list on the screen, on paper and in a file."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine

from lianxin.domain.cases.tests.story import with_leaders, working
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.kernel.privacy.models import AccessLog
from tests.cast import Cast

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
