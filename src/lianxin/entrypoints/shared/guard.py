"""Every page says who may open it. A view without one of these marks fails a test.

`public`: anybody; the actor is a villager with the matters proved on this phone.
`reporter`: only who has proved the matter in the address (`case_id`), or any matter when the
    address names none; others are asked for number and code.
`staff`: only who is logged in, and holds the grant somewhere if one is named. Rows are narrowed by
    selectors, not here.
`anyone`: like `public`, but a member of staff who is logged in acts as such (photos, for example).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from lianxin.domain.users import selectors as users
from lianxin.entrypoints.shared import typed
from lianxin.entrypoints.shared.http import is_htmx
from lianxin.entrypoints.shared.reporters import reporter as reporter_of
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Denied

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
PASSWORD_PAGE = "account_change_password"  # noqa: S105 - the name of a page


def public(view: View) -> View:
    """Open to everybody 公开页面."""

    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _enter(view, request, reporter_of(request), args, kwargs)

    return _mark(view, run, "public")


def anyone(view: View) -> View:
    """Open to everybody; staff stay staff, and reporters of what they reported at home."""

    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor = staff_actor(request)
        at_home = reporter_of(request)
        actor = replace(actor, streams=at_home.streams) if actor else at_home
        return _enter(view, request, actor, args, kwargs)

    return _mark(view, run, "anyone")


def reporter(view: View) -> View:
    """Only for whoever reported the matter 只给反映人看."""

    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        case_id = kwargs.get("case_id")
        actor = reporter_of(request, case_id)
        proved = f"case:{case_id}" in actor.streams if case_id else bool(actor.streams)
        if not proved:
            return _ask_for_code(request)
        return _enter(view, request, actor, args, kwargs)

    return _mark(view, run, "reporter")


def staff(grant: str | None = None) -> Callable[[View], View]:
    """Only for staff who are logged in; with a grant, only for those who hold it 工作人员.

    Used as `@guard.staff()` or `@guard.staff("cases:dispatch")`.
    """

    def decorate(view: View) -> View:
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = staff_actor(request)
            if actor is None:
                return _ask_for_log_in(request)
            if getattr(request.user, "must_change_password", False):
                return HttpResponseRedirect(resolve_url(PASSWORD_PAGE))
            request.actor = actor  # type: ignore[attr-defined] # for the problem page
            if grant is not None and not actor.has(str(grant)):
                raise Denied(_("您的岗位不能打开这个页面，请联系有权限的同事。"), code=str(grant))
            return _enter(view, request, actor, args, kwargs)

        return _mark(view, run, f"staff:{grant}" if grant else "staff")

    return decorate


def staff_actor(request: HttpRequest) -> Actor | None:
    """The member of staff who is logged in, asked from the tables once per request."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    cached = cast("Actor | None", getattr(request, "_staff_actor", None))
    if cached is None:
        cached, titles = users.standing_of(user)
        request._staff_actor = cached  # type: ignore[attr-defined] # per-request memory
        request.titles = titles  # type: ignore[attr-defined] # for the corner that says who it is
    return cached


def _enter(
    view: Callable[..., HttpResponseBase],
    request: HttpRequest,
    actor: Actor,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> HttpResponseBase:
    request.actor = actor  # type: ignore[attr-defined] # what guards are for
    request.restored = typed.take(request)  # type: ignore[attr-defined] # for the form
    return view(request, *args, **kwargs)


def _ask_for_log_in(request: HttpRequest) -> HttpResponse:
    page = typed.keep(request) if request.method == "POST" else request.get_full_path()
    if is_htmx(request) and request.method != "POST":
        page = typed.form_page(request)
    return _go(request, f"{resolve_url('account_login')}?{urlencode({'next': page})}")


def _ask_for_code(request: HttpRequest) -> HttpResponse:
    page = typed.keep(request) if request.method == "POST" else request.get_full_path()
    return _go(request, f"/track/?{urlencode({'next': page})}")


def _go(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect that a part of a page follows with the whole page."""
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _mark(view: View, run: Callable[..., HttpResponseBase], who: str) -> View:
    wrapped = wraps(view)(run)
    wrapped.guarded = who  # type: ignore[attr-defined] # read by the test of all addresses
    return cast(View, wrapped)
