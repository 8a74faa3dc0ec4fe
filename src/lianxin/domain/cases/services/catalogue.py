"""The dispatch catalogue is kept by people, line by line, and no line is ever lost 派单目录."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases.events import CatalogueChanged
from lianxin.domain.cases.models import CatalogueRow
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import Level, check_unit
from lianxin.domain.cases.services import _law
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid, NotFound
from lianxin.kernel.facts import record

VILLAGE = "village"
BASIS_SIGNS = 200


@dataclass(frozen=True)
class NewLine:
    """Whose a kind of matter is in a place, and how it is handled there.

    `category`: a second-level code, or a first-level one for all below it. `level` and
    `needs_verify`: None where what the category says is right.
    """

    category: str
    area: str
    main_org: UUID
    assist_orgs: Sequence[UUID] = ()
    level: Level | None = None
    needs_verify: bool | None = None
    basis: str = ""


@transaction.atomic
def catalogue_set(*, actor: Actor, line: NewLine) -> CatalogueRow:
    """Say whose a kind of matter is here; the former line ends today and stays readable.

    A village is never main handler of a department's duty (§2.9).
    Safe to repeat. Emits: CatalogueChanged. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    area = places.area_get(line.area, actor=actor)
    actor.require(Grant.CATALOGUE, area=area.code)
    if codes.row_of("case_category", line.category) is None:
        raise Invalid("请选类别。", fields={"category": "请选类别。"})
    kind = _law.category_of(line.category)
    serving = {u.id: u for u in orgs.units_for(area.code, actor=actor)}
    if line.main_org not in serving:
        raise Invalid("这个单位不管这个地方，请重新选。", fields={"main_org": "请重新选主办单位。"})
    main = serving[line.main_org]
    check_unit(is_village=main.level == VILLAGE, village_may_be_main=kind.village_may_be_main)
    assist = [str(u) for u in dict.fromkeys(line.assist_orgs) if u in serving and u != main.id]
    if len(line.basis.strip()) > BASIS_SIGNS:
        said = f"依据请控制在 {BASIS_SIGNS} 字以内。"
        raise Invalid(said, fields={"basis": said})
    wanted = {
        "main_org_id": main.id, "assist_orgs": assist, "basis": line.basis.strip(),
        "level": line.level.value if line.level is not None else None,
        "needs_verify": line.needs_verify,
    }  # fmt: skip
    held = _current(line.category, area.code)
    if held is not None:
        if all(getattr(held, name) == value for name, value in wanted.items()):
            return held
        _end(held)
    made = CatalogueRow.objects.create(
        category=line.category, area_id=area.code, set_by=actor.id, from_on=clock.today(), **wanted
    )
    _told(made, actor, unit=str(main.id))
    return made


@transaction.atomic
def catalogue_end(*, actor: Actor, row_id: UUID) -> CatalogueRow:
    """A line no longer counts; the next wider one does, and the line stays readable.

    Safe to repeat. Emits: CatalogueChanged. Raises: Denied, NotFound.
    """
    row = CatalogueRow.objects.select_for_update().filter(pk=row_id).first()
    if row is None:
        raise NotFound("没有找到目录里的这一条。")
    actor.require(Grant.CATALOGUE, area=row.area_id)
    if row.to_on is None:
        _end(row)
        _told(row, actor, unit="")
    return row


def _current(category: str, area: str) -> CatalogueRow | None:
    rows = CatalogueRow.objects.select_for_update()
    return rows.filter(category=category, area=area, to_on=None).first()


def _end(row: CatalogueRow) -> None:
    row.to_on = max(clock.today(), row.from_on)
    row.save(update_fields=["to_on"])


def _told(row: CatalogueRow, actor: Actor, *, unit: str) -> None:
    event = CatalogueChanged(
        stream=f"catalogue:{row.area_id}", row=str(row.pk), category=row.category,
        area=row.area_id, unit=unit,
    )  # fmt: skip
    record(event, actor=actor)
