"""How many people are registered in a place, for 万人诉求比."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from lianxin.domain.insight.events import ResidentsSet
from lianxin.domain.insight.models import Residents
from lianxin.domain.insight.permissions import Grant
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock, writing
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid
from lianxin.kernel.facts import record

MOST = 100_000_000
SOURCE_SIGNS = 100


@transaction.atomic
def residents_set(*, actor: Actor, area: str, on: date, residents: int, source: str) -> Residents:
    """Write down the registered residents of a place, as of a day, and where that stands 户籍人口.

    Safe to repeat; another number for the same day replaces it. Emits: ResidentsSet.
    Raises: NotFound, Denied, Invalid.
    """
    place = places.area_get(area, actor=actor)
    actor.require(Grant.SET_RESIDENTS, area=place.code)
    errors = {}
    if not 0 < residents < MOST:
        errors["residents"] = "请填人数，比如 32500。"
    if on > clock.today():
        errors["on"] = "日期还没到，请填统计的那一天。"
    source = writing.plain(source)
    if said := writing.fault(source, "请写数字是从哪里来的。", most=SOURCE_SIGNS):
        errors["source"] = said
    if errors:
        raise Invalid(next(iter(errors.values())), fields=errors)
    held = Residents.objects.filter(area=place.code, on=on).first()
    if held is not None and (held.residents, held.source) == (residents, source):
        return held
    row, _is_new = Residents.objects.update_or_create(
        area_id=place.code,
        on=on,
        defaults={"residents": residents, "source": source, "set_by": actor.id},
    )
    record(
        ResidentsSet(
            stream=f"residents:{place.code}", area=place.code, on=on.isoformat(),
            residents=residents,
        ),
        actor=actor,
    )  # fmt: skip
    return row
