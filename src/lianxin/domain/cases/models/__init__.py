"""Tables of the closed loop. Rules stand in rules/, writes in services/, reads in selectors/."""

from lianxin.domain.cases.models.case import (
    OPEN,
    Case,
    CaseQuerySet,
    area_condition,
    scope_condition,
)
from lianxin.domain.cases.models.desk import Draft, Guess, NumberSeries, Viewer
from lianxin.domain.cases.models.trail import Reminder, Step

__all__ = [
    "OPEN",
    "Case",
    "CaseQuerySet",
    "Draft",
    "Guess",
    "NumberSeries",
    "Reminder",
    "Step",
    "Viewer",
    "area_condition",
    "scope_condition",
]
