"""A county's channels: listed, opened, changed, closed, opened again, put in order 来件渠道."""

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
from lianxin.domain.orgs.rules import COUNTY_DIGITS
from lianxin.entrypoints.desk.forms import Errors, attempt, version_in
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.desk.plain import uuid_or_none
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import ids
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Denied, Invalid, NotFound

WORDS = ("name", "address", "hours", "remark")
FLAGS = ("is_shown", "is_offered")


@require_GET
@guard.staff(Grant.KEEP_CHANNELS)
def channels(request: Request) -> HttpResponse:
    """All channels of one county or city: the open ones in their order, then the closed ones."""
    options = _counties(request)
    county = request.GET.get("county", "")
    if county not in {value for value, _name in options}:
        county = next((v for v, _name in options if not v.endswith("00")), options[0][0])
    found = orgs.channel_list(county, actor=request.actor)
    context = frame(request, here="channels") | {
        "counties": options, "county": county, "county_name": dict(options)[county],
        "open": [row for row in found if row.closed_on is None],
        "closed": [row for row in found if row.closed_on],
    }  # fmt: skip
    return render(request, "desk/channels.html", context)


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.KEEP_CHANNELS)
def new(request: Request) -> HttpResponse:
    """Open a channel."""
    options = _counties(request)
    given = request.POST if request.method == "POST" else request.GET
    county, kind = given.get("county", ""), given.get("kind", "")
    errors: Errors = {}
    if request.method == "POST":
        errors, _stale = attempt(
            lambda: services.channel_add(
                    actor=request.actor, id=uuid_or_none(given.get("id")) or ids.new(),
                    county=county[:COUNTY_DIGITS], kind=kind, wording=_wording(request),
            )
        )  # fmt: skip
        if not errors:
            messages.success(request, _("加好了，老乡和登记的人马上看得到。"))
            return _back(county)
    context = frame(request, here="channels") | {
        "counties": options, "county": county, "kind": kind, "errors": errors, "channel": None,
        "kinds": [(row.code, row.name) for row in codes.table("channel")],
        "id": given.get("id") or str(ids.new()),
        "given": given if request.method == "POST" else dict.fromkeys(FLAGS, "1"),
    }  # fmt: skip
    return render(request, "desk/channel.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.KEEP_CHANNELS)
def change(request: Request, channel_id: UUID) -> HttpResponse:
    """Put a channel right; whoever was slower sees what it is now, with the own words kept."""
    now = orgs.channel_get(channel_id, actor=request.actor)
    errors: Errors = {}
    is_stale = False
    if request.method == "POST":
        errors, is_stale = attempt(
            lambda: services.channel_change(
                    actor=request.actor, channel_id=channel_id, wording=_wording(request),
                    version=version_in(request.POST),
            )
        )  # fmt: skip
        if not errors:
            messages.success(request, _("改好了，以前的写法还查得到。"))
            return _back(now.county)
    shown: Any = request.POST if request.method == "POST" else _as_given(now)
    context = frame(request, here="channels") | {
        "channel": now, "county": now.county, "errors": errors, "is_stale": is_stale,
        "given": shown, "version": shown.get("version") if errors and not is_stale else now.version,
    }  # fmt: skip
    return render(request, "desk/channel.html", context, status=422 if errors else 200)


@require_POST
@guard.staff(Grant.KEEP_CHANNELS)
def close(request: Request, channel_id: UUID) -> HttpResponse:
    """A channel works no more."""
    row = services.channel_close(actor=request.actor, channel_id=channel_id)
    said = _("“%(name)s”停用了，老乡看不到了。点错了可以在下面重新开。")
    messages.success(request, said % {"name": row.name})
    return _back(row.county)


@require_POST
@guard.staff(Grant.KEEP_CHANNELS)
def reopen(request: Request, channel_id: UUID) -> HttpResponse:
    """A closed channel works again."""
    county = orgs.channel_get(channel_id, actor=request.actor).county
    try:
        row = services.channel_reopen(actor=request.actor, channel_id=channel_id)
    except Invalid as twice:
        messages.error(request, twice.message)
    else:
        messages.success(request, _("“%(name)s”重新开了。") % {"name": row.name})
    return _back(county)


@require_POST
@guard.staff(Grant.KEEP_CHANNELS)
def place(request: Request, channel_id: UUID) -> HttpResponse:
    """A channel goes before another one, `before`, or to the end."""
    county = orgs.channel_get(channel_id, actor=request.actor).county
    before = uuid_or_none(request.POST.get("before"))
    try:
        services.channel_place(actor=request.actor, channel_id=channel_id, before=before)
    except NotFound as gone:
        messages.error(request, gone.message)
    return _back(county)


def _counties(request: Request) -> list[tuple[str, str]]:
    rows = orgs.channel_counties(actor=request.actor)
    if not rows:
        raise Denied(_("您的岗位不能打开这个页面，请联系有权限的同事。"))
    whole = _("%(city)s（全市都用）")
    return [
        (
            row.code[:COUNTY_DIGITS],
            whole % {"city": row.display_name} if row.level == "city" else row.display_name,
        )
        for row in rows
    ]


def _wording(request: Request) -> services.Wording:
    posted = request.POST
    name, address, hours, remark = (posted.get(word, "") for word in WORDS)
    is_shown, is_offered = (posted.get(flag) == "1" for flag in FLAGS)
    return services.Wording(name, address, hours, remark, is_shown, is_offered)


def _as_given(row: orgs.ChannelRow) -> dict[str, str]:
    words = {name: getattr(row, name) for name in WORDS}
    return words | {flag: "1" if getattr(row, flag) else "" for flag in FLAGS}


def _back(county: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk_channels')}?county={county}")
