"""Reads of places. The functions of one subject stand together in one file."""

from lianxin.domain.places.rules import in_prefix, prefix_of
from lianxin.domain.places.selectors._shared import forget
from lianxin.domain.places.selectors.areas import (
    area_current,
    area_find,
    area_get,
    area_path,
    children,
    counties,
    display_name,
    display_names,
    grid_find,
    grids,
    group_find,
    group_names,
    groups,
    scope_prefixes,
    town_name,
    towns,
    villages,
)
from lianxin.domain.places.selectors.gazetteer import PlaceGuess, places_in_text
from lianxin.domain.places.selectors.geometry import (
    Located,
    MapNote,
    area_outline,
    county_outline,
    grid_outlines,
    is_in_county,
    locate,
    outlines_below,
    outlines_note,
)
from lianxin.domain.places.selectors.search import search_villages
from lianxin.domain.places.selectors.tree import AreaRow

__all__ = [
    "AreaRow",
    "Located",
    "MapNote",
    "PlaceGuess",
    "area_current",
    "area_find",
    "area_get",
    "area_outline",
    "area_path",
    "children",
    "counties",
    "county_outline",
    "display_name",
    "display_names",
    "forget",
    "grid_find",
    "grid_outlines",
    "grids",
    "group_find",
    "group_names",
    "groups",
    "in_prefix",
    "is_in_county",
    "locate",
    "outlines_below",
    "outlines_note",
    "places_in_text",
    "prefix_of",
    "scope_prefixes",
    "search_villages",
    "town_name",
    "towns",
    "villages",
]
