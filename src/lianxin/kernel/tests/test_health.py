"""The health page says whether anybody can be served, and nothing that is nobody's business."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection

from lianxin.kernel import clock, health
from lianxin.kernel.actor import system
from lianxin.kernel.codes import services as codes


def sql(words: str, *args: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(words, args)


def a_worker(silent_for: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval)"
            " RETURNING id",
            [silent_for],
        )
        return int(cursor.fetchone()[0])


def a_job(status: str, *, waited: str = "0 s", worker: int | None = None) -> None:
    sql(
        "WITH made AS (INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id)"
        " VALUES ('default', 'x', %s, %s) RETURNING id) SELECT id FROM made",
        status,
        worker,
    )
    sql("UPDATE procrastinate_events SET at = now() - %s::interval", waited)


@pytest.mark.django_db
def test_a_living_worker_and_no_late_jobs_are_well() -> None:
    codes.load_defaults(actor=system("test"))
    a_worker("5 s")
    a_job("todo")
    report = health.report()
    assert report["ok"] is True
    assert report["worker"] == "alive"
    assert not {"worker_silent", "jobs_late"} & set(report["warnings"])


@pytest.mark.django_db
def test_a_year_whose_holidays_are_known_brings_no_warning() -> None:
    codes.load_defaults(actor=system("test"))
    a_worker("5 s")
    with clock.as_of(clock.at(date(2026, 3, 2), 9)):
        assert health.report()["warnings"] == []


@pytest.mark.django_db
def test_a_silent_worker_is_told_but_pages_are_still_served() -> None:
    a_worker("10 min")
    report = health.report()
    assert report["ok"] is True
    assert report["worker"] == "silent"
    assert "worker_silent" in report["warnings"]
    assert "calendar_unknown" in report["warnings"]


@pytest.mark.django_db
def test_jobs_that_wait_too_long_or_were_dropped_are_told() -> None:
    gone, here = a_worker("10 min"), a_worker("1 s")
    a_job("doing", worker=gone)
    a_job("doing", worker=here)
    a_job("failed")
    a_job("todo", waited="20 min")
    assert health.pulse() == {"workers": 1, "waiting": 1, "late": 1, "stalled": 1, "failed": 1}
    assert "jobs_late" in health.report()["warnings"]


def test_without_a_database_nobody_can_be_served(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> dict[str, int]:
        raise DatabaseError('connection to server at "10.0.0.5" failed for user "secret"')

    monkeypatch.setattr(health, "pulse", gone)
    report = health.report()
    assert report["ok"] is False
    assert "10.0.0.5" not in str(report)
