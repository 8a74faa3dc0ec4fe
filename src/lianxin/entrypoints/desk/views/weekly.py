"""The week's supervision list: on the screen, on paper, as a spreadsheet 督办清单."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases import services
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules.weekly import WHY_LISTED_NAMES, WhyListed
from lianxin.entrypoints.desk.filters import View, area_choices
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.desk.paper_book import PaperBook
from lianxin.entrypoints.desk.plain import uuid_or_none
from lianxin.entrypoints.desk.views.export import WIDTHS, as_file, cells, heads, write
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import clock

WHY_WIDTH = 40


@require_GET
@guard.staff(Grant.WATCH_LIST)
def weekly(request: Request) -> HttpResponse:
    """What has to be looked at this week, and why, narrowed as the address says."""
    return render(request, "desk/weekly.html", frame(request, here="weekly") | _context(request))


@require_GET
@guard.staff(Grant.WATCH_LIST)
def weekly_print(request: Request) -> HttpResponse:
    """The list on paper, as it is on the screen."""
    return render(request, "desk/print_weekly.html", _context(request))


@require_GET
@guard.staff(Grant.EXPORT)
def weekly_export(request: Request) -> HttpResponse:
    """The list as a spreadsheet, as it is on the screen; who took it is written down."""
    view, title = _read(request), _("本周督办清单")
    narrow = _filter(view)
    sums = cases.weekly_sums(actor=request.actor, filter=narrow)
    only = "、".join(_said(view, area_choices(request.actor), sums))
    reason = _("导出“%(t)s”") % {"t": title} + (f"：{only}" if only else "")
    found = services.weekly_list_export(actor=request.actor, reason=reason, filter=narrow)
    made = PaperBook(_("事项"), title, [*heads(), _("为什么督办")], [*WIDTHS, WHY_WIDTH])
    lines = [[*cells(row.case), "；".join(row.why)] for row in found.rows]
    write(made, lines, request.actor.name, is_cut=found.is_cut)
    return as_file(made.done())


def _read(request: Request) -> View:
    """What the address asks for; nonsense is ignored."""
    words = {key: request.GET.get(key, "").strip()[:64] for key in ("unit", "area", "why")}
    if words["unit"] != cases.NO_UNIT:
        words["unit"] = str(uuid_or_none(words["unit"]) or "")
    if not (words["area"].isascii() and words["area"].isdigit()):
        words["area"] = ""
    if words["why"] not in set(WhyListed):
        words["why"] = ""
    return View({key: word for key, word in words.items() if word})


def _filter(view: View) -> cases.WeeklyFilter:
    why = WhyListed(view.get("why")) if view.get("why") else None
    return cases.WeeklyFilter(unit=view.get("unit"), area=view.get("area"), why=why)


def _said(view: View, areas: list[tuple[str, str]], sums: cases.WeeklySums) -> list[str]:
    """What the list is narrowed to, in words."""
    named = (
        dict(sums.units).get(view.get("unit"), ""), dict(areas).get(view.get("area"), view.get("area")),
        WHY_LISTED_NAMES[WhyListed(view.get("why"))] if view.get("why") else "",
    )  # fmt: skip
    return [name for name in named if name]


def _context(request: Request) -> dict[str, Any]:
    view = _read(request)
    narrow = _filter(view)
    sums = cases.weekly_sums(actor=request.actor, filter=narrow)
    areas = area_choices(request.actor)
    return {
        "found": cases.weekly_list(actor=request.actor, filter=narrow),
        "sums": sums, "view": view, "only": _said(view, areas, sums), "now": clock.now(),
        "areas": areas, "whys": list(WHY_LISTED_NAMES.items()),
    }  # fmt: skip
