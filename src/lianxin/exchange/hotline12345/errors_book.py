"""The workbooks that go out: the rows that were not taken in with the reasons, and the template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter

from lianxin.exchange.hotline12345.reader import Row
from lianxin.exchange.hotline12345.rows import Fault
from lianxin.exchange.hotline12345.rules import COLUMNS, Cell, Field, harmless

ADDED = ("行号", "列", "原因")
WIDTHS = (8, 16, 48)
OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip
EXAMPLE: Mapping[Field, str] = {
    Field.NO: "FX2026112400001", Field.TEXT: "村口垃圾点三天没清运了，味儿大得呛人。（示例，导入前请删掉这一行）",
    Field.NAME: "示例人", Field.PHONE: "13800000000", Field.SECRET: "否", Field.ASKED: "2026-11-24 09:30",
    Field.DUE: "2026-12-01", Field.CATEGORY: "垃圾清运", Field.NATURE: "求助", Field.LEVEL: "一般",
    Field.TOWN: "卧凤沟乡", Field.VILLAGE: "小新立屯村", Field.ADDRESS: "村口老槐树旁",
}  # fmt: skip


def error_book(
    headings: Sequence[str], rows: Iterable[Row], faults: Mapping[int, Sequence[Fault]]
) -> bytes:
    """The bad rows as they were, in front of them where and why; put right, it can be imported."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    page = book.add_worksheet("没导进去的行")
    bold = book.add_format({"bold": True, "bg_color": "#F0F0F0", "border": 1})
    wrong = book.add_format({"text_wrap": True, "font_color": "#9C1C1C", "valign": "top"})
    marked = book.add_format({"bg_color": "#FDE9E7"})
    names = [name for name in headings if name not in ADDED]
    at = [headings.index(name) for name in names]
    for column, head in enumerate((*ADDED, *names)):
        page.write_string(0, column, harmless(head), bold)
        page.set_column(column, column, WIDTHS[column] if column < len(WIDTHS) else 18)
    line = 0
    for row in rows:
        if not (found := faults.get(row.number)):
            continue
        line += 1
        page.write_number(line, 0, row.number)
        bad = list(dict.fromkeys(fault.column for fault in found))
        page.write_string(line, 1, harmless("、".join(bad)), wrong)
        page.write_string(line, 2, harmless(_reasons(found)), wrong)
        for column, (name, place) in enumerate(zip(names, at, strict=True), start=len(ADDED)):
            page.write_string(
                line, column, _shown(row.cells[place]), marked if name in bad else None
            )
    page.freeze_panes(1, len(ADDED))
    if line:
        page.autofilter(0, 0, line, len(ADDED) + len(names) - 1)
    book.close()
    return out.getvalue()


def template_book() -> bytes:
    """An empty sheet with the usual headings, one example, and what each column is for."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    page, notes = book.add_worksheet("工单"), book.add_worksheet("说明")
    bold = book.add_format({"bold": True, "bg_color": "#F0F0F0", "border": 1})
    text = book.add_format({"num_format": "@"})
    for column, (field, it) in enumerate(COLUMNS.items()):
        page.set_column(column, column, 40 if field is Field.TEXT else 18, text)
        page.write_string(0, column, it.name + ("*" if it.is_needed else ""), bold)
        page.write_string(1, column, EXAMPLE.get(field, ""), text)
        notes.write_string(column, 0, it.name)
        notes.write_string(column, 1, "必须有" if it.is_needed else "可以没有")
        notes.write_string(column, 2, it.hint)
    notes.set_column(0, 1, 14)
    notes.set_column(2, 2, 60)
    page.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _reasons(faults: Sequence[Fault]) -> str:
    if len(faults) == 1:
        return faults[0].reason
    return "\n".join(f"{fault.column}：{fault.reason}" for fault in faults)


def _shown(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    return harmless(cell)
