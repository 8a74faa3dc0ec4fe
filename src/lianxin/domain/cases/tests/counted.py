"""What is kept of the counts, held against a count of the cases."""

from __future__ import annotations

from collections import Counter
from datetime import date

from lianxin.domain.cases.models import Case, Tally, TallyChange
from lianxin.kernel import clock

Key = tuple[str, str, date, str, str]
COLUMNS = ("county", "town", "month", "category", "state")


def tally_is_true() -> None:
    """What is kept is what would be counted: of each township, and of the whole county by head."""
    towns, counties = _counted()
    for county, town, month, category, state, n in Tally.objects.values_list(*COLUMNS, "n"):
        assert n, "a line that has come to nothing is gone"
        (towns if town else counties)[county, town, month, category, state] -= n
    for county, town, month, category, state, n in TallyChange.objects.values_list(*COLUMNS, "n"):
        towns[county, town, month, category, state] -= n
        counties[county, "", month, category[:2], state] -= n
    assert not {key: n for key, n in towns.items() if n}
    assert not {key: n for key, n in counties.items() if n}


def _counted() -> tuple[Counter[Key], Counter[Key]]:
    towns: Counter[Key] = Counter()
    counties: Counter[Key] = Counter()
    columns = ("county", "town", "registered_at", "category", "state")
    for county, town, at, category, state in Case.objects.values_list(*columns):
        month = clock.local(at).date().replace(day=1)
        towns[county, town, month, category, state] += 1
        counties[county, "", month, category[:2], state] += 1
    return towns, counties
