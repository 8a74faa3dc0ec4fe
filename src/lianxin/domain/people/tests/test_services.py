"""A village keeps its register: who lives where, who came and who left."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from lianxin.domain.people import selectors as people
from lianxin.domain.people import services as keep
from lianxin.domain.people.factories import BOSS, household, id_number, resident
from lianxin.domain.people.models import Household, Resident, Tag
from lianxin.domain.people.services import HouseholdChange, NewHousehold, ResidentChange
from lianxin.domain.people.tests.homes import facts_of, give, head
from lianxin.kernel import clock, sql
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from tests.at_once import at_once
from tests.cast import OTHER_VILLAGE, VILLAGE, Cast

pytestmark = pytest.mark.django_db
BIRTH = date(1955, 6, 1)


def test_the_grid_worker_enters_a_household_and_the_first_person_stands_for_it(cast: Cast) -> None:
    home = household(VILLAGE, "示例老王", actor=cast.actor("grid"))
    assert (home.no, home.members) == (1, 1)
    assert Resident.objects.get(pk=head(home)).name == "示例老王"
    assert household(VILLAGE).no == 2
    assert facts_of(home) == [
        "HouseholdAdded", "ResidentAdded",
    ]  # fmt: skip


def test_sent_twice_it_is_entered_once(cast: Cast) -> None:
    new = NewHousehold(id=uuid4(), area=VILLAGE)
    one, two = (keep.household_add(actor=cast.actor("grid"), household=new) for _ in range(2))
    assert one.pk == two.pk
    assert Household.objects.count() == 1
    with pytest.raises(RuleViolation):
        keep.household_add(
            actor=cast.actor("stranger"), household=NewHousehold(id=new.id, area=OTHER_VILLAGE)
        )


def test_nobody_keeps_the_register_of_another_village(cast: Cast) -> None:
    with pytest.raises(Denied):
        household(OTHER_VILLAGE, actor=cast.actor("grid"))
    home = household(OTHER_VILLAGE, "示例老张")
    for act in (
        lambda a: keep.household_change(
            actor=a, household_id=home.pk, change=HouseholdChange(note="看一眼")
        ),
        lambda a: keep.resident_change(
            actor=a, resident_id=head(home), change=ResidentChange(name="别人")
        ),
        lambda a: keep.resident_reveal(
            actor=a, resident_id=head(home), fields=["phone"], reason="想看看"
        ),
        lambda a: people.household_page(home.pk, actor=a),
    ):
        with pytest.raises(NotFound):
            act(cast.actor("grid"))


def test_an_identity_number_tells_birth_and_sex_and_lives_in_one_household(cast: Cast) -> None:
    number = id_number(BIRTH, 12)
    home = household(VILLAGE)
    person = resident(home.pk, "示例王奶奶", id_number=number)
    assert (person.birth_on, person.sex, person.initials) == (BIRTH, "2", "slwnn")
    other = household(VILLAGE)
    with pytest.raises(Invalid) as refused:
        resident(other.pk, "示例王奶奶", actor=cast.actor("grid"), id_number=number)
    assert "小新立屯村" in refused.value.fields["id_number"]
    far = household(OTHER_VILLAGE)
    with pytest.raises(Invalid) as refused:
        resident(far.pk, "示例王奶奶", actor=cast.actor("stranger"), id_number=number)
    assert "小新立屯" not in refused.value.message
    keep.resident_leave(actor=BOSS, resident_id=person.pk, residence="moved", on=clock.today())
    assert resident(far.pk, "示例王奶奶", id_number=number).household_id == far.pk


def test_number_and_phone_lie_sealed_and_are_found_again(cast: Cast) -> None:
    home = household(VILLAGE)
    person = resident(home.pk, "示例老王", id_number=id_number(BIRTH), phone="13800012345")
    stored = sql.one("SELECT id_number, phone, id_hash, phone_hash FROM people_resident")
    assert stored is not None
    assert all(stored)
    for clear in (id_number(BIRTH), "13800012345"):
        assert clear not in "|".join(stored)
    grid = cast.actor("grid")
    for asked in ("2345", "138 0001 2345", id_number(BIRTH), "示例", "sllw"):
        assert [row.id for row in people.people_search(asked, actor=grid)] == [person.pk]
    assert people.people_search("示", actor=grid) == people.people_search("9999", actor=grid) == []


def test_a_day_of_birth_that_the_number_denies_is_refused(cast: Cast) -> None:
    home = household(VILLAGE)
    with pytest.raises(Invalid) as refused:
        resident(home.pk, "示例老王", id_number=id_number(BIRTH), birth=date(1956, 6, 1))
    assert "birth" in refused.value.fields


def test_two_who_change_the_same_person_one_wins_and_the_other_reads_why(cast: Cast) -> None:
    home = household(VILLAGE, "示例老王")
    seen = Resident.objects.get(pk=head(home)).version
    for name, refused in (("示例老汪", False), ("示例老黄", True)):
        change = ResidentChange(name=name, version=seen)
        if refused:
            with pytest.raises(RuleViolation, match="先改过"):
                keep.resident_change(
                    actor=cast.actor("grid"), resident_id=head(home), change=change
                )
        else:
            keep.resident_change(actor=cast.actor("grid"), resident_id=head(home), change=change)
    assert Resident.objects.get(pk=head(home)).name == "示例老汪"


def test_who_moves_away_is_counted_no_more_and_an_empty_house_is_closed(cast: Cast) -> None:
    home = household(VILLAGE, "示例老王")
    wife = resident(home.pk, "示例老伴", relation="10")
    give(home, "D63", cast)
    grid = cast.actor("grid")
    keep.resident_leave(actor=grid, resident_id=head(home), residence="deceased", on=clock.today())
    home.refresh_from_db()
    assert (home.members, home.head_id, home.living) == (1, None, "here")
    keep.head_name(actor=grid, household_id=home.pk, resident_id=wife.pk)
    keep.resident_leave(actor=grid, resident_id=wife.pk, residence="moved", on=clock.today())
    home.refresh_from_db()
    assert (home.members, home.living, home.tags) == (0, "closed", [])
    assert facts_of(home)[-1] == "HouseholdClosed"
    keep.resident_leave(actor=grid, resident_id=wife.pk, residence="home", on=clock.today())
    home.refresh_from_db()
    assert (home.members, home.living, home.head_id) == (1, "here", wife.pk)


def test_nobody_leaves_tomorrow_and_the_dead_come_back_only_as_a_correction(cast: Cast) -> None:
    home, grid = household(VILLAGE, "示例老王"), cast.actor("grid")
    with pytest.raises(Invalid):
        keep.resident_leave(
            actor=grid, resident_id=head(home), residence="moved",
            on=clock.today() + timedelta(days=1),
        )  # fmt: skip
    keep.resident_leave(actor=grid, resident_id=head(home), residence="deceased", on=clock.today())
    with pytest.raises(RuleViolation):
        keep.resident_leave(actor=grid, resident_id=head(home), residence="home", on=clock.today())
    keep.resident_leave(
        actor=grid, resident_id=head(home), residence="home", on=clock.today(), correction=True
    )
    assert Resident.objects.get(pk=head(home)).residence == "home"


def test_who_comes_back_while_registered_elsewhere_is_refused_with_the_place(cast: Cast) -> None:
    number, grid = id_number(BIRTH, 7), cast.actor("grid")
    home, new = household(VILLAGE, "示例老王"), household(VILLAGE, "示例老刘")
    person = resident(home.pk, "示例王姐", id_number=number)
    keep.resident_leave(actor=grid, resident_id=person.pk, residence="moved", on=clock.today())
    resident(new.pk, "示例王姐", id_number=number)
    with pytest.raises(Invalid) as refused:
        keep.resident_leave(actor=grid, resident_id=person.pk, residence="home", on=clock.today())
    assert "小新立屯村" in refused.value.fields["id_number"]
    assert Resident.objects.get(pk=person.pk).residence == "moved"


@pytest.mark.django_db(transaction=True)
def test_one_number_entered_twice_at_the_same_moment_stands_once(cast: Cast) -> None:
    number, grid = id_number(BIRTH, 8), cast.actor("grid")
    homes = [household(VILLAGE), household(VILLAGE)]
    said = at_once(
        *(
            lambda home=home: resident(home.pk, "示例王姐", actor=grid, id_number=number)
            for home in homes
        )
    )
    assert len(said) == 1
    assert "不要登记两次" in said[0]
    assert Resident.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_twice_at_the_same_moment_is_one_household(cast: Cast) -> None:
    new, grid = NewHousehold(id=uuid4(), area=VILLAGE), cast.actor("grid")
    assert at_once(*[lambda: keep.household_add(actor=grid, household=new)] * 2) == []
    assert Household.objects.count() == 1


def test_a_house_that_was_closed_opens_again_for_whoever_moves_in(cast: Cast) -> None:
    home, grid = household(VILLAGE, "示例老王"), cast.actor("grid")
    keep.resident_leave(actor=grid, resident_id=head(home), residence="moved", on=clock.today())
    home.refresh_from_db()
    assert home.living == "closed"
    resident(home.pk, "示例新来的", actor=grid)
    home.refresh_from_db()
    assert (home.living, home.members) == ("here", 1)


@pytest.mark.parametrize(("name", "letters"), [("曾强", "zq"), ("单雄", "sx"), ("李明", "lm")])
def test_a_surname_is_found_as_it_is_said(cast: Cast, name: str, letters: str) -> None:
    home = household(VILLAGE, name)
    found = people.people_search(letters, actor=cast.actor("grid"))
    assert [row.household for row in found] == [home.pk]


def test_a_daughter_marries_into_another_household_with_what_is_hers(cast: Cast) -> None:
    home, new = household(VILLAGE, "示例老王"), household(VILLAGE, "示例老刘")
    daughter = resident(home.pk, "示例小王", relation="30")
    tag = give(home, "D72", cast, resident=daughter.pk)
    give(home, "D63", cast)
    keep.resident_move(actor=cast.actor("grid"), resident_id=daughter.pk, household_id=new.pk)
    home.refresh_from_db()
    new.refresh_from_db()
    assert (home.members, home.tags, new.members, new.tags) == (1, ["D63"], 2, ["D72"])
    assert Tag.objects.get(pk=tag.pk).household_id == new.pk


@pytest.mark.django_db(transaction=True)
def test_two_moves_against_each_other_do_not_wait_for_each_other(cast: Cast) -> None:
    one, two = household(VILLAGE, "示例甲"), household(VILLAGE, "示例乙")
    here, there = resident(one.pk, "示例丙"), resident(two.pk, "示例丁")
    grid = cast.actor("grid")
    at_once(
        lambda: keep.resident_move(actor=grid, resident_id=here.pk, household_id=two.pk),
        lambda: keep.resident_move(actor=grid, resident_id=there.pk, household_id=one.pk),
    )
    assert sorted(Household.objects.values_list("members", flat=True)) == [2, 2]
