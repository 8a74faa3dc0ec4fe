"""A complaint is said to be about somebody while others work on it: nothing slips by, nobody hangs.

Basis: 济南市 12345 条例 art. 32, 信访工作条例 art. 30; domain.md §2.9.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.services import case_join, case_recuse
from lianxin.domain.cases.services._recusal import check_units, withhold
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.orgs.models import Org
from lianxin.kernel import clock
from lianxin.kernel.errors import AppError
from tests.at_once import at_once, until_somebody_waits
from tests.cast import TOWN, Cast, build
from tests.recusal import BOSS, complaint, units_of

ROUNDS = 4


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


@pytest.fixture
def units(cast: Cast) -> dict[str, Org]:
    return units_of(cast)


def joined(cast: Cast, first: Case, *others: Case) -> None:
    for other in others:
        case_join(actor=cast.actor("desk"), case_id=other.pk, parent_id=first.pk)


def about(*cases: Case) -> list[UUID | None]:
    return [Case.objects.values_list("about_org", flat=True).get(pk=case.pk) for case in cases]


def said_to_be_about(cast: Cast, case: Case, org: Org) -> Callable[[], object]:
    return lambda: case_recuse(actor=cast.actor("desk"), case_id=case.pk, org=org.pk)


@pytest.mark.django_db(transaction=True)
def test_what_is_joined_while_it_is_said_is_hidden_too(cast: Cast, units: dict[str, Org]) -> None:
    """小冯 names the window while 孙姐 is still joining another report to the same matter."""
    late, first = complaint(), complaint()
    recuse = said_to_be_about(cast, first, units["window"])
    thread = threading.Thread(target=lambda: (recuse(), connection.close()))
    with transaction.atomic():
        joined(cast, first, late)
        thread.start()
        until_somebody_waits()
    thread.join(timeout=60)
    assert about(first, late) == [units["window"].pk] * 2


@pytest.mark.django_db(transaction=True)
def test_a_second_press_on_join_does_not_hang_with_it(cast: Cast, units: dict[str, Org]) -> None:
    for _round in range(ROUNDS):
        earlier, first = complaint(), complaint()
        joined(cast, first, earlier)
        said = at_once(
            said_to_be_about(cast, first, units["window"]),
            lambda first=first, earlier=earlier: joined(cast, first, earlier),  # type: ignore[misc] # bound now
        )
        assert len(said) == 1, "only the second press is refused"
        assert about(first, earlier) == [units["window"].pk] * 2


@pytest.mark.django_db(transaction=True)
def test_what_follows_is_locked_after_what_it_follows(cast: Cast, units: dict[str, Org]) -> None:
    """Whoever hides or ends a whole matter does the same, so that they wait in one line."""
    earlier, first = complaint(), complaint()
    joined(cast, first, earlier)
    assert earlier.pk < first.pk
    for act in (
        lambda: joined(cast, first, earlier),
        said_to_be_about(cast, earlier, units["window"]),
    ):
        with CaptureQueriesContext(connection) as asked, contextlib.suppress(AppError):
            act()
        locks = [query["sql"] for query in asked.captured_queries if "FOR UPDATE" in query["sql"]]
        order = [pk for sql in locks for pk in (first.pk, earlier.pk) if pk.hex in sql]
        assert order == [first.pk, earlier.pk]


@pytest.mark.django_db(transaction=True)
def test_two_who_name_different_units_at_once(cast: Cast, units: dict[str, Org]) -> None:
    """Each from another report of the one matter: one wins, the other is asked whether it is sure."""
    for _round in range(ROUNDS):
        first, second, third = complaint(), complaint(), complaint()
        joined(cast, third, first, second)
        said = at_once(
            said_to_be_about(cast, first, units["window"]),
            said_to_be_about(cast, second, units["bureau"]),
        )
        (sentence,) = said
        assert "确实写错了，请勾上再改" in sentence
        assert len(set(about(first, second, third))) == 1
    again = at_once(*[said_to_be_about(cast, complaint(), units["window"])] * 2)
    assert again == [], "the same said twice is said once"


def asked_for(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


@pytest.mark.django_db(transaction=True)
def test_it_asks_the_same_number_of_questions_however_many_units_there_are(
    cast: Cast, units: dict[str, Org]
) -> None:
    case = complaint(about_org=units["bureau"].pk)
    case.refresh_from_db()
    serving = [unit for unit in orgs.units_for(TOWN, actor=BOSS) if unit.name == "县信访局"]
    one = asked_for(lambda: check_units(case, serving, BOSS))
    assert asked_for(lambda: check_units(case, serving * 9, BOSS)) == one
    fit = [units["other"].pk, cast.station.pk]
    case.helpers = fit[:1]
    few = asked_for(lambda: withhold(case, BOSS, clock.now()))
    case.helpers = [*fit, *Org.objects.filter(level="town").values_list("pk", flat=True)]
    assert asked_for(lambda: withhold(case, BOSS, clock.now())) == few
