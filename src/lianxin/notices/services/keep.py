"""Keep messages moving, and forget them when they are old."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.notices import jobs
from lianxin.notices.models import Announcement, InApp, Message
from lianxin.notices.permissions import Grant
from lianxin.notices.rules import KEEP_DAYS, LOST_AFTER, READY, State

BATCH = 500
EVERYWHERE = "0" * 12


@transaction.atomic
def messages_sweep(*, actor: Actor) -> int:
    """Ask again for messages that are overdue and that no job carries, after a crash or a restore.

    Safe to repeat and to run twice at once; returns how many were asked for.
    """
    now = clock.now()
    lost = Q(state=State.SENDING.value, tried_at__lt=now - LOST_AFTER)
    waiting = Q(state__in=[s.value for s in READY])
    overdue = Message.objects.filter(waiting | lost, not_before__lt=now - LOST_AFTER)
    found = list(
        overdue.select_for_update(skip_locked=True).order_by("not_before").only("pk")[:BATCH]
    )
    for message in found:
        jobs.defer(message.pk, at=now)
    Message.objects.filter(pk__in=[m.pk for m in found]).update(not_before=now)
    return len(found)


@transaction.atomic
def messages_retry(*, actor: Actor) -> int:
    """Give up messages another chance once the gateway has been mended 重发.

    Only those of the last day, and at night not before 7:00. Returns how many.
    Raises: Denied.
    """
    actor.require(Grant.OPERATE, area=EVERYWHERE)
    now = clock.now()
    found = list(Message.objects.given_up(now).select_for_update().only("pk")[:BATCH])
    for message in found:
        jobs.defer(message.pk, at=now)
    Message.objects.filter(pk__in=[m.pk for m in found]).update(
        state=State.QUEUED.value, attempts=0, not_before=now
    )
    return len(found)


@transaction.atomic
def messages_drop_old(*, actor: Actor) -> int:
    """Forget what has long been sent or read 到期删除. Safe to repeat; returns how many rows went.

    Basis: 个人信息保护法 art. 19 (no longer than needed).
    """
    line = clock.now() - timedelta(days=KEEP_DAYS)
    ended = [State.SENT.value, State.DEAD.value]
    messages, _ = Message.objects.filter(created_at__lt=line, state__in=ended).delete()
    lines, _ = InApp.objects.filter(at__lt=line).delete()
    texts, _ = Announcement.objects.filter(at__lt=line).delete()
    return messages + lines + texts
