"""Look at what is masked: a reason is asked, and the look is written down."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from lianxin.domain.people.events import PersonRevealed
from lianxin.domain.people.models import Resident
from lianxin.domain.people.permissions import Grant
from lianxin.domain.people.services._rows import NOBODY, place_of
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, NotFound
from lianxin.kernel.facts import record
from lianxin.kernel.privacy.services import reveal_log

FIELDS = {"name": "姓名", "id_number": "身份证号", "phone": "电话"}
"""What may be looked at, and its word."""


@transaction.atomic
def resident_reveal(
    *, actor: Actor, resident_id: UUID, fields: Sequence[str], reason: str
) -> dict[str, str]:
    """Show masked fields of a person to somebody who says why 查看原文.

    Emits: PersonRevealed. Raises: Denied, Invalid, NotFound.
    Basis: 个人信息保护法 art. 51; domain.md §4.3 pi_access_log.
    """
    person = Resident.objects.visible_to(actor, Grant.SEE).filter(pk=resident_id).first()
    if person is None:
        raise NotFound(NOBODY)
    actor.require(Grant.REVEAL, area=place_of(person))
    asked = [name for name in FIELDS if name in fields]
    if not asked:
        said = "请选要看哪一项。"
        raise Invalid(said, fields={"fields": said})
    reveal_log(actor=actor, subject=f"resident:{person.pk}", fields=asked, reason=reason)
    event = PersonRevealed(
        stream=f"household:{person.household_id}", resident=str(person.pk), fields=asked
    )
    record(event, actor=actor)
    return {name: getattr(person, name) for name in asked}
