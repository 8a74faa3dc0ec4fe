"""A spreadsheet that can be printed as it is: the heading on each page, landscape, page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter


class PaperBook:
    """One sheet. Text stays text: nothing becomes a formula or a link."""

    def __init__(self, tab: str, title: str, heads: Sequence[str], widths: Sequence[int]) -> None:
        self._out = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self._out, options)
        self.page = self.book.add_worksheet(tab)
        bold = self.book.add_format({"bold": True, "bg_color": "#F0F0F0", "border": 1})
        for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
            self.page.write_string(0, column, head, bold)
            self.page.set_column(column, column, width)
        self.page.freeze_panes(1, 0)
        self.page.repeat_rows(0)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        self.page.set_header(f"&L{title.replace('&', '&&')}&R&P / &N")

    def look(self, **how: str) -> xlsxwriter.format.Format:
        """How a cell is shown."""
        return self.book.add_format(how)

    def done(self) -> bytes:
        """The file."""
        self.book.close()
        return self._out.getvalue()
