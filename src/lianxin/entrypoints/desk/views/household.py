"""One household, one page; what is masked of a person is shown once, to who says why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianxin.domain.people import selectors, services
from lianxin.domain.people.permissions import Grant
from lianxin.domain.people.selectors import HouseholdView, PersonView
from lianxin.domain.visits import selectors as visits
from lianxin.domain.visits.permissions import Grant as Visits
from lianxin.entrypoints.desk.forms import problems_in
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, NotFound

NOBODY = "没有找到这个人，可能不在这一户了。"
NO_STORE = "no-store"
LAST = 3
"""So many of the last visits stand on the household's page."""


def place_of(home: HouseholdView) -> str:
    """The place for which a grant is asked: the grid where there is one, else the village."""
    return home.grid or home.area


def found(household_id: UUID, resident_id: UUID, actor: Actor) -> tuple[HouseholdView, PersonView]:
    """The household with one of its people, also one who left.

    Raises: NotFound.
    """
    home = selectors.household_page(household_id, actor=actor)
    person = next((each for each in (*home.people, *home.left) if each.id == resident_id), None)
    if person is None:
        raise NotFound(NOBODY)
    return home, person


def care_names(area: str, actor: Actor) -> dict[str, str]:
    """What the levels of care are called there."""
    levels = selectors.care_levels(area, actor=actor)
    return {code: row.name for code, row in levels.items()}


def about(home: HouseholdView, actor: Actor) -> dict[str, Any]:
    """What page and paper say of a household, and what the reader may do there."""
    place = place_of(home)
    may_keep = actor.may(Grant.KEEP, area=place)
    return {
        "home": home, "care_name": care_names(home.area, actor).get(home.care, ""), "names": names_of(home),
        "may_keep": may_keep, "may_tag": actor.may(Grant.TAG, area=place),
        "may_reveal": actor.may(Grant.REVEAL, area=place),
        "may_see_looks": may_keep or actor.may(Grant.AUDIT, area=place),
        "gone": {person.id for person in home.left},
        "unguarded": [person for person in home.people if person.lacks_guardian],
        "now": clock.now(),
        "may_visit": actor.may(Visits.RECORD, area=place),
        "visits": seen_there(home, actor),
    }  # fmt: skip


def seen_there(home: HouseholdView, actor: Actor) -> list[visits.VisitRow]:
    """The last visits, for who may read of visits there."""
    if not actor.may(Visits.SEE, area=place_of(home)):
        return []
    return visits.household_visits(home.id, actor=actor)[:LAST]


def names_of(home: HouseholdView) -> dict[UUID | None, str]:
    """How everybody is called whom a difficulty may be of; None: the household itself."""
    rows: dict[UUID | None, str] = {None: _("全家")}
    return rows | {person.id: person.name for person in (*home.people, *home.left)}


@require_GET
@guard.staff(Grant.SEE)
def page(request: Request, household_id: UUID) -> HttpResponse:
    """The household as far as the reader may know it."""
    home = selectors.household_page(household_id, actor=request.actor)
    context = frame(request, here="people") | about(home, request.actor)
    return render(request, "desk/household.html", context)


@require_GET
@guard.staff(Grant.SEE)
def print_household(request: Request, household_id: UUID) -> HttpResponse:
    """The household on one sheet, masked as on the screen."""
    home = selectors.household_page(household_id, actor=request.actor)
    return render(request, "desk/print_household.html", about(home, request.actor))


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.REVEAL)
def reveal(request: Request, household_id: UUID, resident_id: UUID) -> HttpResponse:
    """Show what is masked, once; who looked and why is written down 查看原文."""
    home, person = found(household_id, resident_id, request.actor)
    request.actor.require(Grant.REVEAL, area=place_of(home))
    errors: dict[str, str] = {}
    clear: dict[str, str] = {}
    asked = request.POST.getlist("fields")
    if request.method == "POST":
        try:
            clear = services.resident_reveal(
                actor=request.actor, resident_id=resident_id, fields=asked,
                reason=request.POST.get("reason", ""),
            )  # fmt: skip
        except Invalid as bad:
            errors = problems_in(bad)
    context = frame(request, here="people") | {
        "home": home, "person": person, "errors": errors, "asked": asked,
        "reason": request.POST.get("reason", ""),
        "options": [{"value": key, "label": _(word)} for key, word in services.FIELDS.items()],
        "clear": [(_(services.FIELDS[key]), value or _("没有登记")) for key, value in clear.items()],
        "phone": clear.get("phone", ""),
    }  # fmt: skip
    response = render(request, "desk/person_reveal.html", context, status=422 if errors else 200)
    response["Cache-Control"] = NO_STORE
    return response


@require_GET
@guard.staff(Grant.SEE)
def looks(request: Request, household_id: UUID, resident_id: UUID) -> HttpResponse:
    """Who looked at a person's masked fields, when and why, to tell the person 谁看过."""
    home, person = found(household_id, resident_id, request.actor)
    if not about(home, request.actor)["may_see_looks"]:
        request.actor.require(Grant.KEEP, area=place_of(home))
    rows = [
        (look, "、".join(_(services.FIELDS.get(name, name)) for name in look.fields))
        for look in selectors.looks_at(resident_id, actor=request.actor)
    ]
    context = frame(request, here="people") | {"home": home, "person": person, "rows": rows}
    return render(request, "desk/person_looks.html", context)
