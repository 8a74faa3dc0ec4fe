"""What the verbs of an import share: the row under lock, its file, whoever stands behind it."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable
from uuid import UUID

from lianxin.domain.cases.permissions import Grant as Cases
from lianxin.domain.users import selectors as users
from lianxin.exchange.hotline12345.rows import Fault
from lianxin.exchange.models import ImportBatch, ImportFault, ImportFile
from lianxin.exchange.permissions import Grant
from lianxin.exchange.rules import Kind, State
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Denied, NotFound, RuleViolation

GONE = "没有找到这次导入，可能已经清掉了。"
LEFT = "导入的人已经不能登记这个县的事了，没有再往下导。"


def require(actor: Actor, county: str) -> None:
    """Only who may import and register in the whole county. Raises: Denied."""
    area = county.ljust(12, "0")
    actor.require(Grant.IMPORT, area=area)
    actor.require(Cases.REGISTER, area=area)


def lock(actor: Actor, batch_id: UUID) -> ImportBatch:
    """The batch, held until the end of the transaction. Raises: NotFound."""
    batch = ImportBatch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None or not actor.may(Grant.IMPORT, area=batch.county.ljust(12, "0")):
        raise NotFound(GONE)
    return batch


def must_be(batch: ImportBatch, *states: State) -> None:
    """Raises: RuleViolation."""
    if batch.state not in states:
        raise RuleViolation("这次导入刚刚动过了，请看最新情况再办。", code="moved")


def move(batch: ImportBatch, state: State, *changed: str) -> None:
    """Into a state, with whatever else was changed."""
    batch.state, batch.moved_at = state.value, clock.now()
    batch.save(update_fields=["state", "moved_at", *changed])


def begin_again(batch: ImportBatch) -> None:
    """No row has been gone through."""
    batch.done = batch.good = batch.known = batch.bad = 0
    batch.trouble = ""
    ImportFault.objects.filter(batch=batch).delete()


COUNTS = ("total", "done", "good", "known", "bad", "trouble")


def file_keep(batch: ImportBatch, kind: Kind, content: bytes) -> None:
    """Keep a file of the batch, sealed; a former one of its kind goes."""
    ImportFile.objects.filter(batch=batch, kind=kind.value).delete()
    body = base64.b64encode(zlib.compress(content, 6)).decode()
    ImportFile.objects.create(batch=batch, kind=kind.value, body=body, made_at=clock.now())


def file_open(batch: ImportBatch, kind: Kind) -> bytes:
    """The bytes of a file of the batch. Raises: NotFound."""
    held = ImportFile.objects.filter(batch=batch, kind=kind.value).first()
    if held is None:
        raise NotFound("这个文件已经清掉了，请重新上传。")
    return zlib.decompress(base64.b64decode(held.body))


def headings_of(batch: ImportBatch) -> list[str]:
    """The columns of the file, from left to right."""
    return [str(name) for name in json.loads(batch.headers or "[]")]


def faults_keep(batch: ImportBatch, faults: Iterable[Fault]) -> None:
    """Keep what is wrong with rows."""
    rows = [
        ImportFault(batch=batch, row=f.row, column=f.column[:60], reason=f.reason) for f in faults
    ]
    ImportFault.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def person_behind(actor: Actor, batch: ImportBatch) -> Actor:
    """Whoever asked for the import, with what they may do today. Raises: Denied."""
    who = batch.made_by.removeprefix("user:")
    user = users.user_get(UUID(who), actor=actor) if batch.made_by != who else None
    if user is None:
        raise Denied(LEFT, code="left")
    person = users.actor_of(user)
    area = batch.county.ljust(12, "0")
    if not (person.may(Grant.IMPORT, area=area) and person.may(Cases.REGISTER, area=area)):
        raise Denied(LEFT, code="left")
    return person
