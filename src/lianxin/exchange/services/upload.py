"""Hand a file in, say what its columns are, throw it away."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from lianxin.exchange import events, jobs
from lianxin.exchange.hotline12345.reader import Sheet
from lianxin.exchange.hotline12345.rules import COLUMNS, Field, missing, propose
from lianxin.exchange.models import ImportBatch, ImportFile, ImportMapping
from lianxin.exchange.rules import MAY_CHECK, MAY_DROP, Kind, State
from lianxin.exchange.services._batch import (
    COUNTS,
    begin_again,
    file_keep,
    headings_of,
    lock,
    move,
    must_be,
    require,
)
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid
from lianxin.kernel.facts import record

MAX_NAME = 40


@transaction.atomic
def import_upload(*, actor: Actor, county: str, file_name: str, content: bytes) -> ImportBatch:
    """Take a file in and propose what its columns are; nothing of it is imported yet 上传.

    `county`: six digits.
    Emits: ImportUploaded.
    Raises: Denied, Invalid.
    """
    require(actor, county)
    headings = Sheet(content).headings
    kept = ImportMapping.objects.filter(county=county).order_by("-kept_at")[:20]
    now = clock.now()
    batch = ImportBatch.objects.create(
        county=county,
        file_name=(file_name.replace("\x00", "").strip() or "未命名")[-120:],
        digest=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        headers=json.dumps(headings, ensure_ascii=False),
        columns=propose(headings, [m.columns for m in kept]),
        made_by=actor.id,
        made_at=now,
        moved_at=now,
    )
    file_keep(batch, Kind.SOURCE, content)
    record(
        events.ImportUploaded(
            stream=batch.stream, batch=str(batch.pk), county=county, digest=batch.digest
        ),
        actor=actor,
    )
    return batch


@transaction.atomic
def import_check(
    *, actor: Actor, batch_id: UUID, columns: Mapping[str, str], keep_as: str = ""
) -> ImportBatch:
    """Say which column is which field, and have every row gone through once for trial 试跑.

    `keep_as`: under which name the county keeps the assignment; "" keeps none.
    Emits: ImportMappingKept.
    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    batch = lock(actor, batch_id)
    require(actor, batch.county)
    must_be(batch, *MAY_CHECK)
    batch.columns = _clean(columns, headings_of(batch))
    if len(keep_as) > MAX_NAME:
        raise Invalid("名字太长了。", fields={"keep_as": f"名字太长了，{MAX_NAME} 个字以内就好。"})
    begin_again(batch)
    move(batch, State.CHECKING, "columns", *COUNTS)
    if name := keep_as.strip():
        _keep_mapping(actor, batch, name)
    jobs.defer_check(batch.pk, batch.county)
    return batch


def _clean(columns: Mapping[str, str], headings: list[str]) -> dict[str, str]:
    """Each field from a column that is there, no column twice. Raises: Invalid."""
    found = {f.value: name for f in Field if (name := columns.get(f.value, ""))}
    wrong: dict[str, str] = {}
    taken: dict[str, str] = {}
    for field, name in found.items():
        if name not in headings:
            wrong[field] = "文件里没有这一列，请重新选。"
        elif name in taken:
            other = COLUMNS[Field(taken[name])].name
            wrong[field] = f"这一列已经给了“{other}”，请选别的列，或者选“没有”。"
        taken.setdefault(name, field)
    for needed in missing(found):
        wrong[needed.value] = f"请选哪一列是“{COLUMNS[needed].name}”，没有它导不了。"
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)
    return found


def _keep_mapping(actor: Actor, batch: ImportBatch, name: str) -> None:
    held, _is_new = ImportMapping.objects.update_or_create(
        county=batch.county,
        name=name,
        defaults={"columns": batch.columns, "kept_by": actor.id, "kept_at": clock.now()},
    )
    event = events.ImportMappingKept(stream=batch.stream, mapping=str(held.pk), county=batch.county)
    record(event, actor=actor)


@transaction.atomic
def import_drop(*, actor: Actor, batch_id: UUID) -> ImportBatch:
    """Throw a file away of which nothing was taken in 不导了.

    Emits: ImportDropped.
    Raises: NotFound, RuleViolation.
    """
    batch = lock(actor, batch_id)
    must_be(batch, *MAY_DROP)
    ImportFile.objects.filter(batch=batch).delete()
    begin_again(batch)
    move(batch, State.DROPPED, *COUNTS)
    event = events.ImportDropped(stream=batch.stream, batch=str(batch.pk), county=batch.county)
    record(event, actor=actor)
    return batch
