"""Whatever is handed in becomes headings and rows, or a sentence."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter

from lianxin.exchange.hotline12345 import reader
from lianxin.exchange.hotline12345.reader import Sheet
from lianxin.exchange.tests.sheets import HEADINGS, line, text, xlsx
from lianxin.kernel import clock
from lianxin.kernel.errors import Invalid


def refused(content: bytes) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(Invalid) as no:
        list(Sheet(content))
    return no.value.message


@pytest.mark.parametrize(
    "content",
    [
        xlsx([line(1), line(2)]),
        text([line(1), line(2)]).encode(),
        text([line(1), line(2)]).encode("utf-8-sig"),
        text([line(1), line(2)]).encode("gb18030"),
        text([line(1), line(2)]).replace(",", "\t").encode("utf-16"),
        text([line(1), line(2)]).replace(",", ";").encode(),
    ],
    ids=["xlsx", "utf-8", "bom", "gb18030", "utf-16", "semicolons"],
)
def test_the_same_rows_are_read_from_every_kind_of_file(content: bytes) -> None:
    sheet = Sheet(content)
    assert sheet.headings == HEADINGS
    rows = list(sheet)
    assert [row.number for row in rows] == [2, 3]
    assert rows[1].cells == tuple(line(2))


def test_a_title_above_and_empty_lines_between_do_not_matter() -> None:
    title = ["12345热线工单（11月）", *[""] * 10]
    content = xlsx([HEADINGS, [""] * 11, line(1), [""] * 11, line(2)], headings=title)
    assert [row.number for row in Sheet(content)] == [4, 6]


def test_numbers_and_times_are_read_as_a_clerk_reads_them() -> None:
    given = line(
        1, 联系电话=13841800001, 诉求时间=clock.at(date(2024, 11, 20), 9, 12).replace(tzinfo=None)
    )
    (row,) = Sheet(xlsx([given]))
    assert row.cells[3:5] == (
        "13841800001",
        clock.at(date(2024, 11, 20), 9, 12).replace(tzinfo=None),
    )


def test_a_number_that_lost_its_digits_can_be_told() -> None:
    (row,) = Sheet(xlsx([[202611240000012345, *line(1)[1:]]]))
    assert "E+17" in str(row.cells[0])


def test_of_a_formula_the_value_is_read() -> None:
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    page.write_row(0, 0, ["工单编号", "诉求内容"])
    page.write_formula(1, 0, '="FX"&"1"', None, "FX1")
    page.write_formula(1, 1, '=WEBSERVICE("http://x/")', None, "井坏了")
    book.close()
    (row,) = Sheet(out.getvalue())
    assert row.cells == ("FX1", "井坏了")


def test_two_columns_of_one_name_stay_two() -> None:
    sheet = Sheet(text([["1", "2", "3"]], ["编号", "备注", "备注"]).encode())
    assert sheet.headings == ("编号", "备注", "备注（第 3 列）")


def test_an_empty_file_and_one_that_is_no_table_get_a_sentence() -> None:
    assert "空的" in refused(b"")
    assert "空的" in refused(b" \r\n")
    assert "空的" in refused(xlsx([], headings=[]))
    for content in (b"<html><table></table></html>", b"%PDF-1.4", b"\x00\x01\x02\x03"):
        assert "不是表格" in refused(content)
    assert "认不出来" in refused(b"\xff\xff\xff,\x81")
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as z:
        z.writestr("word/document.xml", "<x/>")
    assert "不是表格" in refused(packed.getvalue())


@pytest.mark.parametrize("cut", [30, 400, -40])
def test_a_broken_workbook_gets_a_sentence(cut: int) -> None:
    assert "打不开" in refused(xlsx([line(1)])[:cut])


def test_a_workbook_with_broken_pages_gets_a_sentence() -> None:
    whole, broken = BytesIO(xlsx([line(1)])), BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as out:
        for name in source.namelist():
            body = source.read(name)
            out.writestr(name, body[: len(body) // 2] if "sheet1" in name else body)
    assert "打不开" in refused(broken.getvalue())


def test_a_workbook_with_a_password_and_an_old_one_get_a_sentence() -> None:
    locked = reader.OLE + b"\x00" * 600 + reader.ENCRYPTED + b"\x00" * 600
    assert "加了密码" in refused(locked)
    assert "另存为 .xlsx" in refused(reader.OLE + b"\x00" * 600)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("xl/workbook.xml", "<x/>")
        with z.open("xl/worksheets/sheet1.xml", "w") as page:
            for _ in range(300):
                page.write(b" " * reader.MB)
    assert len(bomb.getvalue()) < reader.MB
    assert "展开以后太大" in refused(bomb.getvalue())


def test_a_cell_in_the_last_corner_costs_nothing() -> None:
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    page.write_row(0, 0, HEADINGS)
    page.write_row(1, 0, line(1))
    page.write_string(1_048_575, 16_383, "x")
    book.close()
    assert "拉得太长" in refused(out.getvalue())


def test_too_large_too_long_too_wide() -> None:
    assert "最多 10 MB" in refused(b"x" * 30 * reader.MB)
    long = "编号,内容\n" + "1,井坏了\n" * (reader.MAX_ROWS + 1)
    assert "最多 50,000 行" in refused(long.encode())
    assert "列太多" in refused((",".join("列" * 1 + str(n) for n in range(61)) + "\n").encode())


def test_quotes_that_do_not_close_get_a_sentence() -> None:
    content = ('编号,内容\n1,"' + "井坏了" * 60_000).encode()
    assert "引号" in refused(content)


def test_what_was_made_harmless_comes_back_as_it_was() -> None:
    (row,) = Sheet(xlsx([line(1, 诉求内容="'=1+1是多少", 来电人="'王")]))
    assert row.cells[1] == "=1+1是多少"
    assert row.cells[2] == "'王"
