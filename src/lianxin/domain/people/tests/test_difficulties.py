"""Who is in difficulty, who cares for a child, who agreed to what, and who looked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lianxin.domain.people import selectors as people
from lianxin.domain.people import services as keep
from lianxin.domain.people.factories import household, id_number, resident
from lianxin.domain.people.models import Consent, Resident, Tag
from lianxin.domain.people.tests.homes import give, head
from lianxin.kernel import clock
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from tests.cast import VILLAGE, Cast

pytestmark = pytest.mark.django_db
BIRTH = date(1955, 6, 1)


def test_a_guardian_who_died_cares_for_nobody(cast: Cast) -> None:
    home, grid = household(VILLAGE, "示例老王"), cast.actor("grid")
    child = resident(home.pk, "示例孙子", birth=clock.today() - timedelta(days=3000))
    keep.guardian_set(actor=grid, resident_id=child.pk, guardian_id=head(home))
    assert not people.household_page(home.pk, actor=grid).people[1].lacks_guardian
    keep.resident_leave(actor=grid, resident_id=head(home), residence="deceased", on=clock.today())
    (left_behind,) = people.household_page(home.pk, actor=grid).people
    assert left_behind.lacks_guardian
    assert left_behind.guardian_name == ""


def test_a_difficulty_whose_day_went_by_stands_everywhere_until_it_is_ended(cast: Cast) -> None:
    home, grid = household(VILLAGE, "示例老王"), cast.actor("grid")
    since = clock.today() - timedelta(days=400)
    row = give(home, "D63", cast, since=since, until=since + timedelta(days=365))
    give(home, "D65", cast)
    home.refresh_from_db()
    assert home.tags == ["D63", "D65"]
    assert people.difficulty_counts(VILLAGE, actor=grid).by_code == {"D63": 1, "D65": 1}
    (shown,) = (tag for tag in people.household_page(home.pk, actor=grid).tags if tag.id == row.pk)
    assert shown.is_over


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
