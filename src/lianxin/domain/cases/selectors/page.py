"""One case as the desk shows it, masked by the actor's grants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lianxin.domain.cases.models import Case, Draft, Step
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    HANDLING,
    LEVEL_NAMES,
    STATE_NAMES,
    Clock,
    Confidentiality,
    Lateness,
    Level,
    State,
    Word,
    lateness,
    word_of,
)
from lianxin.domain.cases.services._case import units_of
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import NotFound
from lianxin.kernel.files import selectors as files
from lianxin.kernel.privacy import mask_name, mask_phone

CLOCK_NAMES: Mapping[Clock, str] = {
    Clock.DISPATCH: "派单",
    Clock.SIGN: "签收",
    Clock.CONTACT: "首次联系",
    Clock.RESULT: "办结答复",
    Clock.CALL_BACK: "回访",
}


@dataclass(frozen=True)
class ReporterView:
    """Who reported, masked; `may_reveal` says whether asking with a reason helps."""

    name: str
    phone: str
    is_hidden: bool
    is_confidential: bool
    may_reveal: bool


@dataclass(frozen=True)
class ClockView:
    """One clock of a case: until when, and how it stands."""

    clock: Clock
    name: str
    due: datetime
    done_at: datetime | None
    lateness: Lateness
    is_next: bool


@dataclass(frozen=True)
class StepView:
    """One line of the history."""

    at: datetime
    who: str
    unit: str
    verb: str
    word: str
    text: str
    is_public: bool
    data: Mapping[str, Any]


@dataclass(frozen=True)
class CaseView:
    """Everything the desk's case page shows."""

    id: UUID
    no: str
    version: int
    title: str
    text: str
    state: State
    state_name: str
    word: Word
    level: Level
    level_name: str
    category: str
    category_name: str
    category_icon: str
    area: str
    place: str
    place_text: str
    lon: float | None
    lat: float | None
    origin_name: str
    channel_name: str
    nature_name: str
    people_count: int
    is_on_behalf: bool
    reporter: ReporterView | None
    unit: UUID | None
    unit_name: str
    leaders: list[dict[str, str]]
    registered_at: datetime
    due: datetime | None
    lateness: Lateness
    clocks: list[ClockView]
    steps: list[StepView]
    attachments: list[Any]
    actions: frozenset[str]
    outcome_name: str
    redo_count: int
    call_back_tries: int


