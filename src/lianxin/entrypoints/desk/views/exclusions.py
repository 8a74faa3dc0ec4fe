"""Cases that shall not count: asked for by one, decided by another 剔除."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxin.domain.cases import selectors as cases
from lianxin.domain.insight import selectors as insight
from lianxin.domain.insight import services
from lianxin.domain.insight.permissions import Grant
from lianxin.entrypoints.desk.forms import problems_in
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid, RuleViolation


@require_GET
@guard.staff(Grant.SEE)
def exclusions(request: Request) -> HttpResponse:
    """What waits for a second person, and what was decided."""
    context = frame(request, here="figures") | {"rows": insight.exclusion_list(actor=request.actor)}
    return render(request, "desk/exclusions.html", context)


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.EXCLUDE)
def ask(request: Request, case_id: UUID) -> HttpResponse:
    """Ask that a case does not count, with the reason and what it rests on."""
    case = cases.case_get(case_id, actor=request.actor)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            services.exclusion_ask(
                actor=request.actor, case_id=case_id, reason=request.POST.get("reason", ""),
                note=request.POST.get("note", ""),
            )  # fmt: skip
        except Invalid as bad:
            errors = problems_in(bad)
        except RuleViolation as bad:
            errors = {"": bad.message}
        else:
            messages.success(request, _("申请递上去了，等另一个人来定。没定之前照样算。"))
            return HttpResponseRedirect(reverse("desk_exclusions"))
    context = frame(request, here="figures") | {
        "case": case, "errors": errors, "given": request.POST,
        "reasons": [
            {"value": row.code, "label": row.name, "hint": row.extra.get("plain", "")}
            for row in codes.table("exclusion_reason")
        ],
    }  # fmt: skip
    return render(request, "desk/exclusion_ask.html", context, status=422 if errors else 200)


@require_POST
@guard.staff(Grant.DECIDE)
def decide(request: Request, exclusion_id: UUID) -> HttpResponse:
    """The second person's word."""
    is_granted = request.POST.get("decision") == "granted"
    try:
        services.exclusion_decide(
            actor=request.actor, exclusion_id=exclusion_id, is_granted=is_granted
        )
    except RuleViolation as bad:
        messages.error(request, bad.message)
    else:
        messages.success(request, _("剔除了。") if is_granted else _("没有剔除，照样算。"))
    return HttpResponseRedirect(reverse("desk_exclusions"))
