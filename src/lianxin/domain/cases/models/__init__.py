"""Tables of the closed loop. Rules stand in rules/, writes in services/, reads in selectors/."""

from lianxin.domain.cases.models.asks import Extension, Hold, Parting, Return
from lianxin.domain.cases.models.case import Case
from lianxin.domain.cases.models.desk import Draft, Guess, NumberSeries, Viewer
from lianxin.domain.cases.models.malice import MaliceMark
from lianxin.domain.cases.models.oversight import CatalogueRow, HandOver, Supervision, WeekMark
from lianxin.domain.cases.models.reach import (
    ABOUT_STAFF,
    COUNTY_DIGITS,
    OPEN,
    PLAIN_MATTER,
    TOWN_DIGITS,
    CaseQuerySet,
    area_condition,
    scope_condition,
)
from lianxin.domain.cases.models.suggestion import SuggestionModel
from lianxin.domain.cases.models.tally import Tally, TallyChange
from lianxin.domain.cases.models.trail import Reminder, Step
from lianxin.domain.cases.models.whistle import Meeting, MeetingItem, Whistle, WhistleCall

__all__ = [
    "COUNTY_DIGITS",
    "TOWN_DIGITS",
    "ABOUT_STAFF",
    "OPEN",
    "Case",
    "CaseQuerySet",
    "CatalogueRow",
    "Draft",
    "Extension",
    "Guess",
    "HandOver",
    "Hold",
    "MaliceMark",
    "Meeting",
    "MeetingItem",
    "NumberSeries",
    "PLAIN_MATTER",
    "Parting",
    "Reminder",
    "Return",
    "Step",
    "SuggestionModel",
    "Supervision",
    "Tally",
    "TallyChange",
    "Viewer",
    "WeekMark",
    "Whistle",
    "WhistleCall",
    "area_condition",
    "scope_condition",
]
