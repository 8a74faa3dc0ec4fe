"""All components in all their states on one page, to be looked at and measured."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render

from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import clock


@guard.public
def gallery(request: Request) -> HttpResponse:
    """The components; `?desk=1` shows those of the desk."""
    now = clock.now()
    times = {
        "now": now,
        "morning": now - timedelta(hours=4),
        "yesterday": now - timedelta(days=1),
        "last_week": now - timedelta(days=8),
        "soon": now + timedelta(hours=3),
        "later": now + timedelta(days=3, hours=4),
        "late": now - timedelta(days=2),
    }
    page = "shared/gallery_desk.html" if request.GET.get("desk") else "shared/gallery.html"
    return render(request, page, {"t": times})
