"""Every verb of the closed loop, one function each."""

from lianxin.domain.cases.services.again import case_register_again
from lianxin.domain.cases.services.appoint import case_appoint
from lianxin.domain.cases.services.assist import case_assign, case_assist
from lianxin.domain.cases.services.catalogue import NewLine, catalogue_end, catalogue_set
from lianxin.domain.cases.services.check import case_review, case_verify
from lianxin.domain.cases.services.clocks import NewClocks, clocks_set, clocks_withdraw
from lianxin.domain.cases.services.desk import (
    ReporterClear,
    case_reveal_reporter,
    desk_sweep,
    draft_drop,
    draft_save,
    presence_touch,
)
from lianxin.domain.cases.services.dispatch import case_appeal, case_decline, case_dispatch
from lianxin.domain.cases.services.export import Export, case_export, weekly_list_export
from lianxin.domain.cases.services.extend import case_extend_ask, case_extend_decide
from lianxin.domain.cases.services.finish import (
    CallBackAnswer,
    case_call_back,
    case_rate,
    case_withdraw,
)
from lianxin.domain.cases.services.hand_over import (
    hand_over_confirm,
    hand_over_drop,
    hand_over_open,
    owner_tick,
)
from lianxin.domain.cases.services.handle import case_note, case_reply, case_sign
from lianxin.domain.cases.services.hold import HoldWords, case_give_up, case_resume, case_suspend
from lianxin.domain.cases.services.join import case_join, case_join_by_no, case_part
from lianxin.domain.cases.services.malice import malice_ask, malice_decide, malice_lift
from lianxin.domain.cases.services.meeting import (
    ItemEnding,
    meeting_end,
    meeting_item_add,
    meeting_item_drop,
    meeting_item_end,
    meeting_open,
    meeting_units_call,
)
from lianxin.domain.cases.services.oversee import (
    case_instruct,
    case_relevel,
    case_supervise,
    supervision_lift,
)
from lianxin.domain.cases.services.recuse import case_recuse
from lianxin.domain.cases.services.register import Intake, case_register
from lianxin.domain.cases.services.reopen import case_reopen
from lianxin.domain.cases.services.returns import case_return_ask, case_return_decide
from lianxin.domain.cases.services.settle import case_follow_up, case_settle, case_to_emergency
from lianxin.domain.cases.services.tally import tally_fold, tally_rebuild
from lianxin.domain.cases.services.tick import case_tick
from lianxin.domain.cases.services.tracking import (
    case_open_by_code,
    code_of,
    guess_failed,
    tracking_code,
)
from lianxin.domain.cases.services.week import week_tick
from lianxin.domain.cases.services.whistle import WhistleWords, case_whistle, whistle_decide
from lianxin.domain.cases.services.whistle_calls import (
    case_whistle_end,
    whistle_answer,
    whistle_result,
    whistle_tick,
)

__all__ = [
    "CallBackAnswer",
    "Export",
    "HoldWords",
    "Intake",
    "ItemEnding",
    "NewClocks",
    "NewLine",
    "ReporterClear",
    "WhistleWords",
    "case_appeal",
    "case_appoint",
    "case_assign",
    "case_assist",
    "case_call_back",
    "case_decline",
    "case_dispatch",
    "case_export",
    "case_extend_ask",
    "case_extend_decide",
    "case_follow_up",
    "case_give_up",
    "case_instruct",
    "case_join",
    "case_join_by_no",
    "case_note",
    "case_open_by_code",
    "case_part",
    "case_rate",
    "case_register",
    "case_register_again",
    "case_relevel",
    "case_recuse",
    "case_reopen",
    "case_reply",
    "case_resume",
    "case_return_ask",
    "case_return_decide",
    "case_reveal_reporter",
    "case_review",
    "case_settle",
    "case_sign",
    "case_supervise",
    "case_suspend",
    "case_tick",
    "case_to_emergency",
    "case_verify",
    "case_whistle",
    "case_whistle_end",
    "case_withdraw",
    "catalogue_end",
    "catalogue_set",
    "clocks_set",
    "clocks_withdraw",
    "desk_sweep",
    "draft_drop",
    "draft_save",
    "guess_failed",
    "hand_over_confirm",
    "hand_over_drop",
    "hand_over_open",
    "malice_ask",
    "malice_decide",
    "malice_lift",
    "meeting_end",
    "meeting_item_add",
    "meeting_item_drop",
    "meeting_item_end",
    "meeting_open",
    "meeting_units_call",
    "owner_tick",
    "presence_touch",
    "supervision_lift",
    "tally_fold",
    "tally_rebuild",
    "code_of",
    "code_of",
    "tracking_code",
    "week_tick",
    "weekly_list_export",
    "whistle_answer",
    "whistle_decide",
    "whistle_result",
    "whistle_tick",
]
