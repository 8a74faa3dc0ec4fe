"""Report a matter: one question per page, each works without script."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianxin.domain.cases import rules
from lianxin.domain.cases.services import Intake, case_register, case_register_again
from lianxin.entrypoints.shared import guard, reporters
from lianxin.entrypoints.shared.http import Request
from lianxin.entrypoints.shared.views import YEAR
from lianxin.entrypoints.villager import report_pages
from lianxin.entrypoints.villager.forms import TAKE, Errors, drop_lost_files
from lianxin.entrypoints.villager.report_state import NEXT, NOBODY, UNCLEAR, Report, read
from lianxin.entrypoints.villager.views.village import own_village, remember_village
from lianxin.kernel.errors import Invalid, NotFound, RuleViolation
from lianxin.kernel.files import selectors as files
from lianxin.kernel.files.services import attachments_pass_on

SAME = "same:"
MODES = {"mode:elder": "elder", "mode:normal": "normal"}


@require_http_methods(["GET", "POST"])
@guard.public
def report(request: Request) -> HttpResponse:
    """Every page posts to the same address; the answers travel in the form.

    `go` says what the pressed button asks: nothing (go on), "back", "stay", the other type size,
    the page to change, or "same:" with the earlier matter that this one goes on with.
    """
    if request.method != "POST":
        state = _begin(request)
        return _show(request, "spot" if state.area else "town", state, {})
    state = read(request.POST.get("state", ""))
    page, go = request.POST.get("page", ""), request.POST.get("go", "")
    page = page if page in NEXT else "town"
    errors = TAKE[page](request, state)
    if go in MODES:
        return _in_mode(request, page, state, MODES[go])
    if go == "back":
        return _back(request, state)
    if go in NEXT:
        return _show(request, state.go_on(page, go), state, {})
    if errors or go == "stay":
        return _show(request, page, state, {} if go == "stay" else errors)
    if page == "check":
        return _send(request, state, uuid_or_none(go.removeprefix(SAME)))
    return _emergency(request, page, state) or _on(request, page, state)


def _begin(request: Request) -> Report:
    """A new report, in the village that this phone knows."""
    known = own_village(request)
    state = Report(category=request.GET.get("category", "")[:4])
    if known is not None and request.GET.get("where") != "other":
        state.area, state.town, state.county = known.code, known.parent, known.county
    return state


def _on(request: Request, page: str, state: Report) -> HttpResponse:
    return _show(request, state.go_on(page, state.after(page)), state, {})


def _back(request: Request, state: Report) -> HttpResponse:
    page = state.go_back()
    return _show(request, page, state, {}) if page else HttpResponseRedirect(reverse("home"))


def _in_mode(request: Request, page: str, state: Report, mode: str) -> HttpResponse:
    """The other type size, with everything typed still there 长辈版."""
    request.COOKIES["lx_mode"] = mode
    if "alarm" in request.POST:
        state.calm_about = ""
    response = _emergency(request, page, state) if "alarm" in request.POST else None
    response = response or _show(request, page, state, {})
    response.set_cookie("lx_mode", mode, max_age=YEAR, samesite="Lax")
    return response


def _emergency(request: Request, page: str, state: Report) -> HttpResponse | None:
    """Words of danger: whom to ring comes first, once for each danger; then the report goes on."""
    hint = rules.emergency_hint(state.text) if page == "what" else None
    if hint is None or hint.word == state.calm_about:
        return None
    state.calm_about = hint.word
    context = report_pages.frame("what", state) | {"hint": hint, "back_to": "what"}
    return render(request, "villager/report/emergency.html", context)


def _show(request: Request, page: str, state: Report, errors: Errors) -> HttpResponse:
    if page != "town" and page != "map" and not state.area and page != "village":
        page = "town"
    context = report_pages.context(request, page, state) | {"errors": errors}
    status = 422 if errors else 200
    return render(request, f"villager/report/{page}.html", context, status=status)


def _send(request: Request, state: Report, same_as: UUID | None) -> HttpResponse:
    """Register; the same form sent twice leads to the same matter."""
    key, intake, writer = UUID(state.id), _intake(state), state.writer(request.actor)
    try:
        if same_as is None:
            case = case_register(actor=writer, id=key, intake=intake)
        else:
            case = case_register_again(actor=writer, id=key, intake=intake, same_as=same_as)
    except NotFound as gone:
        return _show(request, "check", state, {"__all__": gone.message})
    except Invalid as bad:
        drop_lost_files(request, state)
        page, errors = _place_of(bad)
        return _show(request, page, state, errors)
    except RuleViolation as used:
        if same_as is not None and used.code != "id_reuse":
            return _show(request, "check", state, {"__all__": used.message})
        if used.code != "id_reuse":
            raise
        return _ask_whether_new(request, state, "")
    if case.text != state.text:
        return _ask_whether_new(request, state, case.no)
    response = HttpResponseRedirect(reverse("case_done", args=[case.pk]))
    reporters.remember(request, response, case.pk)
    if own_village(request) is None:
        remember_village(response, state.area)
    return response


def uuid_or_none(typed: str) -> UUID | None:
    """An id as it was sent, or nothing if it is none."""
    try:
        return UUID(typed)
    except ValueError:
        return None


def _ask_whether_new(request: Request, state: Report, no: str) -> HttpResponse:
    """A form gone back to after sending, with other words in it: another matter, or a slip?"""
    before, state.id = state.writer(request.actor), Report().id
    attachments_pass_on(actor=before, ids=state.attachments(), to=state.writer(request.actor))
    drop_lost_files(request, state)
    told = _("刚才已经收到一件%(no)s，这一份写的不一样。要当成另一件事报，就再按一次“送出去”。")
    said = told % {"no": _("（编号 %(no)s）") % {"no": no} if no else ""}
    return _show(request, "check", state, {"__all__": said})


FIELDS = {
    "area": ("town", "town"),
    "place_text": ("spot", "place_text"),
    "text": ("what", "text"),
    "attachments": ("more", "photos"),
    "category": ("more", "category"),
    "about_org": ("about", "about"),
    "reporter_phone": ("who", "phone"),
    "reporter_name": ("who", "name"),
}
"""A field of the service: on which page it is asked, and under which name."""


def _place_of(bad: Invalid) -> tuple[str, Errors]:
    """The page with the first wrong answer, and what is wrong on that page."""
    wrong = {name: said for name, said in bad.fields.items() if name in FIELDS}
    if not wrong:
        return "check", {"__all__": bad.message}
    page = FIELDS[next(iter(wrong))][0]
    return page, {FIELDS[n][1]: said for n, said in wrong.items() if FIELDS[n][0] == page}


def _intake(state: Report) -> Intake:
    """What is sent. Whoever stays anonymous sends neither name nor phone."""
    is_named = state.confidentiality != rules.Confidentiality.ANONYMOUS
    return Intake(
        area=state.area, group=state.group, grid=state.grid, place_text=state.place_text,
        lon=state.lon, lat=state.lat, origin="reported", channel="web", category=state.category,
        text=state.text, confidentiality=state.confidentiality,
        reporter_name=state.name if is_named else "",
        reporter_phone=state.phone if is_named else "",
        nature="complaint" if state.about not in {"", NOBODY} else "help",
        about_org=state.about_org(), is_about_unclear=state.about == UNCLEAR,
        on_behalf=state.on_behalf, attachments=state.attachments(),
    )  # fmt: skip


@require_GET
@guard.public
def upload(request: Request, file_id: UUID) -> HttpResponseBase:
    """A photo or voice note of a report that is still being written.

    `of`: the form that brought it. Raises: NotFound, also when it already belongs to a matter.
    """
    thumb, form = "thumb" in request.GET, Report(id=request.GET.get("of", ""))
    opened = files.attachment_open(
        file_id, actor=form.writer(request.actor), thumb=thumb, allowed=lambda stream: False
    )
    response = FileResponse(opened.content, content_type=opened.mime)
    response["Content-Disposition"] = f'inline; filename="{opened.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=600"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
