"""Hand-over of what somebody has in hand, and the list of what nobody has 交接、无主清单."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases import services
from lianxin.domain.cases.permissions import Grant
from lianxin.entrypoints.desk.forms import problems_in
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.desk.plain import uuid_or_none
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel.errors import Denied, Invalid, RuleViolation


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.SEE)
def handover(request: Request) -> HttpResponse:
    """The lists that wait, the form for a new one, and what nobody has in hand."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _open(request)
        except Invalid as bad:
            errors = problems_in(bad)
        except RuleViolation as no:
            errors = {"": no.message}
        else:
            messages.success(request, _("交接单开好了，接手的人确认以后才算数。"))
            return HttpResponseRedirect(reverse("desk_handover"))
    may_open = request.actor.has(Grant.HAND_OVER)
    people = cases.hand_over_people(actor=request.actor) if may_open else []
    receivers = cases.hand_over_receivers(actor=request.actor) if may_open else []
    context = frame(request, here="handover") | {
        "lists": cases.hand_over_list(actor=request.actor), "may_open": may_open,
        "people": [
            {"value": pk, "label": _("%(name)s（在办 %(n)s 件）") % {"name": name, "n": n}}
            for pk, name, n in people
        ],
        "receivers": [{"value": pk, "label": name} for pk, name in receivers],
        "ownerless": cases.ownerless(actor=request.actor) if may_open else [],
        "errors": errors, "given": request.POST,
    }  # fmt: skip
    return render(request, "desk/handover.html", context, status=422 if errors else 200)


def _open(request: Request) -> None:
    leaver = uuid_or_none(request.POST.get("from_user"))
    receiver = uuid_or_none(request.POST.get("to_user"))
    if leaver is None:
        raise Invalid("请选谁要离开。", fields={"from_user": "请选谁要离开。"})
    if receiver is None:
        raise Invalid("请选接手的人。", fields={"to_user": "请选接手的人。"})
    services.hand_over_open(
        actor=request.actor, area=_area(request), from_user=leaver, to_user=receiver,
        note=request.POST.get("note", ""),
    )  # fmt: skip


def _area(request: Request) -> str:
    """The widest place in which the reader may hand over; the list itself keeps to their scopes."""
    prefixes = [p for s in request.actor.scopes_for(Grant.HAND_OVER) for p in s.areas]
    return min(prefixes, key=len, default="")[:9].ljust(12, "0")


@require_POST
@guard.staff(Grant.SEE)
def confirm(request: Request, hand_over_id: UUID) -> HttpResponse:
    """The receiver takes the list over."""
    return _do(request, hand_over_id, services.hand_over_confirm, _("接过来了，都在“我经办的”里。"))


@require_POST
@guard.staff(Grant.SEE)
def drop(request: Request, hand_over_id: UUID) -> HttpResponse:
    """The list is taken back."""
    return _do(request, hand_over_id, services.hand_over_drop, _("这张交接单作废了。"))


def _do(
    request: Request, hand_over_id: UUID, act: Callable[..., object], said: str
) -> HttpResponse:
    try:
        act(actor=request.actor, hand_over_id=hand_over_id)
    except (RuleViolation, Denied) as no:
        messages.error(request, no.message)
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("desk_handover"))
