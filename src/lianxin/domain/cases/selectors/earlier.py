"""A person's own open cases, offered before a new one is taken in; never joined by themselves."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from lianxin.domain.cases.models import Case, CaseQuerySet
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import REPEAT_DAYS, STATE_NAMES, Confidentiality, State
from lianxin.domain.cases.services._case import units_of
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor, Kind
from lianxin.kernel.asked import KEY, SINCE, Listed, listed
from lianxin.kernel.errors import Invalid
from lianxin.kernel.privacy import keyed_hash
from lianxin.kernel.privacy.phones import normalise

SHOWN = 3
COLUMNS = (
    "id", "no", "version", "title", "area_id", "place_text", "category", "state", "main_org_id",
    "registered_at", "result_due", "confidentiality",
)  # fmt: skip
PHONE, AREA = "\x01phone", "\x01area"
"""Places in the words of a question: values that no matter has."""
Earlier = namedtuple("Earlier", COLUMNS)  # type: ignore[misc] # the names stand above


@dataclass(frozen=True)
class EarlierCase:
    """A person's own case that is still being worked on, and how it stands."""

    id: UUID
    no: str
    title: str
    place: str
    state: State
    state_name: str
    unit_name: str
    until: datetime | None
    days_ago: int


def earlier_cases(
    *, actor: Actor, phone: str, area: str, category: str = "", exclude: UUID | None = None
) -> list[EarlierCase]:
    """The open cases that this phone brought here within 30 days, the same category first 同人同事.

    A villager is shown only what was opened on this very device: whoever types a number that is
    not theirs learns nothing. Staff see only those whose reporter they may know.
    Basis: 北京市接诉即办工作条例 art. 11; domain.md §2.9 duplicates.
    """
    try:
        known = keyed_hash(normalise(phone)) if phone.strip() else ""
    except Invalid:
        known = ""
    return _found(actor, known, area, category, exclude)


def earlier_of_case(case_id: UUID, *, actor: Actor) -> list[EarlierCase]:
    """The same for a case that has been taken in already; nothing where it is joined."""
    row = next(iter(_whose(actor).rows({KEY: case_id})), None)
    if row is None or row[0]:
        return []
    _parent, known, area, category = row
    return _found(actor, known, area, category, case_id)


@lru_cache(maxsize=1024)
def _whose(actor: Actor) -> Listed:
    rows: CaseQuerySet = Case.objects.visible_to(actor, Grant.SEE).filter(pk=KEY)
    return listed(rows.values_list("parent_id", "phone_hash", "area_id", "category"))


def case_first(case_id: UUID, *, actor: Actor) -> EarlierCase | None:
    """The earlier case of the same person that this one goes on with, if it does."""
    case = Case.objects.visible_to(actor, Grant.SEE).defer("search", "text").filter(pk=case_id)
    row = case.first()
    return own_first(row, actor=actor) if row else None


def own_first(case: Case, *, actor: Actor) -> EarlierCase | None:
    """Of a case that goes on with the reporter's own earlier one: how that one stands."""
    if State(case.state) is not State.MERGED or case.parent_id is None or not case.phone_hash:
        return None
    own = Case.objects.filter(pk=case.parent_id, phone_hash=case.phone_hash).only(*COLUMNS).first()
    if own is None:
        return None
    units = orgs.org_names([own.main_org_id], actor=actor) if own.main_org_id else {}
    names = places.display_names({own.area_id}, actor=actor)
    return _row(own, units, names, clock.now())


def _found(
    actor: Actor, known: str, area: str, category: str, exclude: UUID | None
) -> list[EarlierCase]:
    if not known or not area:
        return []
    now = clock.now()
    given = {
        PHONE: known,
        AREA: area,
        SINCE: now - timedelta(days=REPEAT_DAYS),
        KEY: exclude or KEY,
    }
    held: list[Any] = [Earlier(*row) for row in _own_words(actor).rows(given)]
    found = [c for c in held if _may_know(actor, c)]
    found.sort(key=lambda c: (c.category != category, c.category[:2] != category[:2]))
    found = found[:SHOWN]
    units = orgs.org_names({c.main_org_id for c in found if c.main_org_id}, actor=actor)
    names = places.display_names({c.area_id for c in found}, actor=actor)
    return [_row(case, units, names, now) for case in found]


@lru_cache(maxsize=1024)
def _own_words(actor: Actor) -> Listed:
    rows: CaseQuerySet = Case.objects.visible_to(actor, Grant.SEE).still_open()
    rows = rows.filter(phone_hash=PHONE, area=AREA, registered_at__gte=SINCE).exclude(pk=KEY)
    return listed(rows.order_by("-registered_at").values_list(*COLUMNS)[:20])


def _may_know(actor: Actor, case: Any) -> bool:
    """Nobody learns by the way who reported a confidential matter."""
    if actor.kind is not Kind.STAFF:
        return True
    confidential = case.confidentiality == Confidentiality.CONFIDENTIAL
    needed = Grant.REVEAL if confidential else Grant.SEE_REPORTER
    return actor.may(needed, area=case.area_id, units=units_of(case))


def _row(
    case: Any, units: Mapping[UUID, str], names: Mapping[str, str], now: datetime
) -> EarlierCase:
    state = State(case.state)
    return EarlierCase(
        id=case.id, no=case.no, title=case.title,
        place=" ".join(filter(None, (names.get(case.area_id, ""), case.place_text))),
        state=state, state_name=STATE_NAMES[state],
        unit_name=units.get(case.main_org_id, "") if case.main_org_id else "",
        until=case.result_due,
        days_ago=(clock.local(now).date() - clock.local(case.registered_at).date()).days,
    )  # fmt: skip
