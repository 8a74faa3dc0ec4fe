"""What an account may do, and who sees which accounts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.domain.places.factories import area as make_area
from lianxin.domain.places.rules import is_inside
from lianxin.domain.places.services import area_merge
from lianxin.domain.users.factories import BOSS, PASSWORD, actor, user
from lianxin.domain.users.models import Assignment, Role, User
from lianxin.domain.users.selectors import (
    actor_of,
    staff_list,
    standing_of,
    user_get,
    user_names,
    users_of_unit,
    users_with_grant,
)
from lianxin.domain.users.services import account_create, account_disable, load_defaults, role_end
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Denied

CITY, COUNTY, OTHER_COUNTY = "210900000000", "210921000000", "210922000000"
TOWN, OTHER_TOWN = "210921203000", "210921120000"
VILLAGE, OTHER_VILLAGE = "210921203203", "210921120208"
UNITS = (ids.new(), ids.new())
AREAS = (CITY, COUNTY, OTHER_COUNTY, TOWN, OTHER_TOWN, VILLAGE, OTHER_VILLAGE)
DAYS = (date(2026, 1, 1), date(2026, 6, 1), date(2026, 12, 1))
GRANTS = ("cases:see", "cases:dispatch", "cases:reply", "users:manage_accounts", "users:see")

pytestmark = pytest.mark.django_db


def test_a_role_reaches_its_area_and_nothing_beside_it() -> None:
    sun = actor("R11", TOWN)
    assert sun.may("cases:dispatch", area=VILLAGE)
    assert sun.may("cases:dispatch", area=TOWN)
    for area in (OTHER_VILLAGE, OTHER_TOWN, COUNTY, CITY):
        assert not sun.may("cases:dispatch", area=area)


def test_powers_of_two_places_do_not_mix() -> None:
    both = actor_of(user(("R11", TOWN), ("R05", OTHER_VILLAGE), area=TOWN))
    assert both.may("cases:dispatch", area=VILLAGE)
    assert both.may("cases:register", area=OTHER_VILLAGE)
    assert not both.may("cases:dispatch", area=OTHER_VILLAGE)


def test_a_handler_reaches_only_the_matters_of_the_own_unit() -> None:
    zhou = actor("R14", COUNTY, UNITS[0])
    assert zhou.may("cases:reply", area=VILLAGE, units=[str(UNITS[0])])
    assert not zhou.may("cases:reply", area=VILLAGE, units=[str(UNITS[1])])
    assert not zhou.may("cases:reply", area=VILLAGE)


def test_a_unit_does_not_narrow_a_role_that_works_for_a_place() -> None:
    assert actor("R11", TOWN, UNITS[0]).may("cases:dispatch", area=VILLAGE)


def test_a_role_by_unit_without_a_unit_reaches_nothing() -> None:
    held = user(("R14", COUNTY, UNITS[0]), area=COUNTY)
    Assignment.objects.filter(user=held).update(unit=None)
    assert not actor_of(held).may("cases:reply", area=VILLAGE, units=[str(UNITS[0])])


def test_who_served_a_village_that_was_merged_serves_its_old_matters_too() -> None:
    make_area(VILLAGE)
    old = "210921203205"
    make_area(old)
    clerk = user(("R06", VILLAGE), area=VILLAGE)
    assert not actor_of(clerk).may("cases:see", area=old)
    area_merge(actor=BOSS, code=old, into=VILLAGE, on=date(2026, 1, 1))
    assert actor_of(clerk).may("cases:see", area=old)


def test_becoming_an_actor_costs_two_queries_at_most(
    cast: Any, django_assert_max_num_queries: Any
) -> None:
    """One for the roles; the area tree is in memory, and at times asks whether it is fresh."""
    cast.actor("handler")
    with django_assert_max_num_queries(2):
        assert len(actor_of(cast.users["dispatcher"]).scopes) == 1


def test_titles_names_and_accounts() -> None:
    held = user(("R11", TOWN), ("R11", OTHER_TOWN), ("R05", VILLAGE), area=TOWN, name="孙姐")
    assert standing_of(held)[1] == ("网格员", "乡镇综合指挥员")
    assert user_names([held.pk, ids.new()], actor=BOSS) == {held.pk: "孙姐"}
    assert user_get(held.pk, actor=BOSS) == held
    account_disable(actor=BOSS, user_id=held.pk)
    assert user_get(held.pk, actor=BOSS) is None


def test_the_people_of_a_unit_are_those_who_work_there_today() -> None:
    zhou = user(("R14", COUNTY, UNITS[0]), ("R15", COUNTY, UNITS[0]), area=COUNTY)
    gone, closed = (user(("R14", COUNTY, UNITS[0]), area=COUNTY) for _n in range(2))
    user(("R14", COUNTY, UNITS[1]), area=COUNTY)
    role_end(actor=BOSS, assignment_id=Assignment.objects.get(user=gone).pk)
    account_disable(actor=BOSS, user_id=closed.pk)
    assert users_of_unit(UNITS[0], actor=BOSS) == [zhou.pk]


def test_the_dispatchers_of_a_township_are_its_own() -> None:
    sun = user(("R11", TOWN), area=TOWN)
    user(("R11", OTHER_TOWN), area=OTHER_TOWN)
    user(("R16", COUNTY), area=COUNTY)
    assert users_with_grant("cases:dispatch", TOWN, actor=BOSS) == [sun.pk]


def test_an_administrator_s_list_holds_the_own_county_only() -> None:
    mine = user(("R11", TOWN), area=TOWN, name="孙姐")
    idle = user(area=VILLAGE, name="没有角色的人")
    guest = user(("R11", OTHER_TOWN), ("R18", OTHER_COUNTY), area=OTHER_COUNTY, name="外县借调")
    user(("R18", OTHER_COUNTY), area=OTHER_COUNTY, name="邻县")
    admin = actor("R22", COUNTY)
    rows = {row.name: row for row in staff_list(actor=admin).rows}
    assert {mine.name, idle.name, guest.name} <= set(rows)
    assert "邻县" not in rows
    assert [role.name for role in rows["孙姐"].roles] == ["乡镇综合指挥员"]
    assert [role.area for role in rows["外县借调"].roles] == [OTHER_TOWN], "nothing of elsewhere"
    assert rows["没有角色的人"].roles == ()


def test_an_administrator_of_everything_sees_accounts_without_a_place_too() -> None:
    held = user(area=TOWN)
    type(held).objects.filter(pk=held.pk).update(area=None)
    rows = staff_list(actor=BOSS).rows
    assert [(row.name, row.area_name) for row in rows] == [("示例人", "")]


def test_a_phone_is_clear_only_for_who_looks_after_the_account() -> None:
    make_area(TOWN)
    account_create(
        actor=BOSS, username="laoli", name="老李", password=PASSWORD, area=TOWN, phone="13841800002"
    )
    load_defaults(actor=BOSS)

    def phone_seen_by(role: str) -> str:
        rows = staff_list(actor=actor(role, COUNTY), q="laoli").rows
        return rows[0].phone

    assert phone_seen_by("R22") == "13841800002"
    assert phone_seen_by("R24") == "138****0002"


def test_a_dispatcher_has_no_list_of_accounts() -> None:
    assert staff_list(actor=actor("R11", TOWN)).rows == ()


def test_the_list_is_searched_and_turned_page_by_page() -> None:
    for n in range(5):
        user(area=TOWN, name=f"示例{n}")
    first = staff_list(actor=BOSS, q="示例", limit=3)
    then = staff_list(actor=BOSS, q=" 示例 ", after=first.next, limit=3)
    names = [row.name for row in (*first.rows, *then.rows)]
    assert sorted(names) == [f"示例{n}" for n in range(5)]
    assert (len(first.rows), len(then.rows), then.next) == (3, 2, "")


@pytest.fixture
def somebody(db: None) -> User:
    """Somebody without a role, and all the places there are."""
    for area in AREAS:
        make_area(area)
    return user(area=CITY)


assigned = st.tuples(
    st.frozensets(st.sampled_from(GRANTS), max_size=4),
    st.sampled_from(AREAS),
    st.sampled_from((None, *UNITS)),
    st.booleans(),
    st.sampled_from(DAYS),
    st.sampled_from((None, *DAYS)),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(held=st.lists(assigned, max_size=4), day=st.sampled_from(DAYS), data=st.data())
def test_an_actor_never_gains_beyond_what_was_given(
    somebody: User, held: list[Any], day: date, data: st.DataObject
) -> None:
    """A grant holds somewhere only if one single assignment in force gives it there."""
    Assignment.objects.all().delete()
    Role.objects.all().delete()
    rows = [row for row in held if row[5] is None or row[5] >= row[4]]
    for n, (grants, area, unit, by_unit, since, until) in enumerate(rows):
        role = Role.objects.create(
            code=f"T{n}", name=f"T{n}", levels=[], grants=sorted(grants), is_by_unit=by_unit
        )
        Assignment.objects.create(
            user=somebody, role=role, area_id=area, unit=unit, valid_from=since, valid_to=until
        )
    grant, where = data.draw(st.sampled_from(GRANTS)), data.draw(st.sampled_from(AREAS))
    units = data.draw(st.sets(st.sampled_from(UNITS)))
    expected = any(
        grant in grants
        and is_inside(where, area)
        and (not by_unit or unit in units)
        and since <= day
        and (until is None or day < until)
        for grants, area, unit, by_unit, since, until in rows
    )
    it: Actor = actor_of(somebody, at=clock.at(day, 12))
    assert it.may(grant, area=where, units=map(str, units)) is expected


@pytest.fixture
def actors(somebody: User) -> dict[tuple[str, str], Actor]:
    """Administrators and dispatchers, wherever the role fits."""
    homes = (COUNTY, OTHER_COUNTY, TOWN)
    roles = ("R11", "R16", "R22", "R23", "R24")
    return {(role, at): actor(role, at) for role in roles for at in homes if fits(role, at)}


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(role=st.sampled_from(["R11", "R16", "R22", "R23", "R24"]), data=st.data())
def test_what_an_administrator_opens_lies_in_the_own_area(
    actors: dict[tuple[str, str], Actor], role: str, data: st.DataObject
) -> None:
    home = data.draw(st.sampled_from([a for a in (COUNTY, OTHER_COUNTY, TOWN) if fits(role, a)]))
    where = data.draw(st.sampled_from(AREAS))
    it = actors[role, home]
    before = {row.id for row in staff_list(actor=BOSS, limit=999).rows}
    try:
        made = account_create(
            actor=it, username=f"x{ids.new().hex}", name="新人", password=PASSWORD, area=where
        )
    except Denied:
        assert {row.id for row in staff_list(actor=BOSS, limit=999).rows} == before
        assert role != "R22" or not is_inside(where, home)
    else:
        assert role == "R22"
        assert is_inside(where, home)
        assert made.area_id == where


def fits(role: str, area: str) -> bool:
    """Is the role made for this level?"""
    return (role == "R11") == (area == TOWN)
