"""What the bench asks of the program itself: fill its tables, choose who opens what."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction

from bench import history, people, plans
from bench.archive import Archive
from bench.archive import fill as fill_archive
from bench.words import SEARCHES
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import State
from lianxin.kernel.actor import Actor, system

SAMPLE = 300
DEEP = 199 * 50 - 1
"""The last line of page 199."""


def fill(count: int, say: Callable[[str], None]) -> None:
    """Units, people, and so many cases."""
    say("单位和人员 … units and people")
    known = people.villages()
    staff = people.staff(known)
    handler = people.actor_named(staff[-1].username)
    say(f"{count} 件事项 … cases")
    fill_archive(Archive(known, handler.id), count, say)


def close() -> None:
    """Let go of the database."""
    connection.close()


def rows() -> dict[str, Any]:
    """How much there is."""
    return history.counts()


def postgres_version() -> str:
    """The version of the server that is measured."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def for_clients(host: str, port: int, clients: int) -> dict[str, Any]:
    """Who logs in, which queues and cases they open, what they dispatch."""
    known = {village.code: village for village in people.villages()}
    told = [_person(name, known) for name in people.usernames()]
    close()
    return {
        "host": host,
        "port": port,
        "clients": clients,
        "password": people.PASSWORD,
        "people": told,
    }


def _person(username: str, known: dict[str, people.Village]) -> dict[str, Any]:
    actor = people.actor_named(username)
    village = next((v for v in known.values() if actor.may(Grant.DISPATCH, area=v.code)), None)
    visible = Case.objects.visible_to(actor, Grant.SEE)
    told: dict[str, Any] = {
        "username": username,
        "queues": [queue.key for queue in cases.queues_for(actor=actor)],
        "cases": _sample(visible),
        "village": None, "pool": [], "deep": _deep(actor), "counts": _county(actor),
    }  # fmt: skip
    if village is not None:
        waiting = visible.filter(state=State.REGISTERED.value, town=village.code[:9])
        told |= {
            "village": {"code": village.code, "name": village.name},
            "unit": str(village.units[people.CLEANING]),
            "pool": [str(pk) for pk in waiting.values_list("pk", flat=True)[:5000]],
        }
    return told


def _county(actor: Actor) -> str:
    """The widest place of which the person may see the counts."""
    found = [p for s in actor.scopes_for(Grant.EXPORT) if s.unit is None for p in s.areas]
    return min(found, key=len, default="")[:9]


def _deep(actor: Actor) -> list[str]:
    """The 200th pages that this person can reach, by kind of matter and order; else the first."""
    found = []
    for category in ("", "04", "05"):
        for sort, columns in (
            ("newest", ("-registered_at", "-pk")),
            ("oldest", ("registered_at", "pk")),
        ):
            rows = Case.objects.visible_to(actor, Grant.SEE).filter(category__startswith=category)
            at = rows.order_by(*columns).only("pk", "registered_at")[DEEP : DEEP + 1]
            asked = {"queue": "all", "category": category, "sort": sort}
            for row in at:
                asked["after"] = cases.page_mark(row, sort)
            found.append(urlencode(asked))
    return found


def sweep(count: int = 100) -> tuple[int, float]:
    """So many marks fall due among all cases as if every one were open; how long one sweep takes.

    The worker has swept before, as it does each minute. Returns how many cases carry a mark, and
    seconds. Nothing of it stays but what the database has to clear away: it goes last.
    """
    from lianxin.domain.cases.services import case_tick

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_case SET next_mark = 'result:half',"
                           " next_mark_at = now() + interval '30 days'")  # fmt: skip
            cursor.execute("SELECT count(*) FROM cases_case WHERE next_mark_at IS NOT NULL")
            marked = int(cursor.fetchone()[0])
            cursor.execute(
                "UPDATE cases_case SET next_mark_at = now() - interval '1 minute' WHERE id IN"
                " (SELECT id FROM cases_case WHERE state = 'working' AND result_due > now()"
                "  ORDER BY id LIMIT %s)", [count],
            )  # fmt: skip
            cursor.execute("ANALYZE cases_case")
        for _ in range(2):
            with transaction.atomic():
                began = time.perf_counter()
                passed = case_tick(actor=system("bench"))
                spent = time.perf_counter() - began
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    if passed < count:
        raise RuntimeError(f"{passed} marks passed, {count} were due")
    return marked, spent


def _sample(visible: Any) -> list[str]:
    """Mostly what is being worked on, and some of the archive."""
    rng = Random(7)
    living = [str(pk) for pk in visible.still_open().values_list("pk", flat=True)[:2000]]
    old = [str(pk) for pk in visible.order_by("registered_at").values_list("pk", flat=True)[:2000]]
    return rng.sample(living, min(len(living), SAMPLE)) + rng.sample(
        old, min(len(old), SAMPLE // 4)
    )


def plans_wanted() -> dict[str, list[str]]:
    """The daily pages of everybody at the desk."""
    wanted = {}
    for username in people.usernames():
        actor = people.actor_named(username)
        paths = [f"/desk/?queue={queue.key}" for queue in cases.queues_for(actor=actor)]
        paths += [
            f"/desk/cases/{key}/" for key in _sample(Case.objects.visible_to(actor, Grant.SEE))[:1]
        ]
        paths += [f"/desk/?queue=all&q={words}" for words in SEARCHES]
        paths += [f"/desk/?{query}" for query in _deep(actor)]
        if area := _county(actor):
            paths.append(f"/desk/figures/counts/?area={area}")
        wanted[username] = paths
    return wanted


def plans_found() -> list[plans.Plan]:
    """How the database answers them."""
    return plans.plans_of_pages(plans_wanted())
