"""A refusal becomes a page with the right status, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from lianxin.entrypoints.shared.problems import refusal
from lianxin.entrypoints.shared.saying import speaking
from lianxin.kernel.errors import AppError


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
