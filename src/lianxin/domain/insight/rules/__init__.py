"""Formulas, periods and the two-person rule, as plain Python."""

from lianxin.domain.insight.rules.conditions import WORDS, Condition, Source
from lianxin.domain.insight.rules.exclusions import (
    DECISION_NAMES,
    Decision,
    check_second_person,
)
from lianxin.domain.insight.rules.indicators import (
    FLOOR,
    LENGTHS,
    PER,
    Counted,
    Indicator,
    Kind,
    Result,
    indicator_of,
    result_of,
    results_of,
    score_of,
    sources_of,
)
from lianxin.domain.insight.rules.periods import (
    MOST_DAYS,
    Period,
    month_of,
    own_period,
    quarter_of,
)

__all__ = [
    "DECISION_NAMES",
    "FLOOR",
    "LENGTHS",
    "MOST_DAYS",
    "PER",
    "WORDS",
    "Condition",
    "Counted",
    "Decision",
    "Indicator",
    "Kind",
    "Period",
    "Result",
    "Source",
    "check_second_person",
    "indicator_of",
    "month_of",
    "own_period",
    "quarter_of",
    "result_of",
    "results_of",
    "score_of",
    "sources_of",
]
