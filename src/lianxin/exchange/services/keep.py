"""What nobody waits for any longer goes; what was forgotten is taken up again."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from lianxin.exchange import events, jobs
from lianxin.exchange.models import ImportBatch, ImportFault, ImportFile
from lianxin.exchange.rules import BUSY, KEEP_DAYS, WAIT_DAYS, State
from lianxin.exchange.services._batch import COUNTS, begin_again, move
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import record

SILENT = timedelta(minutes=2)


@transaction.atomic
def imports_take_up(*, actor: Actor) -> int:
    """Ask again for imports that no job carries; returns how many 接着办.

    Emits: nothing; the run itself says what it did. Safe to repeat.
    """
    silent = clock.now() - SILENT
    quiet = ImportBatch.objects.filter(state__in=BUSY, moved_at__lt=silent)
    taken = 0
    for batch in quiet.select_for_update(skip_locked=True):
        carried = ProcrastinateJob.objects.filter(
            status__in=("todo", "doing"), args__batch=str(batch.pk), queue_name=jobs.QUEUE
        )
        if carried.exists():
            continue
        defer = jobs.defer_check if batch.state == State.CHECKING else jobs.defer_run
        defer(batch.pk, batch.county)
        taken += 1
    return taken


@transaction.atomic
def imports_drop_old(*, actor: Actor) -> int:
    """Files nobody went on with after two days, error workbooks after thirty; returns how many.

    Emits: ImportDropped.
    Basis: 个人信息保护法 art. 19.
    """
    now = clock.now()
    waiting = ImportBatch.objects.filter(
        state__in=(State.UPLOADED, State.CHECKED), moved_at__lt=now - timedelta(days=WAIT_DAYS)
    )
    for batch in waiting.select_for_update(skip_locked=True):
        ImportFile.objects.filter(batch=batch).delete()
        begin_again(batch)
        move(batch, State.DROPPED, *COUNTS)
        event = events.ImportDropped(stream=batch.stream, batch=str(batch.pk), county=batch.county)
        record(event, actor=actor)
    old = now - timedelta(days=KEEP_DAYS)
    ended = ImportBatch.objects.exclude(state__in=BUSY).filter(moved_at__lt=old)
    ImportFault.objects.filter(batch__in=ended).delete()
    gone, _by_model = ImportFile.objects.filter(batch__in=ended).delete()
    return gone
