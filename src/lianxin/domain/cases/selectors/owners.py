"""Who has a case in hand, what nobody has in hand, and the lists that pass from one to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case as Case_
from django.db.models import Count, Exists, OuterRef, Q, Value, When

from lianxin.domain.cases.models import PLAIN_MATTER, Case, CaseQuerySet, HandOver, WhistleCall
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import STATE_NAMES, WAITING, Span, State
from lianxin.domain.cases.selectors.page import case_get
from lianxin.domain.cases.services._present import nobody_has, present
from lianxin.domain.cases.services._repeat import cadres_for
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.domain.users import selectors as users
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes

MOST = 200
ONE_DAY = Span(1, "workday")


@dataclass(frozen=True)
class OwnerlessRow:
    """An open case that nobody has in hand, why, and since when at the latest.

    `is_too_long`: for more than one working day (S57).
    """

    id: UUID
    no: str
    title: str
    place: str
    state_name: str
    unit_name: str
    why: str
    since: datetime
    is_too_long: bool


@dataclass(frozen=True)
class HandOverView:
    """A list of what passes; `cases`: number and title of each.

    A title is "" where the reader's posts do not reach the case (yet); what is guarded is left out.
    """

    id: UUID
    from_name: str
    to_name: str
    place: str
    note: str
    opened_at: datetime
    confirmed_at: datetime | None
    cases: Sequence[tuple[UUID, str, str]]
    calls: int
    is_mine: bool
    may_drop: bool


def colleagues(unit: UUID | None, *, actor: Actor, about: str = "") -> list[tuple[str, str]]:
    """The people of a unit, by id and name, without the actor and whom the matter is about."""
    if unit is None:
        return []
    names = users.unit_people(unit, actor=actor)
    rows = ((str(pk), name) for pk, name in names.items() if f"user:{pk}" != about)
    return sorted(rows, key=lambda row: row[1])


def cadres(case_id: UUID, *, actor: Actor) -> list[tuple[str, str]]:
    """Who may be named to stay with a repeated matter, by id and name 专人. Raises: NotFound."""
    found = cadres_for(case_get(case_id, actor=actor), actor)
    return sorted(((str(pk), name) for pk, name in found.items()), key=lambda row: row[1])


def ownerless(*, actor: Actor) -> list[OwnerlessRow]:
    """Open cases in the actor's reach that nobody has in hand; an empty list proves S57.

    With a unit: nobody signed for it by name, or that person has left the unit (whatever the state,
    until it ends), or the unit has nobody at all. Without one: the township and the county have nobody who dispatches.
    """
    seen = Case.objects.visible_to(actor, Grant.HAND_OVER).still_open()
    units = seen.filter(main_org__isnull=False).order_by().values_list("main_org", flat=True)
    staff = present([unit for unit in units.distinct() if unit], actor=actor)
    condition = Q(pk__in=[])
    for unit, people in staff.items():
        condition |= nobody_has(unit, people)
    found = list(seen.filter(condition).defer("search", "text").order_by("next_due")[:MOST])
    found += _undispatched(seen, actor)
    found += _kept_by_the_gone(seen, {case.pk for case in found}, actor)
    return _rows(found, {unit for unit, people in staff.items() if not people}, actor)


def left_behind(user: UUID, *, actor: Actor) -> dict[UUID, int]:
    """How many open cases somebody still has in units where they are not at work any more."""
    rows = Case.objects.still_open().filter(owner=f"user:{user}", main_org__isnull=False)
    counts: dict[UUID, int] = dict(rows.order_by().values_list("main_org").annotate(n=Count("pk")))
    staff = present(list(counts), actor=actor)
    return {unit: n for unit, n in counts.items() if user not in staff[unit]}


def heads_at_work(unit: UUID, *, actor: Actor) -> list[UUID]:
    """Who may hand over in a unit and is still at work there."""
    staff = present([unit], actor=actor)[unit]
    heads = users.unit_holders(Grant.HAND_OVER, unit, actor=actor)
    return [head for head in heads if head in staff]


def _kept_by_the_gone(seen: CaseQuerySet, known: set[UUID], actor: Actor) -> list[Case]:
    """What no unit has, but somebody had whose account is closed now."""
    rows = seen.filter(main_org=None).exclude(owner="").exclude(pk__in=known)
    found = list(rows.defer("search", "text").order_by("next_due")[:MOST])
    owners = {case.pk: UUID(case.owner.removeprefix("user:")) for case in found}
    gone = users.inactive(owners.values(), actor=actor) if owners else set()
    return [case for case in found if owners[case.pk] in gone]


def _undispatched(seen: CaseQuerySet, actor: Actor) -> list[Case]:
    waiting = seen.filter(state__in=[s.value for s in WAITING])
    towns = waiting.order_by().values_list("town", "county").distinct()
    nobody = [
        town
        for town, county in towns
        if not users.users_with_grant(Grant.DISPATCH, town.ljust(12, "0"), actor=actor)
        and not users.users_with_grant(Grant.DISPATCH, county.ljust(12, "0"), actor=actor)
    ]
    return list(waiting.filter(town__in=nobody).defer("search", "text")[:MOST])


def _rows(found: list[Case], empty: set[UUID], actor: Actor) -> list[OwnerlessRow]:
    names = places.display_names({c.area_id for c in found}, actor=actor)
    units = orgs.org_names({c.main_org_id for c in found if c.main_org_id}, actor=actor)
    now = clock.now()
    rows = []
    for case in found:
        since = case.signed_at or case.dispatched_at or case.registered_at
        rows.append(
            OwnerlessRow(
                id=case.pk, no=case.no, title=case.title, place=names.get(case.area_id, ""),
                state_name=STATE_NAMES[State(case.state)],
                unit_name=units.get(case.main_org_id, "") if case.main_org_id else "",
                why=_why(case, empty), since=since,
                is_too_long=ONE_DAY.after(since, codes.calendar(case.county)) < now,
            )
        )  # fmt: skip
    return rows


def _why(case: Case, empty: set[UUID]) -> str:
    if case.main_org_id is None and case.owner:
        return "经办人的账号停用了"
    if case.main_org_id is None:
        return "乡镇和县里都没有派单员"
    if case.main_org_id in empty:
        return "单位里没有人能接"
    return "经办人已经不在这个单位" if case.owner else "没有经办人"


def hand_over_list(*, actor: Actor) -> list[HandOverView]:
    """The lists that wait for the actor, and those that the actor opened or may see, newest first."""
    own = actor.id.removeprefix("user:")
    condition = Q(opened_by=actor.id)
    if actor.id.startswith("user:"):
        condition |= Q(to_user=own) | Q(from_user=own)
    rows = HandOver.objects.filter(condition, dropped_at=None).order_by("-opened_at")[:50]
    return [_hand_over(row, actor) for row in rows.select_related("from_user", "to_user")]


def _hand_over(row: HandOver, actor: Actor) -> HandOverView:
    seen = Case.objects.reachable_by(actor, Grant.SEE)
    listed = Case.objects.filter(pk__in=row.items.get("cases", [])).order_by("next_due")
    listed = listed.filter(Q(pk__in=seen.values("pk")) | Q(sensitive=False, **PLAIN_MATTER))
    is_seen = Exists(seen.filter(pk=OuterRef("pk")))
    title = Case_(When(is_seen, then="title"), default=Value(""))
    calls = WhistleCall.objects.filter(pk__in=row.items.get("calls", []))
    calls = calls.filter(Q(whistle__case__in=seen) | Q(whistle__case__in=listed))
    return HandOverView(
        id=row.pk, from_name=row.from_user.name, to_name=row.to_user.name,
        place=places.display_name(row.area_id, actor=actor), note=row.note,
        opened_at=row.opened_at, confirmed_at=row.confirmed_at,
        cases=list(listed.annotate(shown=title).values_list("pk", "no", "shown")),
        calls=calls.count() if row.items.get("calls") else 0,
        is_mine=actor.id == f"user:{row.to_user_id}" and row.confirmed_at is None,
        may_drop=row.confirmed_at is None and actor.id in {row.opened_by, f"user:{row.to_user_id}"},
    )  # fmt: skip


def hand_over_people(*, actor: Actor) -> list[tuple[str, str, int]]:
    """Whoever has open cases in the actor's reach, and how many: id, name, count."""
    rows = Case.objects.visible_to(actor, Grant.HAND_OVER).still_open().exclude(owner="")
    grouped = rows.order_by().values_list("owner").annotate(n=Count("pk"))
    counts: dict[str, int] = dict(grouped)
    names = users.user_names([UUID(o.removeprefix("user:")) for o in counts], actor=actor)
    return sorted(
        ((str(pk), name, counts[f"user:{pk}"]) for pk, name in names.items()),
        key=lambda row: (-row[2], row[1]),
    )


def hand_over_receivers(*, actor: Actor) -> list[tuple[str, str]]:
    """Who may receive: the people of the units whose cases the actor may hand over."""
    rows = Case.objects.visible_to(actor, Grant.HAND_OVER).still_open()
    units = rows.filter(main_org__isnull=False).order_by().values_list("main_org", flat=True)
    found: set[UUID] = set()
    for unit in units.distinct():
        found |= set(users.users_of_unit(unit, actor=actor)) if unit else set()
    names = users.user_names(found, actor=actor)
    return sorted(((str(pk), name) for pk, name in names.items()), key=lambda row: row[1])
