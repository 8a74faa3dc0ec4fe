"""Reads of imports; each takes the actor and shows what lies in the counties they import for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db.models import Q, QuerySet

from lianxin.domain.places import selectors as places
from lianxin.domain.users import selectors as users
from lianxin.exchange.hotline12345.errors_book import template_book
from lianxin.exchange.hotline12345.reader import Sheet
from lianxin.exchange.hotline12345.rules import Cell
from lianxin.exchange.models import ImportBatch, ImportFault, ImportFile
from lianxin.exchange.permissions import Grant
from lianxin.exchange.rules import BUSY, STATE_NAMES, Kind, State
from lianxin.exchange.services._batch import GONE, file_open, headings_of
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import NotFound

LISTED = 30
FAULTS_SHOWN = 50
EXAMPLES = 3
QUIET_SECONDS = 120


@dataclass(frozen=True)
class BatchRow:
    """An import in the list."""

    id: UUID
    file_name: str
    county_name: str
    state: State
    state_name: str
    total: int
    good: int
    known: int
    bad: int
    who: str
    made_at: datetime
    has_errors: bool


@dataclass(frozen=True)
class FaultRow:
    """A cell that is wrong."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class BatchView:
    """Everything that the page of an import shows. `examples`: what stands in a column."""

    row: BatchRow
    done: int
    trouble: str
    is_busy: bool
    is_quiet: bool
    columns: Mapping[str, str]
    headings: Sequence[str]
    examples: Mapping[str, str]
    faults: Sequence[FaultRow]
    before: Sequence[BatchRow]


def import_counties(*, actor: Actor) -> list[places.AreaRow]:
    """The counties for whose 12345 centre the actor takes orders in."""
    return [
        county
        for county in places.counties(actor=actor)
        if actor.may(Grant.IMPORT, area=county.code)
    ]


def import_list(*, actor: Actor) -> list[BatchRow]:
    """The latest imports."""
    return _rows(list(_in_sight(actor).order_by("-made_at")[:LISTED]), actor)


def import_page(batch_id: UUID, *, actor: Actor, with_examples: bool = False) -> BatchView:
    """One import; with what stands in its columns while these are still asked, or if wanted.

    Raises: NotFound.
    """
    batch = _get(batch_id, actor)
    state = State(batch.state)
    headings = headings_of(batch)
    faults = ImportFault.objects.filter(batch=batch).order_by("row", "id")[:FAULTS_SHOWN]
    same = _in_sight(actor).filter(county=batch.county, digest=batch.digest).exclude(pk=batch.pk)
    wants = state is State.UPLOADED or (with_examples and state is State.CHECKED)
    before = list(same.filter(state=State.DONE.value).order_by("-made_at")[:3])
    return BatchView(
        row=_rows([batch], actor)[0],
        done=batch.done,
        trouble=batch.trouble,
        is_busy=state in BUSY,
        is_quiet=(clock.now() - batch.moved_at).total_seconds() > QUIET_SECONDS,
        columns=batch.columns,
        headings=headings,
        examples=_examples(batch, headings) if wants else {},
        faults=[FaultRow(f.row, f.column, f.reason) for f in faults],
        before=_rows(before, actor),
    )


def import_errors(batch_id: UUID, *, actor: Actor) -> tuple[str, bytes]:
    """The workbook of the rows that were not taken in, and the name of the file they came from.

    Raises: NotFound.
    """
    batch = _get(batch_id, actor)
    return batch.file_name, file_open(batch, Kind.ERRORS)


def import_template(*, actor: Actor) -> bytes:
    """An empty workbook with the usual headings."""
    return template_book()


def _in_sight(actor: Actor) -> QuerySet[ImportBatch]:
    mine = Q(county__in=[county.county for county in import_counties(actor=actor)])
    return ImportBatch.objects.filter(mine)


def _get(batch_id: UUID, actor: Actor) -> ImportBatch:
    batch = _in_sight(actor).filter(pk=batch_id).first()
    if batch is None:
        raise NotFound(GONE)
    return batch


def _rows(batches: Sequence[ImportBatch], actor: Actor) -> list[BatchRow]:
    makers = {b.made_by: b.made_by.removeprefix("user:") for b in batches}
    names = users.user_names([UUID(i) for by, i in makers.items() if i != by], actor=actor)
    errors = ImportFile.objects.filter(batch__in=batches, kind=Kind.ERRORS.value)
    with_errors = set(errors.values_list("batch_id", flat=True))
    return [
        BatchRow(
            id=b.pk,
            file_name=b.file_name,
            county_name=places.display_name(b.county.ljust(12, "0"), actor=actor),
            state=State(b.state),
            state_name=STATE_NAMES[State(b.state)],
            total=b.total,
            good=b.good,
            known=b.known,
            bad=b.bad,
            who=names.get(UUID(makers[b.made_by]), "") if makers[b.made_by] != b.made_by else "",
            made_at=b.made_at,
            has_errors=b.pk in with_errors,
        )
        for b in batches
    ]


def _examples(batch: ImportBatch, headings: Sequence[str]) -> dict[str, str]:
    """What stands in the first rows under each heading, so that one sees what one assigns."""
    rows = list(islice(Sheet(file_open(batch, Kind.SOURCE)), EXAMPLES))
    found = {}
    for n, heading in enumerate(headings):
        words = [_short(row.cells[n]) for row in rows if row.cells[n]]
        found[heading] = "、".join(dict.fromkeys(words))[:60]
    return found


def _short(cell: Cell) -> str:
    text = cell if isinstance(cell, str) else f"{cell:%Y-%m-%d %H:%M}"
    return text if len(text) <= 24 else f"{text[:24]}…"
