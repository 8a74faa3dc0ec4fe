"""What stands around every page of the desk: the queues with their counts, and who is logged in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.insight.permissions import Grant as Figures
from lianxin.domain.orgs.permissions import Grant as Units
from lianxin.entrypoints.shared.http import Request
from lianxin.exchange.permissions import Grant as Exchange
from lianxin.notices import selectors as notices
from lianxin.notices.permissions import Grant as Read

LOOKS: Mapping[str, tuple[str, str]] = {
    "to_dispatch": ("tray", "gold"),
    "to_sign": ("hand-palm", ""),
    "mine": ("user-circle", ""),
    "helping": ("users-three", ""),
    "working": ("hourglass-medium", ""),
    "due_soon": ("alarm", "gold"),
    "overdue": ("warning-circle", "red"),
    "to_call_back": ("phone-call", ""),
    "to_decide": ("scales", "gold"),
    "to_verify": ("eye", ""),
    "held": ("files", ""),
    "supervised": ("flag", "red"),
    "closed": ("check-circle", ""),
    "all": ("files", ""),
}
"""The picture of each queue, and the colour of its count."""


@dataclass(frozen=True)
class NavRow:
    """One line of the menu. `digit`: the key that opens it."""

    key: str
    name: str
    href: str
    icon: str
    count: int | None
    kind: str
    current: bool
    digit: str


def queue_rows(request: Request, current: str) -> list[NavRow]:
    """The queues in which the reader has work, with live counts."""
    counts = cases.queue_counts(actor=request.actor)
    rows = []
    for place, queue in enumerate(cases.queues_for(actor=request.actor), start=1):
        icon, kind = LOOKS.get(queue.key, ("files", ""))
        rows.append(
            NavRow(
                key=queue.key, name=str(_(queue.name)), href=queue_href(queue.key), icon=icon,
                count=counts.get(queue.key), kind=kind, current=queue.key == current,
                digit=str(place),
            )
        )  # fmt: skip
    return rows


def queue_href(key: str) -> str:
    """The address of a queue."""
    return f"{reverse('desk_queue')}?queue={key}"


def frame(request: Request, *, queue: str = "", here: str = "") -> dict[str, Any]:
    """The context that `desk/base.html` needs. `here`: which of the other menu lines is open."""
    actor = request.actor
    meets = cases.meeting_kinds(actor=actor)
    return {
        "queues": queue_rows(request, queue) if actor.has(Grant.SEE) else [],
        "queue_now": queue,
        "menu_here": here,
        "may_register": actor.has(Grant.REGISTER),
        "may_import": actor.has(Exchange.IMPORT),
        "may_export": actor.has(Grant.EXPORT),
        "may_see_figures": actor.has(Figures.SEE),
        "may_see": actor.has(Grant.SEE),
        "may_dispatch": actor.has(Grant.DISPATCH),
        "may_keep_channels": actor.has(Units.KEEP_CHANNELS),
        "may_list_weekly": actor.has(Grant.WATCH_LIST),
        "may_meet": bool(meets),
        "meet_name": meets[0].name if meets else "",
        "may_take_over": actor.has(Grant.HAND_OVER) or actor.has(Grant.SIGN),
        "may_read_out": actor.has(Read.READ_OUT),
        "unread": notices.unread_count(actor=actor),
        "titles": request.titles,
    }


def first_queue(request: Request) -> str:
    """Where somebody starts: the first queue that holds their own work."""
    keys = [queue.key for queue in cases.queues_for(actor=request.actor)]
    order: tuple[str, ...] = ("to_dispatch", "to_call_back", "to_sign", "all")
    if not request.actor.has(Grant.SIGN):
        order = ("to_dispatch", "to_call_back", "to_verify", "working", "all")
    return next((key for key in order if key in keys), "all")
