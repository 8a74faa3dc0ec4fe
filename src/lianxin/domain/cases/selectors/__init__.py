"""Reads of the closed loop; each takes the actor and returns only what they may see."""

from lianxin.domain.cases.selectors.catalogue import (
    CatalogueLine,
    Usual,
    catalogue_list,
    level_of_category,
    suggested_unit,
    usual_order,
)
from lianxin.domain.cases.selectors.contact import CaseContact, case_contact, may_know
from lianxin.domain.cases.selectors.earlier import (
    EarlierCase,
    case_first,
    earlier_cases,
    earlier_of_case,
)
from lianxin.domain.cases.selectors.meetings import (
    ItemView,
    MeetingRow,
    MeetingView,
    meeting_list,
    meeting_page,
    meeting_towns,
)
from lianxin.domain.cases.selectors.owners import (
    HandOverView,
    OwnerlessRow,
    cadres,
    colleagues,
    hand_over_list,
    hand_over_people,
    hand_over_receivers,
    heads_at_work,
    left_behind,
    ownerless,
)
from lianxin.domain.cases.selectors.page import (
    CaseView,
    case_get,
    case_page,
    drafts_get,
    may_see_stream,
)
from lianxin.domain.cases.selectors.queue_counts import queue_counts
from lianxin.domain.cases.selectors.queues import (
    QUEUES,
    CasePage,
    CaseRow,
    Filter,
    case_list,
    page_mark,
    queues_for,
)
from lianxin.domain.cases.selectors.similar import SimilarCase, similar_cases
from lianxin.domain.cases.selectors.tallies import (
    CountRow,
    Counts,
    case_counts,
    default_period,
)
from lianxin.domain.cases.selectors.twice import did_just_now
from lianxin.domain.cases.selectors.villager import (
    VillagerCaseView,
    WhoGetsIt,
    case_own_list,
    case_villager_page,
    who_gets_it,
)
from lianxin.domain.cases.selectors.whistles import (
    CallView,
    WhistleView,
    whistle_units,
)

__all__ = [
    "heads_at_work",
    "left_behind",
    "CallView",
    "CaseContact",
    "CasePage",
    "CaseRow",
    "CaseView",
    "CatalogueLine",
    "CountRow",
    "Counts",
    "EarlierCase",
    "Filter",
    "HandOverView",
    "ItemView",
    "MeetingRow",
    "MeetingView",
    "OwnerlessRow",
    "QUEUES",
    "SimilarCase",
    "Usual",
    "VillagerCaseView",
    "WhistleView",
    "WhoGetsIt",
    "cadres",
    "case_contact",
    "case_counts",
    "case_first",
    "case_get",
    "case_list",
    "case_own_list",
    "case_page",
    "did_just_now",
    "case_villager_page",
    "catalogue_list",
    "colleagues",
    "default_period",
    "drafts_get",
    "earlier_cases",
    "earlier_of_case",
    "hand_over_list",
    "hand_over_people",
    "hand_over_receivers",
    "level_of_category",
    "may_know",
    "may_see_stream",
    "meeting_list",
    "meeting_page",
    "meeting_towns",
    "ownerless",
    "page_mark",
    "queue_counts",
    "queues_for",
    "similar_cases",
    "suggested_unit",
    "usual_order",
    "whistle_units",
    "who_gets_it",
]
