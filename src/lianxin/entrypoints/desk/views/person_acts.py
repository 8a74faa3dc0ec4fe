"""What is written of one person: entered, put right, who cares for a child, leaving, moving, consent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianxin.domain.people import selectors, services
from lianxin.domain.people.permissions import Grant
from lianxin.domain.people.rules import HEAD, RESIDENCE_NAMES, Residence
from lianxin.domain.people.rules.consent import METHODS
from lianxin.domain.people.selectors import HouseholdView, PersonView
from lianxin.entrypoints.desk import people_typed as shapes
from lianxin.entrypoints.desk.forms import Errors, attempt
from lianxin.entrypoints.desk.plain import uuid_or_none
from lianxin.entrypoints.desk.views.household import found, place_of
from lianxin.entrypoints.desk.views.household_acts import answer, back, kept, word_options
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes


def _kept(household_id: UUID, resident_id: UUID, actor: Actor) -> tuple[HouseholdView, PersonView]:
    """Household and person, if the actor may write there. Raises: Denied, NotFound."""
    home, person = found(household_id, resident_id, actor)
    actor.require(Grant.KEEP, area=place_of(home))
    return home, person


def _options() -> dict[str, Any]:
    rows = [(row.code, row.name) for row in codes.table("relation") if row.code != HEAD]
    here = (Residence.HOME, Residence.AWAY)
    return word_options() | {
        "relations": rows,
        "residences": [{"value": key.value, "label": RESIDENCE_NAMES[key]} for key in here],
        "told": [("1", _("是")), ("0", _("不是"))],
    }


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.KEEP)
def add(request: Request, household_id: UUID) -> HttpResponse:
    """Enter one more person; the id is made in the form, so twice is once."""
    home = kept(household_id, request.actor)
    given = shapes.typed(request)
    errors: Errors = {}
    if request.method == "POST":
        errors, _stale = attempt(
            lambda: services.resident_add(
                actor=request.actor, household_id=household_id, resident=shapes.new_resident(given)
            )
        )
        if not errors:
            messages.success(request, _("加好了。"))
            return back(household_id)
    context = {
        "home": home, "person": None, "given": given, "id": given.get("id") or str(ids.new()),
        "guardians": [(row["value"], row["label"]) for row in _guardians(home, None)],
        "has_number": False, **_options(),
    }  # fmt: skip
    return answer(request, "person", context, errors)


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.KEEP)
def change(request: Request, household_id: UUID, resident_id: UUID) -> HttpResponse:
    """Put right what is known of a person."""
    home, person = _kept(household_id, resident_id, request.actor)
    given, stale = shapes.typed(request), False
    errors: Errors = {}
    if request.method == "POST":
        errors, stale = attempt(
            lambda: services.resident_change(
                actor=request.actor, resident_id=resident_id,
                change=shapes.resident_change(given, home),
            )
        )  # fmt: skip
        if not errors:
            messages.success(request, _("改好了。"))
            return back(household_id, f"#p-{resident_id}")
        home, person = found(household_id, resident_id, request.actor)
    context = {
        "home": home, "person": person, "given": given or _as_given(home, person), "stale": stale,
        "version": given.get("version") if errors and not stale else person.version,
        "has_number": bool(person.id_number), **_options(),
    }  # fmt: skip
    return answer(request, "person", context, errors)


def _as_given(home: HouseholdView, person: PersonView) -> dict[str, str]:
    """The form as it stands in the register; what the reader sees masked is left empty."""
    member = {True: "1", False: "0", None: ""}[person.is_member]
    return {
        "name": person.name if home.sight.name else "", "relation": person.relation,
        "sex": person.sex, "birth": person.birth.isoformat() if person.birth else "",
        "phone": person.phone_link, "residence": person.residence.value, "is_member": member,
    }  # fmt: skip


@require_POST
@guard.staff(Grant.KEEP)
def head(request: Request, household_id: UUID, resident_id: UUID) -> HttpResponse:
    """Another person stands for the household 设为户主."""
    _kept(household_id, resident_id, request.actor)
    errors, _stale = attempt(
        lambda: services.head_name(
            actor=request.actor, household_id=household_id, resident_id=resident_id
        )
    )
    return _said(request, household_id, errors, _("户主换好了。家里人的关系请再看一眼。"))


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.KEEP)
def guardian(request: Request, household_id: UUID, resident_id: UUID) -> HttpResponse:
    """Say who cares for a minor; also somebody of another household."""
    home, person = _kept(household_id, resident_id, request.actor)
    given = shapes.typed(request)
    errors: Errors = {}
    if request.method == "POST" and "find" not in request.POST:
        chosen = uuid_or_none(given.get("guardian"))
        if chosen is None and "nobody" not in request.POST:
            errors = {"guardian": _("请选监护人。")}
        else:
            errors, _stale = attempt(
                lambda: services.guardian_set(
                    actor=request.actor, resident_id=resident_id, guardian_id=chosen
                )
            )
        if not errors:
            messages.success(request, _("监护人记好了。"))
            return back(household_id, f"#p-{resident_id}")
    elsewhere = selectors.people_search(given.get("q", ""), actor=request.actor)
    context = {
        "home": home, "person": person, "given": given, "q": given.get("q", ""),
        "options": _guardians(home, person) + [
            {"value": str(row.id), "label": row.name, "hint": f"{row.place} {row.code}"}
            for row in elsewhere if row.household != home.id
        ],
        "chosen": given.get("guardian") or str(person.guardian or ""),
    }  # fmt: skip
    return answer(request, "guardian", context, errors)


def _guardians(home: HouseholdView, child: PersonView | None) -> list[dict[str, str]]:
    """The grown-ups of the household."""
    return [
        {"value": str(row.id), "label": row.name, "hint": row.relation_name}
        for row in home.people
        if not row.is_minor and (child is None or row.id != child.id)
    ]


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.KEEP)
def leave(request: Request, household_id: UUID, resident_id: UUID) -> HttpResponse:
    """A person moved away or died."""
    home, person = _kept(household_id, resident_id, request.actor)
    given = shapes.typed(request)
    errors: Errors = {}

    def act() -> None:
        how, on = shapes.leaving(given)
        services.resident_leave(
            actor=request.actor, resident_id=resident_id, residence=how, on=on
        )  # fmt: skip

    if request.method == "POST":
        errors, _stale = attempt(act)
        if not errors:
            messages.success(request, _("记好了。登错了，在“迁出、去世的”里可以更正。"))
            return back(household_id)
    left = (Residence.MOVED, Residence.DECEASED)
    context = {
        "home": home, "person": person, "given": given,
        "residences": [{"value": key.value, "label": RESIDENCE_NAMES[key]} for key in left],
    }  # fmt: skip
    return answer(request, "person_leave", context, errors)


@require_POST
@guard.staff(Grant.KEEP)
def here(request: Request, household_id: UUID, resident_id: UUID) -> HttpResponse:
    """It was entered by mistake, or the person came back 更正."""
    _home, person = _kept(household_id, resident_id, request.actor)
    errors, _stale = attempt(
        lambda: services.resident_leave(
            actor=request.actor, resident_id=resident_id, residence=Residence.HOME.value,
            on=person.left_on or clock.today(), correction=True,
        )
    )  # fmt: skip
    said = _("更正好了，人回到这一户。离开时取消的困难，在“以前的困难”里恢复。")
    return _said(request, household_id, errors, said)


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.KEEP)
def move(request: Request, household_id: UUID, resident_id: UUID) -> HttpResponse:
    """A person belongs to another household now: the household is looked for by its people."""
    home, person = _kept(household_id, resident_id, request.actor)
    given = shapes.typed(request)
    errors: Errors = {}
    if request.method == "POST" and "find" not in request.POST:
        chosen = uuid_or_none(given.get("household"))
        if chosen is None:
            errors = {"household": _("请选转到哪一户。")}
        else:
            errors, _stale = attempt(
                lambda: services.resident_move(
                    actor=request.actor, resident_id=resident_id, household_id=chosen
                )
            )
        if not errors and chosen is not None:
            messages.success(request, _("转好了。请看一眼和户主的关系。"))
            return back(chosen, f"#p-{resident_id}")
    rows = selectors.people_search(given.get("q", ""), actor=request.actor)
    homes = {row.household: row for row in rows if row.household != home.id}
    context = {
        "home": home, "person": person, "q": given.get("q", ""), "given": given,
        "options": [
            {"value": str(key), "label": _("%(name)s家") % {"name": row.head or row.name},
             "hint": f"{row.place} {row.code}"}
            for key, row in homes.items()
        ],
    }  # fmt: skip
    return answer(request, "person_move", context, errors)


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.KEEP)
def consent(request: Request, household_id: UUID, resident_id: UUID) -> HttpResponse:
    """Note what a person agreed to."""
    home, person = _kept(household_id, resident_id, request.actor)
    given = shapes.typed(request)
    errors: Errors = {}
    if request.method == "POST":
        errors, _stale = attempt(
            lambda: services.consent_give(
                actor=request.actor, resident_id=resident_id, purpose=given.get("purpose", ""),
                method=given.get("method", ""), witness=given.get("witness", ""),
                on=shapes.day(given, "on"),
            )
        )  # fmt: skip
        if not errors:
            messages.success(request, _("记好了。哪天不同意了，一句话就撤回。"))
            return back(household_id, f"#p-{resident_id}")
    standing = {row.purpose for row in person.consents if row.withdrawn_at is None}
    context = {
        "home": home, "person": person, "given": given,
        "purposes": [
            {"value": row.code, "label": row.name, "hint": row.extra.get("plain", "")}
            for row in codes.table("consent_purpose") if row.code not in standing
        ],
        "methods": [{"value": key.value, "label": name} for key, name in METHODS.items()],
    }  # fmt: skip
    return answer(request, "consent", context, errors)


@require_POST
@guard.staff(Grant.KEEP)
def withdraw(request: Request, household_id: UUID, resident_id: UUID) -> HttpResponse:
    """A person agrees no more; nobody asks why 撤回同意."""
    _kept(household_id, resident_id, request.actor)
    purpose = shapes.typed(request).get("purpose", "")
    errors, _stale = attempt(
        lambda: services.consent_withdraw(
            actor=request.actor, resident_id=resident_id, purpose=purpose
        )
    )
    return _said(request, household_id, errors, _("撤回了，以后不再用。"))


def _said(request: Request, household_id: UUID, errors: Errors, said: str) -> HttpResponse:
    """Back to the page with what was done, or why not."""
    if errors:
        messages.error(request, next(iter(errors.values())))
    else:
        messages.success(request, said)
    return back(household_id)
