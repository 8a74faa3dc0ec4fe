"""督办清单 narrowed: one unit, one place, one reason; and how many of how many that is."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case, Step
from lianxin.domain.cases.rules import State
from lianxin.domain.cases.rules.weekly import WhyListed
from lianxin.domain.cases.selectors import NO_UNIT, WeeklyFilter
from lianxin.domain.cases.services import weekly_list_export
from lianxin.domain.cases.services._listed import listed
from lianxin.domain.cases.tests.story import water_bureau, with_leaders, working
from lianxin.kernel import clock
from tests.cast import OTHER_TOWN, OTHER_VILLAGE, TOWN, Cast, register

pytestmark = pytest.mark.django_db
WORDS = {
    "不满意": WhyListed.UNSATISFIED, "重办了": WhyListed.REDONE, "没人牵头": WhyListed.PASSED_ON,
    "超期": WhyListed.LATE, "多人": WhyListed.GROUP, "同一个人": WhyListed.REPEATED,
}  # fmt: skip


@pytest.fixture
def cast(november: object, cast: Cast) -> Cast:
    return with_leaders(cast)


def numbers(cast: Cast, who: str = "caller", **narrow: Any) -> list[str]:
    found = cases.weekly_list(actor=cast.actor(who), filter=WeeklyFilter(**narrow))
    return sorted(row.case.no for row in found.rows)


def sums(cast: Cast, who: str = "caller", **narrow: Any) -> tuple[int, int]:
    found = cases.weekly_sums(actor=cast.actor(who), filter=WeeklyFilter(**narrow))
    return found.matched, found.total


def three(cast: Cast, november: time_machine.Traveller) -> tuple[Case, Case, Case, UUID]:
    """One of the station and late, one of the water bureau and of many, one that nobody has."""
    water = water_bureau(cast)
    late, many = working(cast), working(cast, register(reporter_phone="13841800002"))
    Case.objects.filter(pk=many.pk).update(main_org=water, is_group=True)
    november.shift(timedelta(days=8))
    nobody = register(reporter_phone="13841800003", area=OTHER_VILLAGE)
    Case.objects.filter(pk=nobody.pk).update(dispatch_count=3)
    return late, many, nobody, water


def test_by_unit_by_place_and_by_reason(cast: Cast, november: time_machine.Traveller) -> None:
    late, many, nobody, water = three(cast, november)
    assert sums(cast) == (3, 3)
    for narrow, found in (
        ({"unit": str(water)}, [many]),
        ({"unit": str(cast.station.pk)}, [late]),
        ({"unit": NO_UNIT}, [nobody]),
        ({"area": TOWN}, [late, many]),
        ({"area": OTHER_TOWN}, [nobody]),
        ({"why": WhyListed.LATE}, [late, many]),
        ({"why": WhyListed.GROUP}, [many]),
        ({"why": WhyListed.PASSED_ON, "area": OTHER_TOWN, "unit": NO_UNIT}, [nobody]),
        ({"why": WhyListed.UNSATISFIED}, []),
        ({"why": WhyListed.GROUP, "unit": str(cast.station.pk)}, []),
    ):
        assert numbers(cast, **narrow) == sorted(case.no for case in found), narrow
        assert sums(cast, **narrow) == (len(found), 3), narrow


def test_the_units_to_choose_from_are_those_on_the_list(
    cast: Cast, november: time_machine.Traveller
) -> None:
    _late, _many, _nobody, water = three(cast, november)
    station = (str(cast.station.pk), "卧凤沟乡环卫站")
    found = cases.weekly_sums(actor=cast.actor("caller"))
    assert set(found.units) == {station, (str(water), "县水利局"), (NO_UNIT, "还没派单位")}
    own = cases.weekly_sums(actor=cast.actor("dispatcher"))
    assert {name for _key, name in own.units} == {"卧凤沟乡环卫站", "县水利局"}
    Case.objects.filter(main_org=water).delete()
    asked = cases.weekly_sums(actor=cast.actor("caller"), filter=WeeklyFilter(unit=str(water)))
    assert (str(water), "县水利局") in asked.units, "what is asked for stays to be seen"
    assert (asked.matched, asked.total) == (0, 2)


def test_narrowing_never_shows_what_the_list_does_not(
    cast: Cast, november: time_machine.Traveller
) -> None:
    late, many, nobody, water = three(cast, november)
    Case.objects.filter(pk=many.pk).update(hidden_from_town=True)
    assert numbers(cast, "dispatcher", unit=str(water)) == []
    assert sums(cast, "dispatcher", unit=str(water)) == (0, 1)
    assert numbers(cast, "dispatcher", area=OTHER_TOWN) == []
    assert numbers(cast, "stranger") == numbers(cast, "stranger", area=OTHER_TOWN) == [nobody.no]
    for who in ("handler", "grid", "leader"):
        assert numbers(cast, who, unit=str(cast.station.pk)) == []
        assert sums(cast, who) == (0, 0)
    Case.objects.filter(pk=late.pk).update(about_user=cast.actor("caller").id)
    assert numbers(cast, unit=str(cast.station.pk)) == []
    assert sums(cast, unit=str(cast.station.pk)) == (0, 2)
    taken = weekly_list_export(
        actor=cast.actor("dispatcher"), reason="周一用", filter=WeeklyFilter(why=WhyListed.LATE)
    )
    assert [row.case.no for row in taken.rows] == [late.no]


@pytest.mark.parametrize("seed", range(3))
def test_each_reason_asked_for_gives_those_that_say_it(
    cast: Cast, november: time_machine.Traveller, seed: int
) -> None:
    """Matters drawn by lot: the database narrows as the words say, and counts what it gives."""
    dice, now = random.Random(seed), clock.now()
    for n in range(24):
        case = register(reporter_phone=f"138418{n:05}")
        satisfied = dice.choice([None, 1, 2, 3, 5])
        change: dict[str, Any] = {
            "redo_count": dice.randint(0, 4), "redo_before": dice.randint(0, 2),
            "dispatch_count": dice.randint(0, 4), "is_group": dice.random() < 0.2,
            "is_hard": dice.random() < 0.4, "repeat_count": dice.randint(0, 3),
            "satisfied": satisfied, "rated_at": now if satisfied else None,
            "supervision": dice.randint(0, 3),
        }  # fmt: skip
        if dice.random() < 0.3:
            change |= {
                "state": State.WITHDRAWN.value, "closed_at": now, "next_clock": "",
                "next_due": None, "next_mark": "", "next_mark_at": None,
            }  # fmt: skip
        elif dice.random() < 0.3:
            change |= {"next_clock": "result", "next_due": now - timedelta(days=1)}
        Case.objects.filter(pk=case.pk).update(**change)
        for position in range(dice.randint(0, 3)):
            Step.objects.create(
                case=case, position=50 + position, verb="rate", at=now, actor_id="x",
                data={"satisfied": dice.randint(1, 5)},
            )  # fmt: skip
    whole = {case.pk: why for case, why in listed(Case.objects.all(), now)}
    assert all(whole.values()), "nothing stands there without a reason"
    assert len(whole) == sums(cast)[1]
    for word, reason in WORDS.items():
        said = {pk for pk, why in whole.items() if any(word in sentence for sentence in why)}
        found = [case.pk for case, _why in listed(Case.objects.all(), now, why=reason)]
        assert set(found) == said, reason
        assert sums(cast, why=reason) == (len(said), len(whole))


def test_the_database_narrows_and_counts(
    cast: Cast,
    november: time_machine.Traveller,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    *_cases, water = three(cast, november)
    actor = cast.actor("caller")
    narrow = WeeklyFilter(unit=str(water), area=TOWN, why=WhyListed.GROUP)
    cases.weekly_list(actor=actor, filter=narrow)
    with django_assert_max_num_queries(5) as asked:
        assert len(cases.weekly_list(actor=actor, filter=narrow).rows) == 1
    where = asked[0]["sql"].partition("WHERE")[2]
    assert all(column in where for column in ('"main_org_id" =', '"town" =', '"is_group")'))
    with django_assert_num_queries(3) as counted:
        cases.weekly_sums(actor=actor, filter=narrow)
    assert all("GROUP BY" in counted[n]["sql"] for n in (0, 1))
    for n in range(4):
        working(cast, register(reporter_phone=f"1384180020{n}"))
    november.shift(timedelta(days=8))
    with django_assert_num_queries(3):
        assert cases.weekly_sums(actor=actor, filter=narrow).total == 7
