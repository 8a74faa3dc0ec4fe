"""The database takes a part of the memory that there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from lianxin.config.apps import PREPARED
from lianxin.config.launch import memory


def test_a_container_gives_less_than_the_machine_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(memory, "LIMITS", (tmp_path / "none", limit))
    whole = memory.megabytes()
    limit.write_text("max\n")
    assert memory.megabytes() == whole
    limit.write_text(f"{256 * memory.MEGA}\n")
    assert memory.megabytes() == 256


@pytest.mark.parametrize(("there", "taken"), [(512, 128), (4096, 512), (64_000, 2048)])
def test_a_part_within_bounds(monkeypatch: pytest.MonkeyPatch, there: int, taken: int) -> None:
    monkeypatch.setattr(memory, "megabytes", lambda: there)
    assert memory.share(8, least=128, most=2048) == taken


@pytest.mark.django_db
def test_a_connection_knows_more_questions_than_the_driver_would_keep() -> None:
    assert connection.connection.prepared_max == PREPARED
