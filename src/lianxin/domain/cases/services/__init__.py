"""Every verb of the closed loop, one function each."""

from lianxin.domain.cases.services.desk import (
    ReporterClear,
    case_reveal_reporter,
    desk_sweep,
    draft_drop,
    draft_save,
    presence_touch,
)
from lianxin.domain.cases.services.dispatch import case_appeal, case_decline, case_dispatch
from lianxin.domain.cases.services.export import Export, case_export
from lianxin.domain.cases.services.finish import (
    CallBackAnswer,
    case_call_back,
    case_rate,
    case_withdraw,
)
from lianxin.domain.cases.services.handle import case_note, case_reply, case_sign
from lianxin.domain.cases.services.register import Intake, case_register
from lianxin.domain.cases.services.tick import case_tick
from lianxin.domain.cases.services.tracking import case_open_by_code, guess_failed, tracking_code

__all__ = [
    "Export",
    "CallBackAnswer",
    "Intake",
    "ReporterClear",
    "case_appeal",
    "case_call_back",
    "case_decline",
    "case_dispatch",
    "case_export",
    "case_note",
    "case_open_by_code",
    "case_rate",
    "case_register",
    "case_reply",
    "case_reveal_reporter",
    "case_sign",
    "case_tick",
    "case_withdraw",
    "desk_sweep",
    "draft_drop",
    "draft_save",
    "guess_failed",
    "presence_touch",
    "tracking_code",
]
