"""A meeting as a unit that is called to it sees it: when, where, and its own matters alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Left

from lianxin.domain.cases.models import PLAIN_MATTER, Case, Meeting, MeetingItem
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import JOINT
from lianxin.domain.cases.selectors.meetings import (
    MOST_MEETINGS,
    ItemView,
    MeetingRow,
    item_view,
    meeting_row,
)
from lianxin.domain.cases.services._agenda import kind_of
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import NotFound


@dataclass(frozen=True)
class CalledView:
    """A meeting for one unit of those called. `units`: the reader's own units on its list, by name.

    `items`: what these units have or help in, or the reader may see anyway; of the rest nothing,
    not even how much there is.
    """

    row: MeetingRow
    items: list[ItemView]
    units: dict[UUID, str]


def may_be_called(*, actor: Actor) -> bool:
    """Does the actor work for a unit, so that a meeting may call it? For the menu, never for rows."""
    return bool(_own_units(actor))


def meetings_called(*, actor: Actor) -> list[MeetingRow]:
    """The joint meetings that call a unit of the actor, the newest first; items are its own alone.

    Basis: domain.md §2.7 cross-cutting.
    """
    found = list(_calling(actor).order_by("-held_on", "pk")[:MOST_MEETINGS])
    endings = _items(found, actor).values_list("meeting_id", "ending")
    counts, left = Counter[UUID](), Counter[UUID]()
    for meeting, ending in endings:
        counts[meeting] += 1
        left[meeting] += not ending
    names = places.display_names({row.area_id for row in found}, actor=actor)
    return [meeting_row(row, names, counts[row.pk], left[row.pk]) for row in found]


def meeting_called(meeting_id: UUID, *, actor: Actor) -> CalledView:
    """One joint meeting for a unit that is called to it, to read 请我们去的会.

    A unit that is not called, or not any more, is told the same as of a meeting that is not there.
    A complaint about staff is never among the items, nor what the reader may not open.
    Basis: domain.md §2.7 cross-cutting, §2.9 confidential. Raises: NotFound.
    """
    meeting = _calling(actor).filter(pk=meeting_id).first()
    if meeting is None:
        raise NotFound("没有找到这次会。")
    items = list(
        _items([meeting], actor)
        .select_related("case", "owner", "before__owner")
        .defer("case__search", "case__text")
        .order_by("order")
    )
    kind, own = kind_of(meeting), _own_units(actor)
    names = places.display_names({meeting.area_id, *(i.case.area_id for i in items)}, actor=actor)
    busy = {item.case.main_org_id for item in items if item.case.main_org_id}
    units = orgs.org_names({*own, *busy}, actor=actor)
    left = sum(not item.ending for item in items)
    return CalledView(
        meeting_row(meeting, names, len(items), left),
        [item_view(item, kind, names, units) for item in items],
        {unit: units.get(unit, "") for unit in meeting.units if unit in own},
    )


def _own_units(actor: Actor) -> set[UUID]:
    return {UUID(s.unit) for s in actor.scopes_for(Grant.SEE) if s.unit is not None}


def _calling(actor: Actor) -> QuerySet[Meeting]:
    """The meetings on whose list of units the actor's own stand."""
    return Meeting.objects.filter(kind=JOINT.code, units__overlap=list(_own_units(actor)))


def _items(meetings: Collection[Meeting], actor: Actor) -> QuerySet[MeetingItem]:
    """The only door to an agenda for those who are called: what they may open of what may lie there."""
    seen = Case.objects.reachable_by(actor, Grant.SEE).filter(**PLAIN_MATTER)
    rows = MeetingItem.objects.filter(meeting__in=meetings, case__in=seen.values("pk"))
    return rows.alias(here=Left("meeting__area_id", JOINT.digits)).filter(case__county=F("here"))
