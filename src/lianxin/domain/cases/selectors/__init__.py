"""Reads of the closed loop; each takes the actor and returns only what they may see."""

from lianxin.domain.cases.selectors.catalogue import (
    CatalogueLine,
    catalogue_list,
    suggested_unit,
)
from lianxin.domain.cases.selectors.clocks import (
    ClockVersion,
    LevelClocks,
    PreviewRow,
    clock_base,
    clock_changes,
    clock_dues,
    clock_versions,
)
from lianxin.domain.cases.selectors.contact import CaseContact, case_contact
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
    colleagues,
    hand_over_list,
    hand_over_people,
    hand_over_receivers,
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
    "QUEUES",
    "CallView",
    "CaseContact",
    "CasePage",
    "CaseRow",
    "CaseView",
    "CatalogueLine",
    "ClockVersion",
    "CountRow",
    "Counts",
    "Filter",
    "HandOverView",
    "ItemView",
    "LevelClocks",
    "MeetingRow",
    "MeetingView",
    "OwnerlessRow",
    "PreviewRow",
    "SimilarCase",
    "VillagerCaseView",
    "WhistleView",
    "WhoGetsIt",
    "case_contact",
    "case_counts",
    "case_get",
    "case_list",
    "case_own_list",
    "case_page",
    "case_villager_page",
    "catalogue_list",
    "clock_base",
    "clock_changes",
    "clock_dues",
    "clock_versions",
    "colleagues",
    "default_period",
    "drafts_get",
    "hand_over_list",
    "hand_over_people",
    "hand_over_receivers",
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
    "whistle_units",
    "who_gets_it",
]
