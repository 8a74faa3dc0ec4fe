"""What the system has told the reader, and what is to be read out in the village."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxin.domain.places import selectors as places
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import ids
from lianxin.kernel.errors import AppError, Denied, Invalid, NotFound
from lianxin.notices import selectors as notices
from lianxin.notices import services
from lianxin.notices.permissions import Grant
from lianxin.notices.rules import MAX_ANNOUNCEMENT
from lianxin.notices.services import Text


@require_GET
@guard.staff()
def inbox(request: Request) -> HttpResponse:
    """The newest hundred lines, those not yet read in bold."""
    lines = notices.inbox(actor=request.actor)
    return render(request, "desk/messages.html", frame(request, here="messages") | {"inbox": lines})


@require_POST
@guard.staff()
def follow(request: Request, line_id: UUID) -> HttpResponse:
    """Go where a line leads; it then counts as read."""
    line = notices.inbox_line(line_id, actor=request.actor)
    if line is None:
        raise NotFound(_("这条消息已经没有了。"))
    services.inbox_read(actor=request.actor, line=line_id)
    return HttpResponseRedirect(line.link or reverse("desk_messages"))


@require_POST
@guard.staff()
def read_all(request: Request) -> HttpResponse:
    """All lines count as read."""
    services.inbox_read(actor=request.actor)
    return HttpResponseRedirect(reverse("desk_messages"))


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.READ_OUT)
def loudspeaker(request: Request) -> HttpResponse:
    """The sheet of whoever speaks into the loudspeaker, and a form for a new text."""
    typed: dict[str, Any] = {"text": "", "village": "", "id": str(ids.new())}
    errors: dict[str, str] = {}
    if request.method == "POST":
        typed = {key: request.POST.get(key, "").replace("\x00", "") for key in typed}
        try:
            services.announcement_queue(actor=request.actor, text=_text(request, typed))
            return HttpResponseRedirect(reverse("desk_loudspeaker") + "?said=1")
        except Denied:
            raise
        except AppError as bad:
            errors = dict(getattr(bad, "fields", {})) or {"text": bad.message}
    context = frame(request, here="loudspeaker") | {
        "sheets": notices.announcements(actor=request.actor),
        "villages": _villages(request),
        "typed": typed,
        "errors": errors,
        "most": MAX_ANNOUNCEMENT,
        "said": request.GET.get("said") == "1",
    }
    status = 422 if errors else 200
    return render(request, "desk/loudspeaker.html", context, status=status)


def _text(request: Request, typed: dict[str, Any]) -> Text:
    village = places.area_find(typed["village"], actor=request.actor)
    if village is None or village.level != "village":
        raise Invalid(_("请选哪个村播。"), fields={"village": _("请选哪个村播。")})
    urgent = request.POST.get("urgent") == "1"
    return Text(ids.parse(typed["id"]), village.code, typed["text"], is_urgent=urgent)


def _villages(request: Request) -> list[tuple[str, str]]:
    """The villages of the reader's own posts; a county picks its villages in the township."""
    found: dict[str, str] = {}
    for scope in request.actor.scopes_for(Grant.ANNOUNCE):
        for prefix in scope.areas:
            if len(prefix) == 12:
                found[prefix] = places.display_name(prefix, actor=request.actor)
            elif len(prefix) == 9:
                rows = places.villages(prefix.ljust(12, "0"), actor=request.actor)
                found |= {row.code: row.display_name for row in rows}
    return list(found.items())


@require_POST
@guard.staff(Grant.READ_OUT)
def read_out(request: Request, text_id: UUID) -> HttpResponse:
    """This one has been spoken."""
    services.announcement_read_out(actor=request.actor, announcement_id=text_id)
    return HttpResponseRedirect(reverse("desk_loudspeaker"))
