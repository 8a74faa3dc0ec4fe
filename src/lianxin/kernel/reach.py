"""Rows that lie in a place: the actor's scopes as a WHERE clause, for tables with the usual columns.

Such a table has `county` (6 digits), `town` (9), `area` (village, 12) and `grid` (15 or empty).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from lianxin.kernel.actor import Actor

VILLAGE_DIGITS, TOWN_DIGITS, COUNTY_DIGITS = 12, 9, 6


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


def reach(actor: Actor, grant: str) -> Q:
    """The places where the actor holds the grant.

    A post that only reaches the matters of one unit reaches nobody's home.
    """
    condition = Q(pk__in=[])
    for scope in actor.scopes_for(grant):
        if scope.unit is None:
            for prefix in scope.areas:
                condition |= area_condition(prefix)
    return condition


class PlacedQuerySet(models.QuerySet[Any]):
    """Rows of places; every list begins with `visible_to`."""

    def visible_to(self, actor: Actor, grant: str) -> PlacedQuerySet:
        """Rows in the places where the actor holds the grant."""
        return self.filter(reach(actor, grant))
