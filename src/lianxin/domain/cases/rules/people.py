"""Who may do it, who may know it, and what the reporter is asked.

Basis: domain.md §2.7 `callback`, §2.9.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from lianxin.domain.cases.rules.clocks import Span
from lianxin.domain.cases.rules.states import State
from lianxin.kernel.clock import local
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.workdays import Calendar

CALL_BACK_TRIES = 3
TRY_APART = Span(2, "office_hour")
TRIES_RULE = "两次要隔 2 个工作小时以上才算，三次不能都在同一天。"
UNSATISFIED = 2
RATE_DAYS = 15
REOPEN_DAYS = 15
DESIGNATED_AT = 3
REDO_SUPERVISED = 2
REDO_ESCALATED = 3
PASSED_ON_SUPERVISED = 3
GROUP_PEOPLE = 5
GROUP_CASES = 3
GROUP_DAYS = 7
REPEAT_DAYS = 30
REPEAT_NAMED = 3
SAMPLED = 10
"""Of matters solved on the spot one in this many is asked about or looked at again."""


class Confidentiality(StrEnum):
    """Who may know the reporter: the handling unit, only the centre, or nobody."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


AGAINST = frozenset({"complaint", "report"})
"""Natures of a matter 投诉、举报 that may speak against a unit or somebody in it."""


