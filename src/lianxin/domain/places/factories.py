"""Places for tests: invented villages of an invented county, or the real list of Fuxin."""

from __future__ import annotations

from datetime import date

from lianxin.domain.places.models import Area
from lianxin.domain.places.rules import Level, county_of, level_of, parent_of
from lianxin.domain.places.selectors._shared import AREAS
from lianxin.domain.places.services._edition import changed

KIND = {
    Level.PROVINCE: "省",
    Level.CITY: "市",
    Level.COUNTY: "区县",
    Level.TOWN: "乡",
    Level.VILLAGE: "village",
}


def area(code: str, name: str = "", *, valid_from: date | None = None) -> Area:
    """An area with this code; those above it are made when they are missing."""
    level = level_of(code)
    assert level is not None, code
    above = parent_of(code)
    if above and not Area.objects.filter(pk=above).exists():
        area(above)
    name = name or f"{code}{level.value}"
    made, _ = Area.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "short_name": name,
            "level": level.value,
            "kind": KIND[level],
            "parent_id": above or None,
            "county": county_of(code),
            "code_system": "stats",
            "source": "示例",
            "valid_from": valid_from,
        },
    )
    changed(AREAS)
    return made
