"""Files as a 12345 centre hands them over, with invented people."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID

import openpyxl
import xlsxwriter

from lianxin.exchange.models import ImportBatch, ImportFault
from lianxin.exchange.services import import_check, import_start, import_upload
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts.testing import run_jobs

COUNTY = "210921"
HEADINGS = (
    "工单编号", "诉求内容", "来电人", "联系电话", "诉求时间", "诉求类别", "所属乡镇", "所属村",
    "详细地址", "截止时间", "回访情况",
)  # fmt: skip
ONE = {
    "工单编号": "FX0001", "诉求内容": "村口垃圾点三天没清运了，味儿大得呛人。", "来电人": "王桂兰",
    "联系电话": "13841800001", "诉求时间": "2024-11-20 09:12", "诉求类别": "垃圾清运",
    "所属乡镇": "卧凤沟乡", "所属村": "小新立屯村", "详细地址": "村口老槐树旁", "截止时间": "",
    "回访情况": "",
}  # fmt: skip
Line = Sequence[Any]


def line(no: int | str = 1, **changes: Any) -> list[Any]:
    """A row; give other cells by their headings."""
    number = no if isinstance(no, str) else f"FX{no:06d}"
    cells = ONE | {"工单编号": number} | changes
    return [cells.get(heading, "") for heading in HEADINGS]


def xlsx(lines: Iterable[Line], headings: Line = HEADINGS) -> bytes:
    """The rows as a workbook."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    when = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for y, cells in enumerate((headings, *lines)):
        for x, cell in enumerate(cells):
            if hasattr(cell, "year"):
                page.write_datetime(y, x, cell, when)
            elif isinstance(cell, str):
                page.write_string(y, x, cell)
            elif cell is not None:
                page.write(y, x, cell)
    book.close()
    return out.getvalue()


def text(lines: Iterable[Line], headings: Line = HEADINGS) -> str:
    """The rows as CSV."""
    out = StringIO()
    csv.writer(out).writerows((headings, *lines))
    return out.getvalue()


def cells(content: bytes) -> list[list[str]]:
    """What stands in a workbook, as text."""
    page = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    return [["" if c is None else str(c) for c in r] for r in page.iter_rows(values_only=True)]


def uploaded(actor: Actor, content: bytes, name: str = "工单.xlsx") -> ImportBatch:
    """A file handed in for the county."""
    return import_upload(actor=actor, county=COUNTY, file_name=name, content=content)


def checked(actor: Actor, content: bytes, name: str = "工单.xlsx") -> ImportBatch:
    """A file gone through for trial."""
    batch = uploaded(actor, content, name)
    import_check(actor=actor, batch_id=batch.pk, columns=batch.columns)
    run_jobs("exchange")
    return again(batch)


def imported(actor: Actor, content: bytes, name: str = "工单.xlsx") -> ImportBatch:
    """A file taken in."""
    batch = checked(actor, content, name)
    if batch.good:
        import_start(actor=actor, batch_id=batch.pk)
        run_jobs("exchange")
    return again(batch)


def again(batch: ImportBatch) -> ImportBatch:
    """The batch as it stands now."""
    return ImportBatch.objects.get(pk=batch.pk)


def reasons(batch: ImportBatch | UUID) -> dict[int, str]:
    """What is wrong, by row."""
    pk = batch.pk if isinstance(batch, ImportBatch) else batch
    return {f.row: f"{f.column}：{f.reason}" for f in ImportFault.objects.filter(batch=pk)}


def counts(batch: ImportBatch) -> tuple[str, int, int, int]:
    """State, good, known, bad."""
    return batch.state, batch.good, batch.known, batch.bad
