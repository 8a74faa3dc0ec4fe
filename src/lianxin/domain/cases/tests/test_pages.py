"""A queue's page holds what the queue's own words say, in its order, whoever looks."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import reduce
from operator import or_
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import ENDED, State
from lianxin.domain.cases.selectors import queues
from lianxin.domain.cases.selectors._pages import SORTS, rows_of
from lianxin.domain.cases.selectors.queue_kinds import QUEUES, Queue
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from tests.cast import Cast, register

pytestmark = pytest.mark.django_db
STATES = sorted(state.value for state in State if state not in {State.DRAFT, State.MERGED})


def pile(cast: Cast, rng: random.Random) -> None:
    """Forty matters in all states, some watched, some whistled, some in hand, some due together."""
    now = clock.now()
    for _ in range(40):
        due, state = now + timedelta(hours=rng.randrange(-4, 5)), rng.choice(STATES)
        waits = {"next_due": due, "next_clock": "result", "next_soon": due - timedelta(hours=2)}
        over = {"next_due": None, "next_clock": "", "next_soon": None, "closed_at": now}
        Case.objects.filter(pk=register().pk).update(
            state=state, supervision=rng.choice([0, 0, 2]), whistle=rng.choice(["", "", "draft"]),
            owner=rng.choice(["", cast.actor("handler").id]), main_org=cast.station.pk,
            dispatched_at=now, result_due=due, **over if State(state) in ENDED else waits,
        )  # fmt: skip


def said(queue: Queue, actor: Actor) -> list[UUID]:
    """The same, asked for without any skill."""
    parts = [p for p in queue.parts if actor.has(p.grant)] or list(queue.parts)
    rows = rows_of(queue, actor, Grant.SEE).filter(reduce(or_, (p.condition for p in parts)))
    now = clock.now()
    if queue.whose == "mine":
        rows = rows.filter(owner=actor.id)
    if queue.clock == "late":
        rows = rows.filter(next_due__lt=now)
    if queue.clock == "soon":
        rows = rows.filter(next_due__gte=now, next_soon__lte=now)
    column, newest = SORTS["due" if queue.is_counted else "newest"]
    if column == "next_due":
        rows = rows.exclude(next_due=None)
    sign = "-" if newest else ""
    return list(rows.order_by(f"{sign}{column}", f"{sign}id").values_list("id", flat=True))


@pytest.mark.parametrize("seed", range(3))
def test_every_queue_leafed_through_is_what_its_words_say(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(queues, "PAGE", 3)
    pile(cast, random.Random(seed))
    with clock.as_of(clock.now()):
        for name in ("desk", "dispatcher", "handler", "clerk", "caller", "stranger"):
            actor = cast.actor(name)
            for queue in QUEUES.values():
                found, after = [], ""
                while True:
                    page = cases.case_list(actor=actor, filter=cases.Filter(queue.key, after=after))
                    found += [row.id for row in page.rows]
                    if not (after := page.next):
                        break
                assert found == said(queue, actor), (name, queue.key)


def test_the_database_knows_the_states_of_a_queue_when_it_plans(cast: Cast) -> None:
    register()
    for key in ("to_dispatch", "working", "closed"):
        with CaptureQueriesContext(connection) as asked:
            cases.case_list(actor=cast.actor("desk"), filter=cases.Filter(key))
        words = next(q["sql"] for q in asked if "cases_case" in q["sql"])
        assert words.count("ORDER BY") == {"to_dispatch": 4, "working": 7, "closed": 1}[key]
