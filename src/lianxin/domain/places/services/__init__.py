"""Every change of places, one function each."""

from lianxin.domain.places.services._plan import Origin
from lianxin.domain.places.services.area_merge import area_merge
from lianxin.domain.places.services.area_move import area_move
from lianxin.domain.places.services.areas_import import ImportReport, areas_import
from lianxin.domain.places.services.boundaries_import import (
    MapOrigin,
    OutlineReport,
    boundaries_import,
)
from lianxin.domain.places.services.packaged_import import packaged_import
from lianxin.domain.places.services.parts import grid_add, group_add
from lianxin.domain.places.services.village_divide import Division, villages_divide

__all__ = [
    "Division",
    "ImportReport",
    "MapOrigin",
    "Origin",
    "OutlineReport",
    "area_merge",
    "area_move",
    "areas_import",
    "boundaries_import",
    "grid_add",
    "group_add",
    "packaged_import",
    "villages_divide",
]
