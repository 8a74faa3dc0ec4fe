"""The time line of a matter: what was done, and what it waits for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lianxin.domain.cases.selectors import CaseView
from lianxin.kernel.codes import selectors as codes

NOW_WORDS = {
    "registered": _("等着派出"), "dispatched": _("等着签收"), "signed": _("等着联系反映人"),
    "working": _("等着办完答复"), "redo": _("等着重办答复"), "replied": _("等着审核答复"),
    "verify": _("等着别人去核实"), "callback": _("等着回访"), "return_req": _("等着审退单"),
    "extend_req": _("等着审延期"), "suspended": _("挂着账，到日子再看"),
    "whistle": _("等着部门报到"), "reopened": _("等着重新派出"),
    "to_emergency": _("等着紧急之后跟进"), "self_done": _("当场办结，等着抽查"),
}  # fmt: skip


def time_line(case: CaseView) -> list[dict[str, Any]]:
    """The history, oldest first, and at its end what the matter is waiting for."""
    lines: list[dict[str, Any]] = [
        {
            "at": step.at, "who": step.who,
            "word": " · ".join(filter(None, (step.word, _target(step)))),
            "text": step.text or _answer_words(step), "is_public": step.is_public,
            "kind": "bad" if step.verb in {"decline", "withdraw"} else "done",
            "files": step.files,
        }
        for step in case.steps
    ]  # fmt: skip
    if waiting := NOW_WORDS.get(case.state.value):
        lines.append({"at": str(_("现在")), "word": str(waiting), "kind": "wait"})
    return lines


def _target(step: Any) -> str:
    if step.verb == "dispatch":
        return str(_("派给%(unit)s") % {"unit": step.unit})
    if step.verb == "reply":
        return codes.name_of("case_outcome", str(step.data.get("outcome", "")))
    if step.verb == "decline":
        return codes.name_of("decline_reason", str(step.data.get("reason", "")))
    return str(step.unit)


SOLVED = {"yes": _("解决了"), "partly": _("解决了一部分"), "no": _("没有解决")}
SATISFIED = {1: _("很不满意"), 2: _("不满意"), 3: _("基本满意"), 4: _("满意"), 5: _("很满意")}


def _answer_words(step: Any) -> str:
    """What a call-back found, in words."""
    if step.verb not in {"call_back", "rate"}:
        return ""
    if not step.data.get("reached", True):
        return str(_("没联系上"))
    found = [SOLVED.get(str(step.data.get("solved", "")), "")]
    found.append(SATISFIED.get(int(step.data.get("satisfied") or 0), ""))
    return "，".join(str(word) for word in found if word)
