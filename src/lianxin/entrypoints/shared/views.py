"""Small pages that every door shares: how things look, whether all is well, attached files."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_http_methods

from lianxin.domain.cases import selectors as cases
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request, safe_path
from lianxin.entrypoints.shared.jinja import SKINS
from lianxin.kernel.files import selectors as files

HEALTH = "lianxin.kernel.health"
YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "POST"])
@guard.public
def mode(request: Request) -> HttpResponse:
    """Large type on or off, and the colours. A plain link works as well as a button 长辈版."""
    asked = request.POST if request.method == "POST" else request.GET
    response = HttpResponseRedirect(safe_path(request, asked.get("next", "")))
    if (to := asked.get("to", "")) in {"elder", "normal"}:
        response.set_cookie("lx_mode", to, max_age=YEAR, samesite="Lax")
    if (skin := asked.get("skin", "")) in SKINS:
        response.set_cookie("lx_skin", skin, max_age=YEAR, samesite="Lax")
    return response


@require_GET
@guard.public
def health(request: Request) -> HttpResponse:
    """Is everything that must run running? 200 or 503; for machines and the operator."""
    report = _health_report()
    return JsonResponse(report, status=200 if report.get("ok") else 503)


def _health_report() -> dict[str, Any]:
    """The kernel's report; a deployment without one is well when it answers at all."""
    if find_spec(HEALTH) is None:
        return {"ok": True}
    return dict(import_module(HEALTH).report())


@require_GET
@guard.anyone
def file(request: Request, file_id: UUID, thumb: bool = False) -> HttpResponseBase:
    """A photo or a voice note, for whoever may see the matter it belongs to.

    Raises: NotFound, also when the matter is not for this actor.
    """
    actor = request.actor
    opened = files.attachment_open(
        file_id,
        actor=actor,
        thumb=thumb,
        allowed=lambda stream: cases.may_see_stream(stream, actor=actor),
    )
    response = FileResponse(opened.content, content_type=opened.mime)
    response["Content-Disposition"] = f'inline; filename="{opened.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
