"""A case as its reporter sees it: four words, names, dates, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import (
    MOVES,
    NEXT,
    RATE_DAYS,
    REOPEN_DAYS,
    STATE_NAMES,
    Lateness,
    Solved,
    State,
    Verb,
    span_words,
)
from lianxin.domain.cases.selectors.beside import followed
from lianxin.domain.cases.selectors.catalogue import suggested_unit
from lianxin.domain.cases.selectors.earlier import EarlierCase, own_first
from lianxin.domain.cases.selectors.page import case_get
from lianxin.domain.cases.selectors.parts import (
    StepView,
    files_of,
    place_of,
    report_files,
    step_views,
)
from lianxin.domain.cases.selectors.progress import ProgressView, progress
from lianxin.domain.cases.selectors.queues import row_lateness
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._answer import answer_for_others
from lianxin.domain.cases.services.tracking import tracking_code
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes


@dataclass(frozen=True)
class VillagerCaseView:
    """Everything the reporter's own page shows.

    `attachments`: what came with the report; `reply_files`: what came with the answer.
    """

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
    cadre_name: str
    until: datetime | None
    lateness: Lateness
    reply: str
    reply_files: list[Any]
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
    first: EarlierCase | None
    road: State


def case_villager_page(case_id: UUID, *, actor: Actor) -> VillagerCaseView:
    """The reporter's own page; nothing internal is on it.

    Raises: NotFound.
    """
    case = case_get(case_id, actor=actor)
    state = State(case.state)
    parent = followed(case)
    road = parent or case
    kinds = codes.table_map("case_category")
    kind, group = kinds.get(case.category), kinds.get(case.category[:2])
    unit = orgs.org_get(road.main_org_id, actor=actor) if road.main_org_id else None
    held = files_of(case, actor)
    every = step_views(case, held)
    steps = [step for step in every if step.is_public]
    answer = _answer(steps, parent)
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
            case, unit.name if unit else "", places.town_name(case.area_id, actor=actor), road
        ),
        steps=steps,
        attachments=report_files(every, held),
        unit_name=unit.name if unit else "",
        unit_phone=unit.duty_phone if unit else "",
        cadre_name=case.cadre_name,
        leaders=road.leaders,
        until=road.next_due if state is State.MERGED else case.next_due,
        lateness=row_lateness(road if state is State.MERGED else case, clock.now()),
        reply=(answer.text if answer else "") or (answer_for_others(parent) if parent else ""),
        reply_files=answer.files if answer else [],
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
        road=State(road.state) if state is State.MERGED else state,
        joined_to=str(last_of(steps, "join").get("parent", "")) if state is State.MERGED else "",
        first=own_first(case, actor=actor),
    )


def _answer(steps: list[StepView], parent: Case | None) -> StepView | None:
    """The line with the answer to read; a matter that went on with another one has it at its end."""
    told = {"close_with"} if parent else {"reply", "settle"}
    return next((step for step in reversed(steps) if step.verb in told), None)


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


@dataclass(frozen=True)
class OwnRow:
    """A line of 我的事. `with_first`: its date is that of the matter here that it goes on with."""

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
    with_first: bool


def case_own_list(*, actor: Actor) -> list[OwnRow]:
    """The matters that this phone has opened, newest first.

    What was joined to another one of them has that one's date; of a matter that this phone may not
    read, no date is shown.
    """
    own = [s.removeprefix("case:") for s in actor.streams if s.startswith("case:")]
    found = list(Case.objects.filter(pk__in=own).defer("search").order_by("-registered_at")[:50])
    names = places.display_names({c.area_id for c in found}, actor=actor)
    now, here = clock.now(), {c.pk: c for c in found}
    joined = [c for c in found if State(c.state) is State.MERGED]
    first = {c.pk: here.get(c.parent_id) for c in joined if c.parent_id}
    road = {c.pk: first.get(c.pk) or c for c in found}
    return [
        OwnRow(
            id=c.pk,
            no=c.no,
            title=c.title,
            place=names.get(c.area_id, ""),
            state=State(c.state),
            state_name=STATE_NAMES[State(c.state)],
            until=road[c.pk].next_due,
            lateness=row_lateness(road[c.pk], now),
            registered_at=c.registered_at,
            may_rate=may_rate(c, now),
            with_first=road[c.pk] is not c,
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


def who_gets_it(
    *, area: str, category: str, actor: Actor, about: UUID | None = None, is_unclear: bool = False
) -> WhoGetsIt:
    """Tell a villager before sending who will read this and by when 谁会收到.

    `about`, `is_unclear`: whom it is about, as in an intake; they do not get it.
    """
    now = clock.now()
    kind = _law.category_of(category)
    clocks = _law.clocks_of(kind.level, on=clock.local(now).date(), county=area[:6])
    meant = orgs.org_get(about, actor=actor) if about else None
    past_town = is_unclear or (meant is not None and meant.level == "town")
    unit = suggested_unit(area=area, category=category, actor=actor)
    likely = orgs.org_get(unit, actor=actor) if unit and unit != about and not past_town else None
    desk = places.display_name(f"{area[:6]}000000", actor=actor) if past_town else ""
    return WhoGetsIt(
        desk_name=f"{desk or places.town_name(area, actor=actor)}综合指挥室",
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
