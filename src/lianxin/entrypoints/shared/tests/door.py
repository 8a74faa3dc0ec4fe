"""A little door of its own, so that the guards are tried on real requests."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.urls import include, path

from lianxin.entrypoints.shared import guard, problems
from lianxin.entrypoints.shared.http import Request, is_htmx, restored_text
from lianxin.entrypoints.shared.reporters import remember
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation

ERRORS = {
    "denied": Denied("这件事归环卫所办。"),
    "missing": NotFound("没有这件事。"),
    "rule": RuleViolation("刚刚有别人办过这件事。"),
    "invalid": Invalid("有地方要改。", fields={"phone": "手机号码只能是数字"}),
}


@guard.staff("cases:dispatch")
def dispatch_form(request: Request) -> HttpResponse:
    """A form of the desk, which says what was put back into it."""
    if request.method == "POST":
        return HttpResponse("saved")
    return JsonResponse({"actor": request.actor.id, "note": restored_text(request, "note")})


@guard.public
def report_form(request: Request) -> HttpResponse:
    """A villager's form."""
    who = {"actor": request.actor.id, "part": is_htmx(request)}
    return JsonResponse({**who, "text": restored_text(request, "text")})


@guard.public
def prove(request: Request, case_id: UUID) -> HttpResponse:
    """As if number and code were right."""
    response = HttpResponse("ok")
    remember(request, response, case_id)
    return response


@guard.reporter
def own_case(request: Request, case_id: UUID) -> HttpResponse:
    """The page of one matter."""
    return JsonResponse({"actor": request.actor.id, "streams": sorted(request.actor.streams)})


@guard.public
def refuse(request: Request, kind: str) -> HttpResponse:
    """A service that says no."""
    raise ERRORS[kind]


@guard.public
def broken(request: Request) -> HttpResponse:
    """A mistake of ours."""
    raise ZeroDivisionError


urlpatterns = [
    path("t/dispatch/", dispatch_form),
    path("t/report/", report_form),
    path("t/prove/<uuid:case_id>/", prove),
    path("t/case/<uuid:case_id>/", own_case),
    path("t/refuse/<str:kind>/", refuse),
    path("t/broken/", broken),
    path("", include("lianxin.config.urls")),
]
handler400 = problems.bad_request
handler403 = problems.forbidden
handler404 = problems.not_found
handler500 = problems.server_error
