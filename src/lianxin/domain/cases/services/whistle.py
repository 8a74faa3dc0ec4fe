"""The township calls departments together, and a leader says yes 吹哨."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Whistle, WhistleCall
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    Span,
    State,
    Verb,
    WhistleKind,
    WhistleState,
    check_approver,
    check_move,
    check_whistle_units,
)
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._case import (
    Line,
    add_helpers,
    clean,
    identity,
    lock,
    moment_of,
    move,
    moved,
    require,
    save_step,
    unit_name,
)
from lianxin.domain.cases.services._recusal import check_units
from lianxin.domain.orgs import selectors as orgs
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record

VILLAGE = "village"


@dataclass(frozen=True)
class WhistleWords:
    """Who shall come, why the township cannot do it alone, where and when, and to what end.

    `kind`: a code of the table `whistle_kind`. Only `kind`, `units` and `why` are asked for.
    """

    kind: str
    units: Sequence[UUID]
    why: str
    expected: str = ""
    place_text: str = ""
    meet_at: datetime | None = None


@transaction.atomic
def case_whistle(
    *, actor: Actor, case_id: UUID, words: WhistleWords, version: int | None = None
) -> Whistle:
    """Ask for departments to come; for a danger they are called at once 吹哨.

    Otherwise the case goes on as it is until a leader has said yes.
    Basis: domain.md §2.3. Emits: CaseWhistleAsked, or CaseWhistled.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.WHISTLE, case)
    check_move(State(case.state), Verb.WHISTLE, State.WHISTLE)
    if Whistle.objects.filter(case=case, state__in=["draft", "called"]).exists():
        raise RuleViolation("这件事已经吹了一哨，等这一哨有结果再吹。")
    kind = kind_of(words.kind)
    why = clean(words.why, "请写明为什么乡镇自己办不了。", name="why")
    now = clock.now()
    if words.meet_at is not None and words.meet_at <= now:
        raise Invalid("碰头的时间要在现在以后。", fields={"meet_at": "碰头的时间要在现在以后。"})
    units = _units(case, words.units, actor)
    whistle = Whistle.objects.create(
        case=case, kind=kind.code, state=WhistleState.DRAFT, is_emergency=kind.is_approved_after,
        why=why, expected=clean(words.expected, "", name="expected", most=500),
        place_text=clean(words.place_text, "", name="place_text", most=100), meet_at=words.meet_at,
        asked_by=actor.id, asked_at=now,
        approve_due=kind.approve.after(now, _law.calendar(case.county)),
    )  # fmt: skip
    WhistleCall.objects.bulk_create([WhistleCall(whistle=whistle, org_id=u.id) for u in units])
    case.whistle = "draft"
    if kind.is_approved_after:
        call_out(case, whistle, actor, now)
        return whistle
    line = Line(
        Verb.WHISTLE, text=why, unit_name=unit_name(actor, case), is_public=False,
        data={"whistle": str(whistle.pk), "step": "asked"},
    )  # fmt: skip
    save_step(actor, case, line, was=case.state, at=now)
    record(
        events.CaseWhistleAsked(
            **identity(case), whistle=str(whistle.pk), whistle_kind=kind.code,
            due=moment_of(whistle.approve_due),
        ),
        actor=actor,
    )  # fmt: skip
    return whistle


def call_out(case: Case, whistle: Whistle, actor: Actor, now: datetime) -> None:
    """The departments' clocks start; they see the matter and help from now on."""
    was, kind = case.state, kind_of(whistle.kind)
    calls = list(WhistleCall.objects.filter(whistle=whistle).select_related("org"))
    due = kind.respond.after(now, _law.calendar(case.county))
    WhistleCall.objects.filter(whistle=whistle).update(due=due)
    whistle.state, whistle.called_at = WhistleState.CALLED, now
    whistle.save(update_fields=["state", "called_at", "approved_by", "approved_at", "decision"])
    case.whistle = "unsigned" if whistle.approved_at is None else "called"
    add_helpers(case, [call.org_id for call in calls])
    move(case, Verb.WHISTLE, State.WHISTLE, at=now)
    names = "、".join(call.org.short_name or call.org.name for call in calls)
    line = Line(
        Verb.WHISTLE, text=f"请{names}一起来办。", unit_name=unit_name(actor, case),
        data={"whistle": str(whistle.pk), "step": "called", "due": moment_of(due)},
    )  # fmt: skip
    save_step(actor, case, line, was=was, at=now)
    record(
        events.CaseWhistled(
            **moved(case), whistle=str(whistle.pk), units=[str(c.org_id) for c in calls],
            is_emergency=whistle.is_emergency,
        ),
        actor=actor,
    )  # fmt: skip


