"""The tables of the program and its migrations agree, on whatever PostgreSQL is there."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from lianxin.kernel.facts import Fact
from tests.cast import Cast, register


@pytest.mark.django_db
def test_no_model_waits_for_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_every_app_has_one_head() -> None:
    loader = MigrationLoader(connection)
    assert not loader.detect_conflicts()


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["UPDATE facts_fact SET kind = 'x'", "DELETE FROM facts_fact"])
def test_a_fact_is_never_changed_or_deleted(cast: Cast, wrong: str) -> None:
    register()
    before = Fact.objects.count()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        connection.cursor().execute(wrong)
    assert Fact.objects.count() == before
