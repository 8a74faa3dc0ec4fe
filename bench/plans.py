"""How the database finds what the daily pages ask for, and whether it reads whole tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

# Tables that grow with the archive: no daily page may read one of them from end to end.
GROWING = frozenset({"cases_case", "cases_step", "cases_reminder", "facts_fact", "facts_delivery"})


@dataclass(frozen=True)
class Plan:
    """One question of a page. `whole`: growing tables that are read from end to end for it.

    `buffers`: blocks of 8 kB that were looked at, in memory or on disk.
    """

    page: str
    sql: str
    seconds: float
    rows_read: int
    buffers: int
    whole: tuple[str, ...]
    text: str


def plan_of(page: str, sql: str, found: dict[str, Any]) -> Plan:
    """Read what EXPLAIN says."""
    nodes = list(_nodes(found["Plan"]))
    whole = {
        node["Relation Name"]
        for node in nodes
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in GROWING
    }
    read = sum(_rows(node) for node in nodes if "Relation Name" in node)
    return Plan(
        page, sql, found.get("Execution Time", 0.0) / 1000, read, _blocks(found["Plan"]),
        tuple(sorted(whole)),
        "\n".join(_lines(found["Plan"])),
    )  # fmt: skip


def slowest_of_pages(found: Iterable[Plan]) -> list[Plan]:
    """Of each page its slowest question, the slowest page first."""
    slowest: dict[str, Plan] = {}
    for plan in found:
        if plan.page not in slowest or plan.seconds > slowest[plan.page].seconds:
            slowest[plan.page] = plan
    return sorted(slowest.values(), key=lambda plan: (-plan.seconds, plan.page))


def shape(sql: str) -> str:
    """A question without its values and without the names of its columns, on one line."""
    short = " ".join(sql.split())
    short = re.sub(r"'(?:[^']|'')*'", "?", short).replace("%s", "?")
    short = re.sub(r"SELECT (DISTINCT )?(?:(?!SELECT).)*? FROM", r"SELECT \1… FROM", short)
    short = re.sub(r"\(\?(?:, \?)+\)", "(?, …)", short)
    return short.replace('"', "")


def _blocks(node: dict[str, Any]) -> int:
    return int(node.get("Shared Hit Blocks", 0)) + int(node.get("Shared Read Blocks", 0))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", []):
        yield from _nodes(below)


def _rows(node: dict[str, Any]) -> int:
    kept: float = node.get("Actual Rows", 0) + node.get("Rows Removed by Filter", 0)
    kept += node.get("Rows Removed by Index Recheck", 0)
    loops: float = node.get("Actual Loops", 1)
    return round(kept * loops)


def _lines(node: dict[str, Any], depth: int = 0) -> Iterator[str]:
    named = (node.get("Relation Name", ""), node.get("Index Name", ""))
    words = " ".join(filter(None, (node["Node Type"], *named)))
    yield (
        f"{'  ' * depth}{words}: {_rows(node)} rows, {_blocks(node)} buffers,"
        f" {node.get('Actual Total Time', 0):.1f} ms"
    )
    for below in node.get("Plans", []):
        yield from _lines(below, depth + 1)


@contextmanager
def listening() -> Iterator[list[tuple[str, Any]]]:
    """Every question that is asked in here, with its values."""
    heard: list[tuple[str, Any]] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        heard.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield heard


def explain(page: str, sql: str, params: Any) -> Plan | None:
    """Ask the database how it answers, and let it answer; nothing is changed."""
    if not sql.startswith("SELECT") or not any(f'"{table}"' in sql for table in GROWING):
        return None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        found = cursor.fetchone()[0]
        transaction.set_rollback(True)
    return plan_of(page, sql, found[0] if not isinstance(found, str) else json.loads(found)[0])


def plans_of_pages(addresses: dict[str, list[str]]) -> list[Plan]:
    """The plans of all questions of these pages, opened as these people (by login name)."""
    from django.test import Client

    from lianxin.domain.users.models import User

    found = []
    for username, paths in addresses.items():
        browser = Client(SERVER_NAME="localhost")
        browser.force_login(
            User.objects.get(username=username), "lianxin.domain.users.backends.Accounts"
        )
        for path in paths:
            with listening() as heard:
                answer = browser.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{username} {path}: {answer.status_code}")
            plans = (explain(f"{username} {path}", sql, params) for sql, params in heard)
            found += [plan for plan in plans if plan is not None]
    return found