@transaction.atomic
def whistle_decide(
    *, actor: Actor, case_id: UUID, is_approved: bool, text: str = "", version: int | None = None
) -> Whistle:
    """A leader says yes or no; after a danger the word comes when the departments are there 批哨.

    Not the one who asked. A no after the fact calls the departments off.
    Basis: domain.md §2.3. Emits: CaseWhistleDecided; CaseWhistled or CaseWhistleEnded.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.LEAD, case)
    waiting = Whistle.objects.filter(case=case, approved_at=None)
    whistle = waiting.exclude(state="dropped").order_by("-asked_at").first()
    if whistle is None:
        raise RuleViolation("这件事没有等着批的哨。")
    check_approver(actor.id, whistle.asked_by)
    if not is_approved:
        text = clean(text, "不同意的话，请写一句为什么。")
    now = clock.now()
    whistle.approved_by, whistle.approved_at, whistle.decision = actor.id, now, text.strip()
    record(
        events.CaseWhistleDecided(
            **identity(case), whistle=str(whistle.pk), asked_by=whistle.asked_by,
            decision="approved" if is_approved else "refused",
        ),
        actor=actor,
    )  # fmt: skip
    if is_approved and whistle.state == WhistleState.DRAFT:
        call_out(case, whistle, actor, now)
    elif is_approved:
        _sign_afterwards(case, whistle, actor, now)
    else:
        _refuse(case, whistle, actor, now)
    return whistle


def _sign_afterwards(case: Case, whistle: Whistle, actor: Actor, now: datetime) -> None:
    whistle.save(update_fields=["approved_by", "approved_at", "decision"])
    case.whistle = "done" if whistle.state == WhistleState.DONE else "called"
    line = Line(
        Verb.WHISTLE, text=whistle.decision, is_public=False,
        data={"whistle": str(whistle.pk), "step": "signed"},
    )  # fmt: skip
    save_step(actor, case, line, was=case.state, at=now)


def _refuse(case: Case, whistle: Whistle, actor: Actor, now: datetime) -> None:
    was, out = case.state, whistle.state == WhistleState.CALLED
    if whistle.state != WhistleState.DONE:
        whistle.state, whistle.ended_at = WhistleState.REFUSED, now
    whistle.save()
    case.whistle = "done"
    if out:
        move(case, Verb.WHISTLE_END, State.WORKING, at=now)
    line = Line(
        Verb.WHISTLE_END if out else Verb.WHISTLE, text=whistle.decision, is_public=False,
        data={"whistle": str(whistle.pk), "step": "refused"},
    )  # fmt: skip
    save_step(actor, case, line, was=was, at=now)
    if out:
        record(events.CaseWhistleEnded(**moved(case), whistle=str(whistle.pk)), actor=actor)


def kind_of(code: str) -> WhistleKind:
    """A kind of whistle, from the county's table.

    Raises: Invalid.
    """
    row = codes.row_of("whistle_kind", code) if code else None
    if row is None:
        raise Invalid("请选是哪一种哨。", fields={"kind": "请选是哪一种哨。"})
    respond, approve = row.extra["respond"], row.extra["approve"]
    return WhistleKind(
        row.code, row.name, Span(int(respond[0]), str(respond[1])),
        Span(int(approve[0]), str(approve[1])), bool(row.extra.get("approve_after")),
    )  # fmt: skip


def _units(case: Case, asked: Sequence[UUID], actor: Actor) -> list[orgs.UnitRow]:
    """The units that are called, if they serve the place; a village is never called 村级保护."""
    serving = {u.id: u for u in orgs.units_for(case.area_id, actor=actor) if u.level != VILLAGE}
    if any(unit not in serving for unit in asked):
        raise Invalid("有的单位不管这个地方，请重新勾。", fields={"units": "请重新勾选单位。"})
    check_whistle_units([str(unit) for unit in asked], main=str(case.main_org_id or ""))
    units = [serving[unit] for unit in dict.fromkeys(asked)]
    check_units(case, units, actor)
    return units
