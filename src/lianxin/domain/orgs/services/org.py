"""Enter units and duty phones."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from lianxin.domain.orgs.events import OrgAdded
from lianxin.domain.orgs.models import DutyPhone, Org
from lianxin.domain.orgs.permissions import Grant
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid
from lianxin.kernel.facts import record
from lianxin.kernel.privacy.phones import normalise


@dataclass(frozen=True)
class NewOrg:
    """A unit to enter. `area`: code of where it serves; `line`: its line of work 条."""

    name: str
    short_name: str
    kind: str
    level: str
    area: str
    line: str = ""
    duty_phone: str = ""
    parent: UUID | None = None


@transaction.atomic
def org_add(*, actor: Actor, org: NewOrg) -> Org:
    """Enter a unit; its name is unique where it serves 单位.

    Safe to repeat. Emits: OrgAdded. Raises: Denied, Invalid.
    """
    actor.require(Grant.MANAGE, area=org.area)
    if not org.name.strip():
        raise Invalid("请写单位名称。", fields={"name": "请写单位名称。"})
    made, is_new = Org.objects.get_or_create(
        area_id=org.area, name=org.name.strip(),
        defaults={
            "short_name": org.short_name, "kind": org.kind, "level": org.level, "line": org.line,
            "duty_phone": normalise(org.duty_phone) if org.duty_phone else "",
            "parent_id": org.parent,
        },
    )
    if is_new:
        record(OrgAdded(stream=f"org:{made.pk}", org=str(made.pk), area=org.area), actor=actor)
    return made


@transaction.atomic
def duty_phone_set(
    *, actor: Actor, area: str, name: str, phone: str, hours: str = "", order: int = 0
) -> DutyPhone:
    """Set a number that is answered in an area 值班电话. Safe to repeat.

    Raises: Denied.
    """
    actor.require(Grant.MANAGE, area=area)
    made, _ = DutyPhone.objects.update_or_create(
        area_id=area, name=name, defaults={"phone": phone, "hours": hours, "order": order}
    )
    return made
