"""What comes in is whole and writable; a refusal becomes a page, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, cast

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from lianxin.entrypoints.shared.half_sent import Body
from lianxin.entrypoints.shared.http import is_secret
from lianxin.entrypoints.shared.problems import bad_request, half_sent, refusal
from lianxin.entrypoints.shared.saying import speaking
from lianxin.kernel.errors import AppError
from lianxin.kernel.writing import UNSEEN, is_odd

FORM = "application/x-www-form-urlencoded"


class Whole:
    """A form that broke off on its way does nothing; signs of no keyboard are left out.

    Stands before every middleware that reads the form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = str(request.META.get("CONTENT_LENGTH") or "")
        if isinstance(request, WSGIRequest) and length.isascii() and length.isdigit():
            whole = Body(request.environ["wsgi.input"], int(length))
            request._stream = cast(BinaryIO, whole)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Read the form once, before anybody acts on it."""
        try:
            posted = request.POST
        except UnreadablePostError:
            return half_sent(request)
        if request.content_type == FORM and not _is_utf8(request.body):
            return bad_request(request)
        if _has_odd(request.GET):
            request.GET = _written(request.GET)  # type: ignore[assignment]  # as Django itself does
        if _has_odd(posted):
            request.POST = _written(posted)  # type: ignore[assignment]  # as Django itself does
        return None


def _is_utf8(body: bytes) -> bool:
    """Django would read anything else as Latin letters and keep the rubbish."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _has_odd(fields: QueryDict) -> bool:
    return any(is_odd(value) for _, values in fields.lists() for value in values)


def _written(fields: QueryDict) -> QueryDict:
    """The same fields without signs that no keyboard writes; secrets stay as they came."""
    clean = fields.copy()
    for name, values in fields.lists():
        if not is_secret(name):
            clean.setlist(name, [UNSEEN.sub("", value) for value in values])
    clean._mutable = False
    return clean


class Language:
    """Asks for the reader's language once; stands behind Django's own, which finds it out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with speaking(get_language()):
            return self.get_response(request)


class Problems:
    """Answers AppError, and keeps a part of a page apart from the whole page in caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["HX-Request"])
            response.setdefault("Cache-Control", "private, no-cache")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Denied 403, NotFound 404, RuleViolation 409, Invalid 422."""
        return refusal(request, exception) if isinstance(exception, AppError) else None
