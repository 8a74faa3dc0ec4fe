"""What keeps the desk quick when ten years lie in the tables; measured by `make bench`."""

from __future__ import annotations

import pytest
from django.db import connection

from lianxin.domain.cases.models import Case

pytestmark = pytest.mark.django_db


def asked(sql: str, *given: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [str(row[0]) for row in cursor.fetchall()]


@pytest.mark.parametrize("index", ["case_open_county", "case_open_town"])
def test_the_counts_of_all_queues_are_answered_by_the_index_alone(index: str) -> None:
    found = asked("SELECT indexdef FROM pg_indexes WHERE indexname = %s", index)
    definition = found[0]
    for column in ("state", "next_due", "next_soon", "id"):
        assert column in definition


def test_the_database_knows_that_a_unit_works_in_its_own_township() -> None:
    held = asked("SELECT stxrelid::regclass FROM pg_statistic_ext WHERE stxname = 'case_unit_town'")
    assert held == [Case._meta.db_table]
