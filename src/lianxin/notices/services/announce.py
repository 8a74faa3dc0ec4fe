"""Texts for the loudspeaker of a village."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, NotFound
from lianxin.notices.messages import Words
from lianxin.notices.models import Announcement, Message
from lianxin.notices.permissions import Grant
from lianxin.notices.rules import MAX_ANNOUNCEMENT, Kind
from lianxin.notices.services.queue import Parcel, message_queue


@dataclass(frozen=True)
class Text:
    """What is to be read out. `id`: made by the form, so that sending twice is one text."""

    id: UUID
    village: str
    text: str
    is_urgent: bool = False


@transaction.atomic
def announcement_queue(*, actor: Actor, text: Text) -> Message | None:
    """Have a text read out in a village 大喇叭; at night it waits until 7:00, except for a danger.

    Safe to repeat by `id`. Raises: Denied, Invalid.
    """
    actor.require(Grant.ANNOUNCE, area=text.village)
    words = " ".join(text.text.split())
    if not words:
        raise Invalid(_("请写要广播的话。"), fields={"text": _("请写要广播的话。")})
    if len(words) > MAX_ANNOUNCEMENT:
        said = _("太长了，广播听不清。请留 %(n)s 个字以内。") % {"n": MAX_ANNOUNCEMENT}
        raise Invalid(said, fields={"text": said})
    return message_queue(
        actor=actor,
        parcel=Parcel(
            kind=Kind.LOUDSPEAKER,
            to=text.village,
            words=Words("announcement", words),
            dedupe=f"announcement:{text.id}",
            is_urgent=text.is_urgent,
        ),
    )


@transaction.atomic
def announcement_read_out(*, actor: Actor, announcement_id: UUID) -> Announcement:
    """Whoever spoke it says so, once 已播. Safe to repeat. Raises: NotFound, Denied."""
    found = Announcement.objects.select_for_update().filter(pk=announcement_id).first()
    if found is None or not actor.may(Grant.READ_OUT, area=found.area):
        raise NotFound(_("没有找到这条广播。"))
    if found.read_out_at is None:
        found.read_out_at, found.read_out_by = clock.now(), actor.id
        found.save(update_fields=["read_out_at", "read_out_by"])
    return found
