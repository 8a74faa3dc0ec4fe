"""The departments answer, do their part, and both sides say how it was 应哨、哨结."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Whistle, WhistleCall
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    ANSWER_NAMES,
    RIGHT_NAMES,
    Answer,
    State,
    Verb,
    WhistleState,
    check_may_end,
)
from lianxin.domain.cases.services._case import (
    Line,
    clean,
    identity,
    lock,
    move,
    moved,
    require,
    save_step,
)
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Denied, Invalid, RuleViolation
from lianxin.kernel.facts import record

BATCH = 200


@transaction.atomic
def whistle_answer(
    *, actor: Actor, case_id: UUID, answer: str, text: str = "", version: int | None = None
) -> WhistleCall:
    """A department says what it will do: come, send a plan, or why it is not its matter 应哨.

    A late answer is taken all the same. Emits: CaseWhistleAnswered.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    if answer not in set(Answer):
        raise Invalid("请选怎么应哨。", fields={"answer": "请选怎么应哨。"})
    call = _own_call(case, actor, owes="answer")
    said = Answer(answer)
    if said is Answer.PLAN:
        text = clean(text, "请写一句打算怎么办、哪天办完。")
    elif said is Answer.NOT_OURS:
        text = clean(text, "请写明依据：为什么不归你们管，该归谁管。")
    now = clock.now()
    call.answer, call.plan, call.answered_by, call.answered_at = said, text.strip(), actor.id, now
    call.save(update_fields=["answer", "plan", "answered_by", "answered_at"])
    is_in_time = call.due is not None and now <= call.due
    words = "：".join(filter(None, (ANSWER_NAMES[said], call.plan)))
    _line(case, call, actor, now, words, "answered")
    record(
        events.CaseWhistleAnswered(
            **identity(case), whistle=str(call.whistle_id), unit=str(call.org_id),
            answer=said.value, is_in_time=is_in_time,
        ),
        actor=actor,
    )  # fmt: skip
    return call


@transaction.atomic
def whistle_result(
    *, actor: Actor, case_id: UUID, text: str, by_unit: str, version: int | None = None
) -> WhistleCall:
    """A department tells what it did, and whether it was rightly called 报结果、评哨.

    Basis: 北京市接诉即办工作条例 art. 33. Emits: CaseWhistleResult.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    call = _own_call(case, actor, owes="result")
    text = clean(text, "请写一句做了什么、结果怎样。")
    if by_unit not in RIGHT_NAMES:
        raise Invalid("请说说这一哨吹得准不准。", fields={"by_unit": "请选一个。"})
    now = clock.now()
    if call.answered_at is None:
        call.answer, call.answered_by, call.answered_at = Answer.COME, actor.id, now
    call.result, call.result_at, call.by_unit = text, now, by_unit
    call.save(
        update_fields=[
            "answer", "answered_by", "answered_at", "result", "result_at", "by_unit",
        ]
    )  # fmt: skip
    _line(case, call, actor, now, text, "result")
    record(
        events.CaseWhistleResult(
            **identity(case), whistle=str(call.whistle_id), unit=str(call.org_id), by_unit=by_unit
        ),
        actor=actor,
    )
    return call


@transaction.atomic
def case_whistle_end(
    *,
    actor: Actor,
    case_id: UUID,
    says: Mapping[UUID, str],
    text: str,
    version: int | None = None,
) -> Case:
    """The township rates each department and the case goes on with its main unit 哨结.

    `says`: unit → rating. Basis: domain.md §2.3. Emits: CaseWhistleEnded.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = lock(actor, case_id, version=version)
    require(actor, Grant.WHISTLE, case)
    whistle = Whistle.objects.filter(case=case, state=WhistleState.CALLED).first()
    if whistle is None:
        raise RuleViolation("这件事现在没有吹着的哨。")
    text = clean(text, "请写一句几家一起办成了什么。")
    calls = list(WhistleCall.objects.filter(whistle=whistle).select_related("org"))
    check_may_end(
        {
            c.org.name: (Answer(c.answer) if c.answer else None, c.result_at is not None)
            for c in calls
        },
        {c.org.name: says.get(c.org_id, "") for c in calls},
    )
    now, was = clock.now(), case.state
    for call in calls:
        call.by_town = says[call.org_id]
        call.save(update_fields=["by_town"])
    whistle.state, whistle.ended_at = WhistleState.DONE, now
    whistle.save(update_fields=["state", "ended_at"])
    case.whistle = "done" if whistle.approved_at else "unsigned"
    move(case, Verb.WHISTLE_END, State.WORKING, at=now)
    line = Line(Verb.WHISTLE_END, text=text, data={"whistle": str(whistle.pk)})
    save_step(actor, case, line, was=was, at=now)
    record(events.CaseWhistleEnded(**moved(case), whistle=str(whistle.pk)), actor=actor)
    return case


def whistle_tick(*, actor: Actor, now: datetime | None = None) -> int:
    """Whoever owes a word to a whistle is asked for it once, when the time is over 催哨.

    Costs by what is late. Safe to repeat and to run twice at once. Emits: CaseWhistleLate.
    """
    now = now or clock.now()
    told = 0
    while batch := _late(actor, now):
        told += batch
    return told


@transaction.atomic
def _late(actor: Actor, now: datetime) -> int:
    calls = list(
        WhistleCall.objects.filter(
            answered_at=None, reminded_at=None, due__lte=now, whistle__state=WhistleState.CALLED
        )
        .select_related("whistle__case")
        .select_for_update(skip_locked=True, of=("self",))[:BATCH]
    )
    waiting = list(
        Whistle.objects.filter(
            approved_at=None, reminded_at=None, approve_due__lte=now,
            state__in=[WhistleState.DRAFT, WhistleState.CALLED],
        )
        .select_related("case")
        .select_for_update(skip_locked=True, of=("self",))[:BATCH]
    )  # fmt: skip
    late = [(c.whistle, str(c.org_id)) for c in calls] + [(w, "") for w in waiting]
    for whistle, unit in late:
        event = events.CaseWhistleLate(**identity(whistle.case), whistle=str(whistle.pk), unit=unit)
        record(event, actor=actor)
    WhistleCall.objects.filter(pk__in=[c.pk for c in calls]).update(reminded_at=now)
    Whistle.objects.filter(pk__in=[w.pk for w in waiting]).update(reminded_at=now)
    return len(late)


def _own_call(case: Case, actor: Actor, *, owes: str) -> WhistleCall:
    """The call to a unit of the actor that still owes an answer or a result.

    Raises: Denied, RuleViolation.
    """
    calls = WhistleCall.objects.filter(whistle__case=case, whistle__state=WhistleState.CALLED)
    own = [
        call
        for call in calls.select_related("org").order_by(F("answered_at").asc(nulls_first=True))
        if actor.may(Grant.SIGN, area=case.area_id, units=(str(call.org_id),))
    ]
    if not own:
        raise Denied("这一哨没有请你们单位，或者已经哨结了。")
    open_ones = [
        call
        for call in own
        if (call.answered_at is None if owes == "answer" else call.result_at is None)
    ]
    if not open_ones:
        raise RuleViolation(
            "你们单位已经写过了。" if owes == "result" else "你们单位已经应过哨了。"
        )
    return open_ones[0]


def _line(case: Case, call: WhistleCall, actor: Actor, now: datetime, text: str, step: str) -> None:
    line = Line(
        Verb.WHISTLE, text=text, unit_name=call.org.name, is_public=False,
        data={"whistle": str(call.whistle_id), "step": step},
    )  # fmt: skip
    save_step(actor, case, line, was=case.state, at=now)