class Solved(StrEnum):
    """The reporter's own answer to 解决了没有."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Back(StrEnum):
    """Why a matter is done again."""

    UNSOLVED = "unsolved"
    UNSATISFIED = "unsatisfied"
    UNTRUE = "untrue"
    UNCLEAR = "unclear"


def check_call_back_by(actor_id: str, handled_by: set[str]) -> None:
    """Whoever handled a matter does not ask whether it was handled well 回访与办理分开.

    Basis: domain.md §2.7 `callback`, §5 痛点7.
    Raises: RuleViolation.
    """
    if actor_id in handled_by:
        raise RuleViolation("这件事是您办的，回访要由别的同事来做。")


def is_unsatisfied(satisfied: int | None) -> bool:
    """Two of five or fewer: 不满意 or 很不满意; whoever would not say is not counted as either."""
    return satisfied is not None and satisfied <= UNSATISFIED


def goes_back(
    solved: Solved | None, satisfied: int | None, *, was_unsatisfied: bool
) -> Back | None:
    """Why a matter is done again after what the reporter said, if it is 重办.

    Unsolved goes back. Solved, but the reporter is not satisfied: once with the reason; said a
    second time it ends as it is, the reason stays on record and the supervisor is told. What is
    solved cannot be done over for ever, and whoever is unhappy twice is heard by somebody above.
    Basis: domain.md §2.7 `callback`, §2.4 (济南条例 art. 27; 山东省级投诉热线: not satisfied twice
    is supervised).
    """
    if solved is not Solved.YES:
        return Back.UNSOLVED
    return Back.UNSATISFIED if is_unsatisfied(satisfied) and not was_unsatisfied else None


def after_call_back(
    reached: bool, back: Back | None, tries: int, *, was: State = State.CALLBACK
) -> State:
    """What is good closes, what is not goes back, three failed tries end as 未接通.

    `back`: why it goes back, by `goes_back`; `tries`: those that count, this one among them. What
    was solved on the spot goes back to the centre: there is no unit.
    Basis: domain.md §2.7 `callback`, `self_done`.
    """
    if not reached:
        return State.CLOSED if tries >= CALL_BACK_TRIES else was
    if back is None:
        return State.CLOSED
    return State.REOPENED if was is State.SELF_DONE else State.REDO


def try_counts(earlier: Sequence[datetime], now: datetime, calendar: Calendar) -> bool:
    """A failed try counts only at another hour, and the last one only on another day 未接通.

    At least two office hours lie between two tries, and the three are on at least two days: one
    afternoon without a signal ends nothing. `earlier`: the tries that counted, oldest first.
    Basis: domain.md §2.7 `callback` (3 failed tries).
    """
    if not earlier:
        return True
    if now < TRY_APART.after(earlier[-1], calendar):
        return False
    days = {local(at).date() for at in (*earlier, now)}
    return len(earlier) + 1 < CALL_BACK_TRIES or len(days) > 1


def after_answer(*, has_review: bool, needs_verify: bool, may_call: bool) -> State:
    """Where an answer leads: to the centre's eye, to somebody on the spot, or to the reporter.

    Who left no way to be reached is not asked; somebody else looks instead.
    Basis: domain.md §2.7 `replied`, `verify`, §2.9 anonymous.
    """
    if has_review:
        return State.REPLIED
    return State.VERIFY if needs_verify or not may_call else State.CALLBACK


def after_review(*, passed: bool, needs_verify: bool, may_call: bool) -> State:
    """An answer that says nothing goes back before anybody is asked 审核答复."""
    if not passed:
        return State.REDO
    return State.VERIFY if needs_verify or not may_call else State.CALLBACK


def after_verify(*, passed: bool, was: State, may_call: bool, heard: Solved | None) -> State:
    """Untrue goes back; true goes on to the reporter, unless they have spoken or cannot be asked.

    Basis: domain.md §2.7 `verify`.
    """
    if not passed:
        return State.REOPENED if was is State.SELF_DONE else State.REDO
    if was is State.SELF_DONE or heard is Solved.YES or not may_call:
        return State.CLOSED
    return State.CALLBACK


def check_verify_by(actor_id: str, handled_by: set[str], *, is_of_unit: bool) -> None:
    """Whoever handled a matter, or sits in the same unit, does not say that it is done 第二人核实.

    Basis: domain.md §2.7 `verify`.
    Raises: RuleViolation.
    """
    if actor_id in handled_by:
        raise RuleViolation("这件事是您办的，要请别的同事去核实。")
    if is_of_unit:
        raise RuleViolation("承办单位不能自己核实自己办的事，请网格员或者乡镇的同事去看。")


def check_return(*, now: datetime, until: datetime | None, is_designated: bool, basis: str) -> None:
    """An order is sent back only in time, with its legal basis, and not when it was designated.

    Basis: domain.md §2.7 `return_req` (天津 draft; 潍坊条例: an order assigned after study is kept).
    Raises: RuleViolation.
    """
    if is_designated:
        raise RuleViolation(
            f"这件事已经派了 {DESIGNATED_AT} 次，这次是指定承办，不能再退。"
            "办不了的部分可以请乡镇吹哨，请别的部门一起办。"
        )
    if until is not None and now > until:
        raise RuleViolation("已经过了可以退单的时间，视为签收，请接着办。")
    if len(basis.strip()) < 4:
        raise RuleViolation(
            "退单要写明依据：哪部法律、哪份职责清单说这不归你们办。", code="no_basis"
        )


def check_extension(
    *, now: datetime, due: datetime, until: datetime, latest: datetime, count: int, is_leader: bool
) -> None:
    """More time is asked for before the end, once, and no more than allowed; again only a leader.

    `due`: the present end; `latest`: the furthest new one. Basis: domain.md §2.7 `extend_req`.
    Raises: RuleViolation; Invalid at `until`.
    """
    if now > due:
        raise RuleViolation("已经超期了，不能再申请延期。请先把办到哪一步告诉反映人。")
    if until <= due:
        raise _at("until", "新的期限要比现在的晚，请重新选。")
    if until > latest:
        raise _at("until", "延得太久了，超过了这类事最多能延的时间。")
    if count >= 1 and not is_leader:
        raise RuleViolation("这件事已经延过一次，再延要由领导批准。")


def check_hold(*, review_on: date, today: date, latest: date) -> None:
    """What is put aside comes back on a day within reach 挂账复查日.

    Basis: domain.md §2.7 `suspended` (review date ≤ 90 days).
    Raises: Invalid at `review_on`.
    """
    if review_on <= today:
        raise _at("review_on", "复查日要在今天以后，请重新选。")
    if review_on > latest:
        raise _at("review_on", "复查日太远了，最多 90 天，到时候再看一次。")


def _at(field: str, sentence: str) -> Invalid:
    """A day that cannot be, said where it was chosen."""
    return Invalid(sentence, fields={field: sentence})


def check_reopen(*, closed_at: datetime, now: datetime, by_reporter: bool) -> None:
    """The reporter may begin again within 15 days; with new facts the centre may at any time.

    Basis: domain.md §2.7 `closed`.
    Raises: RuleViolation.
    """
    if by_reporter and now > closed_at + timedelta(days=REOPEN_DAYS):
        raise RuleViolation(
            f"办结已超过 {REOPEN_DAYS} 天，不能再启。有新情况请重新报一件，我们照样办。"
        )


def is_group(*, people: int, cases: int) -> bool:
    """Five people, or three reports in a week, make a matter of many 群体诉求.

    Basis: domain.md §2.9 duplicates.
    """
    return people >= GROUP_PEOPLE or cases >= GROUP_CASES


def is_repeated(times: int) -> bool:
    """The third time within 30 days asks for one named person 反复反映.

    `times`: this one counted. Basis: domain.md §2.9 repeat callers.
    """
    return times >= REPEAT_NAMED


def check_same_again(*, same_person: bool, same_place: bool, days: int) -> None:
    """Only a person's own fresh matter is carried on with what they say again 同人同事.

    Basis: 北京市接诉即办工作条例 art. 11; domain.md §2.9 duplicates. Raises: RuleViolation.
    """
    if not (same_person and same_place):
        raise RuleViolation("不是同一个电话在同一个村反映的，请照常登记。")
    if days > REPEAT_DAYS:
        raise RuleViolation(f"那件事报了超过 {REPEAT_DAYS} 天，请照常登记一件新的。")


def is_sampled(draw: int) -> bool:
    """Which matters solved on the spot are asked about again: one in ten, known to nobody before.

    `draw`: made where it is settled, from what nobody who settles knows or chooses.
    Basis: domain.md §2.7 `self_done` (sampled callback).
    """
    return draw % SAMPLED == 0


def check_unit(*, is_village: bool, village_may_be_main: bool) -> None:
    """A department's duty is never dispatched to a village as main handler 村级保护.

    Basis: 北京市接诉即办工作条例 art. 17; domain.md §2.9.
    Raises: RuleViolation.
    """
    if is_village and not village_may_be_main:
        raise RuleViolation(
            "这类事是部门或乡镇的职责，不能派给村里主办。请改派给有权处理的单位，村里可以协助。"
        )
