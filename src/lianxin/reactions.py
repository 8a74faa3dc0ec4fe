"""When this happens, do that. Every effect one domain has on another is on this page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lianxin.domain.cases import events as cases
from lianxin.domain.insight import events as insight
from lianxin.domain.orgs import events as orgs
from lianxin.domain.places import events as places
from lianxin.domain.users import events as users
from lianxin.exchange import events as exchange
from lianxin.kernel.codes import events as calendar
from lianxin.kernel.facts import Event
from lianxin.kernel.facts.wiring import Reaction
from lianxin.notices import reactions as notices

IN_SAME_TRANSACTION: Mapping[type[Event], Sequence[Reaction]] = {}  # both facts or neither

AFTER_COMMIT: Mapping[type[Event], Sequence[Reaction]] = {  # retried, never blocks the desk
    cases.CaseRegistered: [notices.on_case_registered],
    cases.CaseDispatched: [notices.on_case_dispatched],
    cases.CaseDeclined: [notices.on_case_declined],
    cases.CaseAppealed: [notices.on_case_appealed],
    cases.CaseSigned: [],
    cases.CaseContacted: [],
    cases.CaseNoted: [],
    cases.CaseReplied: [notices.on_case_replied],
    cases.CaseCalledBack: [],
    cases.CaseRated: [],
    cases.CaseRedone: [notices.on_case_redone],
    cases.CaseClosed: [notices.on_case_closed],
    cases.CaseWithdrawn: [notices.on_case_withdrawn],
    cases.CaseReminded: [notices.on_case_reminded],
    cases.CaseSettled: [],
    cases.CaseHandedToEmergency: [],
    cases.CaseFollowedUp: [],
    cases.CaseJoined: [notices.on_case_joined],
    cases.CaseParted: [],
    cases.CaseGrouped: [notices.on_case_grouped],
    cases.CaseReturnAsked: [notices.on_case_return_asked],
    cases.CaseReturnDecided: [notices.on_case_return_decided],
    cases.CaseExtensionAsked: [notices.on_case_extension_asked],
    cases.CaseExtensionDecided: [notices.on_case_extension_decided],
    cases.CaseHeld: [notices.on_case_held],
    cases.CaseResumed: [notices.on_case_resumed],
    cases.CaseGivenUp: [],
    cases.CaseReviewed: [],
    cases.CaseVerified: [],
    cases.CaseReopened: [notices.on_case_reopened],
    cases.CaseClosedWith: [],
    cases.CaseSupervised: [notices.on_case_supervised],
    cases.CaseInstructed: [notices.on_case_instructed],
    cases.CaseReleveled: [],
    cases.CaseAssisted: [notices.on_case_assisted],
    cases.CaseAssigned: [notices.on_case_assigned],
    cases.HandOverOpened: [notices.on_hand_over_opened],
    cases.HandOverConfirmed: [],
    cases.HandOverDropped: [],
    cases.CatalogueChanged: [],
    cases.ClocksSet: [],
    cases.ClocksWithdrawn: [],
    cases.CaseWhistleAsked: [notices.on_whistle_asked],
    cases.CaseWhistleDecided: [notices.on_whistle_decided],
    cases.CaseWhistled: [notices.on_whistled],
    cases.CaseWhistleAnswered: [notices.on_whistle_answered],
    cases.CaseWhistleResult: [],
    cases.CaseWhistleLate: [notices.on_whistle_late],
    cases.CaseWhistleEnded: [],
    cases.CaseMet: [notices.on_case_met],
    cases.MeetingCalled: [],
    cases.MeetingAgendaChanged: [],
    cases.MeetingEnded: [],
    insight.ExclusionAsked: [],
    insight.ExclusionDecided: [],
    insight.ResidentsSet: [],
    exchange.ImportUploaded: [],
    exchange.ImportChecked: [],
    exchange.ImportStarted: [],
    exchange.ImportEnded: [],
    exchange.ImportFailed: [],
    exchange.ImportDropped: [],
    exchange.ImportMappingKept: [],
    places.AreasImported: [],
    places.OutlinesImported: [],
    places.AreaMerged: [],
    places.AreaMoved: [],
    places.GroupAdded: [],
    places.GridAdded: [],
    places.VillageDivided: [],
    calendar.CalendarDaysSet: [],
    calendar.CalendarDaysWithdrawn: [],
    users.AccountCreated: [],
    users.AccountDisabled: [],
    users.AccountEnabled: [],
    users.PasswordSet: [],
    users.SecondFactorDropped: [],
    users.RoleDefined: [],
    users.RoleAssigned: [],
    users.RoleEnded: [],
    orgs.OrgAdded: [],
    orgs.OrgChanged: [],
    orgs.OrgClosed: [],
    orgs.PostAssigned: [],
    orgs.PostEnded: [],
    orgs.ResponsibilitySet: [],
    orgs.DutyPhoneSet: [],
    orgs.DutyPhoneDropped: [],
}
