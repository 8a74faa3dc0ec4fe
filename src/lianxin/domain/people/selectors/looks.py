"""Who looked at a person's masked fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.domain.people.models import Consent, Resident
from lianxin.domain.people.permissions import Grant
from lianxin.kernel.actor import Actor
from lianxin.kernel.privacy.selectors import access_list


@dataclass(frozen=True)
class Look:
    """One look at a person's masked fields."""

    at: datetime
    actor_name: str
    fields: tuple[str, ...]
    reason: str


def looks_at(resident_id: UUID, *, actor: Actor) -> list[Look]:
    """Who looked, when and why; for who keeps the register there, to tell the person, and auditors.

    Basis: 个人信息保护法 art. 44–45; domain.md §5 pain 10.
    """
    person = Resident.objects.visible_to(actor, Grant.SEE).filter(pk=resident_id).first()
    if person is None:
        return []
    place = person.grid or person.area_id
    may = actor.may(Grant.KEEP, area=place) or actor.may(Grant.AUDIT, area=place)
    rows = access_list(f"resident:{resident_id}", actor=actor, allowed=lambda _subject: may)
    return [Look(row.at, row.actor_name, tuple(row.fields), row.reason) for row in rows]


def consent_stands(resident_id: UUID, purpose: str, *, actor: Actor) -> bool:
    """Does the person agree to this purpose now? Whoever publishes or hands on asks first."""
    held = Consent.objects.filter(resident=resident_id, purpose=purpose, withdrawn_at=None)
    return held.exists()
