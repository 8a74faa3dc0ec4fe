"""Photos and voice that go with an answer: taken in as they come, kept while the form is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lianxin.entrypoints.shared.http import Request
from lianxin.entrypoints.shared.uploads import keep_photos, keep_voice, named
from lianxin.kernel.actor import Actor
from lianxin.kernel.files import selectors as files
from lianxin.kernel.files.services import MAX_AT_ONCE


@dataclass(frozen=True)
class AnswerFiles:
    """What the form holds by now, and a sentence at each field whose file was refused."""

    photos: Sequence[str] = ()
    voice: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    def ids(self) -> list[UUID]:
        """Ids of everything, for the service."""
        return [UUID(key) for key in [*self.photos, self.voice] if key]

    def fields(self) -> dict[str, str]:
        """The same as the form carries it on."""
        return {"photos_kept": ",".join(self.photos), "voice_kept": self.voice}


def take(request: Request) -> AnswerFiles:
    """What came with the form now, beside what it brought before and was not crossed out."""
    post, actor = request.POST, request.actor
    photos = _ids(post.getlist("photos_kept"))[:MAX_AT_ONCE]
    voice = "".join(_ids(post.getlist("voice_kept"))[:1]) if "voice_drop" not in post else ""
    errors: dict[str, str] = {}
    rest = _("答复还没送出去，写的字和别的照片、录音都留着。")
    spoken = request.FILES.get("voice")
    kept, wrong = keep_voice(actor, spoken)
    if wrong and spoken is not None:
        errors["voice"] = f"{named(spoken)}{wrong}{rest}"
    voice = kept or voice
    most = MAX_AT_ONCE - (1 if voice else 0)
    uploads = request.FILES.getlist("photos")
    added, wrong = keep_photos(actor, uploads, room=most - len(photos), most=most)
    if wrong:
        errors["photos"] = f"{wrong}{rest}"
    return AnswerFiles([*photos, *added], voice, errors)


def held(values: Mapping[str, str], actor: Actor) -> dict[str, Any]:
    """What the page shows of the files that a form holds: only the reader's own, still there."""
    keys = [*values.get("photos_kept", "").split(","), values.get("voice_kept", "")]
    found = files.attachments_unbound([UUID(key) for key in _ids(keys)], actor=actor)
    voices = [item for item in found if item.kind == "voice"]
    return {
        "kept_photos": [item for item in found if item.kind == "photo"],
        "kept_voice": voices[0] if voices else None,
        "most_photos": MAX_AT_ONCE - (1 if voices else 0),
    }


def at_fields(errors: Mapping[str, str]) -> dict[str, str]:
    """A service speaks of attachments; the form has them at its photos."""
    return {("photos" if name == "attachments" else name): said for name, said in errors.items()}


def _ids(keys: Sequence[str]) -> list[str]:
    """Ids out of what a form brought; anything else is left out."""
    found: dict[str, None] = {}
    for key in keys:
        try:
            found[str(UUID(key))] = None
        except ValueError:
            continue
    return list(found)
