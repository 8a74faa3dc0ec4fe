"""When a village ends in another, its groups and grids go on there under new codes."""

from __future__ import annotations

from datetime import date

from lianxin.domain.places.models import Area, Grid, NaturalGroup
from lianxin.domain.places.rules import GRID_DIGITS, GROUP_DIGITS, next_serial
from lianxin.kernel.errors import RuleViolation

LAST = {GROUP_DIGITS: 99, GRID_DIGITS: 999}
FULL = "{village}的编号已经用完，不能再加。"
LONGEST_NAME = 40
Part = NaturalGroup | Grid


def new_code(village: Area, taken: set[str], digits: int) -> str:
    """The next free code of a group or grid in a village.

    Raises: RuleViolation when the numbers are used up.
    """
    width = digits - len(village.code)
    serials = [int(code[-width:]) for code in taken]
    serial = next_serial(serials, first=1, last=LAST[digits])
    if serial is None:
        raise RuleViolation(FULL.format(village=village.short_name), code="numbers_used_up")
    return f"{village.code}{serial:0{width}d}"


def carry_over(today: date) -> int:
    """Move what still hangs on ended villages to their successors; how many were moved.

    Safe to repeat.
    """
    return _carry(NaturalGroup, GROUP_DIGITS, today) + _carry(Grid, GRID_DIGITS, today)


def _carry(model: type[Part], digits: int, today: date) -> int:
    left: list[Part] = list(
        model._default_manager.filter(valid_to=None, village__valid_to__lte=today)
        .exclude(village__successor=None)
        .select_related("village")
        .order_by("code")
    )
    for part in left:
        village = _heir(part.village, today)
        taken, names = _held(model, village)
        ended = part.village
        # The old row stays: cases written under its code must still find its name.
        old, part.pk = part.code, new_code(village, taken, digits)
        part.name = _free_name(part.name, ended.short_name, names)
        part.village = village
        if isinstance(part, NaturalGroup):
            part.order = int(part.pk[-2:])
        model._default_manager.filter(pk=old).update(valid_to=ended.valid_to)
        part.save(force_insert=True)
    return len(left)


def _held(model: type[Part], village: Area) -> tuple[set[str], set[str]]:
    """All codes ever given in the village, and the names in use."""
    rows = model._default_manager.filter(village=village).values_list("code", "name", "valid_to")
    return {code for code, _, _ in rows}, {name for _, name, end in rows if end is None}


def _free_name(name: str, came_from: str, names: set[str]) -> str:
    """The name, told apart by the old village's where it is in use, and by a number at last."""
    told = name if name not in names else f"{came_from}{name}"[:LONGEST_NAME]
    number, free = 1, told
    while free in names:
        number += 1
        free = f"{told[: LONGEST_NAME - 5]}（{number}）"
    return free


def _heir(village: Area, today: date) -> Area:
    while village.successor is not None and not village.is_valid_on(today):
        village = village.successor
    return village
