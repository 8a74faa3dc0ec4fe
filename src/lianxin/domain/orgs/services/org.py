"""Enter, change and close units; keep the duty phone list."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from lianxin.domain.orgs.events import (
    DutyPhoneDropped,
    DutyPhoneSet,
    OrgAdded,
    OrgChanged,
    OrgClosed,
)
from lianxin.domain.orgs.models import DutyPhone, Org
from lianxin.domain.orgs.permissions import Grant
from lianxin.domain.orgs.rules import check_unit, is_uscc
from lianxin.domain.orgs.services._card import reissue_of
from lianxin.domain.orgs.services._phone import clean_phone
from lianxin.domain.places import selectors as places
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, NotFound
from lianxin.kernel.facts import record


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
    uscc: str = ""


@dataclass(frozen=True)
class OrgChange:
    """What of a unit is to be changed; None leaves it as it is."""

    short_name: str | None = None
    line: str | None = None
    duty_phone: str | None = None


@transaction.atomic
def org_add(*, actor: Actor, org: NewOrg) -> Org:
    """Enter a unit; its name is unique where it serves 单位.

    Safe to repeat. Emits: OrgAdded. Raises: Denied, Invalid, NotFound.
    """
    actor.require(Grant.MANAGE, area=org.area)
    name, uscc = org.name.strip(), org.uscc.strip().upper()
    area = places.area_get(org.area, actor=actor)
    check_unit(name=name, kind=org.kind, level=org.level, level_of_area=area.level)
    if uscc and not is_uscc(uscc):
        said = "统一社会信用代码不对，请照证书核对 18 位。"
        raise Invalid(said, fields={"uscc": said})
    if org.parent is not None:
        org_locked(org.parent)
    made, is_new = Org.objects.get_or_create(
        area_id=org.area, name=name,
        defaults={
            "short_name": org.short_name.strip() or name[:30], "kind": org.kind,
            "level": org.level, "line": org.line.strip(), "uscc": uscc, "parent_id": org.parent,
            "duty_phone": clean_phone(org.duty_phone, "duty_phone"),
        },
    )  # fmt: skip
    if is_new:
        record(OrgAdded(stream=f"org:{made.pk}", org=str(made.pk), area=org.area), actor=actor)
    return made


@transaction.atomic
def org_change(*, actor: Actor, org_id: UUID, change: OrgChange) -> Org:
    """Put a unit's short name, line of work or phone right 单位变更.

    Safe to repeat. Emits: OrgChanged. Raises: Denied, Invalid, NotFound.
    """
    org = org_locked(org_id)
    actor.require(Grant.MANAGE, area=org.area_id)
    given = {
        "short_name": change.short_name, "line": change.line,
        "duty_phone": None if change.duty_phone is None
        else clean_phone(change.duty_phone, "duty_phone"),
    }  # fmt: skip
    new = {k: v for k, v in given.items() if v is not None and v != getattr(org, k)}
    if new:
        for key, value in new.items():
            setattr(org, key, value)
        org.save(update_fields=list(new))
        record(OrgChanged(stream=f"org:{org.pk}", org=str(org.pk)), actor=actor)
    return org


@transaction.atomic
def org_close(*, actor: Actor, org_id: UUID) -> Org:
    """A unit takes no more matters; what it has done stays under its name 单位撤销.

    Safe to repeat. Emits: OrgClosed, CardReissued. Raises: Denied, NotFound.
    """
    org = org_locked(org_id)
    actor.require(Grant.MANAGE, area=org.area_id)
    if org.is_active:
        org.is_active = False
        org.save(update_fields=["is_active"])
        record(OrgClosed(stream=f"org:{org.pk}", org=str(org.pk)), actor=actor)
        reissue_of(org.area_id, actor)
    return org


@transaction.atomic
def duty_phone_set(
    *, actor: Actor, area: str, name: str, phone: str, hours: str = "", order: int = 0
) -> DutyPhone:
    """Set a number that is answered in an area 值班电话.

    Safe to repeat. Emits: DutyPhoneSet. Raises: Denied, Invalid, NotFound.
    """
    actor.require(Grant.MANAGE, area=area)
    places.area_get(area, actor=actor)
    name = name.strip()
    if not name:
        raise Invalid("请写这是谁的电话。", fields={"name": "请写这是谁的电话。"})
    wanted = {"phone": clean_phone(phone, "phone"), "hours": hours.strip(), "order": order}
    if not wanted["phone"]:
        raise Invalid("请写电话号码。", fields={"phone": "请写电话号码。"})
    found = DutyPhone.objects.select_for_update().filter(area_id=area, name=name).first()
    if found is not None and all(getattr(found, key) == value for key, value in wanted.items()):
        return found
    made, _is_new = DutyPhone.objects.update_or_create(area_id=area, name=name, defaults=wanted)
    record(DutyPhoneSet(stream=f"orgs:{area}", area=area, phone_id=made.pk), actor=actor)
    return made


@transaction.atomic
def duty_phone_drop(*, actor: Actor, area: str, name: str) -> None:
    """A number is answered no more.

    Safe to repeat. Emits: DutyPhoneDropped. Raises: Denied.
    """
    actor.require(Grant.MANAGE, area=area)
    found = DutyPhone.objects.select_for_update().filter(area_id=area, name=name).first()
    if found is not None:
        event = DutyPhoneDropped(stream=f"orgs:{area}", area=area, phone_id=found.pk)
        found.delete()
        record(event, actor=actor)


def org_locked(org_id: UUID) -> Org:
    """The unit, locked.

    Raises: NotFound.
    """
    org = Org.objects.select_for_update().filter(pk=org_id).first()
    if org is None:
        raise NotFound("没有找到这个单位。")
    return org
