"""Writes of the files package."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import IO, Any, Protocol
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction

from lianxin.kernel import clock, ids
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid
from lianxin.kernel.files import photo, voice
from lianxin.kernel.files.models import Attachment

MAX_PER_STREAM = 9


class Upload(Protocol):
    """What is needed of an uploaded file; its name is never trusted."""

    size: int | None
    file: IO[bytes] | Any

    def read(self, n: int = -1) -> bytes: ...
    def seek(self, offset: int) -> Any: ...


def storage() -> Any:
    """Where attachments lie; a setting decides whether that is a folder or an object store."""
    return storages["attachments"]


def attachment_store(*, actor: Actor, upload: Upload, kind: str) -> Attachment:
    """Clean a photo or voice note and keep it, not yet hanging on anything.

    Raises: Invalid.
    """
    key = ids.new()
    now = clock.now()
    size = upload.size or 0
    folder = f"{now:%Y/%m}"
    thumb_name, width, height = "", 0, 0
    if kind == "photo":
        picture = photo.clean(upload, size)  # type: ignore[arg-type]
        data, mime, suffix = picture.data, picture.mime, "jpg"
        width, height = picture.width, picture.height
        thumb_name = storage().save(f"{folder}/{key}-s.jpg", ContentFile(picture.thumb))
    else:
        note = voice.clean(upload, size)  # type: ignore[arg-type]
        data, mime, suffix = note.data, note.mime, note.suffix
    name = storage().save(f"{folder}/{key}.{suffix}", ContentFile(data))
    return Attachment.objects.create(
        id=key, kind=kind, sha256=hashlib.sha256(data).hexdigest(), size=len(data), mime=mime,
        width=width, height=height, name=name, thumb=thumb_name, created_at=now,
        created_by=actor.id,
    )


@transaction.atomic
def attachment_bind(*, actor: Actor, ids: Sequence[UUID], stream: str) -> None:
    """Hang stored files on a matter; a file that hangs elsewhere stays there. Safe to repeat.

    Raises: Invalid.
    """
    wanted = set(ids)
    if len(wanted) > MAX_PER_STREAM:
        raise Invalid(f"最多放 {MAX_PER_STREAM} 张照片。", fields={"photos": f"最多 {MAX_PER_STREAM} 张。"})
    found = Attachment.objects.select_for_update().filter(pk__in=wanted, stream__in=["", stream])
    if found.count() != len(wanted):
        raise Invalid("有照片没有传上来，请重新选一次。", fields={"photos": "请重新选照片。"})
    found.update(stream=stream)


def attachment_drop_unbound(*, actor: Actor, older_than: timedelta = timedelta(days=2)) -> int:
    """Throw away uploads that never became part of a report; returns how many."""
    old = list(Attachment.objects.filter(stream="", created_at__lt=clock.now() - older_than)[:500])
    for item in old:
        for name in filter(None, (item.name, item.thumb)):
            storage().delete(name)
        item.delete()
    return len(old)
