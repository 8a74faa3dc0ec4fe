"""What every service of this package does: lock, check, step, save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from lianxin.domain.cases.models import Case, Step
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    Clock,
    State,
    Verb,
    check_move,
    running_clock,
    soon_at,
)
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Denied, NotFound, RuleViolation

STALE = "刚刚有别人办过这件事，请看最新情况再办。您写的内容还在。"


def lock(actor: Actor, case_id: UUID, *, version: int | None = None) -> Case:
    """The case, locked for this transaction, if the actor may know of it at all.

    Raises: NotFound, RuleViolation (somebody else was quicker).
    """
    case = (
        Case.objects.visible_to(actor, Grant.SEE)
        .defer("search")
        .select_for_update(of=("self",))
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise NotFound("没有找到这件事。可能编号不对，或者不在您负责的范围。")
    if version is not None and version != case.version:
        raise RuleViolation(STALE, code="stale")
    case.remember()
    return case


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


def units_of(case: Case) -> tuple[str, ...]:
    """The units whose matter this is."""
    return (str(case.main_org_id),) if case.main_org_id else ()


@dataclass(frozen=True)
class Line:
    """What a step says to people."""

    verb: Verb
    text: str = ""
    unit_name: str = ""
    is_public: bool = True
    data: Mapping[str, Any] = field(default_factory=dict)


def move(case: Case, then: State, *, at: datetime) -> None:
    """Change state by the table and set the next clock; does not save."""
    check_move(State(case.state), then)
    case.state = then.value
    set_next_clock(case, started=at)


def set_next_clock(case: Case, *, started: datetime) -> None:
    """Keep `next_clock` and `next_due` true to the state."""
    running = running_clock(
        State(case.state),
        contacted=case.contacted_at is not None,
        due_of={
            Clock.DISPATCH: case.dispatch_due,
            Clock.SIGN: case.sign_due,
            Clock.CONTACT: case.contact_due,
            Clock.RESULT: case.result_due,
            Clock.CALL_BACK: case.call_back_due,
        },
    )
    if running is None:
        case.next_clock, case.next_due, case.next_soon = "", None, None
        return
    clock, case.next_due = running
    case.next_clock = clock.value
    case.next_soon = soon_at(clock_start(case, clock, started), case.next_due)


def clock_start(case: Case, clock: Clock, fallback: datetime) -> datetime:
    """When a clock began: at registering or appeal, at dispatch or redoing, at the answer."""
    if clock is Clock.DISPATCH:
        return case.clock_from or case.registered_at
    if clock is Clock.CALL_BACK:
        return case.replied_at or fallback
    return case.clock_from or fallback


def save_step(actor: Actor, case: Case, line: Line, *, was: str, at: datetime) -> Step:
    """Write the case and one line of its history together."""
    case.version += 1
    case.save(update_fields=case.changed())
    return add_line(actor, case, line, was=was, at=at)


def add_line(actor: Actor, case: Case, line: Line, *, was: str, at: datetime) -> Step:
    """Append a line to the history. The caller holds the lock on the case."""
    return Step.objects.create(
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


def identity(case: Case) -> dict[str, str]:
    """What every fact about this case carries."""
    return {
        "stream": case.stream,
        "case_id": str(case.pk),
        "county": case.county,
        "area": case.area_id,
    }
