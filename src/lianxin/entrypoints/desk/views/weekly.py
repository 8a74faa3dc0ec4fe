"""The week's supervision list: on the screen, on paper, as a spreadsheet 督办清单."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases import services
from lianxin.domain.cases.permissions import Grant
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.desk.paper_book import PaperBook
from lianxin.entrypoints.desk.views.export import WIDTHS, as_file, cells, heads, write
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import clock

WHY_WIDTH = 40


@require_GET
@guard.staff(Grant.WATCH_LIST)
def weekly(request: Request) -> HttpResponse:
    """What has to be looked at this week, and why."""
    found = cases.weekly_list(actor=request.actor)
    context = frame(request, here="weekly") | {"found": found, "now": clock.now()}
    return render(request, "desk/weekly.html", context)


@require_GET
@guard.staff(Grant.WATCH_LIST)
def weekly_print(request: Request) -> HttpResponse:
    """The list on paper."""
    found = cases.weekly_list(actor=request.actor)
    return render(request, "desk/print_weekly.html", {"found": found, "now": clock.now()})


@require_GET
@guard.staff(Grant.EXPORT)
def weekly_export(request: Request) -> HttpResponse:
    """The list as a spreadsheet; who took it is written down."""
    title = _("本周督办清单")
    found = services.weekly_list_export(actor=request.actor, reason=_("导出“%(t)s”") % {"t": title})
    made = PaperBook(_("事项"), title, [*heads(), _("为什么督办")], [*WIDTHS, WHY_WIDTH])
    lines = [[*cells(row.case), "；".join(row.why)] for row in found.rows]
    write(made, lines, request.actor.name, is_cut=found.is_cut)
    return as_file(made.done())
