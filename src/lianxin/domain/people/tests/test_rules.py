"""The rules of the register, from the standards' and laws' own words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.domain.people.factories import id_number
from lianxin.domain.people.rules import (
    Care,
    Residence,
    Sight,
    age_on,
    care_of,
    check_birth,
    check_guardian,
    check_leaving,
    check_period,
    is_adult,
    is_minor,
)
from lianxin.domain.people.rules.consent import Method, check_consent
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.privacy.id_numbers import birth_of, legal_id_number, sex_of

TODAY = date(2026, 3, 2)


def test_the_example_of_the_standard_is_legal() -> None:
    """GB 11643-1999."""
    number = legal_id_number(" 11010519491231002x ")
    assert (number, birth_of(number), sex_of(number)) == (
        "11010519491231002X", date(1949, 12, 31), "2",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("110105194912310021", "最后一位对不上"),
        ("1101051949123100", "要 18 位"),
        ("110105194913310021", "出生日期不对"),
        ("abc", "要 18 位"),
        ("11010519491231002XX", "要 18 位"),
    ],
)
def test_a_wrong_identity_number_is_refused_with_what_is_wrong(typed: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        legal_id_number(typed)
    assert said in refused.value.fields["id_number"]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999), st.integers(0, 16),
    st.integers(1, 9),
)  # fmt: skip
def test_one_wrong_digit_is_always_noticed(birth: date, serial: int, at: int, by: int) -> None:
    right = id_number(birth, serial)
    assert legal_id_number(right) == right
    wrong = right[:at] + str((int(right[at]) + by) % 10) + right[at + 1 :]
    with pytest.raises(Invalid):
        legal_id_number(wrong)


def test_one_is_grown_up_on_the_eighteenth_birthday_and_not_before() -> None:
    """民法典 art. 17."""
    birth = date(2008, 3, 3)
    assert (age_on(birth, TODAY), is_minor(birth, TODAY), is_adult(birth, TODAY)) == (
        17, True, False,
    )  # fmt: skip
    assert not is_minor(birth, date(2026, 3, 3))
    assert not is_minor(None, TODAY)
    assert not is_adult(None, TODAY)


def test_who_was_born_on_a_leap_day_is_older_from_the_first_of_march() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


def test_nobody_is_born_tomorrow_or_in_the_time_of_the_emperors() -> None:
    for birth in (date(2026, 3, 3), date(1890, 1, 1)):
        with pytest.raises(Invalid):
            check_birth(birth, TODAY)
    check_birth(date(1926, 1, 1), TODAY)
    check_birth(None, TODAY)


def test_only_a_grown_up_cares_for_a_minor_and_only_a_minor_needs_one() -> None:
    """民法典 art. 27."""
    child, parent = date(2016, 1, 1), date(1986, 1, 1)
    check_guardian(birth=child, guardian_birth=parent, today=TODAY)
    for birth, guardian in ((parent, parent), (child, date(2010, 1, 1))):
        with pytest.raises(RuleViolation):
            check_guardian(birth=birth, guardian_birth=guardian, today=TODAY)


def test_who_has_died_is_not_back_by_a_tap() -> None:
    check_leaving(Residence.HOME, Residence.DECEASED)
    check_leaving(Residence.MOVED, Residence.HOME)
    with pytest.raises(RuleViolation):
        check_leaving(Residence.DECEASED, Residence.HOME)


def test_the_household_is_looked_after_as_the_hardest_of_its_difficulties_asks() -> None:
    assert care_of([]) is Care.NONE
    assert care_of(["", "general", "key", "general"]) is Care.KEY
    assert care_of(["high", "general"]) is Care.HIGH


def test_a_difficulty_begins_before_it_ends_and_not_tomorrow() -> None:
    check_period(TODAY, None, TODAY)
    check_period(TODAY, date(2026, 3, 3), TODAY)
    for since, until in ((date(2026, 3, 3), None), (TODAY, TODAY)):
        with pytest.raises(Invalid):
            check_period(since, until, TODAY)


def test_a_spoken_yes_has_a_witness_and_a_childs_is_the_guardians() -> None:
    """个人信息保护法 art. 14 and 31."""
    grown, child = date(1960, 1, 1), date(2016, 1, 1)
    check_consent(
        method=Method.SPOKEN, witness="示例见证", birth=grown, has_guardian=False, today=TODAY
    )
    with pytest.raises(Invalid):
        check_consent(method=Method.PROXY, witness="", birth=grown, has_guardian=False, today=TODAY)
    with pytest.raises(RuleViolation):
        check_consent(method=Method.PAPER, witness="", birth=child, has_guardian=False, today=TODAY)
    check_consent(method=Method.PAPER, witness="", birth=child, has_guardian=True, today=TODAY)


def test_what_few_may_know_is_shown_to_few() -> None:
    assert Sight().shows("plain")
    assert not Sight().shows("health")
    assert Sight(health=True).shows("health")
    assert not Sight(health=True, name=True).shows("hidden")
    assert Sight(hidden=True).shows("hidden")
