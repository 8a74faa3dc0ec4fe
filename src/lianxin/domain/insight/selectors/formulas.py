"""The formulas in force: a county's own table goes before the common one."""

from __future__ import annotations

from datetime import date

from lianxin.domain.insight.rules import Indicator, indicator_of
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes

TABLE = "indicator"


def formulas(*, actor: Actor, county: str, on: date) -> tuple[Indicator, ...]:
    """Every indicator of a county as the version of a day has it, in the order of the table.

    A county with formulas of its own has them in a table of its own: indicator.210921.
    Raises: RuleViolation.
    """
    own = codes.table_map(f"{TABLE}.{county}", on=on) if county else {}
    rows = own or codes.table_map(TABLE, on=on)
    return tuple(indicator_of(r.code, r.name, r.version, r.extra) for r in rows.values())
