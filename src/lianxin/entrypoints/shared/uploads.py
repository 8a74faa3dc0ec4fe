"""Photos and voice that come with a form, kept one by one, so that a refused one loses no other.

What is kept hangs on nothing yet; the form carries the ids on until it is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid
from lianxin.kernel.files.services import attachment_store

LONGEST_NAME = 40


def keep_photos(
    actor: Actor, uploads: Sequence[UploadedFile[Any]], *, room: int, most: int
) -> tuple[list[str], str]:
    """Ids of the photos that could be kept, and a sentence that names each that could not.

    `room`: how many may be added; `most`: how many a form takes, for the sentence.
    """
    kept: list[str] = []
    wrong: list[str] = []
    for upload in uploads:
        if len(kept) >= room:
            wrong.append(_("最多放 %(n)s 张照片，多的没有收。") % {"n": most})
            break
        try:
            kept.append(str(attachment_store(actor=actor, upload=upload, kind="photo").pk))
        except Invalid as bad:
            wrong.append(f"{named(upload)}{bad.message}")
    return kept, " ".join(dict.fromkeys(wrong))


def keep_voice(actor: Actor, upload: UploadedFile[Any] | None) -> tuple[str, str]:
    """The id of a voice note, or why it could not be kept; both empty where there is none."""
    if upload is None or not upload.name:
        return "", ""
    try:
        return str(attachment_store(actor=actor, upload=upload, kind="voice").pk), ""
    except Invalid as bad:
        return "", bad.message


def named(upload: UploadedFile[Any]) -> str:
    """The name of a file before a sentence about it; a long one is cut in the middle."""
    name = upload.name or ""
    short = name if len(name) <= LONGEST_NAME else name[:12] + "…" + name[-8:]
    return f"{short}：" if short else ""
