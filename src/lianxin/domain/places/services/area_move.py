"""A village or township goes on under another code."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from lianxin.domain.places.events import AreaMoved
from lianxin.domain.places.models import Area
from lianxin.domain.places.permissions import Grant
from lianxin.domain.places.rules import (
    WORD,
    Closing,
    Level,
    county_of,
    is_code,
    level_of,
    parent_of,
    prefix_of,
)
from lianxin.domain.places.selectors._shared import AREAS, OUTLINES
from lianxin.domain.places.services._carry import carry_over
from lianxin.domain.places.services._edition import changed, hold
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import record

MAY_CHANGE = {Level.TOWN, Level.VILLAGE}


@transaction.atomic
def area_move(*, actor: Actor, code: str, new_code: str, on: date) -> Area:
    """A village or township is placed under another and gets its code; returns the new one 划转.

    The villages of a township move along and keep their last three digits; groups and grids too.

    Safe to repeat: a move already entered changes nothing.

    Emits: AreaMoved for the place and each village in it.
    Raises: Denied, NotFound, Invalid, RuleViolation.
    """
    hold(AREAS, OUTLINES)
    old = the_area(code)
    actor.require(Grant.MANAGE, area=code)
    actor.require(Grant.MANAGE, area=new_code)
    if old.successor_id == new_code and old.closing == Closing.MOVED:
        return the_area(new_code)
    if old.level not in MAY_CHANGE:
        raise RuleViolation("只有乡镇和村可以划转；县以上请导入新的区划。", code="level")
    check_new_code(new_code, old)
    parent = the_area(parent_of(new_code))
    check_day(on, old, parent)
    new = renumber(actor, old, new_code, parent, on)
    for village in Area.objects.filter(parent=old, valid_to=None).order_by("code"):
        renumber(actor, village, prefix_of(new_code) + village.code[9:], new, on)
    carry_over(clock.today())
    changed(AREAS, OUTLINES)
    return new


def renumber(actor: Actor, old: Area, new_code: str, parent: Area, on: date) -> Area:
    """Give one place its new code; the caller holds the edition.

    Raises: Invalid.
    """
    check_new_code(new_code, old)
    if parent_of(new_code) != parent.code:
        raise Invalid(f"新代码 {new_code} 不在{parent.short_name}之内。", code="bad_code")
    new = Area(
        code=new_code,
        parent=parent,
        county=county_of(new_code),
        valid_from=on,
        **{name: getattr(old, name) for name in _GOES_ALONG},
    )
    new.save(force_insert=True)
    close(old, new_code, Closing.MOVED, on)
    event = AreaMoved(
        stream=f"area:{old.code}", code=old.code, new_code=new_code, on=on.isoformat()
    )
    record(event, actor=actor)
    return new


_GOES_ALONG = (
    "name", "short_name", "level", "kind", "code_system", "name_mn", "source", "source_year",
    "lon", "lat",
)  # fmt: skip


def the_area(code: str) -> Area:
    """The area, locked for this transaction.

    Raises: NotFound.
    """
    found = Area.objects.select_for_update(no_key=True).filter(pk=code).first()
    if found is None:
        raise NotFound(f"没有代码是 {code} 的区划。", code="area")
    return found


def check_new_code(code: str, old: Area) -> None:
    """The new code fits the level and was never given before."""
    if not is_code(code) or level_of(code) != old.level:
        raise Invalid(f"新代码“{code}”不是{WORD[Level(old.level)]}的 12 位代码。", code="bad_code")
    if taken := Area.objects.filter(pk=code).first():
        raise RuleViolation(f"代码 {code} 已经用于{taken.short_name}。", code="code_taken")


def check_day(on: date, *areas: Area) -> None:
    """All of them are in force on that day, and the day has come."""
    if on > clock.today():
        raise RuleViolation("还没有到生效的日子，请到那天再办。", code="too_early")
    for area in areas:
        if area.valid_to is not None or not area.is_valid_on(on):
            raise RuleViolation(
                f"{area.short_name}（{area.code}）在 {on} 不在用。", code="not_valid"
            )


def close(area: Area, successor: str, closing: Closing, on: date) -> None:
    """The code ends; its row stays."""
    area.valid_to, area.successor_id, area.closing = on, successor, closing.value
    area.save(update_fields=["valid_to", "successor", "closing"])
