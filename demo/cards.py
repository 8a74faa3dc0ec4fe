"""The home village's service card as its clerk keeps it; every number on it is invented."""

from __future__ import annotations

from datetime import datetime, timedelta

from demo.people import marked, read
from demo.size import HOME_VILLAGE
from lianxin.domain.orgs.services import (
    EntryWording,
    card_entry_add,
    card_entry_check,
    card_usual_add,
)
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import Actor

RUNG_BEFORE, LEFT_OVER = timedelta(days=20), 3


def fill(*, actor: Actor, now: datetime) -> None:
    """Thirteen groups, as a reader would want to find them; a few numbers nobody has rung since."""
    card_usual_add(actor=actor, village=HOME_VILLAGE)
    made = []
    for group, name, hours, duty, phone in read("card"):
        entry = EntryWording(group, marked(name), (phone,), duty, hours)
        made.append(card_entry_add(actor=actor, id=ids.new(), village=HOME_VILLAGE, entry=entry).pk)
    with clock.as_of(now - RUNG_BEFORE):
        for pk in made[:-LEFT_OVER]:
            card_entry_check(actor=actor, entry_id=pk)
