"""Joint meetings to which the reader's unit is called: to read, not to write 请我们去的会."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import clock


@require_GET
@guard.staff(Grant.SEE)
def meetings(request: Request) -> HttpResponse:
    """The meetings that call the reader's unit, the newest first."""
    rows = cases.meetings_called(actor=request.actor)
    return render(
        request, "desk/meetings_called.html", frame(request, here="called") | {"rows": rows}
    )


@require_GET
@guard.staff(Grant.SEE)
def meeting(request: Request, meeting_id: UUID) -> HttpResponse:
    """One of them: when, where, and what of the agenda is the unit's own."""
    view = cases.meeting_called(meeting_id, actor=request.actor)
    context = frame(request, here="called") | {"meeting": view}
    return render(request, "desk/meeting_called.html", context)


@require_GET
@guard.staff(Grant.SEE)
def meeting_print(request: Request, meeting_id: UUID) -> HttpResponse:
    """The same on paper."""
    view = cases.meeting_called(meeting_id, actor=request.actor)
    back = reverse("desk_meeting_called", args=[meeting_id])
    context = {"meeting": view, "now": clock.now(), "back": back, "is_part": True}
    return render(request, "desk/print_meeting.html", context)
