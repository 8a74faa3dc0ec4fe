"""A list as a spreadsheet, for paper, meetings and the office that still wants one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import Lateness
from lianxin.domain.cases.selectors import CaseRow
from lianxin.domain.cases.services import Export, case_export
from lianxin.entrypoints.desk import filters
from lianxin.entrypoints.desk.paper_book import PaperBook
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (22, 44, 34, 10, 14, 12, 20, 18, 18, 8)


@require_GET
@guard.staff(Grant.EXPORT)
def export(request: Request) -> HttpResponse:
    """The list on the screen with all its pages; who took it, and which, is written down."""
    view = filters.read(request)
    name = _(cases.QUEUES[view.get("queue")].name)
    reason = _("导出“%(queue)s”：%(query)s") % {"queue": name, "query": view.query(after="")}
    found = case_export(actor=request.actor, filter=view.filter(), reason=reason)
    return as_file(sheet(found, name, request.actor.name))


def as_file(book: bytes) -> HttpResponse:
    """A spreadsheet to keep, that no cache keeps."""
    stamp = f"{clock.local(clock.now()):%Y%m%d-%H%M}"
    response = HttpResponse(book, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="lianxin-{stamp}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response


def sheet(found: Export, title: str, who: str) -> bytes:
    """One sheet with the heading repeated on each printed page; every cell is text or a time."""
    made = PaperBook(_("事项"), title, heads(), WIDTHS)
    write(made, [cells(row) for row in found.rows], who, is_cut=found.is_cut)
    return made.done()


def write(
    made: PaperBook, lines: Sequence[Sequence[str | datetime]], who: str, *, is_cut: bool
) -> None:
    """The lines, and below them who took them out and when."""
    when = made.look(num_format="yyyy-mm-dd hh:mm", align="left")
    for line, row in enumerate(lines, start=1):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                made.page.write_datetime(line, column, value, when)
            else:
                made.page.write_string(line, column, value)
    _foot(made.page, len(lines), who, is_cut=is_cut)


def _foot(page: xlsxwriter.worksheet.Worksheet, n: int, who: str, *, is_cut: bool) -> None:
    line = n + 2
    at = f"{clock.local(clock.now()):%Y-%m-%d %H:%M}"
    said = _("%(at)s 由%(who)s导出，共 %(n)s 件；不含反映人信息，请勿外传。")
    page.write_string(line, 0, said % {"at": at, "who": who, "n": n})
    if is_cut:
        page.write_string(line + 1, 0, _("还有更多，一个文件装不下。请用筛选分几次导出。"))


def heads() -> list[str]:
    """What stands over the columns of a list."""
    return [
        _("编号"), _("事项"), _("地方"), _("紧急程度"), _("类别"), _("状态"), _("承办"),
        _("登记时间"), _("最晚"), _("超期"),
    ]  # fmt: skip


def cells(row: CaseRow) -> list[str | datetime]:
    """One line of a list."""
    return [
        row.no, row.title, row.place, row.level_name, row.category_name, row.state_name,
        row.unit_name, _local(row.registered_at), _local(row.due) if row.due else "",
        _("超期") if row.lateness is Lateness.LATE else "",
    ]  # fmt: skip


def _local(moment: datetime) -> datetime:
    """Spreadsheets know no time zones: the county's own time."""
    return clock.local(moment).replace(tzinfo=None)
