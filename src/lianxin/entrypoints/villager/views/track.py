"""How a matter goes: number and code, the four words, rating, withdrawal, appeal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from lianxin.domain.cases import rules
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.services import (
    case_appeal,
    case_open_by_code,
    case_part,
    case_rate,
    case_reopen,
    case_withdraw,
    guess_failed,
)
from lianxin.entrypoints.shared import guard, reporters
from lianxin.entrypoints.shared.http import Request, safe_path
from lianxin.entrypoints.villager.forms import digits, plain
from lianxin.kernel.errors import AppError, Invalid, NotFound, RuleViolation

MAX_REASON = 200


@require_http_methods(["GET", "POST"])
@guard.public
def find(request: Request) -> HttpResponse:
    """Ask for the number and the code; ten wrong tries pause for a quarter of an hour."""
    asked = request.POST if request.method == "POST" else request.GET
    values = {name: asked.get(name, "")[:60] for name in ("no", "secret")}
    values["next"] = safe_path(request, asked.get("next", ""), "")
    if request.method != "POST":
        return render(request, "villager/track.html", {"values": values, "errors": {}})
    no, secret = digits(values["no"]), digits(values["secret"]).upper()
    errors = {}
    if not no:
        errors["no"] = _("请写编号，报的时候给您的那串数字。")
    if not secret:
        errors["secret"] = _("请写查询码，或者报的时候留的电话。")
    if errors:
        return _ask_again(request, values, errors)
    origin = address_of(request)
    try:
        case = case_open_by_code(actor=request.actor, no=no, secret=secret, origin=origin)
    except NotFound as wrong:
        guess_failed(actor=request.actor, no=no, origin=origin)
        return _ask_again(request, values, {"secret": wrong.message})
    except AppError as wrong:
        return _ask_again(request, values, {"secret": wrong.message}, status=429)
    response = HttpResponseRedirect(values["next"] or reverse("case", args=[case.pk]))
    reporters.remember(request, response, case.pk)
    return response


def address_of(request: Request) -> str:
    """Where a request comes from; behind our own proxy it is the address the proxy saw."""
    seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    behind_proxy = settings.SECURE_PROXY_SSL_HEADER is not None
    return seen if behind_proxy and seen else str(request.META.get("REMOTE_ADDR", ""))


def _ask_again(
    request: Request, values: dict[str, str], errors: dict[str, str], status: int = 422
) -> HttpResponse:
    context = {"values": values, "errors": errors}
    return render(request, "villager/track.html", context, status=status)


@require_http_methods(["GET", "POST"])
@guard.public
def mine(request: Request) -> HttpResponse:
    """The matters that this phone has reported or opened; on a borrowed phone they are forgotten."""
    if request.method == "POST":
        messages.success(request, _("这个手机上的记录清掉了。用编号和查询码还能查。"))
        response = HttpResponseRedirect(reverse("mine"))
        reporters.forget(response)
        return response
    return render(request, "villager/mine.html", {"own": cases.case_own_list(actor=request.actor)})


@require_GET
@never_cache
@guard.reporter
def case(request: Request, case_id: UUID) -> HttpResponse:
    """One matter, as its reporter sees it."""
    return _page(request, case_id, {})


@require_GET
@never_cache
@guard.reporter
def done(request: Request, case_id: UUID) -> HttpResponse:
    """The number, at once and large."""
    view = cases.case_villager_page(case_id, actor=request.actor)
    context = {"case": view, "spaced": spaced(view.no)}
    return render(request, "villager/report/done.html", context)


def spaced(no: str) -> str:
    """A case number in groups that can be read out: county, day, serial."""
    return f"{no[:6]} {no[6:14]} {no[14:]}" if len(no) > 14 else no


@require_http_methods(["GET", "POST"])
@guard.reporter
def rate(request: Request, case_id: UUID) -> HttpResponse:
    """Solved or not, satisfied or not."""
    solved, satisfied = request.POST.get("solved", ""), request.POST.get("satisfied", "")
    text = plain(request.POST.get("text", ""))
    wrong = _too_long(text, rules.MAX_TEXT)
    if solved not in set(rules.Solved):
        wrong["solved"] = _("请先选解决了没有。")
    return _do(
        request, case_id, wrong,
        lambda: case_rate(
            actor=request.actor, case_id=case_id, solved=rules.Solved(solved),
            satisfied=int(satisfied) if satisfied in {"1", "2", "3", "4", "5"} else None, text=text,
        ),
        _("记下了，谢谢您。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@guard.reporter
def withdraw(request: Request, case_id: UUID) -> HttpResponse:
    """Take the matter back."""
    reason = plain(request.POST.get("reason", ""))
    wrong = _renamed(_too_long(reason, MAX_REASON), "reason")
    return _do(
        request, case_id, wrong,
        lambda: case_withdraw(actor=request.actor, case_id=case_id, reason=reason),
        _("这件事撤回了。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@guard.reporter
def part(request: Request, case_id: UUID) -> HttpResponse:
    """It is another matter than the earlier one after all."""
    return _do(
        request, case_id, {},
        lambda: case_part(actor=request.actor, case_id=case_id),
        _("好，这件单独办。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@guard.reporter
def appeal(request: Request, case_id: UUID) -> HttpResponse:
    """Ask for a second look at a refusal."""
    why = plain(request.POST.get("why", ""))
    wrong = _renamed(_too_long(why, rules.MAX_TEXT), "why")
    return _do(
        request, case_id, wrong,
        lambda: case_appeal(actor=request.actor, case_id=case_id, text=why),
        _("收到了，会有人再看一次。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@guard.reporter
def reopen(request: Request, case_id: UUID) -> HttpResponse:
    """It is not good after all."""
    again = plain(request.POST.get("again", ""))
    wrong = _renamed(_too_long(again, rules.MAX_TEXT), "again")
    return _do(
        request, case_id, wrong,
        lambda: case_reopen(actor=request.actor, case_id=case_id, text=again),
        _("收到了，接着办。"),
    )  # fmt: skip


def _too_long(text: str, most: int) -> dict[str, str]:
    if len(text) <= most:
        return {}
    said = _("写得太长了（%(n)s 字），请留最要紧的 %(max)s 字以内。")
    return {"text": said % {"n": len(text), "max": most}}


NAMES: Mapping[str, str] = {"appeal": "why", "reopen": "again"}
"""How a page calls the field that its service calls text."""


def _do(
    request: Request, case_id: UUID, wrong: dict[str, str], act: Callable[[], Any], thanks: str
) -> HttpResponse:
    """Do it and show the matter anew. Pressed twice, the second press only tells how it stands."""
    there = HttpResponseRedirect(reverse("case", args=[case_id]))
    if request.method != "POST":
        return there
    if wrong:
        return _page(request, case_id, wrong)
    try:
        act()
    except Invalid as bad:
        called = NAMES.get(request.path.rstrip("/").rpartition("/")[2], "text")
        fields = bad.fields or {"text": bad.message}
        return _page(request, case_id, {called if k == "text" else k: v for k, v in fields.items()})
    except RuleViolation as too_late:
        messages.info(request, too_late.message)
        return there
    messages.success(request, thanks)
    return there


def _page(request: Request, case_id: UUID, errors: dict[str, str]) -> HttpResponse:
    view = cases.case_villager_page(case_id, actor=request.actor)
    typed = request.POST or {name: values[-1] for name, values in request.restored.items()}
    context = {
        "case": view,
        "spaced": spaced(view.no),
        "errors": errors,
        "typed": typed,
    }
    return render(request, "villager/case.html", context, status=422 if errors else 200)


def _renamed(errors: dict[str, str], name: str) -> dict[str, str]:
    """The same sentence, at the field of this form."""
    return {name: next(iter(errors.values()))} if errors else {}
