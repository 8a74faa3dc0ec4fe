"""A village's service card: kept on one page, looked at as it will be, printed 便民服务卡."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.orgs import services
from lianxin.domain.orgs.permissions import Grant
from lianxin.entrypoints.desk.card_form import consent_asked, form_context, wording
from lianxin.entrypoints.desk.forms import Errors, attempt, problems_in, version_in
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.desk.plain import uuid_or_none
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.entrypoints.shared.paper import CardPaper, Size, cards_pdf, unprintable
from lianxin.kernel import clock, ids
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.KEEP_CARD)
def card(request: Request) -> HttpResponse:
    """The card of one village, with the form for one more line above it."""
    options = _villages(request)
    given = request.POST if request.method == "POST" else request.GET
    village = given.get("village", "")
    if request.method == "GET" and village not in dict(options):
        village = options[0][0]
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            row = services.card_entry_add(
                actor=request.actor, id=uuid_or_none(given.get("id")) or ids.new(),
                village=village, entry=wording(given),
            )  # fmt: skip
        except (Invalid, RuleViolation, NotFound) as no:
            errors = problems_in(no) if isinstance(no, Invalid) else {"": no.message}
        else:
            said = _("“%(name)s”上卡了，老乡的手机上马上看得到。")
            messages.success(request, said % {"name": row.name})
            return _back(village, f"&group={row.group}")
    kept = orgs.card_kept(village, actor=request.actor)
    context = frame(request, here="card") | form_context(given, errors) | {
        "villages": options, "village": village, "kept": kept, "card": kept.card,
        "lost": unprintable(paper_of(request, kept.card)), "is_begun": kept.card.number > 0,
        "id": given.get("id") if errors else str(ids.new()),
    }  # fmt: skip
    return render(request, "desk/card.html", context, status=422 if errors else 200)


@require_POST
@guard.staff(Grant.KEEP_CARD)
def begin(request: Request) -> HttpResponse:
    """Begin a card: with the numbers that everybody knows, and who is in office."""
    village = request.POST.get("village", "")
    services.card_open(actor=request.actor, village=village)
    n = services.card_usual_add(actor=request.actor, village=village)
    messages.success(request, _("加好了 %(n)s 个常用号码。接着一组一组往下加。") % {"n": n})
    return _back(village)


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.KEEP_CARD)
def entry(request: Request, entry_id: UUID) -> HttpResponse:
    """Put a line right; whoever was slower sees what it is now, with the own words kept."""
    now = orgs.card_entry_get(entry_id, actor=request.actor)
    errors: Errors = {}
    is_stale = False
    if request.method == "POST":
        errors, is_stale = attempt(
            lambda: services.card_entry_change(
                    actor=request.actor, entry_id=entry_id, entry=wording(request.POST),
                    version=version_in(request.POST),
            )
        )  # fmt: skip
        if not errors:
            messages.success(request, _("改好了。"))
            return _back(now.village, anchor=now.group)
    shown: Any = request.POST if request.method == "POST" else _as_given(now)
    context = frame(request, here="card") | form_context(shown, errors) | {
        "row": now, "is_stale": is_stale, "village": now.village,
        "version": shown.get("version") if errors and not is_stale else now.version,
    }  # fmt: skip
    return render(request, "desk/card_entry.html", context, status=422 if errors else 200)


@require_POST
@guard.staff(Grant.KEEP_CARD)
def drop(request: Request, entry_id: UUID) -> HttpResponse:
    """Take a line off the card."""
    row = services.card_entry_drop(actor=request.actor, entry_id=entry_id)
    said = _("“%(name)s”从卡上拿掉了。拿错了，在最下面能放回来。")
    messages.success(request, said % {"name": row.name})
    return _back(row.card_id, anchor=row.group)


@require_POST
@guard.staff(Grant.KEEP_CARD)
def restore(request: Request, entry_id: UUID) -> HttpResponse:
    """A line that was taken off comes back."""
    village = orgs.card_entry_get(entry_id, actor=request.actor).village
    try:
        row = services.card_entry_restore(actor=request.actor, entry_id=entry_id)
    except Invalid as twice:
        messages.error(request, twice.message)
        return _back(village)
    messages.success(request, _("“%(name)s”放回卡上了。") % {"name": row.name})
    return _back(village, anchor=row.group)


@require_POST
@guard.staff(Grant.KEEP_CARD)
def place(request: Request, entry_id: UUID) -> HttpResponse:
    """A line goes before another one, `before`, or to the end of its group."""
    now = orgs.card_entry_get(entry_id, actor=request.actor)
    before = uuid_or_none(request.POST.get("before"))
    try:
        services.card_entry_place(actor=request.actor, entry_id=entry_id, before=before)
    except NotFound as gone:
        messages.error(request, gone.message)
    return _back(now.village, anchor=now.group)


@require_POST
@guard.staff(Grant.KEEP_CARD)
def check(request: Request, entry_id: UUID) -> HttpResponse:
    """Somebody rang the number."""
    row = services.card_entry_check(actor=request.actor, entry_id=entry_id)
    messages.success(request, _("记下了：“%(name)s”的号码今天核对过。") % {"name": row.name})
    return _back(row.card_id, anchor=row.group)


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.KEEP_CARD)
def suggestion(request: Request, suggestion_id: UUID) -> HttpResponse:
    """Put on the card what a villager misses."""
    told = orgs.card_suggestion_get(suggestion_id, actor=request.actor)
    errors: dict[str, str] = {}
    given: Any = {"name": told.whose, "phone": told.phone}
    if request.method == "POST":
        given = request.POST
        try:
            row = services.card_suggestion_accept(
                actor=request.actor, suggestion_id=suggestion_id,
                entry_id=uuid_or_none(given.get("id")) or ids.new(), entry=wording(given),
            )  # fmt: skip
        except (Invalid, RuleViolation) as no:
            errors = problems_in(no) if isinstance(no, Invalid) else {"": no.message}
        else:
            messages.success(request, _("“%(name)s”上卡了。") % {"name": row.name})
            return _back(told.village, anchor=row.group)
    context = frame(request, here="card") | form_context(given, errors) | {
        "told": told, "village": told.village, "id": given.get("id") or str(ids.new()),
    }  # fmt: skip
    return render(request, "desk/card_entry.html", context, status=422 if errors else 200)


@require_POST
@guard.staff(Grant.KEEP_CARD)
def decline(request: Request, suggestion_id: UUID) -> HttpResponse:
    """A number that is suggested does not come onto the card."""
    village = request.POST.get("village", "")
    services.card_suggestion_decline(actor=request.actor, suggestion_id=suggestion_id)
    messages.success(request, _("知道了，这一条不上卡。"))
    return _back(village)


@require_GET
@guard.staff(Grant.KEEP_CARD)
def printed(request: Request) -> HttpResponse:
    """The card as a PDF of A5 or A4.

    Raises: RuleViolation, if a sign cannot be printed or there is no line yet.
    """
    village = request.GET.get("village", "")
    kept = orgs.card_kept(village, actor=request.actor)
    if not any(group.lines for group in kept.card.groups):
        raise RuleViolation(_("卡上还一个号码都没有，加上了再打印。"))
    size = Size.A4 if request.GET.get("size") == Size.A4 else Size.A5
    made = cards_pdf([paper_of(request, kept.card)], size)
    response = HttpResponse(made, content_type="application/pdf")
    name = f"card-{kept.card.village}-{kept.card.number}-{size}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def paper_of(request: Request, view: orgs.CardView) -> CardPaper:
    """The card as it is printed, with the address of the live one."""
    address = request.build_absolute_uri(reverse("card", args=[view.village]))
    on = clock.local(view.since).date() if view.since else clock.today()
    return CardPaper(view, address, on)


def _villages(request: Request) -> list[tuple[str, str]]:
    rows = orgs.card_villages(actor=request.actor)
    if not rows:
        raise Denied(_("您的岗位不能打开这个页面，请联系有权限的同事。"))
    return [(row.code, row.display_name) for row in rows]


def _as_given(row: orgs.EntryRow) -> dict[str, str]:
    given = {"group": row.group, "name": row.name, "duty": row.duty, "hours": row.hours}
    given["valid_to"] = row.valid_to.isoformat() if row.valid_to else ""
    given |= dict(zip(("phone", "phone2", "phone3"), row.phones, strict=False))
    return given | {"consent_by": row.consent_by, "has_consent": "1" if consent_asked(row) else ""}


def _back(village: str, more: str = "", *, anchor: str = "") -> HttpResponse:
    there = f"#{anchor}" if anchor else ""
    return HttpResponseRedirect(f"{reverse('desk_card')}?village={village}{more}{there}")
