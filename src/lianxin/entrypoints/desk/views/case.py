"""A matter: the page, its short form beside the queue, its form on paper, who else is looking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from lianxin.domain.cases import rules
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.selectors import CaseView
from lianxin.domain.cases.services import ReporterClear, presence_touch
from lianxin.domain.cases.suggest import suggest
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.entrypoints.desk import filters
from lianxin.entrypoints.desk.answer_files import held
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.desk.lines import time_line
from lianxin.entrypoints.desk.plain_page import plain_context
from lianxin.entrypoints.desk.sheets import Refused, Sheet, sheets, typed_words
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.entrypoints.shared.words import dated
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes

SIDES = {"town": _("乡镇"), "county": _("县直"), "city": _("市直"), "village": _("村")}


@dataclass(frozen=True)
class Around:
    """The neighbours of a matter in the list that the reader came from."""

    query: str
    before: cases.CaseRow | None
    after: cases.CaseRow | None


@require_GET
@guard.staff(Grant.SEE)
def page(request: Request, case_id: UUID) -> HttpResponse:
    """One matter with its time line and everything the reader may do with it now."""
    return show(request, case_id)


def show(
    request: Request,
    case_id: UUID,
    *,
    refused: Refused | None = None,
    clear: ReporterClear | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; with a form that came back, or with the reporter unmasked once.

    Raises: NotFound.
    """
    case = cases.case_page(case_id, actor=request.actor)
    forms = sheets(request, case_id, case.actions, refused)
    view = filters.read(request) if "queue" in request.GET else None
    gone = refused is not None and refused.verb not in forms
    context = frame(request, queue=view.get("queue") if view else "") | about(case) | {
        "sheets": forms,
        "around": _around(request, case_id, view) if view else None,
        "query": f"?{view.query()}" if view else "",
        "clear": clear,
        "malice": cases.malice_of(case.id, actor=request.actor),
        "may_mark_malice": request.actor.may(Grant.MARK_MALICE, area=case.area),
        "map": map_of(case, request),
        "stale": refused.errors.get("") if refused and (gone or status == 409) else "",
        "tries_rule": rules.TRIES_RULE,
        "kept_words": typed_words(request.POST) if gone else [],
    }  # fmt: skip
    context |= plain_context(case, forms, request.actor)
    if case.is_hard and "appoint" in forms and not case.cadre_name:
        context["cadres"] = cases.cadres(case.id, actor=request.actor)
    if "dispatch" in forms:
        context |= dispatch_context(request, case, forms["dispatch"])
        context |= _beside(request, case)
    if "decline" in forms:
        context["decline_reasons"] = codes.table("decline_reason")
    if "reply" in forms:
        context |= reply_context(request, case, forms["reply"])
    response = render(request, "desk/case.html", context, status=status)
    if clear is not None:
        response["Cache-Control"] = "no-store"
    return response


def _beside(request: Request, case: CaseView) -> dict[str, Any]:
    """What may be the same matter: the person's own earlier ones, and those of others."""
    earlier = cases.earlier_of_case(case.id, actor=request.actor)
    similar = cases.similar_cases(
        actor=request.actor, area=case.area, text=case.text, category=case.category,
        place_text=case.place_text, exclude=case.id,
    )  # fmt: skip
    own = {row.id for row in earlier}
    return {"earlier": earlier, "similar": [row for row in similar if row.id not in own]}


def about(case: CaseView) -> dict[str, Any]:
    """What page, panel and paper say of a matter."""
    photos = [a for a in case.attachments if a.kind == "photo"]
    voices = [a for a in case.attachments if a.kind == "voice"]
    return {
        "case": case,
        "photos": photos,
        "voices": voices,
        "lines": time_line(case),
        "clock_now": next((c for c in case.clocks if c.is_next), None),
        "now": clock.now(),
    }


def _around(request: Request, case_id: UUID, view: filters.View) -> Around:
    """Previous and next in the list; when the matter has left it, the list's first is next."""
    rows = cases.case_list(actor=request.actor, filter=view.filter()).rows
    at = next((i for i, row in enumerate(rows) if row.id == case_id), None)
    query = f"?{view.query()}"
    if at is None:
        return Around(query, None, rows[0] if rows else None)
    return Around(query, rows[at - 1] if at else None, rows[at + 1] if at + 1 < len(rows) else None)


def dispatch_context(request: Request, case: CaseView, sheet: Sheet) -> dict[str, Any]:
    """The units by level with the suggested one first, the levels with their dates."""
    category = sheet.get("category", case.category)
    usual = cases.usual_order(area=case.area, category=category, actor=request.actor)
    suggested = usual.unit
    kind = codes.row_of("case_category", category) if category else None
    village_ok = bool(kind.extra.get("village_may_be_main")) if kind else False
    groups: dict[str, list[orgs.UnitRow]] = {}
    served = orgs.units_for(case.area, actor=request.actor)
    found = [u for u in served if not case.recusal.against(str(u.id), u.level)]
    if suggested not in {unit.id for unit in found}:
        suggested = None
    for unit in sorted(found, key=lambda u: u.id != suggested):
        groups.setdefault(unit.level, []).append(unit)
    return {
        "unit_groups": [(SIDES.get(level, level), level, rows) for level, rows in groups.items()],
        "suggested": str(suggested or ""),
        "village_ok": village_ok,
        "category_groups": category_groups(),
        "level_rows": level_rows(request, case),
        **_level(case, sheet, usual, request.actor),
        "chosen_unit": sheet.get("unit", str(suggested or "")),
        "suggestions": suggest(case.text, county=case.area[:6]),
        "chosen_category": category,
    }


