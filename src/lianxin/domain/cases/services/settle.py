"""What needs no dispatch: solved on the spot, answered at once, or handed to 110, 119, 120."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import Level, State, Verb, is_sampled
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._case import (
    Line,
    clean,
    lock,
    move,
    moved,
    remember_handler,
    require,
    save_step,
)
from lianxin.domain.cases.services._ending import close, ended_or_redone
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid
from lianxin.kernel.facts import record
from lianxin.kernel.privacy import keyed_hash

SERVICES = frozenset({"110", "119", "120", "122"})


@transaction.atomic
def case_settle(
    *,
    actor: Actor,
    case_id: UUID,
    outcome: str,
    text: str,
    category: str = "",
    version: int | None = None,
) -> Case:
    """Solved where it was found, or answered at once; one in ten is asked about again 当场办结.

    `category`: said by whoever settles, if they care to; suggestions learn from it.
    Basis: domain.md §2.7 `self_done`, S54. Emits: CaseSettled and CaseClosed.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.SETTLE, case)
    row = codes.row_of("case_outcome", outcome)
    if row is None or row.extra.get("hidden"):
        raise Invalid("请选办理结果。", fields={"outcome": "请选办理结果。"})
    text = clean(text, "请写一句怎么解决的。")
    now, was = clock.now(), case.state
    case.is_settled, case.outcome, case.replied_at = True, outcome, now
    case.contacted_at = now
    if category:
        _sort(case, category)
    case.call_back_due = _law.clocks_kept(case).call_back.after(now, _law.calendar(case.county))
    remember_handler(case, actor)
    sampled = is_sampled(_draw(case)) or case.needs_verify
    if sampled:
        move(case, Verb.SETTLE, State.SELF_DONE, at=now)
    else:
        close(case, Verb.SETTLE, now, outcome=outcome)
    data = {"outcome": outcome, "sampled": sampled, "category": category}
    line = Line(Verb.SETTLE, text=text, data=data)
    save_step(actor, case, line, was=was, at=now)
    record(
        events.CaseSettled(
            **moved(case), outcome=outcome, is_sampled=sampled, category=case.category
        ),
        actor=actor,
    )
    ended_or_redone(case, actor, now)
    return case


def _sort(case: Case, category: str) -> None:
    """The category as whoever settles it sees it; what was confidential stays so."""
    kind = _law.category_of(category)
    case.category = kind.code
    case.sensitive = case.sensitive or kind.sensitive
    case.needs_verify = case.needs_verify or kind.needs_verify


def _draw(case: Case) -> int:
    """One draw for a matter and each time that it begins anew, by a key that no form can know."""
    return int(keyed_hash(f"sample:{case.pk}:{case.reopen_count}")[:12], 16)


@transaction.atomic
def case_to_emergency(
    *, actor: Actor, case_id: UUID, service: str, text: str = "", version: int | None = None
) -> Case:
    """Police, fire brigade or ambulance were called; the case waits to be followed up 转紧急.

    Basis: domain.md §2.2 art. 11, §2.7 `to_emergency`. Emits: CaseHandedToEmergency.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.DISPATCH, case)
    if service not in SERVICES:
        raise Invalid("请选打了哪个电话。", fields={"service": "请选打了哪个电话。"})
    now, was = clock.now(), case.state
    case.level = Level.EMERGENCY.value
    case.wait_due = _law.clocks_kept(case).follow_up.after(now, _law.calendar(case.county))
    move(case, Verb.HAND_OVER_EMERGENCY, State.TO_EMERGENCY, at=now)
    line = Line(Verb.HAND_OVER_EMERGENCY, text=text.strip(), data={"service": service})
    save_step(actor, case, line, was=was, at=now)
    record(events.CaseHandedToEmergency(**moved(case), service=service), actor=actor)
    return case


@transaction.atomic
def case_follow_up(*, actor: Actor, case_id: UUID, text: str, version: int | None = None) -> Case:
    """The danger is past; what is left of the matter is looked after like any other 紧急后续.

    Basis: domain.md §2.7 `to_emergency`. Emits: CaseFollowedUp.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.DISPATCH, case)
    text = clean(text, "请写一句现在怎么样了、还差什么要办。")
    now, was = clock.now(), case.state
    case.wait_due, case.clock_from = None, now
    case.dispatch_due = _law.clocks_kept(case).dispatch.after(now, _law.calendar(case.county))
    move(case, Verb.FOLLOW_UP, State.REGISTERED, at=now)
    save_step(actor, case, Line(Verb.FOLLOW_UP, text=text), was=was, at=now)
    record(events.CaseFollowedUp(**moved(case)), actor=actor)
    return case
