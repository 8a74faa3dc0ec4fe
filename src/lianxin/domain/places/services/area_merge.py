"""A village or township ends in another one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from lianxin.domain.places.events import AreaMerged
from lianxin.domain.places.models import Area
from lianxin.domain.places.permissions import Grant
from lianxin.domain.places.rules import WORD, Closing, Level, next_serial, village_serials
from lianxin.domain.places.selectors._shared import AREAS, OUTLINES
from lianxin.domain.places.services._carry import carry_over
from lianxin.domain.places.services._edition import changed, hold
from lianxin.domain.places.services.area_move import (
    MAY_CHANGE,
    check_day,
    close,
    renumber,
    the_area,
)
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record


@transaction.atomic
def area_merge(
    *,
    actor: Actor,
    code: str,
    into: str,
    on: date,
    new_codes: Mapping[str, str] | None = None,
) -> Area:
    """A village or township ends in another of its level; returns the one that goes on 合并.

    Old papers keep the old code and are found under the new place. Groups and grids go along. The
    villages of a township get codes of the new township: those of `new_codes` (old to new), else
    the next free ones.

    Safe to repeat: a merger already entered changes nothing.

    Emits: AreaMerged, and AreaMoved for each village of a township.
    Raises: Denied, NotFound, Invalid, RuleViolation.
    """
    hold(AREAS, OUTLINES)
    old, target = the_area(code), the_area(into)
    for area in (old, target):
        actor.require(Grant.MANAGE, area=area.code)
    if old.successor_id == into and old.closing == Closing.MERGED:
        return target
    _check(old, target, on)
    if old.level == Level.TOWN:
        _move_villages(actor, old, target, on, new_codes or {})
    close(old, into, Closing.MERGED, on)
    carry_over(clock.today())
    changed(AREAS, OUTLINES)
    event = AreaMerged(stream=f"area:{code}", code=code, into=into, on=on.isoformat())
    record(event, actor=actor)
    return target


def _check(old: Area, target: Area, on: date) -> None:
    if old.pk == target.pk:
        raise RuleViolation("不能并入自己。", code="same_area")
    if old.level != target.level or old.level not in MAY_CHANGE:
        raise RuleViolation(
            f"只能村并村、乡镇并乡镇：{old.short_name}是{WORD[Level(old.level)]}，"
            f"{target.short_name}是{WORD[Level(target.level)]}。",
            code="levels_differ",
        )
    check_day(on, old, target)


def _move_villages(
    actor: Actor, old: Area, target: Area, on: date, new_codes: Mapping[str, str]
) -> None:
    """Every village of the township gets a code of the new one, its old serial where it is free."""
    villages = Area.objects.filter(parent=old, valid_to=None).order_by("code")
    if unknown := sorted(set(new_codes) - {village.code for village in villages}):
        raise Invalid(f"{unknown[0]} 不是{old.short_name}的村（社区）。", code="bad_code")
    taken = {c[9:] for c in _codes(target)} | {c[9:] for c in new_codes.values()}
    for village in villages:
        code = new_codes.get(village.code) or target.code[:9] + _serial(village.code, taken)
        taken.add(code[9:])
        renumber(actor, village, code, target, on)


def _codes(town: Area) -> list[str]:
    return list(Area.objects.filter(parent=town).values_list("code", flat=True))


def _serial(code: str, taken: set[str]) -> str:
    if code[9:] not in taken:
        return code[9:]
    first, last = village_serials(code)
    serial = next_serial([int(t) for t in taken], first=first, last=last)
    if serial is None:
        raise RuleViolation("新的乡镇里村代码已经用完，请给出新代码。", code="numbers_used_up")
    return f"{serial:03d}"
