"""The queue page: menu, list, and the matter beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.entrypoints.desk import filters
from lianxin.entrypoints.desk.frame import frame, queue_href
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request, is_htmx
from lianxin.kernel import clock

NUMBER_DIGITS = 18
EMPTY = {
    "to_dispatch": (_("没有等着派的事"), _("都派出去了，歇口气。")),
    "to_sign": (_("没有等着签收的事"), _("派来的单子都接下了。")),
    "working": (_("手上没有在办的事"), _("接下的事都答复了。")),
    "due_soon": (_("没有快到期的事"), _("时间都还宽裕。")),
    "overdue": (_("没有超期的事"), _("每一件都在日子里。")),
    "to_call_back": (_("没有等着回访的事"), _("该问的都问过了。")),
    "to_decide": (_("没有等着审的事"), _("退单、延期和答复都审过了。")),
    "to_verify": (_("没有等着核实的事"), _("该去看的都看过了。")),
    "held": (_("没有挂账的事"), _("能办的都在办。")),
    "supervised": (_("没有督办的事"), _("都在正常办。")),
    "closed": (_("还没有结束的事"), _("办结、撤回和不予受理的都会在这里。")),
    "all": (_("还没有事项"), _("村民一报，这里就能看到。")),
}  # fmt: skip


@require_GET
@guard.staff()
def queue(request: Request) -> HttpResponse:
    """One queue, narrowed and sorted as the address says. A whole number leads to its matter."""
    if not request.actor.has(Grant.SEE):
        return render(request, "desk/welcome.html", frame(request))
    view = filters.read(request)
    page = cases.case_list(actor=request.actor, filter=view.filter())
    if straight := _straight_to(view, page):
        return _go(request, straight)
    part = is_htmx(request) and request.headers.get("HX-Target") == "list"
    template = "desk/parts/list_swap.html" if part else "desk/queue.html"
    response = render(request, template, _context(request, view, page))
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _straight_to(view: filters.View, page: cases.CasePage) -> str:
    words = view.get("q")
    if words.isdigit() and len(words) >= NUMBER_DIGITS and len(page.rows) == 1:
        return reverse("desk_case", args=[page.rows[0].id])
    return ""


def _go(request: Request, address: str) -> HttpResponse:
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _context(request: Request, view: filters.View, page: cases.CasePage) -> dict[str, Any]:
    key = view.get("queue")
    around = frame(request, queue=key)
    return around | filters.choices(request.actor) | {
        "queue_swaps": True,
        "tab_rows": [
            {"label": q.name, "href": q.href, "count": q.count, "current": q.current, "kind": q.kind}
            for q in around["queues"]
        ],
        "view": view,
        "rows": page.rows,
        "next": view.query(after=page.next) if page.next else "",
        "first": view.query(after="") if view.get("after") else "",
        "sort": page.filter.sort,
        "queue_name": _(cases.QUEUES[key].name),
        "nothing": EMPTY.get(key, EMPTY["all"]),
        "now": clock.now(),
        "today": clock.today(),
    }  # fmt: skip


@require_GET
@guard.staff(Grant.SEE)
def counts(request: Request) -> HttpResponse:
    """The menu's counts anew; the page asks every half minute while somebody looks at it."""
    context = frame(request, queue=request.GET.get("queue", ""))
    context["queue_swaps"] = request.GET.get("swap") == "1"
    return render(request, "desk/parts/queues.html", context)


@require_GET
@guard.staff(Grant.SEE)
def print_list(request: Request) -> HttpResponse:
    """The list as it is on the screen, for paper."""
    view = filters.read(request)
    page = cases.case_list(actor=request.actor, filter=view.filter())
    return render(request, "desk/print_list.html", _context(request, view, page))


@require_GET
@guard.staff(Grant.SEE)
def everything(request: Request) -> HttpResponse:
    """The short address of all matters."""
    return HttpResponseRedirect(queue_href("all"))
