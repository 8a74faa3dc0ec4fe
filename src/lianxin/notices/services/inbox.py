"""Lines on the screens of staff."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.notices.channels import Outgoing, channel
from lianxin.notices.models import InApp
from lianxin.notices.rules import Kind


@dataclass(frozen=True)
class Line:
    """What is told, where it leads, and the reason by which it is told once."""

    text: str
    link: str
    dedupe: str
    stream: str = ""


@transaction.atomic(savepoint=False)
def staff_tell(*, actor: Actor, users: Iterable[UUID], line: Line) -> int:
    """Put a line on the screens of these accounts; whoever did the thing is not told of it.

    Safe to repeat: one reason is told to one person once. Returns how many were told.
    """
    told = [user for user in users if actor.id != f"user:{user}"]
    screen = channel(Kind.IN_APP)
    for user in told:
        key = uuid5(NAMESPACE_URL, f"{line.dedupe}:{user}")
        screen.send(Outgoing(key, str(user), line.text[:200], line.stream, line.link))
    return len(told)


@transaction.atomic
def staff_untell(
    *, actor: Actor, stream: str, keep: Callable[[list[UUID]], Collection[UUID]]
) -> int:
    """Take the lines about one matter from the screens of all whom `keep` does not name.

    Safe to repeat. Emits: nothing; the fact that asks for it says why. Returns how many went.
    """
    lines = InApp.objects.filter(stream=stream)
    people = list(lines.order_by().values_list("user_id", flat=True).distinct())
    gone, _by_table = lines.exclude(user__in=keep(people)).delete()
    return gone


@transaction.atomic
def inbox_read(*, actor: Actor, line: UUID | None = None) -> int:
    """Mark one line of the actor's own screen as read, or all 已读. Safe to repeat."""
    unread = InApp.objects.of(actor).filter(read_at=None)
    if line is not None:
        unread = unread.filter(pk=line)
    return unread.update(read_at=clock.now())
