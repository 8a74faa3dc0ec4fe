"""A case as its reporter sees it: four words, names, dates, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import (
    ENDED,
    MOVES,
    NEXT,
    RATE_DAYS,
    REOPEN_DAYS,
    STATE_NAMES,
    Lateness,
    Solved,
    State,
    Verb,
    Word,
    span_words,
    word_of,
)
from lianxin.domain.cases.selectors.catalogue import suggested_unit
from lianxin.domain.cases.selectors.page import case_get
from lianxin.domain.cases.selectors.parts import StepView, place_of, step_views
from lianxin.domain.cases.selectors.queues import row_lateness
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services.tracking import tracking_code
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.files import selectors as files

WORD_NAMES = {
    Word.RECEIVED: "收到了",
    Word.DISPATCHED: "派给谁",
    Word.HANDLING: "正在办",
    Word.RESULT: "结果",
}
ORDER = list(Word)


@dataclass(frozen=True)
class ProgressView:
    """One of the four words: `state` is done, now or later."""

    word: Word
    name: str
    state: str
    at: datetime | None
    who: str
    until: datetime | None


@dataclass(frozen=True)
class VillagerCaseView:
    """Everything the reporter's own page shows."""

    id: UUID
    no: str
    code: str
    version: int
    title: str
    text: str
    state: State
    state_name: str
    place: str
    category_name: str
    category_icon: str
    registered_at: datetime
    progress: list[ProgressView]
    steps: list[StepView]
    attachments: list[Any]
    unit_name: str
    unit_phone: str
    leaders: list[dict[str, str]]
    until: datetime | None
    lateness: Lateness
    reply: str
    decline_reason: str
    decline_channel: str
    decline_text: str
    solved: str
    satisfied: int | None
    may_rate: bool
    may_withdraw: bool
    may_appeal: bool
    may_reopen: bool
    held_until: str
    joined_to: str


def case_villager_page(case_id: UUID, *, actor: Actor) -> VillagerCaseView:
    """The reporter's own page; nothing internal is on it.

    Raises: NotFound.
    """
    case = case_get(case_id, actor=actor)
    state = State(case.state)
    kinds = codes.table_map("case_category")
    kind, group = kinds.get(case.category), kinds.get(case.category[:2])
    unit = orgs.org_get(case.main_org_id, actor=actor) if case.main_org_id else None
    steps = step_views(case, only_public=True)
    reason = codes.row_of("decline_reason", case.decline_reason) if case.decline_reason else None
    return VillagerCaseView(
        id=case.pk,
        no=case.no,
        code=tracking_code(case),
        version=case.version,
        title=case.title,
        text=case.text,
        state=state,
        state_name=STATE_NAMES[state],
        place=" ".join(filter(None, (place_of(case, actor), case.place_text))),
        category_name=kind.name if kind else "",
        registered_at=case.registered_at,
        category_icon=str(group.extra.get("icon", "dots-three")) if group else "dots-three",
        progress=progress(
            case, unit.name if unit else "", places.town_name(case.area_id, actor=actor)
        ),
        steps=steps,
        attachments=files.attachments_of(case.stream, actor=actor, allowed=lambda _: True),
        unit_name=unit.name if unit else "",
        unit_phone=unit.duty_phone if unit else "",
        leaders=case.leaders,
        until=case.next_due,
        lateness=row_lateness(case, clock.now()),
        reply=next((s.text for s in reversed(steps) if s.verb in {"reply", "settle"}), ""),
        decline_reason=reason.name if reason else "",
        decline_channel=str(reason.extra.get("channel", "")) if reason else "",
        decline_text=next((s.text for s in reversed(steps) if s.verb == "decline"), ""),
        solved=case.solved,
        satisfied=case.satisfied,
        may_rate=may_rate(case, clock.now()),
        may_withdraw=State.WITHDRAWN in NEXT[state],
        may_appeal=state is State.NOT_ACCEPTED and not case.has_appealed,
        may_reopen=may_reopen(case, clock.now()),
        held_until=str(last_of(steps, "suspend").get("review_on", ""))
        if state is State.SUSPENDED
        else "",
        joined_to=str(last_of(steps, "join").get("parent", "")) if state is State.MERGED else "",
    )


