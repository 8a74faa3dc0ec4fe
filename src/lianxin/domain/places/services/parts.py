"""Groups and grids of a village."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction

from lianxin.domain.places.events import GridAdded, GroupAdded
from lianxin.domain.places.models import Area, Grid, NaturalGroup
from lianxin.domain.places.permissions import Grant
from lianxin.domain.places.rules import GRID_DIGITS, GROUP_DIGITS, Level
from lianxin.domain.places.selectors._shared import OUTLINES
from lianxin.domain.places.services._carry import LONGEST_NAME, new_code
from lianxin.domain.places.services._edition import changed, hold
from lianxin.domain.places.services._geojson import outline
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import record

PHONE = re.compile(r"[0-9]{3,4}-[0-9]{7,8}|[0-9]{3,11}")


@transaction.atomic
def group_add(*, actor: Actor, village: str, name: str) -> NaturalGroup:
    """A village has one more group 增加村民小组.

    Safe to repeat: a name that the village already has gives the group of that name.

    Emits: GroupAdded.
    Raises: Denied, NotFound, Invalid, RuleViolation.
    """
    held = _village(actor, village)
    name = _name(name)
    if found := NaturalGroup.objects.filter(village=held, name=name, valid_to=None).first():
        return found
    taken = set(NaturalGroup.objects.filter(village=held).values_list("code", flat=True))
    code = new_code(held, taken, GROUP_DIGITS)
    group = NaturalGroup.objects.create(code=code, village=held, name=name, order=int(code[-2:]))
    record(GroupAdded(stream=f"group:{code}", code=code, village=village), actor=actor)
    return group


@transaction.atomic
def grid_add(
    *,
    actor: Actor,
    village: str,
    name: str,
    boundary: dict[str, Any] | None = None,
    synthetic: bool = False,
    public_phone: str = "",
) -> Grid:
    """A village has one more grid 增加网格.

    `boundary`: a GeoJSON geometry, WGS-84. `synthetic`: the boundary is made up.

    Safe to repeat: a name that the village already has gives the grid of that name.

    Emits: GridAdded.
    Raises: Denied, NotFound, Invalid, RuleViolation.
    """
    # Editions are always taken before areas, as by those who merge villages.
    hold(OUTLINES)
    held = _village(actor, village)
    name, phone, shape = _name(name), _phone(public_phone), _shape(boundary)
    if found := Grid.objects.filter(village=held, name=name, valid_to=None).first():
        return found
    taken = set(Grid.objects.filter(village=held).values_list("code", flat=True))
    code = new_code(held, taken, GRID_DIGITS)
    grid = Grid.objects.create(
        code=code,
        village=held,
        name=name,
        boundary=shape,
        synthetic=synthetic and shape is not None,
        public_phone=phone,
    )
    if shape is not None:
        changed(OUTLINES)
    record(GridAdded(stream=f"grid:{code}", code=code, village=village), actor=actor)
    return grid


def _village(actor: Actor, code: str) -> Area:
    """The village, locked so that two additions never take one number."""
    actor.require(Grant.MANAGE, area=code)
    found = Area.objects.select_for_update(no_key=True).filter(pk=code, level=Level.VILLAGE).first()
    if found is None:
        raise NotFound(f"没有代码是 {code} 的村（社区）。", code="area")
    if not found.is_valid_on(clock.today()):
        raise RuleViolation(f"{found.short_name}（{code}）已经停用。", code="not_valid")
    return found


def _name(text: str) -> str:
    name = text.strip()
    if not name or len(name) > LONGEST_NAME:
        sentence = f"请写名称，{LONGEST_NAME} 个字以内。"
        raise Invalid(sentence, fields={"name": sentence})
    return name


def _phone(text: str) -> str:
    phone = text.replace(" ", "")
    if phone and not PHONE.fullmatch(phone):
        sentence = "电话只能是数字，座机在区号后加短横，比如 0418-1234567。"
        raise Invalid(sentence, fields={"public_phone": sentence})
    return phone


def _shape(boundary: dict[str, Any] | None) -> dict[str, Any] | None:
    if boundary is None:
        return None
    try:
        return outline(boundary)
    except ValueError as bad:
        raise Invalid(str(bad), fields={"boundary": str(bad)}) from bad
