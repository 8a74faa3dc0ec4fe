"""Old Li goes his round: who is due, all well by one tap, and what he finds on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.domain.cases.models import Case
from lianxin.domain.people.factories import BOSS, household
from lianxin.domain.people.models import Household
from lianxin.domain.people.services import NewTag, tag_give
from lianxin.domain.visits import selectors as visits
from lianxin.domain.visits.models import Visit
from lianxin.domain.visits.services import NewVisit, visit_record, visit_undo
from lianxin.kernel import clock
from lianxin.kernel.codes.services import NewEdition, edition_add
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts.models import Fact
from tests.at_once import at_once
from tests.cast import OTHER_VILLAGE, VILLAGE, Cast, hire

pytestmark = pytest.mark.django_db


def in_need(name: str, code: str = "D63", days: int = 40) -> Household:
    home = household(VILLAGE, name)
    since = clock.today() - timedelta(days=days)
    tag = NewTag(id=uuid4(), code=code, basis="list", since=since)
    tag_give(actor=BOSS, household_id=home.pk, tag=tag)
    return home


def go(cast: Cast, home: UUID, **given: Any) -> Visit:
    visit = NewVisit(id=given.pop("id", None) or uuid4(), household=home, **given)
    return visit_record(actor=cast.actor("grid"), visit=visit)


def test_who_is_due_stands_on_the_list_with_the_reason_and_leaves_it_by_one_tap(cast: Cast) -> None:
    home = in_need("示例老王")
    household(VILLAGE, "示例老刘")
    grid = cast.actor("grid")
    rows = visits.visits_due(VILLAGE, actor=grid)
    assert [(row.home.head, row.due.why) for row in rows] == [
        ("示例老王", "每月看望，登记以后还没有去看过")
    ]
    made = go(cast, home.pk)
    assert (made.is_fine, made.finding) == (True, "")
    assert visits.visits_due(VILLAGE, actor=grid) == []
    with clock.as_of(clock.now() + timedelta(days=31)):
        again = visits.visits_due(VILLAGE, actor=grid)
    assert [row.days_late for row in again] == [1]


def test_the_longest_overdue_stands_first(cast: Cast) -> None:
    in_need("示例甲", days=5)
    in_need("示例乙", days=90)
    rows = visits.visits_due(VILLAGE, actor=cast.actor("grid"))
    assert [row.home.head for row in rows] == ["示例乙", "示例甲"]


def test_a_promised_day_brings_a_household_that_is_in_no_difficulty(cast: Cast) -> None:
    home = household(VILLAGE, "示例老刘")
    go(cast, home.pk, next_on=clock.today() + timedelta(days=3))
    grid = cast.actor("grid")
    assert visits.visits_due(VILLAGE, actor=grid) == []
    assert len(visits.visits_due(VILLAGE, actor=grid, ahead=3)) == 1
    with clock.as_of(clock.now() + timedelta(days=3)):
        (row,) = visits.visits_due(VILLAGE, actor=grid)
        assert "上次说好" in row.due.why
        go(cast, home.pk)
        assert visits.visits_due(VILLAGE, actor=grid) == []


def test_a_county_says_for_itself_how_often(cast: Cast) -> None:
    home, grid = in_need("示例老王"), cast.actor("grid")
    go(cast, home.pk)
    tomorrow = clock.today() + timedelta(days=1)
    rows = [{"code": "key", "name": "每十天看望", "extra": {"days": 10}}]
    edition_add(
        actor=BOSS, grant="people:keep",
        edition=NewEdition(
            table="care", county="210921", version="own", title="本县看望频次", source="本县通知",
            valid_from=tomorrow, codes=rows,
        ),
    )  # fmt: skip
    with clock.as_of(clock.now() + timedelta(days=11)):
        (row,) = visits.visits_due(VILLAGE, actor=grid)
    assert row.due.why == "每十天看望，上次是 11 天前"


def test_what_is_found_becomes_a_matter_that_we_found_ourselves(cast: Cast) -> None:
    home = in_need("示例老王")
    made = go(cast, home.pk, finding="屋后的电线垂到地上了", as_case=True)
    assert made.case_id is not None
    case = Case.objects.get(pk=made.case_id)
    assert (case.origin, case.area_id, case.text) == ("proactive", VILLAGE, "屋后的电线垂到地上了")
    kinds = Fact.objects.filter(stream=f"household:{home.pk}").values_list("kind", flat=True)
    assert "VisitRecorded" in kinds
    with pytest.raises(Invalid):
        go(cast, home.pk, as_case=True)


def test_sent_twice_from_a_phone_with_bad_network_it_is_one_visit(cast: Cast) -> None:
    home, key = in_need("示例老王"), uuid4()
    first = go(cast, home.pk, id=key, finding="缺柴火", as_case=True)
    again = go(cast, home.pk, id=key, finding="缺柴火", as_case=True)
    assert first.pk == again.pk
    assert (Visit.objects.count(), Case.objects.count()) == (1, 1)
    other = in_need("示例老刘")
    with pytest.raises(RuleViolation):
        go(cast, other.pk, id=key)


def test_a_slip_is_taken_back_and_the_household_is_due_again(cast: Cast) -> None:
    home, grid = in_need("示例老王"), cast.actor("grid")
    made = go(cast, home.pk)
    with pytest.raises(RuleViolation):
        visit_undo(actor=cast.actor("clerk"), visit_id=made.pk)
    visit_undo(actor=grid, visit_id=made.pk)
    assert len(visits.visits_due(VILLAGE, actor=grid)) == 1
    with pytest.raises(NotFound):
        visit_undo(actor=grid, visit_id=made.pk)


def test_a_slip_taken_back_leaves_the_promise_of_the_visit_before(cast: Cast) -> None:
    home, grid = household(VILLAGE, "示例老刘"), cast.actor("grid")
    go(cast, home.pk, next_on=clock.today() + timedelta(days=2))
    slip = go(cast, home.pk)
    assert visits.visits_due(VILLAGE, actor=grid, ahead=5) == []
    visit_undo(actor=grid, visit_id=slip.pk)
    (row,) = visits.visits_due(VILLAGE, actor=grid, ahead=5)
    assert "上次说好" in row.due.why


def test_the_list_reads_one_visit_of_a_household_however_long_its_history(cast: Cast) -> None:
    home = in_need("示例老王")
    for _ in range(5):
        go(cast, home.pk, next_on=clock.today() + timedelta(days=9))
    assert Visit.objects.filter(is_newest=True).count() == 1
    with CaptureQueriesContext(connection) as asked:
        visits.visits_due(VILLAGE, actor=cast.actor("grid"))
    mine = [row["sql"] for row in asked if 'FROM "visits_visit"' in row["sql"]]
    assert len(mine) == 2
    assert all('"is_newest"' in words for words in mine)


@pytest.mark.django_db(transaction=True)
def test_two_who_come_to_one_door_at_the_same_moment_are_both_written_down(cast: Cast) -> None:
    home = in_need("示例老王")
    actors = [cast.actor("grid"), cast.actor("clerk")]
    new = [NewVisit(id=uuid4(), household=home.pk) for _ in actors]
    assert at_once(
        lambda: visit_record(actor=actors[0], visit=new[0]),
        lambda: visit_record(actor=actors[1], visit=new[1]),
        lambda: visit_record(actor=actors[1], visit=new[1]),
    ) == []  # fmt: skip
    assert Visit.objects.count() == 2
    assert Visit.objects.filter(is_newest=True).count() == 1


def test_nobody_records_a_visit_in_another_village_or_reads_of_one(cast: Cast) -> None:
    far = household(OTHER_VILLAGE, "示例老张")
    with pytest.raises(NotFound):
        go(cast, far.pk)
    home = in_need("示例老王")
    go(cast, home.pk, finding="老人腿疼")
    stranger = cast.actor("stranger")
    assert visits.visits_due(VILLAGE, actor=stranger) == []
    with pytest.raises(NotFound):
        visits.household_visits(home.pk, actor=stranger)
    with pytest.raises(Denied):
        visit_record(actor=cast.actor("desk"), visit=NewVisit(id=uuid4(), household=home.pk))


def test_what_was_found_is_read_by_who_may_read_names(cast: Cast) -> None:
    hire(cast, "deputy", "R12", "210921203000")
    home = in_need("示例老王")
    go(cast, home.pk, finding="老人腿疼")
    (row,) = visits.household_visits(home.pk, actor=cast.actor("grid"))
    assert (row.finding, row.may_undo, row.by) == ("老人腿疼", True, "老李")
    (seen,) = visits.household_visits(home.pk, actor=cast.actor("deputy"))
    assert (seen.finding, seen.may_undo) == ("老人腿疼", False)


def test_the_list_asks_as_many_questions_for_many_as_for_one(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    grid = cast.actor("grid")
    in_need("示例甲")
    visits.visits_due(VILLAGE, actor=grid)
    for n in range(6):
        go(cast, in_need(f"示例{n}").pk)
    with django_assert_num_queries(4):
        visits.visits_due(VILLAGE, actor=grid)