def last_of(steps: list[StepView], verb: str) -> Mapping[str, Any]:
    """What was said with the last step of a kind."""
    return next((step.data for step in reversed(steps) if step.verb == verb), {})


def may_rate(case: Case, now: datetime) -> bool:
    """After the answer, and once within 15 days after the end."""
    state = State(case.state)
    if state in MOVES[Verb.RATE]:
        return state is not State.VERIFY or case.solved != Solved.YES
    fresh = case.closed_at is not None and now <= case.closed_at + timedelta(days=RATE_DAYS)
    over = {State.CLOSED, State.CLOSED_UNSOLVED}
    return state in over and case.rated_at is None and fresh


def may_reopen(case: Case, now: datetime) -> bool:
    """Within 15 days after the end the reporter may ask for more."""
    if case.closed_at is None or State(case.state) not in MOVES[Verb.REOPEN]:
        return False
    return now <= case.closed_at + timedelta(days=REOPEN_DAYS)


def progress(case: Case, unit: str, town: str) -> list[ProgressView]:
    """发现/反映 → 派给谁 → 正在办 → 结果, each with who and when or until when."""
    state = State(case.state)
    here = ORDER.index(word_of(state))
    facts: dict[Word, tuple[datetime | None, str, datetime | None]] = {
        Word.RECEIVED: (case.registered_at, town, case.dispatch_due),
        Word.DISPATCHED: (case.dispatched_at, unit, case.sign_due),
        Word.HANDLING: (case.signed_at, unit, case.result_due),
        Word.RESULT: (case.replied_at or case.closed_at, unit, case.call_back_due),
    }
    views = []
    for index, word in enumerate(ORDER):
        at, who, until = facts[word]
        standing = "done" if index < here or state in ENDED else "now" if index == here else "later"
        if standing == "done" and at is None and word is not Word.RESULT:
            standing = "skipped"
        views.append(
            ProgressView(
                word=word,
                name=WORD_NAMES[word],
                state=standing,
                at=at if standing in {"done", "now"} else None,
                who=who,
                until=until if standing != "done" else None,
            )
        )
    return views


@dataclass(frozen=True)
class OwnRow:
    """A line of 我的事."""

    id: UUID
    no: str
    title: str
    place: str
    state_name: str
    state: State
    until: datetime | None
    lateness: Lateness
    registered_at: datetime
    may_rate: bool


def case_own_list(*, actor: Actor) -> list[OwnRow]:
    """The matters that this phone has opened, newest first."""
    own = [s.removeprefix("case:") for s in actor.streams if s.startswith("case:")]
    found = list(Case.objects.filter(pk__in=own).defer("search").order_by("-registered_at")[:50])
    names = places.display_names({c.area_id for c in found}, actor=actor)
    now = clock.now()
    return [
        OwnRow(
            id=c.pk,
            no=c.no,
            title=c.title,
            place=names.get(c.area_id, ""),
            state=State(c.state),
            state_name=STATE_NAMES[State(c.state)],
            until=c.next_due,
            lateness=row_lateness(c, now),
            registered_at=c.registered_at,
            may_rate=may_rate(c, now),
        )
        for c in found
    ]


@dataclass(frozen=True)
class WhoGetsIt:
    """Who receives a report before it is sent: the desk that dispatches, and the likely unit."""

    desk_name: str
    dispatch_until: datetime
    likely_unit: str
    answer_days: str


def who_gets_it(*, area: str, category: str, actor: Actor) -> WhoGetsIt:
    """Tell a villager before sending who will read this and by when 谁会收到."""
    now = clock.now()
    kind = _law.category_of(category)
    clocks = _law.clocks_of(kind.level, on=clock.local(now).date(), county=area[:6])
    unit = suggested_unit(area=area, category=category, actor=actor)
    likely = orgs.org_get(unit, actor=actor) if unit else None
    return WhoGetsIt(
        desk_name=f"{places.town_name(area, actor=actor)}综合指挥室",
        dispatch_until=clocks.dispatch.after(now, _law.calendar(area[:6])),
        likely_unit=likely.name if likely else "",
        answer_days=span_words(clocks.result),
    )


__all__ = [
    "OwnRow",
    "ProgressView",
    "VillagerCaseView",
    "WhoGetsIt",
    "case_own_list",
    "case_villager_page",
    "may_rate",
    "progress",
    "who_gets_it",
]
