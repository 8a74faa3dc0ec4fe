"""Half-written forms, kept on the server until they are sent."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.domain.cases.services import draft_drop, draft_save
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request, safe_path


@require_POST
@guard.staff()
def draft(request: Request, key: str) -> HttpResponse:
    """Keep what is being typed; the button “不要了” throws it away and goes back to the page."""
    if request.GET.get("drop"):
        draft_drop(actor=request.actor, key=key)
        back = request.GET.get("next", "")
        return HttpResponseRedirect(safe_path(request, back, reverse("desk_queue")))
    draft_save(actor=request.actor, key=key, body=request.POST.get("body", ""))
    return HttpResponse(_("存好了"), content_type="text/plain; charset=utf-8")
