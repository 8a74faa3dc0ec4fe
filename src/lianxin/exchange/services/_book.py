"""The error workbook of a batch, made from its file and from what was found wrong in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from lianxin.exchange.hotline12345.errors_book import error_book
from lianxin.exchange.hotline12345.reader import Row
from lianxin.exchange.hotline12345.rows import Fault
from lianxin.exchange.models import ImportBatch, ImportFault, ImportFile
from lianxin.exchange.rules import Kind
from lianxin.exchange.services._batch import file_keep, headings_of


def book_keep(batch: ImportBatch, rows: Sequence[Row]) -> None:
    """Keep the workbook of the bad rows; where none is bad, there is none."""
    ImportFile.objects.filter(batch=batch, kind=Kind.ERRORS.value).delete()
    faults: dict[int, list[Fault]] = defaultdict(list)
    for fault in ImportFault.objects.filter(batch=batch).order_by("row", "id"):
        faults[fault.row].append(Fault(fault.row, fault.column, fault.reason))
    if faults:
        file_keep(batch, Kind.ERRORS, error_book(headings_of(batch), rows, faults))
