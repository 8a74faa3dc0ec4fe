"""One invented matter and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from demo.people import Villager
from lianxin.domain.cases.rules import Confidentiality, Level

BY_HERSELF = frozenset({"web", "mini_program", "wechat_code"})
AT_THE_COUNTY = frozenset({"hotline12345", "email"})


@dataclass(frozen=True)
class Act:
    """Somebody does something to a matter at a moment."""

    at: datetime
    verb: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Matter:
    """What is reported, where and by whom; `acts` in the order of time, the first registers it."""

    village: str
    category: str
    unit_kind: str
    level: Level
    text: str
    nature: str = "help"
    origin: str = "reported"
    channel: str = "web"
    villager: Villager | None = None
    confidentiality: Confidentiality = Confidentiality.OPEN
    place_text: str = ""
    group: str = ""
    grid: str = ""
    lon: float | None = None
    lat: float | None = None
    people_count: int = 1
    acts: list[Act] = field(default_factory=list)

    @property
    def town(self) -> str:
        """The township's code."""
        return self.village[:9] + "000"

    @property
    def is_by_county(self) -> bool:
        """Did it come in at the county's desk?"""
        return self.channel in AT_THE_COUNTY

    @property
    def is_by_grid_worker(self) -> bool:
        """Did a grid worker write it down?"""
        return self.channel == "grid_worker"

    @property
    def is_by_herself(self) -> bool:
        """Did the villager send it without anybody's help?"""
        return self.channel in BY_HERSELF

    def then(self, at: datetime, verb: str, **data: Any) -> datetime:
        """Add an act; returns its moment."""
        self.acts.append(Act(at, verb, data))
        return at
