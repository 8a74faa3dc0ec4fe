"""Counts beside the queues are shared by those who look at the same, and are never old."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases import services
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.selectors.queue_counts import SHARED_FOR
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from tests.cast import COUNTY, Cast, dispatched, hire, register

pytestmark = pytest.mark.django_db


def counting(actor: Actor) -> int:
    """How often the open cases are counted while the actor looks."""
    with CaptureQueriesContext(connection) as asked:
        cases.queue_counts(actor=actor)
    return sum("COUNT(" in query["sql"] for query in asked.captured_queries)


def test_two_at_the_county_desk_count_once(cast: Cast) -> None:
    hire(cast, "desk_too", "R16", COUNTY)
    register()
    assert counting(cast.actor("desk")) == 1
    assert counting(cast.actor("desk")) == counting(cast.actor("desk_too")) == 0
    assert cases.queue_counts(actor=cast.actor("desk_too"))["to_dispatch"] == 1


def test_whoever_moves_a_case_finds_it_counted_where_it_is_now(cast: Cast) -> None:
    desk = cast.actor("desk")
    case = register()
    assert cases.queue_counts(actor=desk)["to_dispatch"] == 1
    dispatched(cast, case)
    assert cases.queue_counts(actor=desk)["to_dispatch"] == 0
    services.case_sign(actor=cast.actor("handler"), case_id=case.pk)
    assert cases.queue_counts(actor=cast.actor("handler"))["mine"] == 1


def test_a_case_that_becomes_late_while_nobody_does_anything_is_counted_late(cast: Cast) -> None:
    desk = cast.actor("desk")
    case = register()
    Case.objects.filter(pk=case.pk).update(next_due=clock.now() + timedelta(seconds=1))
    assert cases.queue_counts(actor=desk)["overdue"] == 0
    with time_machine.travel(clock.now() + timedelta(seconds=SHARED_FOR + 1)):
        assert cases.queue_counts(actor=desk)["overdue"] == 1


def test_a_complaint_about_one_of_two_is_counted_for_the_other_alone(cast: Cast) -> None:
    hire(cast, "desk_too", "R16", COUNTY)
    case = register()
    Case.objects.filter(pk=case.pk).update(about_user=cast.actor("desk_too").id)
    assert cases.queue_counts(actor=cast.actor("desk"))["to_dispatch"] == 1
    assert cases.queue_counts(actor=cast.actor("desk_too"))["to_dispatch"] == 0


def test_a_colleague_has_a_count_of_their_own_in_hand(cast: Cast) -> None:
    hire(cast, "young", "R14", COUNTY, cast.station.pk)
    case = dispatched(cast)
    services.case_sign(actor=cast.actor("handler"), case_id=case.pk)
    assert cases.queue_counts(actor=cast.actor("handler"))["mine"] == 1
    assert cases.queue_counts(actor=cast.actor("young"))["mine"] == 0
