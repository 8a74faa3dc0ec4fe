"""Pages for what went wrong: what happened, that nothing is lost, what to do next."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lianxin.entrypoints.shared import typed, words
from lianxin.entrypoints.shared.account import administrator_phone, locked_until
from lianxin.entrypoints.shared.http import Typed, is_htmx, typed_fields
from lianxin.kernel.errors import AppError, Denied, Invalid, NotFound, RuleViolation

STATUS: dict[type[AppError], int] = {Denied: 403, NotFound: 404, RuleViolation: 409, Invalid: 422}


@dataclass(frozen=True)
class Problem:
    """What a problem page says. `back`: where the form stands, when something was typed."""

    status: int
    icon: str
    title: str
    text: str
    back: str = ""
    typed: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)


def refusal(request: HttpRequest, error: AppError) -> HttpResponse:
    """The answer to a refusal by the rules: the service's own sentence."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    icon, title = {
        403: ("lock-key", _("这件事不归您的岗位办")),
        404: ("magnifying-glass", _("没找到")),
        409: ("hand-palm", _("现在不能这样办")),
        422: ("pencil-line", _("有地方要改一改")),
    }.get(status, ("warning-circle", _("没办成")))
    fields = error.fields if isinstance(error, Invalid) else {}
    return _answer(request, status, icon, title, error.message, fields)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form lay open too long: ask once more, with everything typed still in it."""
    if not _same_house(request):
        return _page(
            request,
            Problem(
                403, "shield-warning", _("这次提交没有被接受"), _("请从本站的页面上重新填写。")
            ),
        )
    context = {
        "problem": Problem(
            403,
            "clock-counter-clockwise",
            _("页面放得太久了"),
            _("您写的都还在。再按一次就送出去；要是选过照片或录音，请回上一页再选一次。"),
            typed=_readable(typed_fields(request)),
        ),
        "again": typed_fields(request),
        "target": request.get_full_path(),
    }
    return render(request, "shared/again.html", context, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; and 413 when what was sent is too big."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent | TooManyFieldsSent):
        return too_large(request)
    return _page(
        request,
        Problem(400, "warning-circle", _("没看懂这次提交"), _("请回上一页再试一次。")),
    )


def half_sent(request: HttpRequest) -> HttpResponse:
    """400: the line broke while the form was being sent; nothing of it was done."""
    text = _("网断了一下，只传来一半，什么都没有办。请回上一页再送一次，您写的还在那里。")
    return _page(request, Problem(400, "arrow-counter-clockwise", _("没有传完整"), text))


def too_large(request: HttpRequest) -> HttpResponse:
    """413: what was sent is too big."""
    return _page(
        request,
        Problem(
            413,
            "image",
            _("送来的东西太大了"),
            _("照片每张不超过 15 MB，录音不超过 5 MB。请回上一页，少选几张或换小一点的。"),
        ),
    )


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """429: too many wrong passwords in a row."""
    until = words.stamp(locked_until(request))
    phone = administrator_phone()
    who = _("打系统管理员电话 %(phone)s") % {"phone": phone} if phone else _("找本单位的系统管理员")
    text = _("密码连着输错了 %(n)s 次，为了保护您的账号，先锁到%(until)s。到时候再登录就行。") % {
        "n": settings.AXES_FAILURE_LIMIT,
        "until": until,
    }
    text += _("忘了密码，或者不是您本人输的，请%(who)s。") % {"who": who}
    return _page(request, Problem(429, "lock-key", _("先歇一会儿再登录"), text))


def too_often(request: HttpRequest) -> HttpResponse:
    """429: so many requests in a minute that no person makes them."""
    text = _("一下子点得太快了。请等一分钟再试。")
    return _page(request, Problem(429, "clock-counter-clockwise", _("请慢一点"), text))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 from elsewhere than a service."""
    return _page(
        request,
        Problem(403, "lock-key", _("这里您打不开"), _("您的岗位没有这一项。有疑问请问管理员。")),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    text = _("网址可能抄错了一个字，也可能这件事不归您看。")
    return _page(request, Problem(404, "magnifying-glass", _("没找到这个页面"), text))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault, said so. Written without asking the database for anything."""
    problem = Problem(
        500,
        "wrench",
        _("系统出了毛病"),
        _("这不怪您，问题已经记下。请过几分钟再试；人有危险马上拨 110、119、120。"),
    )
    if is_htmx(request):
        return _toast(problem)
    context = {"problem": problem, "at_desk": _at_desk(request)}
    html = render_to_string("shared/broken.html", context)
    return HttpResponse(html, status=500)


def _answer(
    request: HttpRequest, status: int, icon: str, title: str, text: str, fields: dict[str, str]
) -> HttpResponse:
    if is_htmx(request):
        return _toast(Problem(status, icon, title, text))
    if request.method != "POST":
        return _page(request, Problem(status, icon, title, text, fields=fields))
    back = typed.keep(request)
    readable = _readable(typed_fields(request))
    return _page(request, Problem(status, icon, title, text, back, readable, fields))


def _page(request: HttpRequest, problem: Problem) -> HttpResponse:
    if is_htmx(request):
        return _toast(problem)
    context = {"problem": problem, "at_desk": _at_desk(request)}
    return render(request, "shared/problem.html", context, status=problem.status)


def _at_desk(request: HttpRequest) -> bool:
    """Staff go back to the desk, villagers to the first page."""
    return request.path.startswith("/desk/")


def _toast(problem: Problem) -> HttpResponse:
    """For a part of a page: the page stays as it is, the sentence comes as a toast."""
    body = {"toast": {"kind": "error", "text": problem.text or problem.title}}
    return HttpResponse(
        problem.text, status=problem.status, headers={"HX-Trigger": json.dumps(body)}
    )


def _readable(fields: Typed) -> list[str]:
    """The sentences somebody has written, so that they can be copied; no ids, no ticks."""
    return [v for values in fields.values() for v in values if len(v) > 12 and not _is_id(v)]


def _is_id(value: str) -> bool:
    return value.isascii() and " " not in value


def _same_house(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return bool(origin) and urlsplit(origin).netloc == request.get_host()
