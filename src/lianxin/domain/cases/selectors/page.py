"""One case as the desk shows it, masked by the actor's grants."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from lianxin.domain.cases.models import Case, Draft
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    AGAINST,
    LEVEL_NAMES,
    STATE_NAMES,
    Lateness,
    Level,
    Recusal,
    State,
    Word,
    word_of,
)
from lianxin.domain.cases.selectors.beside import JoinedRow, asked_of, joined_to, parent_of
from lianxin.domain.cases.selectors.clocks import version_since
from lianxin.domain.cases.selectors.parts import (
    ClockView,
    ReporterView,
    StepView,
    actions_of,
    clock_views,
    files_of,
    name_of,
    place_of,
    report_files,
    reporter_view,
    step_views,
)
from lianxin.domain.cases.selectors.whistles import (
    WhistleView,
    whistle_actions,
    whistles_of,
)
from lianxin.domain.cases.services import _dates
from lianxin.domain.cases.services._case import unit_name
from lianxin.domain.cases.services._recusal import recusal_of
from lianxin.domain.orgs import selectors as orgs
from lianxin.kernel import clock, sql
from lianxin.kernel.actor import Actor
from lianxin.kernel.asked import KEY, Asked, asked
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import NotFound

DRAFTED = "SELECT id FROM cases_draft WHERE actor_id = %s AND key = ANY(%s)"


@dataclass(frozen=True)
class CaseView:
    """Everything the desk's case page shows. `attachments`: what came with the report."""

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
    supervision: int
    is_group: bool
    is_designated: bool
    needs_verify: bool
    is_settled: bool
    repeat_count: int
    is_hard: bool
    cadre_name: str
    helpers: list[str]
    joined: list[JoinedRow]
    parent: JoinedRow | None
    asked: Mapping[str, Any]
    owner: str
    recusal: Recusal
    about_org: UUID | None
    about_user: str
    about: str
    is_about_asked: bool
    whistles: list[WhistleView]
    clock_since: date | None


COPIED = (
    "no",
    "version",
    "title",
    "text",
    "category",
    "place_text",
    "lon",
    "lat",
    "people_count",
    "is_on_behalf",
    "leaders",
    "registered_at",
    "redo_count",
    "call_back_tries",
    "supervision",
    "is_group",
    "is_designated",
    "needs_verify",
    "is_settled",
    "repeat_count",
    "is_hard",
    "cadre_name",
)
"""What the page shows as the row has it."""


def case_get(case_id: UUID, *, actor: Actor) -> Case:
    """The case, if the actor may see it; another township's does not exist for them.

    Raises: NotFound.
    """
    case = _page_row(actor).one(case_id)
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
    return _reach(actor).one(pk) is not None


@lru_cache(maxsize=1024)
def _page_row(actor: Actor) -> Asked[Case]:
    return asked(Case.objects.reachable_by(actor, Grant.SEE).defer("search").filter(pk=KEY))


@lru_cache(maxsize=1024)
def _reach(actor: Actor) -> Asked[Case]:
    return asked(Case.objects.reachable_by(actor, Grant.SEE).filter(pk=KEY).only("pk"))


def drafts_get(*, actor: Actor, keys: Collection[str]) -> dict[str, str]:
    """What the actor typed into these forms and has not sent yet, by key."""
    found = sql.rows(DRAFTED, [actor.id, list(keys)])  # most forms have been left as they were
    if not found:
        return {}
    rows = Draft.objects.filter(pk__in=[pk for (pk,) in found])  # the ORM unseals what was typed
    return dict(rows.values_list("key", "body"))


def case_page(case_id: UUID, *, actor: Actor) -> CaseView:
    """One case with its clocks, one time line and the actions open to the actor now.

    Raises: NotFound.
    """
    return _page(case_get(case_id, actor=actor), actor)


def dispatch_dues(case_id: UUID, *, actor: Actor) -> dict[int, datetime]:
    """Until when this very case would have to be answered at each level, if it were dispatched now.

    What the dispatch will set: a date once promised stays.
    Raises: NotFound.
    """
    case = case_get(case_id, actor=actor)
    found = _dates.dues_on_dispatch(case, list(Level), clock.now())
    return {level.value: due for level, due in found.items()}


def _page(case: Case, actor: Actor) -> CaseView:
    now = clock.now()
    kinds = codes.table_map("case_category")
    group = kinds.get(case.category[:2])
    clocks = clock_views(case, now)
    whistles = whistles_of(case, actor)
    running = next((c for c in clocks if c.is_next), None)
    held = files_of(case, actor)
    steps = step_views(case, held)
    return CaseView(
        **{name: getattr(case, name) for name in COPIED},
        id=case.pk,
        state=State(case.state),
        state_name=STATE_NAMES[State(case.state)],
        word=word_of(State(case.state)),
        level=Level(case.level),
        level_name=LEVEL_NAMES[Level(case.level)],
        category_name=name_of(kinds, case.category) or "未分类",
        category_icon=str(group.extra.get("icon", "dots-three")) if group else "dots-three",
        area=case.area_id,
        place=place_of(case, actor),
        origin_name=codes.name_of("origin", case.origin),
        channel_name=codes.name_of("channel", case.channel),
        nature_name=codes.name_of("nature", case.nature),
        reporter=reporter_view(case, actor),
        unit=case.main_org_id,
        unit_name=unit_name(actor, case),
        due=case.next_due,
        lateness=running.lateness if running else Lateness.DONE,
        clocks=clocks,
        steps=steps,
        attachments=report_files(steps, held),
        actions=actions_of(case, actor) | whistle_actions(case, whistles, actor),
        outcome_name=codes.name_of("case_outcome", case.outcome) if case.outcome else "",
        helpers=list(orgs.org_names(case.helpers, actor=actor).values()) if case.helpers else [],
        joined=joined_to(case, actor) if case.child_count else [],
        parent=parent_of(case, actor) if case.parent_id else None,
        asked=asked_of(case, actor),
        owner=case.owner_name,
        recusal=recusal_of(case, actor),
        about_org=case.about_org_id,
        about_user=case.about_user,
        about=_about(case, actor),
        is_about_asked=case.nature in AGAINST and not case.about_org_id and not case.about_user,
        whistles=whistles,
        clock_since=version_since(case),
    )


def _about(case: Case, actor: Actor) -> str:
    """The unit and the person that a complaint is about, for those who may see it at all."""
    unit = case.about_org_id
    name = orgs.org_names([unit], actor=actor).get(unit, "") if unit else ""
    person = orgs.person_name(case.about_user, actor=actor) if case.about_user else ""
    return " ".join(filter(None, (name, person)))
