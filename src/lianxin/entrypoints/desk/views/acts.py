"""What can be done to a matter: each a form, a service, and the page again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases import services
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import TRIES_RULE, Level, Solved
from lianxin.entrypoints.desk import answer_files, forms
from lianxin.entrypoints.desk.answer_files import AnswerFiles
from lianxin.entrypoints.desk.sheets import Refused, draft_key
from lianxin.entrypoints.desk.views.case import show
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel.errors import Invalid, RuleViolation

Act = Callable[[dict[str, Any]], object]
NO_FILES = AnswerFiles()


def do(
    request: Request, case_id: UUID, verb: str, form: Form, act: Act,
    said: str | Callable[[Any], str], files: AnswerFiles = NO_FILES,
) -> HttpResponse:  # fmt: skip
    """Check the shape, call the service, go back to the page.

    A refusal shows the page as it is now, with the form open and everything typed still in it.
    `said`: the words afterwards, perhaps by what came of it. `files`: what came with the form.
    """
    if not form.is_valid() or files.errors:
        wrong = forms.problems_of(form) | dict(files.errors)
        return _again(request, case_id, verb, wrong, 422, files)
    try:
        done = act(form.cleaned_data)
    except Invalid as bad:
        wrong = answer_files.at_fields(forms.problems_in(bad))
        return _again(request, case_id, verb, wrong, 422, files)
    except RuleViolation as no:
        if no.code != "stale" or not _is_twice(request, case_id, verb, form):
            return _again(request, case_id, verb, {"": no.message}, 409, files)
        said = _("刚才那一下已经办成了，没有重复办。")
    services.draft_drop(actor=request.actor, key=draft_key(case_id, verb))
    if not cases.may_see_stream(f"case:{case_id}", actor=request.actor):
        messages.success(request, _("办好了。这件事您这里以后看不到了，由别的同事接着办。"))
        return HttpResponseRedirect(reverse("desk_queue"))
    messages.success(request, said if isinstance(said, str) else said(done))
    return HttpResponseRedirect(_page(request, case_id))


def _is_twice(request: Request, case_id: UUID, verb: str, form: Form) -> bool:
    """Two quick presses of one button are one act."""
    given = form.cleaned_data
    return cases.did_just_now(
        case_id, actor=request.actor, verb=verb, version=given.get("version"),
        text=str(given.get("text") or ""),
    )  # fmt: skip


def _again(
    request: Request, case_id: UUID, verb: str, errors: dict[str, str], status: int,
    files: AnswerFiles = NO_FILES,
) -> HttpResponse:  # fmt: skip
    return show(request, case_id, refused=Refused(verb, errors, files.fields()), status=status)


def _page(request: Request, case_id: UUID) -> str:
    query = request.GET.urlencode()
    return reverse("desk_case", args=[case_id]) + (f"?{query}" if query else "")


@require_POST
@guard.staff(Grant.DISPATCH)
def dispatch(request: Request, case_id: UUID) -> HttpResponse:
    """派单."""

    def act(given: dict[str, Any]) -> object:
        return services.case_dispatch(
            actor=request.actor, case_id=case_id, unit=given["unit"], level=Level(given["level"]),
            category=given["category"], note=given["note"], version=given["version"],
        )  # fmt: skip

    form = forms.DispatchForm(request.POST)
    return do(request, case_id, "dispatch", form, act, _sent)


def _sent(case: Any) -> str:
    """Passed on, the villager's date stays."""
    if case.first_dispatched_at != case.dispatched_at:
        return _("派出去了，答复的日子照第一次派的算。")
    return _("派出去了，时限从现在算起。")


@require_POST
@guard.staff(Grant.DECLINE)
def decline(request: Request, case_id: UUID) -> HttpResponse:
    """不予受理."""

    def act(given: dict[str, Any]) -> object:
        return services.case_decline(
            actor=request.actor, case_id=case_id, reason=given["reason"],
            explanation=given["explanation"], version=given["version"],
        )  # fmt: skip

    form = forms.DeclineForm(request.POST)
    return do(request, case_id, "decline", form, act, _("已经告诉反映人该走哪条路。"))


@require_POST
@guard.staff(Grant.SIGN)
def sign(request: Request, case_id: UUID) -> HttpResponse:
    """签收."""

    def act(given: dict[str, Any]) -> object:
        return services.case_sign(actor=request.actor, case_id=case_id, version=given["version"])

    form = forms.ActForm(request.POST)
    return do(request, case_id, "sign", form, act, _("签收了，请先和反映人联系。"))


@require_POST
@guard.staff(Grant.NOTE)
def note(request: Request, case_id: UUID) -> HttpResponse:
    """办理记录."""

    def act(given: dict[str, Any]) -> object:
        text = given["text"].strip()
        if not text and given["is_contact"]:
            text = _("已和反映人联系上。")
        return services.case_note(
            actor=request.actor, case_id=case_id, text=text, is_public=given["is_public"],
            is_contact=given["is_contact"], version=given["version"],
        )  # fmt: skip

    form = forms.NoteForm(request.POST)
    return do(request, case_id, "note", form, act, _("记下了。"))


@require_POST
@guard.staff(Grant.REPLY)
def reply(request: Request, case_id: UUID) -> HttpResponse:
    """答复. The button “看一遍” shows the words as the villager will see them, and sends nothing.

    Photos and voice are kept as they come, so that a form that comes back still holds them.
    """
    files = answer_files.take(request)
    if "preview" in request.POST:
        return show(request, case_id, refused=Refused("reply", files.errors, files.fields()))

    def act(given: dict[str, Any]) -> object:
        return services.case_reply(
            actor=request.actor, case_id=case_id, outcome=given["outcome"], text=given["text"],
            attachments=files.ids(), version=given["version"],
        )  # fmt: skip

    form, said = forms.ReplyForm(request.POST), _("答复了，接下来由别的同事核实、回访。")
    return do(request, case_id, "reply", form, act, said, files)


@require_POST
@guard.staff(Grant.CALL_BACK)
def call_back(request: Request, case_id: UUID) -> HttpResponse:
    """回访."""

    def act(given: dict[str, Any]) -> object:
        reached = given["reached"]
        answer = services.CallBackAnswer(
            method=given["method"], reached=reached,
            contacted=given["contacted"] if reached else None,
            solved=Solved(given["solved"]) if reached and given["solved"] else None,
            satisfied=given["satisfied"] if reached else None, note=given["note"],
        )  # fmt: skip
        return services.case_call_back(
            actor=request.actor, case_id=case_id, answer=answer, version=given["version"]
        )

    form = forms.CallBackForm(request.POST)
    return do(request, case_id, "call_back", form, act, _called)


def _called(case: Any) -> str:
    """What came of a call: heard, or how many failed tries count so far."""
    if case.solved or case.outcome == "unreached" or not case.call_back_tries:
        return _("回访记下了。")
    said = _("没联系上，记下了，到现在算 %(n)s 次。") % {"n": case.call_back_tries}
    return said + TRIES_RULE


@require_POST
@guard.staff(Grant.SEE)
def reveal(request: Request, case_id: UUID) -> HttpResponse:
    """Show the reporter unmasked, once; who looked and why is written down 查看反映人."""
    form = forms.RevealForm(request.POST)
    if not form.is_valid():
        return _again(request, case_id, "reveal", forms.problems_of(form), 422)
    try:
        clear = services.case_reveal_reporter(
            actor=request.actor, case_id=case_id, reason=form.cleaned_data["reason"]
        )
    except Invalid as bad:
        return _again(request, case_id, "reveal", forms.problems_in(bad), 422)
    return show(request, case_id, clear=clear)
