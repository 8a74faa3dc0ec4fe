"""Malicious calls 恶意来电: proposed by one, decided by another, taken back by whoever may decide."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases import services
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules.malice import Verdict
from lianxin.entrypoints.desk.forms import problems_in
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel.errors import Invalid, RuleViolation


@require_GET
@guard.staff(Grant.SEE)
def malice(request: Request) -> HttpResponse:
    """What waits for a second person, and what was decided; empty for whoever may do neither."""
    return _show(request)


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.MARK_MALICE)
def ask(request: Request, case_id: UUID) -> HttpResponse:
    """Propose the mark, with the reason."""
    case = cases.case_get(case_id, actor=request.actor)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            services.malice_ask(
                actor=request.actor, case_id=case_id, reason=request.POST.get("reason", "")
            )
        except Invalid as bad:
            errors = problems_in(bad)
        except RuleViolation as no:
            errors = {"": no.message}
        else:
            messages.success(request, _("提上去了，等另一个人来定。事情照办。"))
            return HttpResponseRedirect(reverse("desk_malice"))
    context = frame(request) | {"case": case, "errors": errors, "given": request.POST}
    return render(request, "desk/malice_ask.html", context, status=422 if errors else 200)


@require_POST
@guard.staff(Grant.DECIDE_MALICE)
def decide(request: Request, mark_id: UUID) -> HttpResponse:
    """The second person's word; who says no says why."""
    is_yes = request.POST.get("verdict") == Verdict.APPROVED
    verdict = Verdict.APPROVED if is_yes else Verdict.REFUSED

    def act() -> object:
        return services.malice_decide(
            actor=request.actor, mark_id=mark_id, verdict=verdict,
            refusal=request.POST.get("refusal", ""),
        )  # fmt: skip

    return _do(
        request,
        mark_id,
        act,
        _("认定了，90 天后自己失效。") if is_yes else _("没有认定，告诉提的人了。"),
    )


@require_POST
@guard.staff(Grant.DECIDE_MALICE)
def lift(request: Request, mark_id: UUID) -> HttpResponse:
    """The mark is taken back before its time."""

    def act() -> object:
        why = request.POST.get("why", "")
        return services.malice_lift(actor=request.actor, mark_id=mark_id, why=why)

    return _do(request, mark_id, act, _("取消了，告诉提的人了。"))


def _do(request: Request, mark_id: UUID, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it, or show the list again with the sentence and what was written."""
    try:
        act()
    except Invalid as bad:
        return _show(request, problems_in(bad), mark_id)
    except RuleViolation as no:
        messages.error(request, no.message)
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("desk_malice"))


def _show(
    request: Request, errors: dict[str, str] | None = None, mark: UUID | None = None
) -> HttpResponse:
    context = frame(request) | {
        "rows": cases.malice_list(actor=request.actor), "errors": errors or {}, "mark_now": mark,
        "given": request.POST,
    }  # fmt: skip
    return render(request, "desk/malice.html", context, status=422 if errors else 200)
