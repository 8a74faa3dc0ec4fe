"""Reads of the closed loop; each takes the actor and returns only what they may see."""

from lianxin.domain.cases.selectors.contact import CaseContact, case_contact
from lianxin.domain.cases.selectors.page import (
    CaseView,
    case_get,
    case_page,
    draft_get,
    may_see_stream,
)
from lianxin.domain.cases.selectors.queues import (
    QUEUES,
    CasePage,
    CaseRow,
    Filter,
    case_list,
    queue_counts,
    queues_for,
)
from lianxin.domain.cases.selectors.similar import SimilarCase, similar_cases
from lianxin.domain.cases.selectors.villager import (
    VillagerCaseView,
    WhoGetsIt,
    case_own_list,
    case_villager_page,
    suggested_unit,
    who_gets_it,
)

__all__ = [
    "QUEUES",
    "CaseContact",
    "CasePage",
    "CaseRow",
    "CaseView",
    "Filter",
    "SimilarCase",
    "VillagerCaseView",
    "WhoGetsIt",
    "case_contact",
    "case_get",
    "case_list",
    "case_own_list",
    "case_page",
    "case_villager_page",
    "draft_get",
    "may_see_stream",
    "queue_counts",
    "queues_for",
    "similar_cases",
    "suggested_unit",
    "who_gets_it",
]
