"""The plain forms of a matter: one view for all of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.entrypoints.desk.plain import form_of
from lianxin.entrypoints.desk.plain_forms import PLAIN
from lianxin.entrypoints.desk.views.acts import do
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request


@require_POST
@guard.staff(Grant.SEE)
def act(request: Request, case_id: UUID, verb: str) -> HttpResponse:
    """Send one of the plain forms; who may do it, the service says."""
    sheet = PLAIN.get(verb)
    if sheet is None:
        raise Http404(verb)

    def send(given: dict[str, Any]) -> object:
        return sheet.act(request.actor, case_id, given)

    asks = sheet.asks
    if sheet.more is not None:
        asks = sheet.asks_of(cases.case_page(case_id, actor=request.actor))
    return do(request, case_id, verb, form_of(asks, request.POST), send, str(sheet.said))
