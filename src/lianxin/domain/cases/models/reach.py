"""Who reaches which cases: scope as a WHERE clause, and the named filters of lists."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from lianxin.domain.cases.rules import ENDED
from lianxin.kernel.actor import Actor, Kind, Scope

if TYPE_CHECKING:
    from lianxin.domain.cases.models.case import Case

OPEN = ~Q(state__in=sorted(s.value for s in ENDED))
PLAIN_MATTER = {"hidden_from_town": False, "about_user": "", "about_org__isnull": True}
"""A matter that is no complaint about staff."""
ABOUT_STAFF = Q(hidden_from_town=True) | ~Q(about_user="") | Q(about_org__isnull=False)
"""A complaint about a unit or somebody in it; few, and answered by a partial index."""
VILLAGE_DIGITS, TOWN_DIGITS, COUNTY_DIGITS = 12, 9, 6


def scope_condition(scope: Scope) -> Q:
    """One scope as a WHERE clause; those who are complained of do not see the complaint.

    Basis: domain.md §2.9 confidential (济南条例 art. 32, 信访工作条例 art. 30).
    """
    places = Q(pk__in=[])
    for prefix in scope.areas:
        places |= area_condition(prefix)
    if scope.unit is None:
        return places
    return places & Q(main_org=scope.unit) & ~Q(barred__contains=[UUID(scope.unit)])


def area_condition(prefix: str) -> Q:
    """Cases in an area given by its code prefix, written so that an index answers."""
    if not prefix:
        return ~Q(pk__in=[])
    if len(prefix) >= VILLAGE_DIGITS:
        return Q(area=prefix[:VILLAGE_DIGITS], sensitive=False)
    if len(prefix) == TOWN_DIGITS:
        return Q(town=prefix, hidden_from_town=False)
    if len(prefix) == COUNTY_DIGITS:
        return Q(county=prefix)
    return Q(county__startswith=prefix)


def _helps(unit: UUID) -> Q:
    """A unit that helps 协办 sees the matter, unless it is about that unit.

    An index holds the matters with helpers; it answers when the question says that there are any.
    """
    return Q(helpers__contains=[unit]) & ~Q(helpers=[]) & ~Q(barred__contains=[unit])


class CaseQuerySet(models.QuerySet["Case"]):
    """Named filters; every list begins with `visible_to`."""

    def visible_to(self, actor: Actor, grant: str) -> CaseQuerySet:
        """Rows in which the actor holds the grant, and the matters they proved to be their own.

        Nobody sees a complaint about themselves.
        """
        return self.in_scopes(actor, grant).filter(self._not_about(actor))

    def in_scopes(self, actor: Actor, grant: str) -> CaseQuerySet:
        """The same for everybody of the same posts; complaints about the actor are among them.

        For counts that are shared and leave them out afterwards, never for rows.
        """
        condition = self._own(actor)
        for scope in actor.scopes_for(grant):
            condition |= scope_condition(scope)
        return self.filter(condition)

    def reachable_by(self, actor: Actor, grant: str) -> CaseQuerySet:
        """The same, with the cases in which the actor's unit helps 协办."""
        condition = self._own(actor)
        for scope in actor.scopes_for(grant):
            condition |= scope_condition(scope)
            if scope.unit is not None:
                condition |= _helps(UUID(scope.unit))
        return self.filter(condition & self._not_about(actor))

    def helped_by(self, actor: Actor, grant: str) -> CaseQuerySet:
        """Cases of others in which a unit of the actor helps 协办."""
        condition = Q(pk__in=[])
        for scope in actor.scopes_for(grant):
            if scope.unit is not None:
                condition |= _helps(UUID(scope.unit))
        return self.filter(condition & self._not_about(actor))

    def fit_for_meeting(self, prefix: str) -> CaseQuerySet:
        """What may lie on a meeting's table; never a complaint about a unit or one of its people.

        Those it is about, or their neighbours, sit at that table, whoever has called the meeting.
        `prefix`: the first digits of the code of the place that meets.
        """
        return self.filter(area_condition(prefix), **PLAIN_MATTER)

    def locked(self, pk: UUID) -> Case | None:
        """The row alone, kept from others until the transaction ends."""
        return self.for_change(pk).first()

    def for_change(self, pk: UUID) -> CaseQuerySet:
        """The row alone, to be kept from others until the transaction ends."""
        return self.defer("search").select_for_update(of=("self",)).filter(pk=pk)

    def still_open(self) -> CaseQuerySet:
        """Not ended yet; answered by a partial index."""
        return self.filter(OPEN)

    def late(self, now: datetime) -> CaseQuerySet:
        """The running clock has run out."""
        return self.still_open().filter(next_due__lt=now)

    def _own(self, actor: Actor) -> Q:
        own = [s.removeprefix("case:") for s in actor.streams if s.startswith("case:")]
        return Q(pk__in=own)

    def _not_about(self, actor: Actor) -> Q:
        return ~Q(about_user=actor.id) if actor.kind is Kind.STAFF else Q()
