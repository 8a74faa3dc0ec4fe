"""Wires the counting reaction when Django starts."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig

TABLE = "CREATE TABLE tally (seq bigint NOT NULL, reaction text NOT NULL)"


class TallyConfig(AppConfig):
    name = "tests.tally"
    label = "tally"

    def ready(self) -> None:
        """Two reactions more for every registered case."""
        from lianxin.domain.cases.events import CaseRegistered
        from lianxin.kernel.facts import wire, wiring

        in_transaction, after_commit = wiring.wired()
        more = [*after_commit.get(CaseRegistered, ()), count, count_again]
        wire(in_transaction=in_transaction, after_commit={**after_commit, CaseRegistered: more})


def count(event: Any, *, actor: Any, fact: Any) -> None:
    """One line for each call; nothing but the kernel keeps it from being written twice."""
    _write(fact.seq, "count")


def count_again(event: Any, *, actor: Any, fact: Any) -> None:
    """A second one, so that a fact can be half delivered when the worker dies."""
    _write(fact.seq, "count_again")


def _write(seq: int, reaction: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO tally (seq, reaction) VALUES (%s, %s)", [seq, reaction])
