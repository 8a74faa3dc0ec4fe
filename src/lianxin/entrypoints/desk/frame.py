"""What stands around every page of the desk: the queues with their counts, and who is logged in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.insight.permissions import Grant as Figures
from lianxin.domain.orgs.permissions import Grant as Units
from lianxin.domain.people.permissions import Grant as People
from lianxin.domain.visits.permissions import Grant as Visits
from lianxin.entrypoints.shared.http import Request
from lianxin.entrypoints.shared.jinja import url
from lianxin.entrypoints.shared.saying import said
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


MAY: Mapping[str, tuple[str, ...]] = {
    "see": (Grant.SEE,),
    "register": (Grant.REGISTER,),
    "import": (Exchange.IMPORT,),
    "export": (Grant.EXPORT,),
    "see_figures": (Figures.SEE,),
    "dispatch": (Grant.DISPATCH,),
    "keep_channels": (Units.KEEP_CHANNELS,),
    "keep_card": (Units.KEEP_CARD,),
    "list_weekly": (Grant.WATCH_LIST,),
    "take_over": (Grant.HAND_OVER, Grant.SIGN),
    "read_out": (Read.READ_OUT,),
    "visit": (Visits.SEE,),
    "see_people": (People.SEE,),
    "find_people": (People.SEE_NAME,),
    "keep_people": (People.KEEP,),
}
"""What menu and pages offer to whoever holds one of the grants: `"register" in may`."""


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
                key=queue.key, name=said(queue.name), href=queue_href(queue.key), icon=icon,
                count=counts.get(queue.key), kind=kind, current=queue.key == current,
                digit=str(place),
            )
        )  # fmt: skip
    return rows


def queue_href(key: str) -> str:
    """The address of a queue."""
    return f"{url('desk_queue')}?queue={key}"


def frame(request: Request, *, queue: str = "", here: str = "") -> dict[str, Any]:
    """The context that `desk/base.html` needs. `here`: which of the other menu lines is open."""
    actor = request.actor
    meets = cases.meeting_kinds(actor=actor)
    may = frozenset(name for name, grants in MAY.items() if any(map(actor.has, grants)))
    may |= {"meet"} if meets else frozenset()
    may |= {"be_called"} if cases.may_be_called(actor=actor) else frozenset()
    return {
        "queues": queue_rows(request, queue) if "see" in may else [],
        "queue_now": queue,
        "menu_here": here,
        "may": may,
        "meet_name": meets[0].name if meets else "",
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
