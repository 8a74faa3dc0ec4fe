"""Writes of the files package."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import IO, Any, cast
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid
from lianxin.kernel.files import photo, voice
from lianxin.kernel.files.models import Attachment, Kind, Retention
from lianxin.kernel.files.permissions import Grant

MAX_AT_ONCE = 9
UNUSED_AFTER = timedelta(days=1)
BATCH = 500


def storage() -> Storage:
    """Where attachments lie: a folder or an object store, as STORAGES["attachments"] says."""
    return storages["attachments"]


def attachment_store(*, actor: Actor, upload: UploadedFile[Any], kind: str) -> Attachment:
    """Make a photo or voice note safe and keep it, not yet hanging on anything 上传.

    The bytes are stored before the row, so that a row always has its file. The name and type that
    the sender gave are never looked at.
    Raises: Invalid.
    """
    if kind not in Kind.values:
        raise Invalid(_("只收照片和录音。"), code="file_kind")
    upload.seek(0)
    source = cast(IO[bytes], upload)
    if kind == Kind.PHOTO:
        picture = photo.clean(source, upload.size or 0)
        made = Attachment(width=picture.width, height=picture.height)
        return _keep(made, actor, picture, picture.thumb)
    note = voice.clean(source, upload.size or 0)
    return _keep(Attachment(seconds=note.seconds), actor, note)


def _keep(
    made: Attachment, actor: Actor, clean: photo.CleanPhoto | voice.CleanVoice, thumb: bytes = b""
) -> Attachment:
    made.kind = Kind.PHOTO.value if thumb else Kind.VOICE.value
    made.created_at, made.created_by = clock.now(), actor.id
    made.mime, made.bytes = clean.mime, len(clean.data)
    made.sha256 = hashlib.sha256(clean.data).hexdigest()
    folder = _folder(clock.local(made.created_at).date())
    try:
        name = f"{folder}/{made.id}.{clean.suffix}"
        made.storage_name = storage().save(name, ContentFile(clean.data))
        if thumb:
            made.thumb_name = storage().save(f"{folder}/{made.id}-small.jpg", ContentFile(thumb))
        made.save(force_insert=True)
    except Exception:
        _delete_files(made)
        raise
    return made


def _folder(day: date) -> str:
    return f"{day:%Y/%m/%d}"


def _delete_files(item: Attachment) -> None:
    for name in filter(None, (item.storage_name, item.thumb_name)):
        storage().delete(name)


@transaction.atomic
def attachment_bind(*, actor: Actor, ids: Sequence[UUID], stream: str) -> int:
    """Hang files on a matter, each by whoever uploaded it 附上照片; returns how many hang anew.

    A file of somebody else is as unknown as one that never came; one that hangs elsewhere stays
    there. Safe to repeat.
    Raises: Invalid.
    """
    wanted = set(ids)
    if not stream:
        raise ValueError("A file is bound to a matter, not to nothing.")
    if len(wanted) > MAX_AT_ONCE:
        said = _("照片和录音一次最多放%(n)s个，请去掉几个。") % {"n": MAX_AT_ONCE}
        raise Invalid(said, fields={"attachments": said}, code="files_too_many")
    # Locked in one order: two forms with the same files wait, and never block each other.
    found = list(
        Attachment.objects.select_for_update()
        .filter(pk__in=wanted, stream__in=["", stream], created_by=actor.id)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if len(found) != len(wanted):
        said = _("有照片或录音没有传上来，请重新选一次。")
        raise Invalid(said, fields={"attachments": said}, code="files_gone")
    fresh = Attachment.objects.filter(pk__in=found, stream="")
    return fresh.update(stream=stream, retention=Retention.MATTER.value)


def attachments_pass_on(*, actor: Actor, ids: Sequence[UUID], to: Actor) -> None:
    """Uploads not yet sent go over to whom their form goes over to; nobody else's do.

    Safe to repeat.
    """
    own = Attachment.objects.filter(pk__in=ids, stream="", created_by=actor.id)
    own.update(created_by=to.id)


def attachment_drop_unbound(*, actor: Actor, older_than: timedelta = UNUSED_AFTER) -> int:
    """Throw away uploads that never became part of a report 清理未用文件; returns how many.

    The row goes first and the file after the commit, so that no row is ever left without its file.
    Safe to repeat.
    Raises: Denied.
    """
    actor.require(Grant.CLEAN, area="")
    with transaction.atomic():
        unused = Attachment.objects.filter(stream="", created_at__lt=clock.now() - older_than)
        items = list(unused.select_for_update(skip_locked=True).order_by("created_at")[:BATCH])
        Attachment.objects.filter(pk__in=[item.pk for item in items]).delete()
    for item in items:
        _delete_files(item)
    return len(items)


def orphan_drop(*, actor: Actor, day: date) -> int:
    """Throw away files of a past day that no row names 清理无主文件; returns how many.

    A program killed between storing the bytes and the row leaves such a file behind.
    Safe to repeat.
    Raises: Denied.
    """
    actor.require(Grant.CLEAN, area="")
    if day >= clock.today():
        return 0
    folder = _folder(day)
    try:
        held = [f"{folder}/{name}" for name in storage().listdir(folder)[1]]
    except FileNotFoundError:
        return 0
    named: set[str] = set()
    for pair in Attachment.objects.filter(storage_name__startswith=f"{folder}/").values_list(
        "storage_name", "thumb_name"
    ):
        named.update(pair)
    orphans = [name for name in held if name not in named]
    for name in orphans:
        storage().delete(name)
    return len(orphans)
