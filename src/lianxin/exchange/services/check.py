"""Go through a file for trial."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases.selectors.external import known_orders
from lianxin.exchange import events
from lianxin.exchange.hotline12345.reader import Row, Sheet
from lianxin.exchange.hotline12345.rows import Fault, Judge
from lianxin.exchange.models import ImportBatch
from lianxin.exchange.rules import Kind, State
from lianxin.exchange.services._batch import (
    COUNTS,
    begin_again,
    faults_keep,
    file_open,
    headings_of,
    move,
    person_behind,
)
from lianxin.exchange.services._book import book_keep
from lianxin.exchange.services._trouble import troubled
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import record

SLICE = 1000


def import_check_all(*, actor: Actor, batch_id: UUID) -> None:
    """Go through every row and take none in: how many are good, there already, or bad 试跑.

    Safe to repeat: it begins anew.
    Emits: ImportChecked, ImportFailed.
    """
    batch = ImportBatch.objects.filter(pk=batch_id, state=State.CHECKING.value).first()
    if batch is None:
        return
    with troubled(actor, batch):
        person = person_behind(actor, batch)
        _reset(batch)
        rows = list(Sheet(file_open(batch, Kind.SOURCE)))
        judge = judge_for(batch, person, rows)
        faults: list[Fault] = []
        batch.total = len(rows)
        for part in slices(rows, SLICE):
            faults += _judge(batch, judge, part, person)
            batch.moved_at = clock.now()
            batch.save(update_fields=["moved_at", *COUNTS])
        _end(actor, batch, rows, faults)


def judge_for(batch: ImportBatch, person: Actor, rows: Sequence[Row]) -> Judge:
    """Whoever reads the rows of this batch."""
    return Judge(
        county=batch.county,
        columns=batch.columns,
        headings=headings_of(batch),
        rows=rows,
        now=clock.now(),
        actor=person,
    )


def slices(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    """The rows, some at a time."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


@transaction.atomic
def _reset(batch: ImportBatch) -> None:
    begin_again(batch)
    move(batch, State.CHECKING, *COUNTS)


def _judge(batch: ImportBatch, judge: Judge, rows: Sequence[Row], person: Actor) -> list[Fault]:
    """Count the rows; a number that is there already is not looked at further."""
    known = known_orders((judge.no_of(row) for row in rows), actor=person, county=batch.county)
    found: list[Fault] = []
    for row in rows:
        if judge.no_of(row) in known and not judge.is_again(row):
            batch.known += 1
            continue
        result = judge.judge(row)
        if isinstance(result, list):
            found += result
            batch.bad += 1
        else:
            batch.good += 1
    batch.done += len(rows)
    return found


@transaction.atomic
def _end(actor: Actor, batch: ImportBatch, rows: Sequence[Row], faults: Sequence[Fault]) -> None:
    faults_keep(batch, faults)
    book_keep(batch, rows)
    move(batch, State.CHECKED, *COUNTS)
    record(
        events.ImportChecked(
            stream=batch.stream, batch=str(batch.pk), county=batch.county,
            good=batch.good, known=batch.known, bad=batch.bad,
        ),
        actor=actor,
    )  # fmt: skip
