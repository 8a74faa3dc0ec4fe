"""A township calls departments together 吹哨报到: who may be called, until when, when it ends.

Basis: domain.md §2.3; 北京市接诉即办工作条例 art. 16 (departments must respond), art. 33 (both
sides are evaluated).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lianxin.domain.cases.rules.clocks import Span
from lianxin.kernel.errors import Invalid, RuleViolation

MOST_UNITS = 16
"""As many as ever had to come at once (金海湖); more is a meeting, not a whistle."""


class WhistleState(StrEnum):
    """Where a whistle stands; `unsigned`: called for a danger, a leader's word comes after."""

    DRAFT = "draft"
    CALLED = "called"
    DONE = "done"
    REFUSED = "refused"
    DROPPED = "dropped"


class Answer(StrEnum):
    """What a department says to the whistle 应哨."""

    COME = "come"
    PLAN = "plan"
    NOT_OURS = "not_ours"


class TownSays(StrEnum):
    """How the township rates the help of a department."""

    HELPED = "helped"
    PARTLY = "partly"
    ABSENT = "absent"


ANSWER_NAMES: Mapping[Answer, str] = {
    Answer.COME: "到现场",
    Answer.PLAN: "交办理方案",
    Answer.NOT_OURS: "不归我们管",
}
TOWN_SAYS_NAMES: Mapping[TownSays, str] = {
    TownSays.HELPED: "到位了，帮上了",
    TownSays.PARTLY: "来了，没帮上多少",
    TownSays.ABSENT: "没到位",
}
RIGHT_NAMES: Mapping[str, str] = {"right": "吹得准", "wrong": "吹得不准"}
"""How a department rates the whistle: was it a matter for it?"""


@dataclass(frozen=True)
class WhistleKind:
    """What the code table `whistle_kind` says of one kind.

    `respond`: how long a department has to answer; `approve`: how long the leader has to say yes;
    `is_approved_after`: the call goes out at once and the leader's word comes after it.
    """

    code: str
    name: str
    respond: Span
    approve: Span
    is_approved_after: bool = False


def check_whistle_units(units: Collection[str], *, main: str) -> None:
    """Departments are called that are not at it already.

    The main unit stays responsible 首接负责; calling it would make it nobody's matter.
    Raises: Invalid.
    """
    if not units:
        raise _wrong("请勾上要请来的单位。")
    if len(units) > MOST_UNITS:
        raise _wrong(f"一次最多请 {MOST_UNITS} 家，再多请开现场办公会。")
    if main in units:
        raise _wrong("承办单位本来就在办，不用再请它。")


def check_approver(actor_id: str, asked_by: str) -> None:
    """Whoever asks for a whistle does not approve it 吹哨要领导批.

    Basis: domain.md §2.3 (宜黄县: only after the main leader approves). Raises: RuleViolation.
    """
    if actor_id == asked_by:
        raise RuleViolation("这一哨是您自己提的，要由别的领导来批。")


def check_may_end(calls: Mapping[str, tuple[Answer | None, bool]], says: Mapping[str, str]) -> None:
    """A whistle ends when every department has done its part, or the township says it did not.

    `calls`: name of the unit → (its answer, whether it told the result); `says`: name → rating.
    Raises: Invalid, RuleViolation.
    """
    for name, (answer, has_result) in calls.items():
        said = says.get(name, "")
        if said not in set(TownSays):
            raise Invalid(f"请评一评{name}。")
        may_wait = answer is not Answer.NOT_OURS and not has_result
        if may_wait and said != TownSays.ABSENT:
            raise RuleViolation(f"{name}还没写结果。它没到位的话，请如实评“没到位”。")


def _wrong(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"units": sentence})
