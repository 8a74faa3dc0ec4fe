"""Reads of the register of households and people; always with the actor."""

from lianxin.domain.people.selectors._sight import inside
from lianxin.domain.people.selectors.care import (
    CareRow,
    HomePlace,
    care_levels,
    care_list,
    care_rows,
    household_place,
    sight_of,
)
from lianxin.domain.people.selectors.counts import DifficultyCounts, difficulty_counts
from lianxin.domain.people.selectors.lists import (
    FOUND,
    Filter,
    HouseholdPage,
    household_list,
    household_of,
    people_search,
)
from lianxin.domain.people.selectors.looks import Look, consent_stands, looks_at
from lianxin.domain.people.selectors.page import household_page
from lianxin.domain.people.selectors.views import (
    ConsentView,
    HouseholdRow,
    HouseholdView,
    PersonRow,
    PersonView,
    TagView,
)

__all__ = [
    "FOUND",
    "CareRow",
    "ConsentView",
    "DifficultyCounts",
    "Filter",
    "HomePlace",
    "HouseholdPage",
    "HouseholdRow",
    "HouseholdView",
    "Look",
    "PersonRow",
    "PersonView",
    "TagView",
    "care_levels",
    "care_list",
    "care_rows",
    "consent_stands",
    "difficulty_counts",
    "household_list",
    "household_of",
    "household_page",
    "household_place",
    "inside",
    "looks_at",
    "people_search",
    "sight_of",
]
