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
from lianxin.notices import reactions_left as left
from lianxin.notices import reactions_malice as malice
from lianxin.notices import reactions_meeting as meeting
from lianxin.notices import reactions_together as together

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
    cases.CaseCalledBack: [notices.on_case_heard],
    cases.CaseRated: [notices.on_case_heard],
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
    cases.SupervisionListed: [meeting.on_supervision_listed],
    cases.CaseSupervised: [notices.on_case_supervised],
    cases.CaseRepeated: [together.on_case_repeated],
    cases.CaseAppointed: [together.on_case_appointed],
    cases.CaseInstructed: [notices.on_case_instructed],
    cases.CaseReleveled: [],
    cases.CaseRecused: [notices.on_case_recused],
    cases.CaseTakenBack: [],
    cases.CaseAssisted: [together.on_case_assisted],
    cases.CaseAssigned: [together.on_case_assigned],
    cases.HandOverOpened: [together.on_hand_over_opened],
    cases.HandOverConfirmed: [],
    cases.HandOverDropped: [],
    cases.CatalogueChanged: [],
    cases.ClocksSet: [],
    cases.ClocksWithdrawn: [],
    cases.CaseWhistleAsked: [together.on_whistle_asked],
    cases.CaseWhistleDecided: [together.on_whistle_decided],
    cases.CaseWhistled: [together.on_whistled],
    cases.CaseWhistleAnswered: [together.on_whistle_answered],
    cases.CaseWhistleResult: [],
    cases.CaseWhistleLate: [together.on_whistle_late],
    cases.CaseWhistleEnded: [],
    cases.CaseMet: [together.on_case_met],
    cases.MeetingCalled: [],
    cases.MeetingAgendaChanged: [],
    cases.MeetingEnded: [],
    cases.MeetingUnitsNamed: [meeting.on_meeting_units_named],
    cases.MaliceAsked: [malice.on_malice_asked],
    cases.MaliceDecided: [malice.on_malice_decided],
    cases.MaliceLifted: [malice.on_malice_lifted],
    cases.MeetingMissing: [meeting.on_meeting_missing],
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
    users.AccountDisabled: [left.on_somebody_left],
    users.AccountEnabled: [],
    users.PasswordSet: [],
    users.SecondFactorDropped: [],
    users.RoleDefined: [],
    users.RoleAssigned: [],
    users.RoleEnded: [left.on_somebody_left],
    orgs.OrgAdded: [],
    orgs.OrgChanged: [],
    orgs.OrgClosed: [],
    orgs.PostAssigned: [],
    orgs.PostEnded: [left.on_post_ended],
    orgs.ResponsibilitySet: [],
    orgs.DutyPhoneSet: [],
    orgs.DutyPhoneDropped: [],
    orgs.ChannelAdded: [],
    orgs.ChannelChanged: [],
    orgs.ChannelClosed: [],
    orgs.ChannelReopened: [],
    orgs.ChannelsOrdered: [],
}
