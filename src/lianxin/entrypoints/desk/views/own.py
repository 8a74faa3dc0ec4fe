"""Pages about the reader and the desk itself: account, help."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request


@require_GET
@guard.staff()
def me(request: Request) -> HttpResponse:
    """The reader's own account: posts, password, second factor, look."""
    return render(request, "desk/me.html", frame(request, here="me"))


@require_GET
@guard.staff()
def help_page(request: Request) -> HttpResponse:
    """How the desk works, on one page."""
    return render(request, "desk/help.html", frame(request, here="help"))
