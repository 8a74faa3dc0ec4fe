"""Reads of the files package; who may see a stream is the domain's to say."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO
from uuid import UUID

from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import NotFound
from lianxin.kernel.files.models import Attachment
from lianxin.kernel.files.services import storage


def attachments_of(
    stream: str, *, actor: Actor, allowed: Callable[[str], bool]
) -> list[Attachment]:
    """What hangs on a stream, oldest first; nothing if the actor may not see it."""
    if not allowed(stream):
        return []
    return list(Attachment.objects.filter(stream=stream).order_by("created_at", "id"))


def attachments_unbound(ids: list[UUID], *, actor: Actor) -> list[Attachment]:
    """Uploads of a report that is still being written."""
    return list(Attachment.objects.filter(pk__in=ids, stream="").order_by("created_at", "id"))


def attachment_open(
    id: UUID, *, actor: Actor, allowed: Callable[[str], bool], thumb: bool = False
) -> tuple[Attachment, IO[bytes]]:
    """One file and its bytes. Uploads not yet sent are seen by nobody but who made them.

    Raises: NotFound.
    """
    item = Attachment.objects.filter(pk=id).first()
    own = item is not None and not item.stream and item.created_by == actor.id
    if item is None or not (own or (item.stream and allowed(item.stream))):
        raise NotFound("没有找到这个文件。")
    return item, storage().open(item.thumb if thumb and item.thumb else item.name, "rb")
