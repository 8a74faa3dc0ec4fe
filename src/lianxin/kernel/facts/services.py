"""Writes of this package besides `record`."""

from __future__ import annotations

from django.db import transaction

from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import jobs
from lianxin.kernel.facts.models import Delivery
from lianxin.kernel.facts.permissions import Grant

BATCH = 1000


@transaction.atomic
def delivery_retry(*, actor: Actor) -> int:
    """Try again what was given up, once its cause has been mended 重新送达.

    Safe to repeat. Raises: Denied. Returns how many facts are on their way again.
    """
    actor.require(Grant.OPERATE, area="")
    owed = list(
        Delivery.objects.given_up()
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("fact")
        .order_by("fact_id")[:BATCH]
    )
    Delivery.objects.filter(pk__in=[d.pk for d in owed]).update(tries=0, error="")
    facts = {d.fact.seq: d.fact.stream for d in owed}
    for seq, stream in facts.items():
        jobs.defer(seq=seq, stream=stream)
    return len(facts)
