"""A queue as a spreadsheet: what the list shows, nobody's name, and a line in the log."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from lianxin.entrypoints.desk.tests.conftest import LogIn
from lianxin.kernel.privacy.models import AccessLog
from tests.cast import OTHER_VILLAGE, Cast, dispatched, register

pytestmark = pytest.mark.django_db


def cells(client: Client, query: str = "queue=all") -> list[list[str]]:
    """The cells of the sheet, line by line."""
    answer = client.get(f"/desk/export/?{query}")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"].endswith('.xlsx"')
    with ZipFile(BytesIO(answer.content)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet, "no cell is a formula"
    words = [unescape(word) for word in re.findall(r"<si><t[^>]*>(.*?)</t></si>", texts, re.DOTALL)]
    found = []
    for row in re.findall(r"<row.*?</row>", sheet):
        line = re.findall(r'<c r="\w+"[^>]*?( t="s")?><v>(.*?)</v>', row)
        found.append([words[int(value)] if is_word else value for is_word, value in line])
    return found


def test_the_sheet_holds_the_queue_and_no_reporter(cast: Cast, at_desk: LogIn) -> None:
    case = dispatched(cast)
    lines = cells(at_desk("dispatcher"))
    assert lines[0][:3] == ["编号", "事项", "地方"]
    assert lines[1][:3] == [case.no, case.title, "卧凤沟乡小新立屯村"]
    words = " ".join(sum(lines, []))
    for private in ("王桂兰", "13841800001", "138****0001", "王*兰"):
        assert private not in words
    assert "孙姐导出，共 1 件" in words


def test_the_sheet_is_narrowed_as_the_screen_is(at_desk: LogIn) -> None:
    register()
    water = register(text="水井抽水泵坏了", category="0601")
    lines = cells(at_desk("dispatcher"), "queue=to_dispatch&category=06")
    assert [line[0] for line in lines[1:2]] == [water.no]
    assert "共 1 件" in " ".join(sum(lines, []))


def test_the_other_township_is_not_in_it(at_desk: LogIn) -> None:
    ours, theirs = register(), register(area=OTHER_VILLAGE)
    numbers = {line[0] for line in cells(at_desk("stranger"))}
    assert theirs.no in numbers
    assert ours.no not in numbers


def test_who_took_what_is_written_down(at_desk: LogIn, cast: Cast) -> None:
    register()
    cells(at_desk("dispatcher"), "queue=to_dispatch&q=垃圾")
    line = AccessLog.objects.get(subject="cases:export")
    assert line.actor == cast.actor("dispatcher").id
    assert "待派" in line.reason


def test_who_may_not_export_is_not_offered_it(at_desk: LogIn) -> None:
    register()
    client = at_desk("grid")
    assert client.get("/desk/export/?queue=all").status_code == 403
    assert "/desk/export/" not in client.get("/desk/?queue=all").content.decode()


def test_a_line_that_looks_like_a_formula_stays_text(at_desk: LogIn) -> None:
    register(text='=HYPERLINK("http://x","点我")')
    assert cells(at_desk("dispatcher"))[1][1].startswith("=HYPERLINK")
