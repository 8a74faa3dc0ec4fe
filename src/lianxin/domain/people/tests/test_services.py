"""A village keeps its register: who lives where, who left, who is in difficulty, who agreed."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from lianxin.domain.people import selectors as people
from lianxin.domain.people import services as keep
from lianxin.domain.people.factories import BOSS, household, id_number, resident
from lianxin.domain.people.models import Consent, Household, Resident, Tag
from lianxin.domain.people.services import HouseholdChange, NewHousehold, NewTag, ResidentChange
from lianxin.kernel import clock
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts.models import Fact
from tests.at_once import at_once
from tests.cast import OTHER_VILLAGE, VILLAGE, Cast

pytestmark = pytest.mark.django_db
BIRTH = date(1955, 6, 1)


def head(home: Household) -> UUID:
    assert home.head_id is not None
    return home.head_id


def facts_of(home: Household) -> list[str]:
    rows = Fact.objects.filter(stream=f"household:{home.pk}").order_by("seq")
    return list(rows.values_list("kind", flat=True))


def give(home: Household, code: str, cast: Cast, who: str = "grid", **more: object) -> Tag:
    tag = NewTag(id=uuid4(), code=code, basis="self", **more)  # type: ignore[arg-type] # for tests
    return keep.tag_give(actor=cast.actor(who), household_id=home.pk, tag=tag)


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
    raw = Resident.objects.filter(pk=person.pk).values_list("id_hash", "phone_hash", "phone_tail")
    assert raw[0][2] == "2345"
    assert id_number(BIRTH) not in str(raw[0])
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


def test_a_child_has_a_guardian_and_the_page_says_where_one_is_missing(cast: Cast) -> None:
    home = household(VILLAGE, "示例老王")
    Resident.objects.filter(pk=head(home)).update(birth_on=BIRTH)
    child = resident(home.pk, "示例孙子", relation="40", birth=clock.today() - timedelta(days=3000))
    grid = cast.actor("grid")
    assert [p.lacks_guardian for p in people.household_page(home.pk, actor=grid).people] == [
        False, True,
    ]  # fmt: skip
    with pytest.raises(RuleViolation, match="监护人同意"):
        keep.consent_give(actor=grid, resident_id=child.pk, purpose="publish_photo", method="paper")
    keep.guardian_set(actor=grid, resident_id=child.pk, guardian_id=head(home))
    with pytest.raises(RuleViolation):
        keep.guardian_set(actor=grid, resident_id=head(home), guardian_id=child.pk)
    given = keep.consent_give(
        actor=grid, resident_id=child.pk, purpose="publish_photo", method="paper"
    )
    assert given.by_guardian_id == home.head_id


def test_a_difficulty_counts_until_it_is_ended_and_only_once(cast: Cast) -> None:
    home = household(VILLAGE, "示例老王")
    one, two = give(home, "D63", cast), give(home, "D63", cast)
    home.refresh_from_db()
    assert one.pk == two.pk
    assert (home.tags, home.care) == (["D63"], "key")
    keep.tag_end(actor=cast.actor("grid"), tag_id=one.pk, reason="房子修好了")
    home.refresh_from_db()
    assert (home.tags, home.care) == ([], "")
    assert Tag.objects.get(pk=one.pk).end_reason == "房子修好了"


def test_an_old_persons_difficulty_is_an_old_persons(cast: Cast) -> None:
    home = household(VILLAGE)
    young = resident(home.pk, "示例小王", birth=date(1990, 1, 1))
    with pytest.raises(Invalid):
        give(home, "D11", cast)
    with pytest.raises(RuleViolation, match="60"):
        give(home, "D11", cast, resident=young.pk)
    old = resident(home.pk, "示例老王", birth=date(1940, 1, 1))
    assert give(home, "D11", cast, resident=old.pk).care == "high"
    with pytest.raises(Invalid):
        give(home, "D1", cast)


def test_what_is_hidden_from_the_village_leaves_no_trace_there(cast: Cast) -> None:
    from tests.cast import TOWN, hire

    hire(cast, "leader", "R13", TOWN)
    home = household(VILLAGE, "示例王婶")
    with pytest.raises(Denied):
        give(home, "D52", cast, resident=head(home))
    lead = cast.actor("leader")
    tag = Tag.objects.create(
        household=home, resident=home.head, county=home.county, town=home.town, area=home.area,
        code="D52", kind="hidden", care="high", basis="self", from_on=clock.today(),
        given_by=lead.id, given_name=lead.name, given_at=clock.now(),
    )  # fmt: skip
    shown = people.household_page(home.pk, actor=lead).people[0].tags
    assert [row.code for row in shown] == ["D52"]
    grid = cast.actor("grid")
    assert people.household_page(home.pk, actor=grid).people[0].tags == ()
    home.refresh_from_db()
    assert (home.tags, home.care) == ([], "")
    with pytest.raises(NotFound):
        keep.tag_end(actor=grid, tag_id=tag.pk, reason="看看")
    assert people.difficulty_counts(VILLAGE, actor=grid).households == 0
    assert people.difficulty_counts(VILLAGE, actor=lead).by_code == {"D52": 1}


def test_a_yes_is_withdrawn_by_a_word_and_stands_no_more(cast: Cast) -> None:
    home, grid = household(VILLAGE, "示例老王"), cast.actor("grid")
    with pytest.raises(Invalid):
        keep.consent_give(
            actor=grid, resident_id=head(home), purpose="publish_name", method="spoken"
        )
    keep.consent_give(
        actor=grid, resident_id=head(home), purpose="publish_name", method="spoken",
        witness="示例老李",
    )  # fmt: skip
    assert people.consent_stands(head(home), "publish_name", actor=grid)
    for _ in range(2):
        keep.consent_withdraw(actor=grid, resident_id=head(home), purpose="publish_name")
    assert not people.consent_stands(head(home), "publish_name", actor=grid)
    assert Consent.objects.count() == 1


def test_who_looks_says_why_and_the_person_can_be_told(cast: Cast) -> None:
    home = household(VILLAGE)
    person = resident(home.pk, "示例老王", id_number=id_number(BIRTH))
    desk = cast.actor("dispatcher")
    with pytest.raises(Invalid):
        keep.resident_reveal(actor=desk, resident_id=person.pk, fields=["id_number"], reason=" ")
    with pytest.raises(Denied):
        keep.resident_reveal(
            actor=cast.actor("grid"), resident_id=person.pk, fields=["id_number"], reason="看看"
        )
    shown = keep.resident_reveal(
        actor=desk, resident_id=person.pk, fields=["id_number"], reason="办低保核对"
    )
    assert shown == {"id_number": id_number(BIRTH)}
    looked = people.looks_at(person.pk, actor=cast.actor("grid"))
    assert [(row.actor_name, row.fields, row.reason) for row in looked] == [
        ("孙姐", ("id_number",), "办低保核对")
    ]
    assert people.looks_at(person.pk, actor=cast.actor("stranger")) == []
