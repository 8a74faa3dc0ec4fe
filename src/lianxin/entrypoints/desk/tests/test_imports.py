"""The pages of an import, as 小冯 of the county desk goes through them without any script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianxin.domain.cases.models import Case
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.exchange.hotline12345.reader import MB
from lianxin.exchange.tests.sheets import HEADINGS, cells, line, text, xlsx
from lianxin.kernel.facts.testing import run_jobs
from tests.cast import Cast, hire

pytestmark = pytest.mark.django_db
HOME = "/desk/cases/import/"


def hand_in(client: Client, content: bytes, name: str = "工单.xlsx", **more: str) -> Any:
    return client.post(HOME, {"file": SimpleUploadedFile(name, content), **more})


def columns() -> dict[str, str]:
    from lianxin.exchange.hotline12345.rules import propose

    return propose(HEADINGS)


def test_from_the_file_to_the_result(at_desk: LogIn) -> None:
    desk = at_desk("desk")
    assert HOME in said(desk.get("/desk/?queue=all"))
    page = hand_in(desk, xlsx([line(1), line(2, 所属村="没有这个村"), line(3)]))["Location"]
    asked = said(desk.get(page))
    assert '<option value="工单编号" selected>工单编号（FX000001、FX000002、FX000003）' in asked
    assert desk.post(page + "check/", columns())["Location"] == page
    waiting = said(desk.get(page))
    assert 'http-equiv="refresh"' in waiting
    assert "什么也不会登记" in waiting
    run_jobs("exchange")
    tried = said(desk.get(page))
    assert 'http-equiv="refresh"' not in tried
    assert "把这 2 件导进去" in tried
    assert "卧凤沟乡没有叫“没有这个村”的村" in tried
    assert Case.objects.count() == 0
    assert desk.post(page + "start/")["Location"] == page
    assert "可以离开这一页" in said(desk.get(page))
    run_jobs("exchange")
    result = said(desk.get(page))
    assert "导完了" in result
    assert Case.objects.count() == 2
    book = desk.get(page + "errors/")
    assert book["Cache-Control"] == "no-store"
    assert "filename*=utf-8''" in book["Content-Disposition"]
    assert cells(book.content)[1][:2] == ["3", "所属村"]
    assert "工单.xlsx" in said(desk.get(HOME))


def test_the_same_file_again_is_told(at_desk: LogIn) -> None:
    desk, content = at_desk("desk"), xlsx([line(1)])
    for _ in range(2):
        page = hand_in(desk, content)["Location"]
        desk.post(page + "check/", columns())
        run_jobs("exchange")
        desk.post(page + "start/")
        run_jobs("exchange")
    second = said(desk.get(page))
    assert "这个文件导过" in second
    assert "都已经在了" in second
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "这个文件是空的"),
        (b"x" * 30 * MB, "文件太大了（30 MB），最多 10 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "另存为 .xlsx"),
        (b"<html>", "不是表格文件"),
    ],
    ids=["empty", "30 MB", "old", "a page"],
)
def test_a_file_that_cannot_be_taken_gets_a_sentence(
    at_desk: LogIn, content: bytes, sentence: str
) -> None:
    answer = hand_in(at_desk("desk"), content)
    assert answer.status_code == 422
    assert sentence in said(answer)


def test_columns_that_are_not_clear_stay_as_they_were_chosen(at_desk: LogIn) -> None:
    desk = at_desk("desk")
    page = hand_in(desk, text([["1", "井坏了", "x"]], ["单子", "啥事", "哪儿"]).encode(), "a.csv")[
        "Location"
    ]
    answer = desk.post(page + "check/", {"no": "单子", "name": "单子"})
    assert answer.status_code == 422
    words = said(answer)
    assert "请选哪一列是“诉求内容”" in words
    assert "这一列已经给了“工单编号”" in words
    assert re.search(r'<option value="单子" selected>', words)


def test_a_file_can_be_thrown_away(at_desk: LogIn) -> None:
    desk = at_desk("desk")
    page = hand_in(desk, xlsx([line(1)]))["Location"]
    assert desk.post(page + "drop/")["Location"] == HOME
    assert "请重新上传" in said(desk.get(page))


def test_the_template_is_understood_by_itself(at_desk: LogIn) -> None:
    desk = at_desk("desk")
    book = desk.get(HOME + "template/").content
    words = said(desk.get(hand_in(desk, book, "模板.xlsx").url))
    assert '<option value="工单编号*" selected>' in words
    assert '<option value="诉求内容*" selected>' in words


def test_other_posts_find_no_door(at_desk: LogIn, cast: Cast) -> None:
    page = hand_in(at_desk("desk"), xlsx([line(1)]))["Location"]
    for who in ("dispatcher", "clerk", "grid", "caller", "stranger"):
        client = at_desk(who)
        assert client.get(HOME).status_code == 403
        assert client.get(page).status_code == 403
        assert HOME not in said(client.get("/desk/?queue=all"))
    hire(cast, "neighbour", "R16", "210900000000")
    city = at_desk("neighbour")
    assert "哪个县的工单" not in said(city.get(HOME)), "there is only one county on this stage"
    assert city.get(page).status_code == 200
