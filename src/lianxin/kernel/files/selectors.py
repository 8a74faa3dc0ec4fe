"""Reads of the files package; who may see a stream is the domain's to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Any
from uuid import UUID

from django.utils.translation import gettext as _

from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import NotFound
from lianxin.kernel.files.models import Attachment
from lianxin.kernel.files.services import storage

Allowed = Callable[[str], bool]


@dataclass(frozen=True)
class Opened:
    """A file ready to be sent: its bytes, its type, and a harmless name."""

    content: IO[Any]
    mime: str
    name: str
    attachment: Attachment


def attachments_of(stream: str, *, actor: Actor, allowed: Allowed) -> list[Attachment]:
    """What hangs on a stream, oldest first; nothing if the actor may not see it."""
    if not stream or not allowed(stream):
        return []
    return list(Attachment.objects.filter(stream=stream).order_by("created_at", "id"))


def attachments_unbound(ids: Sequence[UUID], *, actor: Actor) -> list[Attachment]:
    """The actor's own uploads for a report that is still being written."""
    mine = Attachment.objects.filter(pk__in=ids, stream="", created_by=actor.id)
    return list(mine.order_by("created_at", "id"))


def attachment_open(id: UUID, *, actor: Actor, allowed: Allowed, thumb: bool = False) -> Opened:
    """One file and its bytes. An upload not yet sent is opened only by who made it.

    A voice note has no small picture; asking for one gives the note itself.
    Raises: NotFound.
    """
    item = Attachment.objects.filter(pk=id).first()
    if item is None or not _may_open(item, actor, allowed):
        raise NotFound(_("没有找到这个文件。"))
    small = thumb and bool(item.thumb_name)
    stored = item.thumb_name if small else item.storage_name
    try:
        content = storage().open(stored, "rb")
    except FileNotFoundError as gone:
        raise NotFound(_("这个文件的内容找不到了，请告诉管理员。"), code="file_lost") from gone
    return Opened(content, item.mime, stored.rpartition("/")[2], item)


def _may_open(item: Attachment, actor: Actor, allowed: Allowed) -> bool:
    return allowed(item.stream) if item.stream else item.created_by == actor.id
