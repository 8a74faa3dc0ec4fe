"""Home, people to ring, help."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lianxin.domain.cases import selectors as cases
from lianxin.domain.orgs import selectors as orgs
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.entrypoints.villager.views.village import own_village
from lianxin.kernel import clock

FIRST_PHONES, FIRST_WAYS = 3, 2


@require_GET
@guard.public
def home(request: Request) -> HttpResponse:
    """The first page: say what is wrong, see how it goes, find whom to ring."""
    village = own_village(request)
    own = cases.case_own_list(actor=request.actor)
    phones = orgs.duty_phones(village.code, actor=request.actor) if village else []
    ways = orgs.channels_shown(village.county, actor=request.actor) if village else []
    context: dict[str, Any] = {
        "village": village,
        "greeting": greeting(clock.local(clock.now()).hour),
        "open": [c for c in own if c.until and not c.may_rate],
        "to_rate": [c for c in own if c.may_rate],
        "phones": phones[:FIRST_PHONES],
        "ways": ways[:FIRST_WAYS],
    }
    return render(request, "villager/home.html", context)


def greeting(hour: int) -> str:
    """What one says at this hour."""
    if hour < 5 or hour >= 22:
        return _("夜深了，您好")
    if hour < 9:
        return _("早上好")
    if hour < 12:
        return _("上午好")
    if hour < 14:
        return _("中午好")
    return _("下午好") if hour < 18 else _("晚上好")


@require_GET
@guard.public
def people(request: Request) -> HttpResponse:
    """Whom to ring: the village's own people, the numbers that are answered."""
    village = own_village(request)
    code = village.code if village else ""
    context = {
        "village": village,
        "contacts": orgs.village_contacts(code, actor=request.actor) if code else [],
        "phones": orgs.duty_phones(code, actor=request.actor) if code else [],
    }
    return render(request, "villager/people.html", context)


@require_GET
@guard.public
def help_page(request: Request) -> HttpResponse:
    """How to use this, who sees what, and how to complain about it."""
    return render(request, "villager/help.html")
