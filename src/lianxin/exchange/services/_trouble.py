"""What stops an import in the middle is told to whoever asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import OperationalError, transaction

from lianxin.exchange import events
from lianxin.exchange.models import ImportBatch
from lianxin.exchange.rules import BUSY, State
from lianxin.exchange.services._batch import move
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import AppError
from lianxin.kernel.facts import record

log = structlog.get_logger(__name__)
BROKEN = "程序出了毛病，已经记下来了。导进去的都在，可以接着导。"


@contextmanager
def troubled(actor: Actor, batch: ImportBatch) -> Iterator[None]:
    """A refusal or a mistake of the program ends the run with a sentence.

    A database that went away says nothing about the file: the run is taken up again later.
    """
    try:
        yield
    except OperationalError:
        raise
    except AppError as no:
        _fail(actor, batch, no.message, no.code or "refused")
    except Exception:
        log.exception("import_failed", batch=str(batch.pk))
        _fail(actor, batch, BROKEN, "broken")


@transaction.atomic
def _fail(actor: Actor, batch: ImportBatch, why: str, code: str) -> None:
    held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if held.state not in BUSY:
        return
    held.trouble = why[:200]
    move(held, State.UPLOADED if held.state == State.CHECKING else State.FAILED, "trouble")
    record(
        events.ImportFailed(
            stream=held.stream, batch=str(held.pk), county=held.county, code=code[:40]
        ),
        actor=actor,
    )
