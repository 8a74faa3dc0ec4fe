"""What people say, where: one matter drawn from the templates."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from demo.dice import Dice
from demo.matter import Matter
from demo.office import days_by_season, moment_on
from demo.people import MARK, Neighbours, Villager, read
from lianxin.domain.cases.rules import Confidentiality, Level
from lianxin.domain.places import selectors as places
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes

SLOT = re.compile(r"\{(\w+)\}")
CHANNELS = {
    "web": 30, "wechat_code": 16, "mini_program": 8, "phone": 20, "visit": 7, "wechat_group": 5,
    "hotline12345": 6, "sms": 2, "email": 1, "letter_box": 2, "loudspeaker": 3,
}  # fmt: skip
SEEN_ON_THE_WAY = frozenset({"04", "05", "15", "19"})
HEARD_AT_HOME = frozenset({"06", "08", "11"})
WHISTLED = frozenset({"02", "04", "05", "16"})
ENDING = f"（{MARK}）"


class Spots:
    """Groups, grids and points of villages; read once."""

    def __init__(self, actor: Actor, dice: Dice) -> None:
        self._actor, self._dice = actor, dice
        self._held: dict[str, tuple[list[str], list[tuple[str, BaseGeometry]]]] = {}

    def place(self, matter: Matter) -> None:
        """Say more exactly where a matter is, as people do: often the group, sometimes a point."""
        groups, grids = self._of(matter.village)
        if groups and self._dice.chance(0.6):
            matter.group = self._dice.one(groups)
        if grids and self._dice.chance(0.4):
            matter.grid, outline = self._dice.one(grids)
            point = self._inside(outline)
            matter.lon, matter.lat = round(point.x, 5), round(point.y, 5)

    def _of(self, village: str) -> tuple[list[str], list[tuple[str, BaseGeometry]]]:
        if village not in self._held:
            groups = [group.code for group in places.groups(village, actor=self._actor)]
            grids = [
                (grid.code, shape(grid.boundary))
                for grid in places.grids(village, actor=self._actor)
                if grid.boundary
            ]
            self._held[village] = groups, grids
        return self._held[village]

    def _inside(self, outline: BaseGeometry) -> Point:
        west, south, east, north = outline.bounds
        for _ in range(8):
            point = Point(self._dice.uniform(west, east), self._dice.uniform(south, north))
            if outline.contains(point):
                return point
        return Point(outline.representative_point())


class Subjects:
    """Draws matters: which kind in which season, in which village, from whom."""

    def __init__(
        self, *, dice: Dice, spots: Spots, villages: dict[str, float], as_of: date
    ) -> None:
        self._dice, self._spots, self._villages = dice, spots, villages
        self._neighbours = Neighbours(dice)
        table = read("matters")
        self._kinds = {n: float(kind["w"]) for n, kind in enumerate(table["matters"])}
        self._days = {
            name: days_by_season(as_of, season) for name, season in table["seasons"].items()
        }

    def draw(self, until: datetime) -> tuple[Matter, datetime]:
        """A matter, and when it is reported: within the year before `until`."""
        kind = read("matters")["matters"][self._dice.weighted(self._kinds)]
        day = self._dice.weighted(self._days[kind["s"]])
        at = moment_on(day, self._dice)
        while at >= until:
            at -= timedelta(days=1)
        village = self._dice.weighted(self._villages)
        return self.matter(village, kind["c"], self._dice.one(kind["t"]), kind.get("n", "help")), at

    def emergency(self, until: datetime) -> tuple[Matter, datetime]:
        """Something that cannot wait."""
        kind = self._dice.one(read("matters")["emergencies"])
        at = until - self._dice.span(timedelta(days=4), timedelta(days=360))
        matter = self.matter(self._dice.weighted(self._villages), kind["c"], kind["t"], "help")
        matter.level = Level.EMERGENCY
        matter.channel, matter.origin = "phone", "reported"
        return matter, at

    def matter(self, village: str, category: str, words: str, nature: str) -> Matter:
        """A matter of this kind in this village, in somebody's words."""
        text, spot = self._fill(words)
        row = codes.row_of("case_category", category)
        extra = row.extra if row else {}
        made = Matter(
            village, category, str(extra["unit_kind"]), Level(int(extra["level"])),
            text + ENDING, nature, place_text=spot, villager=self._neighbours.of(village),
        )  # fmt: skip
        self._come_in(made, has_spot="{spot}" in words)
        self._keep_quiet(made, is_touchy=bool(extra.get("confidential")))
        self._spots.place(made)
        return made

    def again(self, first: Matter) -> Matter:
        """A neighbour reports the same."""
        row = Matter(
            first.village, first.category, first.unit_kind, first.level, first.text, first.nature,
            place_text=first.place_text, villager=self._neighbours.of(first.village),
            group=first.group, grid=first.grid, lon=first.lon, lat=first.lat,
        )  # fmt: skip
        row.channel = self._dice.weighted(CHANNELS)
        row.origin = "hotline12345" if row.channel == "hotline12345" else "reported"
        return row

    def neighbour(self, village: str) -> Villager:
        """Somebody who lives there."""
        return self._neighbours.of(village)

    def _fill(self, words: str) -> tuple[str, str]:
        """The words with their gaps filled; and the spot that was named."""
        slots = read("matters")["slots"]
        named: dict[str, str] = {}

        def word(gap: re.Match[str]) -> str:
            chosen: str = self._dice.one(slots[gap[1]])
            named.setdefault(gap[1], chosen)
            return named[gap[1]] if gap[1] == "spot" else chosen

        return SLOT.sub(word, words), named.get("spot", "")

    def _come_in(self, made: Matter, *, has_spot: bool) -> None:
        """未诉先办, 吹哨 or 群众诉求, and by which door."""
        group, dice = made.category[:2], self._dice
        found = group in SEEN_ON_THE_WAY and has_spot
        words = read("answers")
        if (found or group in HEARD_AT_HOME) and dice.chance(0.42):
            lead = words["proactive"][0::2] if found else words["proactive"][1:2]
            made.text = dice.one(lead) + made.text
            made.origin, made.channel = "proactive", "grid_worker"
            made.villager = made.villager if not found else None
        elif group in WHISTLED and dice.chance(0.08):
            made.origin, made.channel = "whistle", "visit"
            made.text = words["whistle"][0] + made.text
            made.villager, made.level = None, Level.COMPLEX
        else:
            made.channel = "grid_worker" if dice.chance(0.08) else dice.weighted(CHANNELS)
            made.origin = "hotline12345" if made.channel == "hotline12345" else dice.weighted(
                {"reported": 94, "assigned": 2, "patrol": 2, "media": 1}
            )  # fmt: skip
        made.people_count = dice.randint(2, 12) if dice.chance(0.1) else 1

    def _keep_quiet(self, made: Matter, *, is_touchy: bool) -> None:
        """Some do not give their name, more so where village cadres are concerned."""
        if made.villager is None:
            return
        hidden = {"open": 45, "confidential": 40, "anonymous": 15} if is_touchy else {
            "open": 88, "confidential": 7, "anonymous": 5,
        }  # fmt: skip
        made.confidentiality = Confidentiality(self._dice.weighted(hidden))
        if made.confidentiality is Confidentiality.ANONYMOUS:
            made.villager = None
