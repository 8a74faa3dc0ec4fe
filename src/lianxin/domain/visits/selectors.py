"""Who is to be looked in on, and who was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lianxin.domain.people import selectors as people
from lianxin.domain.visits.models import Visit
from lianxin.domain.visits.permissions import Grant
from lianxin.domain.visits.rules import MODES, PURPOSES, Due, Mode, Purpose, due
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor

SHOWN = 30


@dataclass(frozen=True)
class DueRow:
    """A household to look in on 该看望的一户, with the reason in plain words."""

    home: people.CareRow
    due: Due
    days_late: int
    last: date | None


@dataclass(frozen=True)
class VisitRow:
    """A visit as the household's page shows it."""

    id: UUID
    at: datetime
    purpose: str
    mode: str
    is_fine: bool
    finding: str
    next_on: date | None
    case_id: UUID | None
    by: str
    may_undo: bool


def visits_due(area: str, *, actor: Actor, ahead: int = 0) -> list[DueRow]:
    """Households of a village or grid to look in on by today, the longest overdue first 找到你.

    `ahead`: also what falls due within so many days. As many questions for all as for one.
    Basis: domain.md §1.4 S63, §4.5.
    """
    today = clock.today()
    homes = {row.id: row for row in people.care_list(area, actor=actor)}
    last, promised = _last_visits(list(homes), area, actor)
    missing = [pk for pk in promised if pk not in homes]
    if missing:
        homes |= {row.id: row for row in people.care_rows(missing, actor=actor)}
    levels = people.care_levels(area, actor=actor)
    found = []
    for pk, home in homes.items():
        level = levels.get(home.care)
        when = due(
            care=home.care, name=level.name if level else "",
            every=int(level.extra["days"]) if level else None, since=home.care_since,
            last=last.get(pk), promised=promised.get(pk), today=today,
        )  # fmt: skip
        if when is not None and when.days_late(today) >= -ahead:
            found.append(DueRow(home, when, when.days_late(today), last.get(pk)))
    return sorted(found, key=lambda row: (row.due.on, row.home.code))


def _last_visits(
    homes: list[UUID], area: str, actor: Actor
) -> tuple[dict[UUID, date], dict[UUID, date]]:
    """Per household: the day of the last visit, and what was promised then."""
    rows = Visit.objects.visible_to(actor, Grant.SEE).filter(is_newest=True)
    agreed = rows.filter(people.inside(area, actor), next_on__isnull=False)
    last: dict[UUID, date] = {}
    promised: dict[UUID, date] = {}
    for found in (rows.filter(household__in=homes), agreed):
        for home, made_on, next_on in found.values_list("household", "made_on", "next_on"):
            last[home] = made_on
            if next_on is not None:
                promised[home] = next_on
    return last, promised


def household_visits(household_id: UUID, *, actor: Actor) -> list[VisitRow]:
    """The last visits of a household, newest first; what was found only for who may read names there."""
    home = people.household_place(household_id, actor=actor)
    clear = people.sight_of(home, actor=actor)
    rows = Visit.objects.visible_to(actor, Grant.SEE).filter(household=household_id)
    today = clock.today()
    return [
        VisitRow(
            id=row.pk, at=row.made_at, purpose=PURPOSES[Purpose(row.purpose)],
            mode=MODES[Mode(row.mode)], is_fine=row.is_fine,
            finding=row.finding if clear.name else "", next_on=row.next_on, case_id=row.case_id,
            by=row.actor_name,
            may_undo=row.actor_id == actor.id and row.made_on == today and row.case_id is None,
        )
        for row in rows.order_by("-made_at")[:SHOWN]
    ]  # fmt: skip


@dataclass(frozen=True)
class OwnRow:
    """A visit that the reader recorded today; nobody else's is listed."""

    id: UUID
    head: str
    at: datetime
    is_fine: bool
    may_undo: bool


def own_today(*, actor: Actor) -> list[OwnRow]:
    """What the reader recorded today, to take a slip back; never anybody else's."""
    rows = Visit.objects.visible_to(actor, Grant.SEE)
    own = list(rows.filter(actor_id=actor.id, made_on=clock.today()).order_by("-made_at")[:SHOWN])
    homes = people.care_rows([row.household_id for row in own], actor=actor) if own else []
    heads = {home.id: home.head for home in homes}
    return [
        OwnRow(row.pk, heads.get(row.household_id, ""), row.made_at, row.is_fine,
               row.case_id is None)
        for row in own
    ]  # fmt: skip


def home_row(household_id: UUID, *, actor: Actor) -> people.CareRow:
    """The household as the list shows it. Raises: NotFound."""
    people.household_place(household_id, actor=actor)
    return people.care_rows([household_id], actor=actor)[0]
