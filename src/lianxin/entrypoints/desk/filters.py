"""Which part of a queue is on the screen; kept in the address, so that it can be sent on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from lianxin.domain.cases import rules
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.places import selectors as places
from lianxin.entrypoints.desk.frame import first_queue
from lianxin.entrypoints.shared.http import Request
from lianxin.entrypoints.shared.remembered import Same
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes

KEYS = ("queue", "q", "category", "level", "area", "period", "sort", "after")
DAYS = {"today": 0, "7": 6, "30": 29, "365": 364}
TOWN_DIGITS, VILLAGE_DIGITS = 9, 12


@dataclass(frozen=True)
class View:
    """The words of the address, by name; only those that are set."""

    words: dict[str, str]

    def query(self, **changes: str) -> str:
        """The address' query with some words changed; an empty word goes away."""
        return urlencode({k: v for k, v in (self.words | changes).items() if v})

    def get(self, name: str) -> str:
        """One word, or nothing."""
        return self.words.get(name, "")

    @property
    def is_narrowed(self) -> bool:
        """Is anything but the queue and the order chosen?"""
        return any(self.words.get(k) for k in ("q", "category", "level", "area", "period"))

    def filter(self) -> cases.Filter:
        """The same, as the selector wants it."""
        return cases.Filter(
            queue=self.get("queue"), q=self.get("q"), sort=self.get("sort"),
            category=self.get("category"), level=self.get("level"), area=self.get("area"),
            since=since_of(self.get("period")), after=self.get("after"),
        )  # fmt: skip


def read(request: Request) -> View:
    """What the address asks for; nonsense is ignored, a search looks everywhere."""
    words = {k: request.GET.get(k, "").replace("\x00", "").strip()[:200] for k in KEYS}
    if words["queue"] not in {q.key for q in cases.queues_for(actor=request.actor)}:
        words["queue"] = "all" if words["q"] else first_queue(request)
    if not words["area"].isdigit():
        words["area"] = ""
    return View({k: v for k, v in words.items() if v})


def since_of(period: str) -> datetime | None:
    """The first moment of a period that ends now."""
    if period not in DAYS:
        return None
    start = clock.local(clock.now()) - timedelta(days=DAYS[period])
    return start.replace(hour=0, minute=0, second=0, microsecond=0)


def choices(actor: Actor) -> dict[str, Any]:
    """What the filters offer this reader."""
    kinds = codes.table_map("case_category").values()
    found: dict[str, list[tuple[str, Any]]] = {
        "categories": [(k.code, k.name) for k in kinds if not k.parent_code],
        "levels": [(str(level.value), name) for level, name in rules.LEVEL_NAMES.items()],
        "areas": area_choices(actor),
        "periods": [
            ("today", _("今天")), ("7", _("近 7 天")), ("30", _("近 30 天")), ("365", _("近一年")),
        ],
        "sorts": [("due", _("先到期的在前")), ("newest", _("新来的在前")), ("oldest", _("早来的在前"))],
    }  # fmt: skip
    return {name: Same((value, str(word)) for value, word in rows) for name, rows in found.items()}


def area_choices(actor: Actor, grant: str = Grant.SEE) -> list[tuple[str, str]]:
    """The townships of the reader's county, or the villages of their township."""
    prefixes = {p for scope in actor.scopes_for(grant) for p in scope.areas if p}
    rows: dict[str, str] = {}
    for prefix in sorted(prefixes):
        if len(prefix) >= VILLAGE_DIGITS:
            found: tuple[places.AreaRow, ...] = ()
            own = places.area_find(prefix[:VILLAGE_DIGITS], actor=actor)
            rows |= {own.code: own.display_name} if own else {}
        else:
            found = places.children(prefix.ljust(VILLAGE_DIGITS, "0"), actor=actor)
        rows |= {row.code: row.short_name for row in found}
    return list(rows.items()) if len(rows) > 1 else []
