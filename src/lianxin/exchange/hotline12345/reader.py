"""The bytes of a spreadsheet as headings and rows, whatever was handed in and however large."""

from __future__ import annotations

import csv
import io
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from lianxin.exchange.hotline12345.rules import Cell, known_headings, unharmed
from lianxin.kernel.errors import Invalid

MB = 1024 * 1024
MAX_BYTES = 10 * MB
MAX_UNPACKED = 200 * MB
MAX_PARTS = 2000
MAX_ROWS = 50_000
MAX_LINES = 200_000
"""Lines of the sheet with the empty ones between, after which nobody goes on looking."""
MAX_COLUMNS = 60
MAX_CELL = 32_767
HEADING_WITHIN = 10
WHOLE = 1e15
"""Whole numbers from here on have lost their last digits in a spreadsheet."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",\t;，"
SIZE = "文件太大了（%(n)s MB），最多 10 MB。请按月份拆成几个文件再导。"
UNREADABLE = "这个文件打不开，可能坏了。请用 WPS 或 Excel 打开，另存为 .xlsx 再导。"


@dataclass(frozen=True)
class Row:
    """A line of the sheet with its number as the spreadsheet shows it."""

    number: int
    cells: tuple[Cell, ...]


class Sheet:
    """An open file: the headings at once, the rows one after another.

    Raises, also while the rows are read: Invalid.
    """

    def __init__(self, content: bytes, *, max_rows: int | None = None) -> None:
        self._max_rows = MAX_ROWS if max_rows is None else max_rows
        lines = _counted(_lines(content))
        first = list(islice((row for row in lines if any(row.cells)), HEADING_WITHIN))
        if not first:
            raise Invalid("这个文件是空的，请核对是不是选错了。", code="empty")
        at = _heading(first)
        width = max(len(row.cells) for row in first)
        if width > MAX_COLUMNS:
            raise Invalid(f"列太多了，最多 {MAX_COLUMNS} 列，请只留要导的列。", code="columns")
        self.headings = _named(first[at], width)
        self._rows = chain(first[at + 1 :], (row for row in lines if any(row.cells)))

    def __iter__(self) -> Iterator[Row]:
        width = len(self.headings)
        for n, row in enumerate(self._rows, start=1):
            if n > self._max_rows:
                raise Invalid(
                    f"行太多了，一个文件最多 {MAX_ROWS:,} 行。请拆成几个文件再导。", code="rows"
                )
            yield Row(row.number, (*row.cells[:width], *("",) * (width - len(row.cells))))


def _heading(first: list[Row]) -> int:
    """Which of the first lines is the heading: exports like to write a title above it."""
    words = [[cell for cell in row.cells if isinstance(cell, str)] for row in first]
    score = [known_headings(line) for line in words]
    if max(score) >= 2:
        return score.index(max(score))
    filled = [sum(1 for cell in row.cells if cell) for row in first]
    return next((n for n, count in enumerate(filled) if count > 1), 0)


def _named(row: Row, width: int) -> tuple[str, ...]:
    """Each heading once; a column without one is called by its place."""
    found: list[str] = []
    for n in range(width):
        cell = row.cells[n] if n < len(row.cells) else ""
        name = " ".join(str(cell).split())[:40] or f"第 {n + 1} 列"
        found.append(name if name not in found else f"{name}（第 {n + 1} 列）")
    return tuple(found)


def _counted(lines: Iterator[Row]) -> Iterator[Row]:
    for row in lines:
        if row.number > MAX_LINES:
            raise Invalid(
                f"这张表拉得太长了，{MAX_LINES:,} 行以后还有字，请删掉空行再导。", code="rows"
            )
        yield row


def _lines(content: bytes) -> Iterator[Row]:
    if len(content) > MAX_BYTES:
        raise Invalid(SIZE % {"n": f"{len(content) / MB:.0f}"}, code="size")
    if not content.strip():
        raise Invalid("这个文件是空的，请核对是不是选错了。", code="empty")
    if content.startswith(OLE):
        if ENCRYPTED in content:
            raise Invalid(
                "这个表格加了密码，打不开。请先在 WPS 或 Excel 里去掉密码，再导。", code="encrypted"
            )
        raise Invalid(
            "这是老式的 .xls 文件。请用 WPS 或 Excel 打开，另存为 .xlsx 再导。", code="old"
        )
    return _workbook(content) if content.startswith(b"PK") else _text(content)


def _workbook(content: bytes) -> Iterator[Row]:
    _weigh(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    sheet.reset_dimensions()
                    for n, cells in enumerate(
                        sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1), start=1
                    ):
                        yield Row(n, _trimmed([_value(cell) for cell in cells]))
                    return
    except Invalid:
        raise
    except (
        InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError,
        AttributeError, IndexError, OSError, EOFError, OverflowError, zipfile.LargeZipFile,
    ) as bad:  # fmt: skip
        raise Invalid(UNREADABLE, code="broken") from bad


def _weigh(content: bytes) -> None:
    """How large it is unpacked, asked before anything is: a small file can hold a very large one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if any(part.flag_bits & 0x1 for part in parts):
                raise Invalid("这个文件加了密码，打不开。请先去掉密码，再导。", code="encrypted")
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise Invalid(
                    "这个文件展开以后太大了，没有打开。请另存为一个新的 .xlsx 再导。", code="bomb"
                )
            if "xl/workbook.xml" not in packed.namelist():
                raise Invalid("这不是表格文件，请选 .xlsx 或者 .csv 文件。", code="kind")
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as bad:
        raise Invalid(UNREADABLE, code="broken") from bad


def _text(content: bytes) -> Iterator[Row]:
    text = _decoded(content)
    if "\x00" in text or text.lstrip()[:15].lower().startswith(
        ("<html", "<!doctype", "<?xml", "%pdf")
    ):
        raise Invalid("这不是表格文件，请选 .xlsx 或者 .csv 文件。", code="kind")
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for n, cells in enumerate(reader, start=1):
            yield Row(n, _trimmed([_value(cell) for cell in cells[: MAX_COLUMNS + 1]]))
    except csv.Error as bad:
        raise Invalid(
            "这个 CSV 文件里引号不成对，分不清列。请用 WPS 或 Excel 另存为 .xlsx 再导。",
            code="broken",
        ) from bad


def _decoded(content: bytes) -> str:
    tries = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS
    for encoding in tries:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("这个文件里的字认不出来。请用 WPS 或 Excel 另存为 .xlsx 再导。", code="encoding")


def _value(value: Any) -> Cell:
    """A cell as a clerk reads it: no trailing .0, no invisible signs."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time(0))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        if abs(value) >= WHOLE:
            return f"{value:.5E}"
        return str(int(value)) if value == int(value) else str(value)
    text = str(value)[:MAX_CELL].replace("\x00", "").replace("_x000D_", "").strip()
    return unharmed(unicodedata.normalize("NFC", text))


def _trimmed(cells: list[Cell]) -> tuple[Cell, ...]:
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)
