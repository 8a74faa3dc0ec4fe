"""What has been told to whom, and what is still on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q

from lianxin.domain.places import selectors as places
from lianxin.kernel import clock, sql
from lianxin.kernel.actor import Actor
from lianxin.notices.channels import sms_kind
from lianxin.notices.models import ON_ITS_WAY, Announcement, InApp, Message
from lianxin.notices.permissions import Grant
from lianxin.notices.rules import account_of

PAGE = 100
UNREAD = "SELECT count(*) FROM notices_inapp WHERE user_id = %s AND read_at IS NULL"


def sms_is_on() -> bool:
    """May a page promise a text message?"""
    return sms_kind() is not None


def inbox(*, actor: Actor) -> list[InApp]:
    """The lines of the actor's own screen, newest first."""
    return list(InApp.objects.of(actor).order_by("-at", "-pk")[:PAGE])


def inbox_line(line: UUID, *, actor: Actor) -> InApp | None:
    """One line of the actor's own screen."""
    return InApp.objects.of(actor).filter(pk=line).first()


def unread_count(*, actor: Actor) -> int:
    """How many lines wait to be read."""
    account = account_of(actor.id)
    found = None if account is None else sql.one(UNREAD, [account])
    return found[0] if found else 0


@dataclass(frozen=True)
class Sheet:
    """One text of the loudspeaker's sheet."""

    text: Announcement
    place: str


def announcements(*, actor: Actor) -> list[Sheet]:
    """Texts for the villages where the actor may read out, those not yet read first."""
    where = Q(pk__in=[])
    for scope in actor.scopes_for(Grant.READ_OUT):
        for prefix in scope.areas:
            where |= Q(area__startswith=prefix)
    found = list(Announcement.objects.filter(where).order_by("-at")[:PAGE])
    names = places.display_names({text.area for text in found}, actor=actor)
    found.sort(key=lambda text: text.read_out_at is not None)
    return [Sheet(text, names.get(text.area, text.area)) for text in found]


@dataclass(frozen=True)
class Outbox:
    """What is on its way. `dead`: given up since yesterday. `oldest`: since when the longest waits."""

    waiting: int
    dead: int
    oldest: datetime | None


def outbox(*, actor: Actor) -> Outbox:
    """For operators: how much waits, how much was given up; over small partial indexes."""
    on_its_way = Message.objects.filter(ON_ITS_WAY).aggregate(n=Count("pk"), at=Min("not_before"))
    dead = Message.objects.given_up(clock.now()).count()
    return Outbox(on_its_way["n"], dead, on_its_way["at"])
