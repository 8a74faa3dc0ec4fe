"""How much is invented."""

from __future__ import annotations

from dataclasses import dataclass

HOME_TOWN, HOME_VILLAGE = "210921203000", "210921203203"
OTHER_TOWN, OTHER_VILLAGE = "210921120000", "210921120208"
COUNTY, CITY, PROVINCE = "210921000000", "210900000000", "210000000000"


@dataclass(frozen=True)
class Size:
    """`towns`: none given means all of the county. `matters`: over the last twelve months.

    `homes`: households in each village that is filled; with `whole_city` in every one of the city.
    """

    name: str
    words: str
    matters: int
    towns: tuple[str, ...] = ()
    homes: int = 0
    whole_city: bool = False


SIZES = {
    size.name: size
    for size in (
        Size("county", "全县，2000 件事，每村 40 户", 2000, homes=40),
        Size("village", "两个乡镇，80 件事，每村 12 户", 80, (HOME_TOWN, OTHER_TOWN), homes=12),
        Size("city", "全市 813 个村和社区、60 万户，2000 件事", 2000, homes=738, whole_city=True),
    )
}
