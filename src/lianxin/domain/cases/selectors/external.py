"""Reads for other systems: which of their orders have been taken in already."""

from __future__ import annotations

from collections.abc import Iterable

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.kernel.actor import Actor

MAX_ASKED = 1000


def known_orders(numbers: Iterable[str], *, actor: Actor, county: str) -> set[str]:
    """Those of the numbers under which there is a matter in the county; at most a thousand asked.

    Says only whether there is one; for who registers in the whole county. Raises: Denied.
    """
    actor.require(Grant.REGISTER, area=county.ljust(12, "0"))
    asked = [no for no in numbers if no][:MAX_ASKED]
    rows = Case.objects.filter(county=county, external_no__in=asked)
    return set(rows.exclude(external_no="").values_list("external_no", flat=True))
