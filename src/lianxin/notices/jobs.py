"""The job that sends one message."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from lianxin.kernel.actor import system

TASK = "lianxin.notices.send"
QUEUE = "notices"


@app.task(name=TASK, queue=QUEUE)
def send_task(message: str) -> None:
    """Send one message; a failure is tried again by a job of its own, later."""
    from lianxin.notices.services.send import message_send

    message_send(actor=system("notices"), message_id=UUID(message))


def defer(message: UUID, *, at: datetime) -> None:
    """Ask for a message to be sent, in the transaction that is open; two tries never overlap."""
    send_task.configure(lock=f"message:{message}", schedule_at=at).defer(message=str(message))