def _level(case: CaseView, sheet: Sheet, usual: cases.Usual, actor: Actor) -> dict[str, Any]:
    """The level to begin with; what somebody has chosen in this form by hand stays."""
    own = cases.level_of_category(case.category, actor=actor)
    begin = str(usual.level_for(held=case.level, own=own).value)
    typed, before = sheet.values.get("level", ""), sheet.values.get("level_usual", "")
    by_catalogue = usual.level is not None and begin == str(usual.level.value)
    return {
        "chosen_level": begin if typed in {"", before} else typed,
        "level_usual": begin,
        "level_by_catalogue": by_catalogue,
    }


def reply_context(request: Request, case: CaseView, sheet: Sheet) -> dict[str, Any]:
    """The outcomes, the unit's number, the files so far, and all as the reporter will see it."""
    rows = [row for row in codes.table("case_outcome") if not row.extra.get("hidden")]
    unit = orgs.org_get(case.unit, actor=request.actor) if case.unit else None
    context: dict[str, Any] = {
        "outcomes_as_tiles": [{"value": row.code, "label": row.name} for row in rows],
        "unit_phone": unit.duty_phone if unit else "",
        **held(sheet.values, request.actor),
    }
    if "preview" in request.POST:
        chosen = codes.row_of("case_outcome", request.POST.get("outcome", ""))
        words = str(chosen.extra.get("word", chosen.name)) if chosen else ""
        context["preview"] = {"outcome": words, "text": request.POST.get("text", "")}
    return context


def category_groups() -> list[tuple[str, list[codes.CodeRow]]]:
    """The second-level categories under their first-level names."""
    table = codes.table("case_category")
    heads = [row for row in table if not row.parent_code]
    return [(h.name, [r for r in table if r.parent_code == h.code]) for h in heads]


def level_rows(request: Request, case: CaseView) -> list[dict[str, Any]]:
    """Each level with what it is for and until when the answer will be due, dispatched now."""
    levels = cases.clock_base(actor=request.actor, county=case.area[:6], on=clock.today())
    dues = cases.dispatch_dues(case.id, actor=request.actor)
    return [
        {"value": str(row.level), "name": row.name, "plain": row.plain, "due": dues[row.level]}
        for row in levels
    ]


@require_GET
@guard.staff(Grant.DISPATCH)
def units(request: Request, case_id: UUID) -> HttpResponse:
    """The units anew, once another category has been chosen."""
    case = cases.case_page(case_id, actor=request.actor)
    typed = {name: request.GET.get(name, "")[:6] for name in ("category", "level", "level_usual")}
    context = dispatch_context(request, case, Sheet("dispatch", values=typed))
    context |= {"case": case, "levels_too": True}
    context["chosen_unit"] = context["suggested"] or request.GET.get("unit", "")
    return render(request, "desk/parts/units.html", context)


@require_GET
@guard.staff(Grant.SEE)
def panel(request: Request, case_id: UUID) -> HttpResponse:
    """The short form beside the queue."""
    case = cases.case_page(case_id, actor=request.actor)
    view = filters.read(request) if "queue" in request.GET else None
    context = about(case) | {"query": f"?{view.query()}" if view else ""}
    response = render(request, "desk/parts/panel.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
@guard.staff(Grant.SEE)
def print_case(request: Request, case_id: UUID) -> HttpResponse:
    """The matter on paper, masked as on the screen."""
    case = cases.case_page(case_id, actor=request.actor)
    context = about(case)
    context["lines_on_paper"] = [_on_paper(line) for line in context["lines"]]
    return render(request, "desk/print_case.html", context)


def _on_paper(line: dict[str, Any]) -> dict[str, Any]:
    """A line of the history as it is printed: with its whole date, and a word for what is spoken."""
    files, at = line.get("files", []), line["at"]
    shown = {"at": dated(at) if isinstance(at, datetime) else at}
    if any(item.kind == "voice" for item in files):
        shown["text"] = f"{line['text']}{_('（还有录音，请在系统里听）')}"
    return line | shown | {"files": [item for item in files if item.kind == "photo"]}


@require_GET
@guard.staff(Grant.SEE)
def watching(request: Request, case_id: UUID) -> HttpResponse:
    """Who else has this matter open; asking says that the reader has."""
    names = presence_touch(actor=request.actor, case_id=case_id)
    return render(request, "desk/parts/watching.html", {"names": names})


def map_of(case: CaseView, request: Request) -> dict[str, Any] | None:
    """The point on the map, and what must be said of the outlines drawn around it."""
    if case.lon is None or case.lat is None:
        return None
    town = f"{case.area[:9]}000"
    note = places.outlines_note(town, actor=request.actor)
    return {"lon": case.lon, "lat": case.lat, "town": town, "note": note}
