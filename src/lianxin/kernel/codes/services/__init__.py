"""Writes of code tables and the calendar."""

from lianxin.kernel.codes.services.calendar import (
    Day,
    calendar_day_set,
    calendar_days_withdraw,
    calendar_year_set,
)
from lianxin.kernel.codes.services.tables import (
    Leaf,
    NewEdition,
    code_add_leaf,
    edition_add,
    edition_withdraw,
    load_defaults,
    table_load,
)

__all__ = [
    "Day",
    "Leaf",
    "NewEdition",
    "calendar_day_set",
    "calendar_days_withdraw",
    "calendar_year_set",
    "code_add_leaf",
    "edition_add",
    "edition_withdraw",
    "load_defaults",
    "table_load",
]
