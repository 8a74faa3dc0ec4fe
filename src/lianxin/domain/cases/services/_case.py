"""What every service of this package does: lock, check, step, save."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from lianxin.domain.cases.models import Case, Extension, Hold, Return, Step, Whistle
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    HANDLING,
    MAX_TEXT,
    Clock,
    Running,
    State,
    Verb,
    check_move,
    clocks_in,
    marks_of,
    next_mark,
    running_clock,
    soon_at,
)
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services.tally import count_moved
from lianxin.domain.orgs import selectors as orgs
from lianxin.kernel import rows, writing
from lianxin.kernel.actor import Actor
from lianxin.kernel.asked import KEY, Asked, asked
from lianxin.kernel.errors import Denied, NotFound, RuleViolation

KEEPS_WHISTLE = HANDLING | {State.WHISTLE, State.EXTEND_REQ}
OPEN_WHISTLE = frozenset({"draft", "unsigned", "called"})
STALE = "刚刚有别人办过这件事，请看最新情况再办。您写的内容还在。"


def lock(actor: Actor, case_id: UUID, *, version: int | None = None) -> Case:
    """The case, locked for this transaction, if the actor may know of it at all.

    Raises: NotFound, RuleViolation (somebody else was quicker).
    """
    case = _reach(actor).one(case_id)
    if case is None:
        raise NotFound("没有找到这件事。可能编号不对，或者不在您负责的范围。")
    if version is not None and version != case.version:
        raise RuleViolation(STALE, code="stale")
    case.remember()
    return case


@lru_cache(maxsize=1024)
def _reach(actor: Actor) -> Asked[Case]:
    return asked(Case.objects.reachable_by(actor, Grant.SEE).for_change(KEY))


def require(actor: Actor, grant: Grant, case: Case) -> None:
    """Refuse unless the actor holds the grant for this very case.

    Raises: Denied.
    """
    actor.require(grant, area=case.area_id, units=units_of(case))


def require_own(actor: Actor, case: Case) -> None:
    """Only the reporter, by tracking code.

    Raises: Denied.
    """
    if case.stream not in actor.streams:
        raise Denied("请先用查询码打开这件事。")


def require_helper(actor: Actor, grant: Grant, case: Case) -> None:
    """Refuse unless the actor holds the grant here, or their unit helps in this case 协办.

    Raises: Denied.
    """
    actor.require(grant, area=case.area_id, units=(*units_of(case), *map(str, case.helpers)))


def units_of(case: Case) -> tuple[str, ...]:
    """The units whose matter this is."""
    return (str(case.main_org_id),) if case.main_org_id else ()


def works_on(actor: Actor, case: Case) -> bool:
    """Does the actor work for the main unit or one that helps? Only they speak for the unit."""
    units = (*units_of(case), *map(str, case.helpers))
    return actor.may(Grant.REPLY, area=case.area_id, units=units)


def clean(text: str, sentence: str, *, name: str = "text", most: int = MAX_TEXT) -> str:
    """What somebody wrote, without blanks around it; `sentence` is said if there is nothing.

    Raises: Invalid at the field `name`.
    """
    return writing.clean(text, sentence, name=name, most=most)


def unit_name(actor: Actor, case: Case) -> str:
    """The name of the unit whose matter this is, or nothing."""
    if not case.main_org_id:
        return ""
    return orgs.org_names([case.main_org_id], actor=actor).get(case.main_org_id, "")


def remember_handler(case: Case, actor: Actor) -> None:
    """Whoever handled a case neither verifies nor calls back."""
    if actor.id not in case.handlers:
        case.handlers = [*case.handlers, actor.id]


@dataclass(frozen=True)
class Line:
    """What a step says to people."""

    verb: Verb
    text: str = ""
    unit_name: str = ""
    is_public: bool = True
    data: Mapping[str, Any] = field(default_factory=dict)


def move(case: Case, verb: Verb, then: State, *, at: datetime) -> None:
    """Change state by the table and set the next clock; does not save the case."""
    check_move(State(case.state), verb, then)
    case.state = then.value
    if case.whistle in OPEN_WHISTLE and then not in KEEPS_WHISTLE:
        drop_whistle(case, at)
    set_next_clock(case, at=at)


def drop_whistle(case: Case, at: datetime) -> None:
    """Nobody comes to a matter that is answered, put aside or taken back."""
    found = Whistle.objects.filter(case=case, state__in=["draft", "called"])
    if found.update(state="dropped", ended_at=at):
        case.whistle = "done"


def add_helpers(case: Case, units: Iterable[UUID]) -> list[UUID]:
    """More units help 协办; returns those that are new. Does not save."""
    held = {case.main_org_id, *case.helpers}
    fresh = [unit for unit in dict.fromkeys(units) if unit not in held]
    case.helpers = [*case.helpers, *fresh]
    return fresh


def give_to(case: Case, owner: str, name: str) -> None:
    """This person of the main unit has the case in hand 经办人; does not save."""
    case.owner, case.owner_name = owner, name


def set_next_clock(case: Case, *, at: datetime, after: str = "") -> None:
    """Keep the next clock and its next mark true to the state; `after` as in `set_next_mark`."""
    running = running_clock(
        State(case.state), contacted=case.contacted_at is not None, due_of=due_of(case), now=at
    )
    if running is None:
        case.next_clock, case.next_mark = "", ""
        case.next_due = case.next_soon = case.next_from = case.next_mark_at = None
        return
    clock, due = running
    if (clock.value, due) != (case.next_clock, case.next_due):
        case.next_from = _started(case, clock, at)
    case.next_clock, case.next_due = clock.value, due
    case.next_soon = soon_at(case.next_from or at, due)
    set_next_mark(case, at=at, after=after)


def set_next_mark(case: Case, *, at: datetime, after: str = "") -> None:
    """Which mark of the running clocks comes next, and when. `after`: the key of the last one."""
    clocks = clocks_in(
        State(case.state), contacted=case.contacted_at is not None, due_of=due_of(case)
    )
    running = [Running(clock, _since(case, clock, at), due) for clock, due in clocks]
    marks = marks_of(
        running, _law.clocks_kept(case), _law.calendar(case.county), return_until=case.return_until
    )
    found = next_mark(marks, at, after=after)
    case.next_mark_at, case.next_mark = (found.at, found.key) if found else (None, "")


def _since(case: Case, clock: Clock, at: datetime) -> datetime:
    if clock.value == case.next_clock and case.next_from is not None:
        return case.next_from
    return _started(case, clock, at)


def due_of(case: Case) -> dict[Clock, datetime | None]:
    """Until when each clock would run."""
    asked = (
        Clock.FOLLOW_UP,
        Clock.RETURN,
        Clock.EXTEND,
        Clock.HOLD,
        Clock.REVIEW,
        Clock.VERIFY,
    )
    return dict.fromkeys(asked, case.wait_due) | {
        Clock.DISPATCH: case.dispatch_due,
        Clock.SIGN: case.sign_due,
        Clock.CONTACT: case.contact_due,
        Clock.STAGE: case.stage_due,
        Clock.RESULT: case.result_due,
        Clock.CALL_BACK: case.call_back_due,
    }


def _started(case: Case, clock: Clock, at: datetime) -> datetime:
    """When a clock began: at registering or appeal, at dispatch or redoing, at the answer."""
    if clock is Clock.DISPATCH:
        return case.clock_from or case.registered_at
    if clock in {Clock.SIGN, Clock.CONTACT}:
        return case.dispatched_at or at
    if clock is Clock.RESULT:
        return case.clock_from or at
    if clock is Clock.CALL_BACK:
        return case.replied_at or at
    return at


def save_step(actor: Actor, case: Case, line: Line, *, was: str, at: datetime) -> Step:
    """Write the case and one line of its history together."""
    case.version += 1
    before = (case.was("category"), case.was("state"))
    rows.update(case, case.changed())
    count_moved(case, before)
    case.remember()
    return add_line(actor, case, line, was=was, at=at)


def add_line(actor: Actor, case: Case, line: Line, *, was: str, at: datetime) -> Step:
    """Append a line to the history. The caller holds the lock on the case."""
    step = Step(
        case=case,
        position=case.version,
        verb=line.verb.value,
        from_state=was,
        to_state=case.state,
        at=at,
        actor_id=actor.id,
        actor_name=actor.name,
        unit_name=line.unit_name,
        text=line.text,
        data=dict(line.data),
        is_public=line.is_public,
    )
    rows.insert(step)
    return step


def identity(case: Case) -> dict[str, str]:
    """What every fact about this case carries."""
    return {
        "stream": case.stream,
        "case_id": str(case.pk),
        "county": case.county,
        "area": case.area_id,
    }


def moved(case: Case) -> dict[str, str]:
    """What every fact that moved this case carries: which, where, and how it stands now."""
    return identity(case) | {"to": case.state}


def moment_of(at: datetime | None) -> str:
    """A moment as facts and steps keep it."""
    return at.isoformat() if at else ""


def may_call(case: Case) -> bool:
    """Did the reporter leave a way to be asked?"""
    return bool(case.phone_hash)


def end_requests(case: Case, actor: Actor, now: datetime) -> None:
    """What was asked and not decided falls with the state that it was asked in."""
    for table in (Return, Extension):
        table.objects.filter(case=case, decision="").update(
            decision="dropped", decided_by=actor.id, decided_at=now
        )
    Hold.objects.filter(case=case, to_at=None).update(to_at=now)
