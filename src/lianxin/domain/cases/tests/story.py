"""What the stories of the loop share."""

from __future__ import annotations

from uuid import UUID

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Level
from lianxin.domain.cases.services import case_dispatch, case_note, case_sign
from lianxin.kernel.facts import Fact
from tests.cast import COUNTY, TOWN, Cast, dispatched, hire


def with_leaders(cast: Cast) -> Cast:
    """With the station's head and the township's leader."""
    hire(cast, "head", "R15", COUNTY, cast.station.pk)
    hire(cast, "leader", "R13", TOWN)
    return cast


def kinds(case: Case) -> list[str]:
    """The facts of a case, in order."""
    rows = Fact.objects.filter(stream=case.stream).order_by("position")
    return list(rows.values_list("kind", flat=True))


def send(cast: Cast, case: Case, unit: UUID | None = None) -> Case:
    """孙姐 gives it out."""
    return case_dispatch(
        actor=cast.actor("dispatcher"), case_id=case.pk, unit=unit or cast.station.pk,
        level=Level.ORDINARY, category="0402",
    )  # fmt: skip


def working(cast: Cast, case: Case | None = None) -> Case:
    """大周 has signed and spoken with 王奶奶."""
    case = dispatched(cast, case)
    case_sign(actor=cast.actor("handler"), case_id=case.pk)
    return case_note(
        actor=cast.actor("handler"), case_id=case.pk, text="联系了", is_public=True, is_contact=True
    )
