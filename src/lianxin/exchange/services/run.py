"""Take the good rows of a file in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases.selectors.external import known_orders
from lianxin.domain.cases.services import case_register
from lianxin.exchange import events, jobs
from lianxin.exchange.hotline12345.reader import Row, Sheet
from lianxin.exchange.hotline12345.rows import Fault, Judge, Order
from lianxin.exchange.models import ImportBatch, ImportFile
from lianxin.exchange.rules import Kind, State
from lianxin.exchange.services._batch import (
    COUNTS,
    begin_again,
    faults_keep,
    file_open,
    lock,
    move,
    must_be,
    person_behind,
    require,
)
from lianxin.exchange.services._book import book_keep
from lianxin.exchange.services._trouble import troubled
from lianxin.exchange.services.check import judge_for, slices
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record

SLICE = 50
"""Rows in one transaction: the phone desk of the county waits for a number that long at most."""


@transaction.atomic
def import_start(*, actor: Actor, batch_id: UUID) -> ImportBatch:
    """Have the good rows taken in 开始导入.

    Emits: ImportStarted.
    Raises: NotFound, Denied, RuleViolation.
    """
    batch = lock(actor, batch_id)
    require(actor, batch.county)
    must_be(batch, State.CHECKED)
    if not batch.good:
        raise RuleViolation("没有能导的行，请先把表改好再上传。", code="none")
    rows = batch.total
    begin_again(batch)
    move(batch, State.RUNNING, *COUNTS)
    event = events.ImportStarted(
        stream=batch.stream, batch=str(batch.pk), county=batch.county, rows=rows
    )
    record(event, actor=actor)
    jobs.defer_run(batch.pk, batch.county)
    return batch


@transaction.atomic
def import_resume(*, actor: Actor, batch_id: UUID) -> ImportBatch:
    """Go on with an import that stopped in the middle 接着导.

    Emits: ImportStarted.
    Raises: NotFound, Denied, RuleViolation.
    """
    batch = lock(actor, batch_id)
    require(actor, batch.county)
    must_be(batch, State.FAILED)
    if not ImportFile.objects.filter(batch=batch, kind=Kind.SOURCE.value).exists():
        raise RuleViolation("文件已经清掉了，请重新上传；导进去的不会重。", code="gone")
    batch.trouble, batch.made_by = "", actor.id
    move(batch, State.RUNNING, "trouble", "made_by")
    event = events.ImportStarted(
        stream=batch.stream, batch=str(batch.pk), county=batch.county, rows=batch.total
    )
    record(event, actor=actor)
    jobs.defer_run(batch.pk, batch.county)
    return batch


def import_run(*, actor: Actor, batch_id: UUID) -> None:
    """Take the good rows in, some at a time, as whoever asked for it 导入.

    Safe to repeat: what an earlier run has gone through is kept, and an order is one matter.
    Emits: ImportEnded, ImportFailed.
    """
    batch = ImportBatch.objects.filter(pk=batch_id, state=State.RUNNING.value).first()
    if batch is None:
        return
    with troubled(actor, batch):
        person = person_behind(actor, batch)
        rows = list(Sheet(file_open(batch, Kind.SOURCE)))
        judge = judge_for(batch, person, rows)
        batch.total = len(rows)
        for part in slices(rows[batch.done :], SLICE):
            if not _take_in(person, batch, judge, part):
                return
        _end(actor, batch, rows)


@transaction.atomic
def _take_in(person: Actor, batch: ImportBatch, judge: Judge, rows: Sequence[Row]) -> bool:
    """One slice: its matters and the count of them, both or neither. False: somebody else is at it."""
    held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if held.state != State.RUNNING or held.done != batch.done:
        return False
    known = known_orders((judge.no_of(row) for row in rows), actor=person, county=batch.county)
    faults: list[Fault] = []
    for row in rows:
        if judge.no_of(row) in known and not judge.is_again(row):
            held.known += 1
            continue
        found = _register(person, judge, judge.judge(row))
        faults += found
        held.bad, held.good = held.bad + bool(found), held.good + (not found)
    held.done, held.total = held.done + len(rows), batch.total
    faults_keep(held, faults)
    move(held, State.RUNNING, *COUNTS)
    for name in COUNTS:
        setattr(batch, name, getattr(held, name))
    return True


def _register(person: Actor, judge: Judge, order: Order | list[Fault]) -> list[Fault]:
    if isinstance(order, list):
        return order
    try:
        case_register(actor=person, id=order.id, intake=order.intake)
    except Invalid as bad:
        return judge.refused(order, bad)
    except RuleViolation as no:
        return judge.refused(order, Invalid(no.message))
    return []


@transaction.atomic
def _end(actor: Actor, batch: ImportBatch, rows: Sequence[Row]) -> None:
    """The file is needed no longer; the bad rows stay to be fetched for a while."""
    held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if held.state != State.RUNNING:
        return
    book_keep(held, rows)
    ImportFile.objects.filter(batch=held, kind=Kind.SOURCE.value).delete()
    move(held, State.DONE, *COUNTS)
    record(
        events.ImportEnded(
            stream=held.stream, batch=str(held.pk), county=held.county,
            good=held.good, known=held.known, bad=held.bad,
        ),
        actor=actor,
    )  # fmt: skip
