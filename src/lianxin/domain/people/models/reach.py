"""Who reaches which rows: the actor's scopes as a WHERE clause, the same for all tables of people."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from lianxin.kernel.actor import Actor

VILLAGE_DIGITS, TOWN_DIGITS, COUNTY_DIGITS = 12, 9, 6
Row = TypeVar("Row", bound=models.Model)


def area_condition(prefix: str) -> Q:
    """Rows of a place given by its code prefix, written so that an index answers."""
    if not prefix:
        return ~Q(pk__in=[])
    if len(prefix) > VILLAGE_DIGITS:
        return Q(area=prefix[:VILLAGE_DIGITS], grid=prefix)
    if len(prefix) == VILLAGE_DIGITS:
        return Q(area=prefix)
    if len(prefix) == TOWN_DIGITS:
        return Q(town=prefix)
    if len(prefix) == COUNTY_DIGITS:
        return Q(county=prefix)
    return Q(county__startswith=prefix)


class HouseholdQuerySet(models.QuerySet[Any]):
    """Named filters; every list begins with `visible_to`."""

    def visible_to(self, actor: Actor, grant: str) -> HouseholdQuerySet:
        """Rows in the places where the actor holds the grant.

        A post that only reaches the matters of one unit reaches nobody's home.
        """
        condition = Q(pk__in=[])
        for scope in actor.scopes_for(grant):
            if scope.unit is None:
                for prefix in scope.areas:
                    condition |= area_condition(prefix)
        return self.filter(condition)
