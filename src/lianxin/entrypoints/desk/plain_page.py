"""What the page needs to show the plain forms of a matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from lianxin.domain.cases import rules
from lianxin.domain.cases.selectors import CaseView, WhistleView
from lianxin.entrypoints.desk.plain import Ask
from lianxin.entrypoints.desk.plain_forms import PLAIN
from lianxin.entrypoints.desk.sheets import Sheet
from lianxin.entrypoints.shared.words import dated
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes

GROUPS = (("handle", _("办理")), ("pass_on", _("转出")), ("watch", _("监督")))


def plain_context(case: CaseView, forms: Mapping[str, Sheet], actor: Actor) -> dict[str, Any]:
    """The natural steps with their forms; of the others a link each, and the one that is open."""
    may = [PLAIN[verb] for verb in PLAIN if verb in case.actions]
    open_now = [p for p in may if p.group == "next" or forms[p.verb].is_open]
    return {
        "plain_next": [p for p in open_now if p.group == "next"],
        "plain_groups": [
            (name, rows) for key, name in GROUPS if (rows := [p for p in may if p.group == key])
        ],
        "plain_options": {
            p.verb: {
                a.name: tiles_of(a, actor, case)
                for a in p.asks_of(case)
                if a.kind in {"tiles", "many", "select", "person"}
            }
            for p in open_now
        },
        "plain_asks": {p.verb: p.asks_of(case) for p in open_now},
        "plain_asked": asked_lines(case),
        "watch_names": {level.value: name for level, name in rules.WATCH_NAMES.items()},
        "plain_more_open": any(forms[p.verb].is_open for p in open_now if p.group != "next"),
    }


def tiles_of(ask: Ask, actor: Actor, case: CaseView) -> list[dict[str, Any]]:
    """The tiles of a question: from its own list, from a code table, or from the matter."""
    if ask.options_of is not None:
        found = ask.options_of(actor, case)
        return [{"value": value, "label": label, "hint": hint} for value, label, hint in found]
    if not ask.table:
        return [{"value": value, "label": label} for value, label in ask.options]
    rows = [row for row in codes.table(ask.table) if not row.extra.get("hidden")]
    return [{"value": r.code, "label": r.name, "hint": r.extra.get("plain", "")} for r in rows]


def asked_lines(case: CaseView) -> dict[str, list[tuple[str, str]]]:
    """What the unit asked, for the form that decides it."""
    asked = case.asked
    if case.state is rules.State.RETURN_REQ and asked:
        rows = [(_("依据"), asked["basis"]), (_("理由"), asked["reason"])]
        return {"return_decide": [(str(name), words) for name, words in rows]}
    if case.state is rules.State.EXTEND_REQ and asked:
        told = _("已经跟反映人说过") if asked["is_person_told"] else _("还没跟反映人说")
        rows = [
            (_("延到"), dated(asked["until"])), (_("原来"), dated(asked["was_due"])),
            (_("理由"), asked["reason"]), (_("反映人"), str(told)),
        ]  # fmt: skip
        return {"extend_decide": [(str(name), words) for name, words in rows]}
    waiting = next((w for w in case.whistles if w.is_waiting or w.state == "called"), None)
    return (
        {"whistle_decide": _whistle(waiting), "whistle_answer": _whistle(waiting)}
        if waiting
        else {}
    )


def _whistle(whistle: WhistleView) -> list[tuple[str, str]]:
    """What is asked of the leader and of the departments."""
    rows = [
        (_("种类"), whistle.kind_name),
        (_("请哪几家"), "、".join(call.unit_name for call in whistle.calls)),
        (_("为什么"), whistle.why),
        (_("想办成"), whistle.expected),
        (_("碰头"), " ".join(filter(None, (
            dated(whistle.meet_at) if whistle.meet_at else "", whistle.place_text)))),
        (_("谁提的"), whistle.asked_by),
    ]  # fmt: skip
    return [(str(name), words) for name, words in rows if words]
