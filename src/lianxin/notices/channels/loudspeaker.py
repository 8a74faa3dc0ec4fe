"""A text for whoever speaks into the village's loudspeaker."""

from __future__ import annotations

from lianxin.kernel import clock
from lianxin.notices.channels import Channel, Outgoing, Receipt, Refused
from lianxin.notices.models import Announcement

VILLAGE_DIGITS = 12


class Loudspeaker:
    """`to` is the code of a village."""

    def send(self, message: Outgoing) -> Receipt:
        """Put the text on the operator's sheet, once."""
        if len(message.to) != VILLAGE_DIGITS or not message.to.isdigit():
            raise Refused("not a village")
        Announcement.objects.get_or_create(
            id=message.id,
            defaults={"area": message.to, "text": message.text, "at": clock.now()},
        )
        return Receipt()


def make() -> Channel:
    """No settings."""
    return Loudspeaker()
