"""The home village's service card as its clerk keeps it; every number on it is invented."""

from __future__ import annotations

from demo.people import marked, read
from demo.size import HOME_VILLAGE
from lianxin.domain.orgs.services import EntryWording, card_entry_add, card_usual_add
from lianxin.kernel import ids
from lianxin.kernel.actor import Actor


def fill(*, actor: Actor) -> None:
    """Thirteen groups, as a reader would want to find them."""
    card_usual_add(actor=actor, village=HOME_VILLAGE)
    for group, name, hours, duty, phone in read("card"):
        entry = EntryWording(group, marked(name), (phone,), duty, hours)
        card_entry_add(actor=actor, id=ids.new(), village=HOME_VILLAGE, entry=entry)
