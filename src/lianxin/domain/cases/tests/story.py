"""What the stories of the loop share."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Level, Solved
from lianxin.domain.cases.services import (
    CallBackAnswer,
    case_call_back,
    case_dispatch,
    case_note,
    case_relevel,
    case_sign,
)
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.facts import Fact
from tests.cast import COUNTY, TOWN, Cast, dispatched, hire, replied

BASIS = "县部门职责清单第三十条"
"""What a unit leans on when it sends an order back."""


def with_leaders(cast: Cast) -> Cast:
    """With the station's head and the township's leader."""
    hire(cast, "head", "R15", COUNTY, cast.station.pk)
    hire(cast, "leader", "R13", TOWN)
    return cast


def water_bureau(cast: Cast) -> UUID:
    """The county's water bureau, with somebody at work ("water")."""
    bureau = org_add(
        actor=system("test"),
        org=NewOrg("县水利局", "水利局", "department", "county", COUNTY, "水利"),
    )
    hire(cast, "water", "R14", COUNTY, bureau.pk)
    return bureau.pk


def kinds(case: Case) -> list[str]:
    """The facts of a case, in order."""
    rows = Fact.objects.filter(stream=case.stream).order_by("position")
    return list(rows.values_list("kind", flat=True))


def send(cast: Cast, case: Case, unit: UUID | None = None, level: Level = Level.ORDINARY) -> Case:
    """孙姐 gives it out."""
    return case_dispatch(
        actor=cast.actor("dispatcher"), case_id=case.pk, unit=unit or cast.station.pk,
        level=level, category="0402",
    )  # fmt: skip


def working(cast: Cast, case: Case | None = None) -> Case:
    """大周 has signed and spoken with 王奶奶."""
    case = dispatched(cast, case)
    case_sign(actor=cast.actor("handler"), case_id=case.pk)
    return case_note(
        actor=cast.actor("handler"), case_id=case.pk, text="联系了", is_public=True, is_contact=True
    )


def at(text: str) -> datetime:
    """A moment on a clock in China."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)


def relevel(cast: Cast, case: Case, level: Level) -> Case:
    """孙姐 judges it anew."""
    return case_relevel(
        actor=cast.actor("dispatcher"), case_id=case.pk, level=level, reason="比说的要紧。"
    )


def redone(cast: Cast) -> Case:
    """王奶奶 says that it is not solved."""
    no = CallBackAnswer("phone", True, True, Solved.NO, 1)
    return case_call_back(actor=cast.actor("caller"), case_id=replied(cast).pk, answer=no)
