"""Giving roles and taking them back."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
import time_machine
from django.apps import apps

from lianxin.domain.places.factories import area as make_area
from lianxin.domain.users.factories import BOSS, actor, user
from lianxin.domain.users.models import Assignment, Role, User
from lianxin.domain.users.selectors import actor_of, role_list
from lianxin.domain.users.services import (
    Days,
    account_disable,
    load_defaults,
    role_assign,
    role_end,
)
from lianxin.kernel import clock, ids
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact

CITY, COUNTY, OTHER_COUNTY = "210900000000", "210921000000", "210922000000"
TOWN, OTHER_TOWN, VILLAGE = "210921203000", "210922100000", "210921203203"
UNIT = ids.new()

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody() -> User:
    """An account of the township without any role."""
    return user(area=TOWN)


def give(to: User, role: str = "R11", area: str = TOWN, **more: Any) -> Assignment:
    """Give a role; the program gives it if nobody else does."""
    make_area(area)
    return role_assign(user_id=to.pk, role=role, area=area, **{"actor": BOSS} | more)


def test_the_role_table_is_loaded_once_and_follows_the_file() -> None:
    assert load_defaults(actor=BOSS) == 24
    assert load_defaults(actor=BOSS) == 0
    Role.objects.filter(code="R05").update(grants=["cases:dispatch"])
    assert load_defaults(actor=BOSS) == 1
    assert "cases:dispatch" not in Role.objects.get(code="R05").grants
    assert [role.code for role in role_list(actor=BOSS)] == [f"R{n:02}" for n in range(1, 25)]
    assert str(Role.objects.get(code="R05")) == "R05 网格员"


def test_the_role_table_is_nobody_s_who_holds_one_county() -> None:
    with pytest.raises(Denied):
        load_defaults(actor=actor("R23", COUNTY))


def test_every_grant_of_the_role_table_exists_somewhere() -> None:
    load_defaults(actor=BOSS)
    known: set[str] = set()
    for config in apps.get_app_configs():
        name = f"{config.name}.permissions"
        if config.name.startswith("lianxin.") and find_spec(name):
            known |= {grant.value for grant in import_module(name).Grant}
    assert {grant for role in Role.objects.all() for grant in role.grants} <= known


def test_opening_accounts_and_giving_power_are_two_hands() -> None:
    load_defaults(actor=BOSS)
    both = {"users:manage_accounts", "users:manage_roles"}
    assert not [role for role in Role.objects.all() if both <= set(role.grants)]


def test_the_security_administrator_gives_a_role(somebody: User) -> None:
    given = give(somebody, actor=actor("R23", COUNTY))
    assert actor_of(somebody).may("cases:dispatch", area=VILLAGE)
    fact = Fact.objects.get(kind="RoleAssigned", stream=f"user:{somebody.pk}")
    assert (fact.body["role"], fact.body["area"], fact.body["until"]) == ("R11", TOWN, "")
    assert str(given) == f"{somebody.pk} R11 {TOWN}"


def test_the_same_role_is_given_once(somebody: User) -> None:
    assert give(somebody) == give(somebody)
    assert Fact.objects.filter(kind="RoleAssigned").count() == 1
    give(somebody, "R14", COUNTY, unit=UNIT)
    give(somebody, "R14", COUNTY, unit=ids.new())
    assert Assignment.objects.count() == 3


@pytest.mark.parametrize("role", ["R22", "R24", "R16"])
def test_nobody_else_gives_roles(somebody: User, role: str) -> None:
    with pytest.raises(Denied):
        give(somebody, actor=actor(role, COUNTY))


def test_no_role_is_given_in_a_neighbour_s_county(somebody: User) -> None:
    for area in (OTHER_TOWN, OTHER_COUNTY, CITY):
        with pytest.raises(Denied):
            give(somebody, area=area, actor=actor("R23", COUNTY))


def test_nobody_gives_or_takes_their_own_roles() -> None:
    security = user(("R23", COUNTY), area=COUNTY)
    with pytest.raises(Denied, match="不能给自己授权"):
        give(security, actor=actor_of(security))
    own = Assignment.objects.get(user=security)
    with pytest.raises(Denied, match="不能给自己"):
        role_end(actor=actor_of(security), assignment_id=own.pk)


def test_the_three_powers_of_a_county_are_given_by_the_city(somebody: User) -> None:
    with pytest.raises(Denied, match="由上一级授"):
        give(somebody, "R22", COUNTY, actor=actor("R23", COUNTY))
    given = give(somebody, "R22", COUNTY, actor=actor("R23", CITY))
    with pytest.raises(Denied, match="由上一级授"):
        role_end(actor=actor("R23", COUNTY), assignment_id=given.pk)


def test_the_three_powers_are_three_persons_also_one_after_the_other_only(somebody: User) -> None:
    first = give(somebody, "R22", COUNTY)
    with pytest.raises(RuleViolation, match="三个人分别担任"):
        give(somebody, "R23", COUNTY)
    with pytest.raises(RuleViolation, match="三个人分别担任"):
        give(somebody, "R24", OTHER_COUNTY)
    role_end(actor=BOSS, assignment_id=first.pk)
    give(somebody, "R23", COUNTY)


def test_a_power_that_begins_later_is_counted_too(somebody: User) -> None:
    next_month = clock.today() + timedelta(days=30)
    give(somebody, "R22", COUNTY, days=Days(since=next_month))
    with pytest.raises(RuleViolation):
        give(somebody, "R23", COUNTY)
    give(somebody, "R23", COUNTY, days=Days(until=next_month))


@pytest.mark.parametrize(
    ("role", "area", "sentence"),
    [
        ("R11", VILLAGE, "只能授在乡镇"),
        ("R05", TOWN, "只能授在村"),
        ("R14", COUNTY, "要指定单位"),
        ("R11", "210921299000", "没有找到这个地方"),
    ],
)
def test_a_role_in_the_wrong_place_gets_a_sentence(
    somebody: User, role: str, area: str, sentence: str
) -> None:
    make_area(VILLAGE)
    with pytest.raises(Invalid, match=sentence):
        role_assign(actor=BOSS, user_id=somebody.pk, role=role, area=area)


def test_roles_and_accounts_that_are_not_there(somebody: User) -> None:
    with pytest.raises(NotFound, match="没有找到这个角色"):
        give(somebody, "R99")
    with pytest.raises(NotFound, match="没有找到这个账号"):
        role_assign(actor=BOSS, user_id=ids.new(), role="R11", area=TOWN)
    with pytest.raises(NotFound, match="没有找到这条授权"):
        role_end(actor=BOSS, assignment_id=ids.new())


def test_a_closed_account_is_given_nothing(somebody: User) -> None:
    account_disable(actor=BOSS, user_id=somebody.pk)
    with pytest.raises(RuleViolation, match="先恢复启用"):
        give(somebody)


def test_a_role_that_is_taken_back_is_gone_at_once_and_stays_in_the_book(somebody: User) -> None:
    given = give(somebody)
    security = actor("R23", COUNTY)
    for _n in range(2):
        role_end(actor=security, assignment_id=given.pk)
    assert not actor_of(somebody).has("cases:dispatch")
    assert Assignment.objects.get(pk=given.pk).valid_to == clock.today()
    assert Fact.objects.filter(kind="RoleEnded").count() == 1
    assert give(somebody).pk != given.pk


def test_a_role_that_has_not_begun_is_taken_back_before_it_begins(somebody: User) -> None:
    next_month = clock.today() + timedelta(days=30)
    given = give(somebody, days=Days(since=next_month))
    ended = role_end(actor=BOSS, assignment_id=given.pk)
    assert ended.valid_to == next_month
    with time_machine.travel(clock.at(next_month, 9)):
        assert not actor_of(somebody).has("cases:dispatch")


def test_a_stand_in_has_the_role_on_exactly_its_days(somebody: User) -> None:
    first, after = date(2027, 3, 1), date(2027, 3, 4)
    give(somebody, days=Days(first, after))
    has = {
        day: actor_of(somebody, at=clock.at(day, 0)).has("cases:dispatch")
        for day in (date(2027, 2, 28), first, date(2027, 3, 3), after)
    }
    assert list(has.values()) == [False, True, True, False]
    late = clock.at(date(2027, 3, 3), 23, 59)
    assert actor_of(somebody, at=late).has("cases:dispatch")


def test_days_must_be_in_order(somebody: User) -> None:
    with pytest.raises(Invalid, match="结束日期"):
        give(somebody, days=Days(until=clock.today()))
