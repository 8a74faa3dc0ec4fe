"""Reads of the figures; each takes the actor and counts only what they may see."""

from lianxin.domain.insight.selectors._reach import Where
from lianxin.domain.insight.selectors.behind import PARTS, Behind, BehindRow, cases_behind
from lianxin.domain.insight.selectors.exclusions import ExclusionRow, exclusion_list
from lianxin.domain.insight.selectors.figures import Figures, Group, indicators_for
from lianxin.domain.insight.selectors.formulas import formulas

__all__ = [
    "PARTS",
    "Behind",
    "BehindRow",
    "ExclusionRow",
    "Figures",
    "Group",
    "Where",
    "cases_behind",
    "exclusion_list",
    "formulas",
    "indicators_for",
]
