"""What a row is called where an operator meets it: by number and by nothing that anybody wrote."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.db.models import Model

from lianxin.domain.cases import models

CASE = UUID("01900000-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("row", "called"),
    [
        (models.Case(no="2109212603010001", text="门前垃圾没人清"), "2109212603010001"),
        (models.Step(case_id=CASE, position=3, verb="reply", text="已经清走"), f"{CASE} 3 reply"),
        (models.Reminder(case_id=CASE, clock="reply", mark="soon"), f"{CASE} reply soon"),
        (
            models.NumberSeries(county="210921", day=date(2026, 3, 1), last=7),
            "210921 2026-03-01 7",
        ),
        (models.Draft(actor_id="user:1", key="note", body="还没写完"), "user:1 note"),
        (models.Viewer(case_id=CASE, name="孙姐"), f"{CASE} 孙姐"),
        (models.Guess(key="0123456789abcdef"), "01234567"),
    ],
)
def test_a_row_is_called_by_its_number(row: Model, called: str) -> None:
    assert str(row) == called
