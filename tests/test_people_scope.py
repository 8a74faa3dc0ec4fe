"""Nobody sees a home out of their area, or a field out of their grant: list, page, search, counts.

Random posts over random places; what each may see is worked out here a second time.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.domain.people import selectors as people
from lianxin.domain.people import services as keep
from lianxin.domain.people.factories import BOSS, household, id_number, resident
from lianxin.domain.people.models import Household
from lianxin.domain.people.permissions import Grant
from lianxin.domain.people.services import NewTag
from lianxin.domain.places.services import grid_add
from lianxin.kernel.actor import Actor, Kind, Scope
from lianxin.kernel.errors import Denied, NotFound
from tests.cast import COUNTY, OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE, Cast

pytestmark = pytest.mark.django_db
NAMES = ("示例赵一", "示例钱二", "示例孙三", "示例李四", "示例周五", "示例吴六")
PREFIXES = ("", "2109", COUNTY[:6], TOWN[:9], OTHER_TOWN[:9], VILLAGE, OTHER_VILLAGE, "210922")
UNIT = str(uuid4())


@dataclass(frozen=True)
class Home:
    """A household of the test, and what must not be read by everybody."""

    id: UUID
    person: UUID
    place: str
    area: str
    name: str
    phone: str
    number: str


@pytest.fixture
def homes(cast: Cast) -> list[Home]:
    """Six homes in two villages, two of them in a grid; each with all three kinds of difficulty."""
    grid = grid_add(actor=BOSS, village=VILLAGE, name="第一网格").code
    made = []
    for n, name in enumerate(NAMES):
        area = VILLAGE if n < 4 else OTHER_VILLAGE
        inside = grid if n < 2 else ""
        row = household(area, grid=inside)
        phone, number = f"1380001{n:04d}", id_number(date(1950 + n, 1, 2), n + 1)
        person = resident(row.pk, name, phone=phone, id_number=number)
        for code, whose in (("D63", None), ("D34", person.pk), ("D52", person.pk)):
            tag = NewTag(id=uuid4(), code=code, basis="list", resident=whose)
            keep.tag_give(actor=BOSS, household_id=row.pk, tag=tag)
        made.append(Home(row.pk, person.pk, inside or area, area, name, phone, number))
    return made


@st.composite
def actors(draw: st.DrawFn) -> Actor:
    """Somebody with up to three posts."""
    scopes = draw(
        st.lists(
            st.builds(
                Scope,
                grants=st.frozensets(st.sampled_from([grant.value for grant in Grant])),
                areas=st.lists(st.sampled_from(PREFIXES), min_size=1, max_size=2).map(tuple),
                unit=st.sampled_from([None, None, None, UNIT]),
            ),
            max_size=3,
        )
    )
    return Actor(f"user:{uuid4()}", "随便谁", Kind.STAFF, tuple(scopes))


def may(actor: Actor, grant: Grant, place: str) -> bool:
    return any(
        scope.unit is None
        and grant.value in scope.grants
        and any(place.startswith(prefix) for prefix in scope.areas)
        for scope in actor.scopes
    )


def words(value: Any) -> str:
    """Everything that a view says, as one text."""
    if is_dataclass(value):
        return " ".join(words(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, list | tuple | set):
        return " ".join(map(words, value))
    return str(value)


def check_page(home: Home, actor: Actor) -> None:
    if not may(actor, Grant.SEE, home.place):
        with pytest.raises(NotFound):
            people.household_page(home.id, actor=actor)
        assert people.looks_at(home.person, actor=actor) == []
        return
    said = words(people.household_page(home.id, actor=actor))
    assert home.number not in said
    assert (home.name in said) == may(actor, Grant.SEE_NAME, home.place)
    assert (home.phone in said) == may(actor, Grant.SEE_PHONE, home.place)
    assert "危房" in said
    care = people.household_page(home.id, actor=actor).care
    assert (care != "") == may(actor, Grant.SEE_NAME, home.place)
    assert ("肢体残疾" in said) == may(actor, Grant.SEE_HEALTH, home.place)
    assert ("家暴" in said) == may(actor, Grant.SEE_HIDDEN, home.place)


def check_search(home: Home, actor: Actor) -> None:
    sees = may(actor, Grant.SEE, home.place)
    by_name = may(actor, Grant.SEE_NAME, home.place)
    by_phone = may(actor, Grant.SEE_PHONE, home.place)
    for asked, allowed in (
        (home.name[:3], by_name), (home.number, by_name),
        (home.phone, by_phone), (home.phone[-4:], by_phone),
    ):  # fmt: skip
        found = people.people_search(asked, actor=actor)
        assert (home.person in {row.id for row in found}) == (allowed and sees), asked
        assert home.number not in words(found)
        if not by_phone:
            assert home.phone not in words(found)


def check_lists(homes: list[Home], actor: Actor) -> None:
    seen = {home.id for home in homes if may(actor, Grant.SEE, home.place)}
    page = people.household_list(actor=actor, filter=people.Filter())
    assert {row.id for row in page.rows} == seen
    for home in homes:
        row = next((row for row in page.rows if row.id == home.id), None)
        if row is not None:
            assert (row.head == home.name) == may(actor, Grant.SEE_NAME, home.place)
            assert ("肢体残疾" in row.tags) == may(actor, Grant.SEE_HEALTH, home.place)
            assert "遭受家暴需保护" not in row.tags
            assert (row.care != "") == may(actor, Grant.SEE_NAME, home.place)
    by_care = people.household_list(actor=actor, filter=people.Filter(care="key"))
    assert {row.id for row in by_care.rows} == {
        home.id for home in homes if home.id in seen and may(actor, Grant.SEE_NAME, home.place)
    }
    health = people.household_list(actor=actor, filter=people.Filter(tag="D34"))
    assert {row.id for row in health.rows} == {
        home.id for home in homes if home.id in seen and may(actor, Grant.SEE_HEALTH, home.place)
    }
    assert not people.household_list(actor=actor, filter=people.Filter(tag="D52")).rows


def check_counts(homes: list[Home], actor: Actor) -> None:
    counts = people.difficulty_counts(COUNTY, actor=actor)
    seen = [home for home in homes if may(actor, Grant.SEE, home.place)]
    assert counts.households == len(seen) == counts.all_households
    for code, grant in (("D63", Grant.SEE), ("D34", Grant.SEE_HEALTH), ("D52", Grant.SEE_HIDDEN)):
        assert counts.by_code.get(code, 0) == sum(may(actor, grant, h.place) for h in seen), code


def check_writes(home: Home, actor: Actor) -> None:
    """What one may not see one cannot change, and what one may only see neither."""
    if may(actor, Grant.SEE, home.place) and may(actor, Grant.REVEAL, home.place):
        return
    with pytest.raises((NotFound, Denied)):
        keep.resident_reveal(actor=actor, resident_id=home.person, fields=["phone"], reason="看")
    if not (may(actor, Grant.SEE, home.place) and may(actor, Grant.KEEP, home.place)):
        change = keep.HouseholdChange(note="改一改")
        with pytest.raises((NotFound, Denied)):
            keep.household_change(actor=actor, household_id=home.id, change=change)


@settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(actor=actors())
def test_random_posts_see_what_they_may_and_nothing_else(homes: list[Home], actor: Actor) -> None:
    check_lists(homes, actor)
    check_counts(homes, actor)
    for home in homes:
        check_page(home, actor)
        check_search(home, actor)
        check_writes(home, actor)


def test_who_has_no_post_sees_nobody(homes: list[Home]) -> None:
    nobody = Actor("user:none", "路过的", Kind.STAFF)
    check_lists(homes, nobody)
    assert Household.objects.visible_to(nobody, Grant.SEE).count() == 0


def test_a_page_and_a_list_ask_as_many_questions_for_many_as_for_one(
    homes: list[Home], cast: Cast, django_assert_num_queries: Any
) -> None:
    grid = cast.actor("grid")
    people.household_page(homes[0].id, actor=grid)
    people.household_list(actor=grid, filter=people.Filter(area=VILLAGE))
    for _ in range(5):
        resident(homes[0].id, "示例又一位")
    with django_assert_num_queries(6):
        people.household_page(homes[0].id, actor=grid)
    with django_assert_num_queries(3):  # two of them: is the tree of places still the same?
        people.household_list(actor=grid, filter=people.Filter(area=VILLAGE))
