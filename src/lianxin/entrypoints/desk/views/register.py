"""Take in a matter at the desk: by a clerk on the phone, or by a grid worker for somebody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxin.domain.cases import rules
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.services import (
    Intake,
    case_register,
    case_register_again,
    code_of,
    draft_drop,
)
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.entrypoints.desk import about, forms
from lianxin.entrypoints.desk.advice import advice_for
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.desk.places_found import own_villages, register_counties, villages_like
from lianxin.entrypoints.desk.plain import uuid_or_none
from lianxin.entrypoints.desk.sheets import read_draft
from lianxin.entrypoints.desk.views.case import category_groups
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request, typed_fields
from lianxin.kernel import ids
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid, NotFound, RuleViolation

DRAFT = "register"
JUST_NOW = "lx_registered"
SHOWN_FOR = 600
"""Seconds in which whoever registered a matter may see its tracking code; a cookie says so."""
LAST_CHANNEL = "desk_channel"
USUAL, LIGHT = "phone", "grid_worker"
SPOKEN = ("phone", "visit", "wechat_group", "letter_box", "sms", "email", "hotline12345")
"""What a clerk chooses from while the county has set up no channels of its own."""


@dataclass
class Written:
    """The form as it stands: what is in it, what is wrong, which villages fit what was said."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    found: list[places.AreaRow] = field(default_factory=list)
    is_draft: bool = False

    def get(self, name: str, usual: str = "") -> str:
        """What stands in a field; an untouched form shows the usual value."""
        return self.values.get(name, "") if self.values else usual


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.REGISTER)
def register(request: Request) -> HttpResponse:
    """One page, from the caller's number to “登记”; nothing else needs the mouse."""
    if request.method != "POST":
        return _show(request, _begin(request))
    form = forms.RegisterForm(request.POST)
    written = Written(_posted(request))
    if not form.is_valid():
        written.errors |= forms.problems_of(form)
    if codes.row_of("channel", written.get("channel") or USUAL) is None:
        written.errors["channel"] = _("请选是怎么来的。")
    area = _area(request, written)
    if written.errors or not area:
        return _show(request, written, 422)
    try:
        pk, number, level = _take_in(request, form, area)
    except Invalid as bad:
        written.errors |= forms.problems_in(bad)
        return _show(request, written, 422)
    except (RuleViolation, NotFound) as no:
        written.errors[""] = no.message
        return _show(request, written, 409)
    draft_drop(actor=request.actor, key=DRAFT)
    channel = form.cleaned_data["channel"] or USUAL
    if channel != LIGHT and request.session.get(LAST_CHANNEL) != channel:
        request.session[LAST_CHANNEL] = channel
    page = reverse("desk_registered", args=[pk])
    response = HttpResponseRedirect(page)
    response.set_signed_cookie(
        JUST_NOW, f"{request.actor.id} {pk} {number} {level}", salt=JUST_NOW, max_age=SHOWN_FOR,
        path=page, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def _take_in(request: Request, form: forms.RegisterForm, area: str) -> tuple[UUID, str, int]:
    """A matter of its own, or, if the clerk says so, one more word on the caller's earlier one."""
    key, intake = form.cleaned_data["id"], _intake(form, area)
    same_as = uuid_or_none(request.POST.get("same_as"))
    if same_as is None:
        case = case_register(actor=request.actor, id=key, intake=intake)
    else:
        case = case_register_again(actor=request.actor, id=key, intake=intake, same_as=same_as)
    return case.pk, case.no, case.level


def _begin(request: Request) -> Written:
    if request.restored:
        return Written({k: v[-1] for k, v in request.restored.items() if v}, is_draft=True)
    kept = read_draft(request, DRAFT)
    kept.pop("id", None)
    return Written(kept, is_draft=bool(kept))


def show_again(request: Request, changes: dict[str, str]) -> HttpResponse:
    """The form as it was typed, with some fields filled in for the clerk."""
    return _show(request, Written(_posted(request) | changes))


def _posted(request: Request) -> dict[str, str]:
    return {name: values[-1] for name, values in typed_fields(request).items() if values}


def _area(request: Request, written: Written) -> str:
    """The village: as chosen, or as said when only one village fits."""
    said, chosen = written.get("place").strip(), written.get("area").strip()
    if chosen:
        row = places.area_find(chosen, actor=request.actor)
        if row is not None and (not said or row.display_name == said):
            return row.code
    if not said:
        written.errors["place"] = _("请写是哪个村。")
        return ""
    written.found = villages_like(said, actor=request.actor)
    if picked := next((row for row in written.found if row.code == chosen), None):
        return picked.code
    exact = [row for row in written.found if said in (row.display_name, row.code)]
    if len(written.found) == 1 or len(exact) == 1:
        return (exact or written.found)[0].code
    written.errors["place"] = (
        _("叫这个名字的村有几个，请选一个。") if written.found
        else _("您负责的范围里没有找到这个村，换个写法再试。")
    )  # fmt: skip
    return ""


def _intake(form: forms.RegisterForm, area: str) -> Intake:
    given = form.cleaned_data
    is_against = given["nature"] in rules.AGAINST
    return Intake(
        area=area, origin=given["origin"] or "reported", channel=given["channel"] or USUAL,
        text=given["text"], place_text=given["place_text"], category=given["category"],
        level=int(given["level"]) if given["level"] else None,
        nature=given["nature"] or "help", people_count=given["people_count"] or 1,
        reporter_name=given["reporter_name"], reporter_phone=given["reporter_phone"],
        confidentiality=given["confidentiality"] or rules.Confidentiality.OPEN.value,
        on_behalf=given["on_behalf"] and given["origin"] != "proactive",
        about_org=given["about_org"] if is_against else None,
        about_user=given["about_user"] if is_against and given["about_org"] else "",
    )  # fmt: skip


def _show(request: Request, written: Written, status: int = 200) -> HttpResponse:
    villages = own_villages(request.actor)
    channels = [] if villages else _channels(request, written)
    context: dict[str, Any] = frame(request, here="register") | {
        "form": written,
        "id": written.get("id") or str(ids.new()),
        "own_villages": villages,
        "is_light": bool(villages),
        "category_groups": category_groups(),
        "own_villages_as_options": [(row.display_name, row.display_name) for row in villages],
        "found_as_tiles": [{"value": r.code, "label": r.display_name} for r in written.found],
        "level_options": [(r.code, f"{r.name} {r.extra['plain']}") for r in codes.table("level")],
        "nature_options": [
            (r.code, f"{r.name}（{r.extra['plain']}）") for r in codes.table("nature")
        ],
        "channel_options": channels,
        "channel_usual": _usual_channel(request, channels),
        "unit_options": [] if villages else about.units(request.actor),
        "people_options": [] if villages else about.people(written.get("about_org"), request.actor),
        "about_hint": about.HIDES,
        "people_hint": about.BY_NAME,
        "origin_options": [(r.code, r.name) for r in codes.table("origin")],
        "danger": rules.emergency_hint(written.get("text")),
        "advice": advice_for(written.values, actor=request.actor),
        "query": "",
    }
    return render(request, "desk/register.html", context, status=status)


def _channels(request: Request, written: Written) -> list[tuple[str, str]]:
    """The kinds of channel that the clerk's counties have open; what was chosen stays to be seen,
    also when it was closed in the meantime: the matter did come by it."""
    open_now = orgs.channel_kinds(register_counties(request.actor), actor=request.actor) or SPOKEN
    offered = {*open_now, written.get("channel")}
    return [(row.code, row.name) for row in codes.table("channel") if row.code in offered]


def _usual_channel(request: Request, options: list[tuple[str, str]]) -> str:
    """What the clerk used last in this browser, else the telephone, else the first there is."""
    offered = [code for code, _name in options]
    for code in (request.session.get(LAST_CHANNEL, ""), USUAL):
        if code in offered:
            return str(code)
    return offered[0] if offered else USUAL


@require_GET
@guard.staff(Grant.REGISTER)
def about_people(request: Request) -> HttpResponse:
    """Who works in the unit that was just chosen; whoever was chosen there stays so."""
    prefix = "recuse-" if request.GET.get("prefix") == "recuse-" else ""
    context = {
        "label": _("反映的是哪个人（可以不选）"), "hint": about.BY_NAME, "prefix": prefix,
        "options": about.people(request.GET.get("about_org", ""), request.actor),
        "value": request.GET.get("about_user", ""),
    }  # fmt: skip
    return render(request, "desk/parts/about_one.html", context)


@require_POST
@guard.staff(Grant.REGISTER)
def hint(request: Request) -> HttpResponse:
    """Do the words speak of danger? Asked while the clerk is still typing."""
    danger = rules.emergency_hint(request.POST.get("text", ""))
    return render(request, "desk/parts/danger.html", {"danger": danger})


@require_GET
@guard.staff(Grant.REGISTER)
def registered(request: Request, case_id: UUID) -> HttpResponse:
    """The number and the tracking code to read to the caller; shown only to whoever registered."""
    proof = request.get_signed_cookie(JUST_NOW, "", salt=JUST_NOW, max_age=SHOWN_FOR) or ""
    mine = f"{request.actor.id} {case_id} "
    if not proof.startswith(mine):
        return HttpResponseRedirect(reverse("desk_case", args=[case_id]))
    code = code_of(case_id)
    if not cases.may_see_stream(f"case:{case_id}", actor=request.actor):
        number, level = proof.removeprefix(mine).split()
        return _hidden(request, {"no": number, "level": int(level), "code": code})
    case = cases.case_page(case_id, actor=request.actor)
    context = frame(request, here="register") | {
        "case": case,
        "code": code,
        "first": cases.case_first(case_id, actor=request.actor),
        "danger": rules.emergency_hint(case.text),
    }
    return render(request, "desk/registered.html", context)


def _hidden(request: Request, just_now: dict[str, Any]) -> HttpResponse:
    """It is about those with whom the clerk sits: the number is still theirs to read out."""
    case = {"no": just_now["no"], "level": just_now.get("level", 0)}
    context = frame(request, here="register") | {
        "case": case, "code": just_now["code"], "is_hidden": True,
    }  # fmt: skip
    return render(request, "desk/registered.html", context)
