"""What is not kept of a visit: the table is read for it."""

from __future__ import annotations

import pytest
from django.apps import apps

NEVER = (
    "lon", "lat", "gps", "track", "position", "check", "sign_in", "duration", "minutes", "began",
    "ended", "left", "photo", "picture", "score", "points", "rank", "mileage", "device",
)  # fmt: skip
"""国办函〔2026〕12号 and domain.md §5 pain 3 and 4."""


@pytest.mark.parametrize("word", NEVER)
def test_no_column_of_a_visit_is_for_this(word: str) -> None:
    names = {field.name for field in apps.get_model("visits", "Visit")._meta.get_fields()}
    assert not {name for name in names if word in name}