def case_get(case_id: UUID, *, actor: Actor) -> Case:
    """The case, if the actor may see it; another township's does not exist for them.

    Raises: NotFound.
    """
    case = (
        Case.objects.visible_to(actor, Grant.SEE)
        .select_related("area")
        .defer("search")
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise NotFound("没有找到这件事。可能编号不对，或者不在您负责的范围。")
    return case


def may_see_stream(stream: str, *, actor: Actor) -> bool:
    """May the actor see what hangs on this stream (photos, voice)?"""
    kind, _, key = stream.partition(":")
    if kind != "case":
        return False
    try:
        pk = UUID(key)
    except ValueError:
        return False
    return Case.objects.visible_to(actor, Grant.SEE).filter(pk=pk).exists()


def draft_get(*, actor: Actor, key: str) -> str:
    """What the actor typed here and has not sent yet, or nothing."""
    draft = Draft.objects.filter(actor_id=actor.id, key=key).first()
    return draft.body if draft else ""


def case_page(case_id: UUID, *, actor: Actor) -> CaseView:
    """One case with its clocks, one time line and the actions open to the actor now.

    Raises: NotFound.
    """
    case = case_get(case_id, actor=actor)
    now = clock.now()
    kinds = codes.table_map("case_category")
    group = kinds.get(case.category[:2])
    units = orgs.org_names([case.main_org_id], actor=actor) if case.main_org_id else {}
    clocks = clock_views(case, now)
    running = next((c for c in clocks if c.is_next), None)
    return CaseView(
        id=case.pk,
        no=case.no,
        version=case.version,
        title=case.title,
        text=case.text,
        state=State(case.state),
        state_name=STATE_NAMES[State(case.state)],
        word=word_of(State(case.state)),
        level=Level(case.level),
        level_name=LEVEL_NAMES[Level(case.level)],
        category=case.category,
        category_name=name_of(kinds, case.category) or "未分类",
        category_icon=str(group.extra.get("icon", "dots-three")) if group else "dots-three",
        area=case.area_id,
        place=places.display_name(case.area_id, actor=actor),
        place_text=case.place_text,
        lon=case.lon,
        lat=case.lat,
        origin_name=codes.name_of("origin", case.origin),
        channel_name=codes.name_of("channel", case.channel),
        nature_name=codes.name_of("nature", case.nature),
        people_count=case.people_count,
        is_on_behalf=case.is_on_behalf,
        reporter=reporter_view(case, actor),
        unit=case.main_org_id,
        unit_name=units.get(case.main_org_id, "") if case.main_org_id else "",
        leaders=case.leaders,
        registered_at=case.registered_at,
        due=case.next_due,
        lateness=running.lateness if running else Lateness.DONE,
        clocks=clocks,
        steps=step_views(case, only_public=False),
        attachments=files.attachments_of(case.stream, actor=actor, allowed=lambda _: True),
        actions=actions_of(case, actor),
        outcome_name=codes.name_of("case_outcome", case.outcome) if case.outcome else "",
        redo_count=case.redo_count,
        call_back_tries=case.call_back_tries,
    )


def name_of(kinds: Mapping[str, codes.CodeRow], code: str) -> str:
    """A category's own name."""
    row = kinds.get(code)
    return row.name if row else ""


def reporter_view(case: Case, actor: Actor) -> ReporterView | None:
    """The reporter as this actor may see them: masked, hidden, or nobody."""
    if not case.reporter_name and not case.reporter_phone:
        return None
    units = units_of(case)
    confidential = case.confidentiality == Confidentiality.CONFIDENTIAL
    needed = Grant.REVEAL if confidential else Grant.SEE_REPORTER
    may = actor.may(needed, area=case.area_id, units=units)
    if not may:
        return ReporterView("", "", is_hidden=True, is_confidential=confidential, may_reveal=False)
    return ReporterView(
        name=mask_name(case.reporter_name) if case.reporter_name else "",
        phone=mask_phone(case.reporter_phone) if case.reporter_phone else "",
        is_hidden=False,
        is_confidential=confidential,
        may_reveal=True,
    )


def clock_views(case: Case, now: datetime) -> list[ClockView]:
    """The clocks that have a date, in the order of the case's life."""
    table = (
        (Clock.DISPATCH, case.registered_at, case.dispatch_due, case.dispatched_at),
        (Clock.SIGN, case.clock_from, case.sign_due, case.signed_at),
        (Clock.CONTACT, case.clock_from, case.contact_due, case.contacted_at),
        (Clock.RESULT, case.clock_from, case.result_due, _answered_at(case)),
        (Clock.CALL_BACK, case.replied_at, case.call_back_due, case.closed_at),
    )
    return [
        ClockView(
            clock=kind,
            name=CLOCK_NAMES[kind],
            due=due,
            done_at=done,
            lateness=_lateness(started or case.registered_at, due, done, now),
            is_next=case.next_clock == kind.value,
        )
        for kind, started, due, done in table
        if due is not None
    ]


def _answered_at(case: Case) -> datetime | None:
    return None if State(case.state) in HANDLING else case.replied_at


def _lateness(started: datetime, due: datetime, done: datetime | None, now: datetime) -> Lateness:
    if done is not None:
        return Lateness.LATE if done > due else Lateness.DONE
    return lateness(started, due, now)


VERB_WORDS = {
    "register": "登记",
    "dispatch": "派单",
    "decline": "不予受理",
    "sign": "签收",
    "note": "办理记录",
    "contact": "联系反映人",
    "reply": "答复",
    "call_back": "回访",
    "rate": "本人评价",
    "withdraw": "撤回",
    "appeal": "申请复核",
}


def step_views(case: Case, *, only_public: bool) -> list[StepView]:
    """The history, oldest first."""
    steps = Step.objects.filter(case=case).order_by("position")
    if only_public:
        steps = steps.filter(is_public=True)
    return [
        StepView(
            at=s.at,
            who=s.actor_name,
            unit=s.unit_name,
            verb=s.verb,
            word=VERB_WORDS.get(s.verb, s.verb),
            text=s.text,
            is_public=s.is_public,
            data=s.data,
        )
        for s in steps
    ]


ACTIONS: tuple[tuple[str, Grant, frozenset[State]], ...] = (
    ("dispatch", Grant.DISPATCH, frozenset({State.REGISTERED})),
    ("decline", Grant.DECLINE, frozenset({State.REGISTERED})),
    ("sign", Grant.SIGN, frozenset({State.DISPATCHED})),
    ("note", Grant.NOTE, frozenset(State) - {State.CLOSED, State.WITHDRAWN, State.NOT_ACCEPTED}),
    ("reply", Grant.REPLY, HANDLING),
    ("call_back", Grant.CALL_BACK, frozenset({State.REPLIED})),
)


def actions_of(case: Case, actor: Actor) -> frozenset[str]:
    """The verbs the actor may use on this case now."""
    units = units_of(case)
    found = {
        verb
        for verb, grant, states in ACTIONS
        if State(case.state) in states and actor.may(grant, area=case.area_id, units=units)
    }
    if actor.id in case.handlers:
        found.discard("call_back")
    return frozenset(found)
