"""The village's service card on the phone: every number one tap away 便民服务卡."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.orgs.rules import Line, vcards
from lianxin.domain.orgs.services import card_suggest
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.entrypoints.villager.views.track import address_of
from lianxin.kernel import ids
from lianxin.kernel.errors import Invalid, NotFound, RuleViolation

VCARD = "text/vcard; charset=utf-8"


@require_GET
@guard.public
def card(request: Request, code: str) -> HttpResponse:
    """The card of a village; the code on an old paper leads to what the village is today."""
    view = orgs.card_shown(code, actor=request.actor)
    if view.village != code:
        return HttpResponseRedirect(reverse("card", args=[view.village]))
    groups = [group for group in view.groups if group.lines]
    return render(request, "villager/card.html", {"card": view, "groups": groups})


@require_GET
@guard.public
def whole(request: Request, code: str) -> HttpResponse:
    """The whole card for the phone's address book."""
    view = orgs.card_shown(code, actor=request.actor)
    return _as_file(view, [line for group in view.groups for line in group.lines], "")


@require_GET
@guard.public
def one(request: Request, code: str, key: UUID) -> HttpResponse:
    """One line of the card for the phone's address book.

    Raises: NotFound.
    """
    view = orgs.card_shown(code, actor=request.actor)
    found = [x for group in view.groups for x in group.lines if key in (x.entry, x.post)]
    if not found:
        raise NotFound(_("这个号码已经不在卡上了。"))
    return _as_file(view, found[:1], found[0].name)


@require_http_methods(["GET", "POST"])
@guard.public
def missing(request: Request, code: str) -> HttpResponse:
    """Say which number is missing; nobody is asked who they are."""
    view = orgs.card_shown(code, actor=request.actor)
    given = {name: request.POST.get(name, "") for name in ("id", "whose", "phone")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            card_suggest(
                actor=request.actor, id=_id(given["id"]), village=view.village,
                whose=given["whose"], phone=given["phone"], origin=address_of(request),
            )  # fmt: skip
        except Invalid as bad:
            errors = dict(bad.fields) or {"": bad.message}
        except RuleViolation as slow:
            errors = {"": slow.message}
        else:
            messages.success(request, _("收到了。村里问清楚就加到卡上。"))
            return HttpResponseRedirect(reverse("card", args=[view.village]))
    given["id"] = given["id"] or str(ids.new())
    context = {"card": view, "given": given, "errors": errors}
    status = (429 if "" in errors else 422) if errors else 200
    return render(request, "villager/card_missing.html", context, status=status)


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        return ids.new()


def _as_file(view: orgs.CardView, lines: Iterable[Line], name: str) -> HttpResponse:
    made = vcards(lines, village=view.village_name)
    response = HttpResponse(made.encode(), content_type=VCARD)
    title = quote(f"{view.village_name}{name}.vcf")
    response["Content-Disposition"] = f"attachment; filename=\"card.vcf\"; filename*=UTF-8''{title}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
