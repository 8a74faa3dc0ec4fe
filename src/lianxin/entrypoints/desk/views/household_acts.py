"""What is written of a household: entered, put right, a difficulty given, ended, given again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianxin.domain.people import selectors, services
from lianxin.domain.people.permissions import Grant
from lianxin.domain.people.rules import BASES, CHANNELS, LANGUAGES, LIVING, LIVING_NAMES, SEX_NAMES
from lianxin.domain.people.selectors import HouseholdView, TagView
from lianxin.domain.places import selectors as places
from lianxin.entrypoints.desk import people_typed as shapes
from lianxin.entrypoints.desk.forms import Errors, attempt
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.desk.people_choices import difficulties, villages_of
from lianxin.entrypoints.desk.views.household import place_of
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import ids
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import NotFound

ENDS = "找不到这一条困难，可能已经改过了。"


def back(household_id: UUID, part: str = "") -> HttpResponse:
    """To the household's page."""
    return HttpResponseRedirect(reverse("desk_household", args=[household_id]) + part)


def answer(request: Request, name: str, context: dict[str, Any], errors: Errors) -> HttpResponse:
    """A form of the register, with what was typed and what is wrong with it."""
    around = frame(request, here="people") | {"errors": errors} | context
    return render(request, f"desk/{name}.html", around, status=422 if errors else 200)


def kept(household_id: UUID, actor: Actor, grant: str = Grant.KEEP) -> HouseholdView:
    """The household, if the actor may write there. Raises: Denied, NotFound."""
    home = selectors.household_page(household_id, actor=actor)
    actor.require(grant, area=place_of(home))
    return home


def place_options(area: str, actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """Groups and grids of a village; a grid worker's own ones only."""
    grids = [row for row in places.grids(area, actor=actor) if actor.may(Grant.KEEP, area=row.code)]
    return {
        "groups": [(row.code, row.name) for row in places.groups(area, actor=actor)],
        "grids": [(row.code, row.name) for row in grids],
    }


def word_options() -> dict[str, list[tuple[str, str]]]:
    """What a household's and a person's selects offer."""
    return {
        "livings": [(key.value, LIVING_NAMES[key]) for key in sorted(LIVING, reverse=True)],
        "channels": [(key.value, name) for key, name in CHANNELS.items()],
        "languages": [(key.value, name) for key, name in LANGUAGES.items()],
        "sexes": [(key, SEX_NAMES[key]) for key in ("1", "2", "9")],
    }


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.KEEP)
def new(request: Request) -> HttpResponse:
    """Enter a household with who stands for it; the ids are made in the form, so twice is once."""
    villages = villages_of(request.actor, Grant.KEEP) or []
    given = shapes.typed(request) or {key: request.GET.get(key, "") for key in ("area",)}
    if len(villages) == 1 and not given.get("area"):
        given["area"] = villages[0].code
    errors: Errors = {}
    if request.method == "POST" and "choose" not in request.POST:
        home = shapes.new_household(given)
        errors, _stale = attempt(
            lambda: services.household_enter(
                actor=request.actor, household=home,
                head=shapes.new_resident(given, key="head_id"),
            )
        )  # fmt: skip
        if not errors:
            messages.success(request, _("登记好了，家里其他人在这一页接着加。"))
            return back(home.id)
    context = {
        "given": given, "villages": [(row.code, row.display_name) for row in villages],
        "id": given.get("id") or str(ids.new()), "head_id": given.get("head_id") or str(ids.new()),
        **place_options(given.get("area", "")[:12], request.actor), **word_options(),
    }  # fmt: skip
    return answer(request, "household_new", context, errors)


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.KEEP)
def change(request: Request, household_id: UUID) -> HttpResponse:
    """Put right where a household lives and how it wants to be reached."""
    home = kept(household_id, request.actor)
    given, stale = shapes.typed(request), False
    errors: Errors = {}
    if request.method == "POST":
        asked = shapes.household_change(given, home)
        errors, stale = attempt(
            lambda: services.household_change(
                actor=request.actor, household_id=household_id, change=asked
            )
        )
        if not errors:
            messages.success(request, _("改好了。"))
            return back(household_id)
        home = selectors.household_page(household_id, actor=request.actor)
    names = ("group", "grid", "address", "living", "channel", "language", "note")
    context = {
        "home": home, "given": given or {name: str(getattr(home, name)) for name in names},
        "version": given.get("version") if errors and not stale else home.version, "stale": stale,
        **place_options(home.area, request.actor), **word_options(),
    }  # fmt: skip
    return answer(request, "household_change", context, errors)


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.TAG)
def tag(request: Request, household_id: UUID) -> HttpResponse:
    """Note a difficulty of the household or of one of its people 认定困难."""
    home = kept(household_id, request.actor, Grant.TAG)
    given = shapes.typed(request) or {"resident": request.GET.get("resident", "")}
    errors: Errors = {}
    if request.method == "POST":
        errors, _stale = attempt(
            lambda: services.tag_give(
                actor=request.actor, household_id=household_id, tag=shapes.new_tag(given)
            )
        )
        if not errors:
            messages.success(request, _("记好了。"))
            return back(household_id)
    table = codes.table("difficulty")
    context = {
        "home": home, "given": given, "id": given.get("id") or str(ids.new()),
        "kinds": difficulties(request.actor, place=place_of(home)),
        "people": [(str(person.id), person.name) for person in home.people],
        "bases": [{"value": key.value, "label": name} for key, name in BASES.items()],
        "of_person": ",".join(row.code for row in table if row.extra.get("person")),
        "with_grade": ",".join(row.code for row in table if row.extra.get("grades")),
    }  # fmt: skip
    return answer(request, "difficulty", context, errors)


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.TAG)
def tag_end(request: Request, household_id: UUID, tag_id: UUID) -> HttpResponse:
    """The difficulty is over, or it was a mistake 取消."""
    home = kept(household_id, request.actor, Grant.TAG)
    row = _tag_in(home, tag_id)
    errors: Errors = {}
    if request.method == "POST":
        errors, _stale = attempt(
            lambda: services.tag_end(
                actor=request.actor, tag_id=tag_id, reason=shapes.typed(request).get("reason", "")
            )
        )
        if not errors:
            messages.success(request, _("取消了。点错了，在“以前的困难”里可以马上恢复。"))
            return back(household_id)
    context = {"home": home, "tag": row, "given": shapes.typed(request)}
    return answer(request, "difficulty_end", context, errors)


@require_POST
@guard.staff(Grant.TAG)
def tag_again(request: Request, household_id: UUID, tag_id: UUID) -> HttpResponse:
    """It was ended by mistake or has come back: the same difficulty with the same basis 恢复."""
    home = kept(household_id, request.actor, Grant.TAG)
    row = _tag_in(home, tag_id)
    again = services.NewTag(
        id=ids.new(), code=row.code, basis=row.basis, resident=row.resident,
        basis_text=row.basis_text, grade=row.grade, since=row.since, until=row.until,
    )  # fmt: skip
    errors, _stale = attempt(
        lambda: services.tag_give(actor=request.actor, household_id=household_id, tag=again)
    )
    if errors:
        messages.error(request, next(iter(errors.values())))
    else:
        messages.success(request, _("“%(name)s”恢复了。") % {"name": row.name})
    return back(household_id)


def _tag_in(home: HouseholdView, tag_id: UUID) -> TagView:
    own = [row for person in home.people for row in person.tags]
    for row in (*home.tags, *own, *home.ended):
        if row.id == tag_id:
            return row
    raise NotFound(ENDS)
