"""A line on the screen of one member of staff."""

from __future__ import annotations

from uuid import UUID

from lianxin.kernel import clock, rows
from lianxin.notices.channels import Channel, Outgoing, Receipt, Refused
from lianxin.notices.models import InApp


class Screen:
    """`to` is the id of an account."""

    def send(self, message: Outgoing) -> Receipt:
        """Put the line into the inbox, once."""
        try:
            user = UUID(message.to)
        except ValueError as bad:
            raise Refused("not an account") from bad
        line = InApp(
            user_id=user,
            stream=message.stream,
            text=message.text,
            link=message.link,
            dedupe=f"message:{message.id}",
            at=clock.now(),
        )
        rows.insert_all([line], once=True)
        return Receipt()


def make() -> Channel:
    """No settings."""
    return Screen()
