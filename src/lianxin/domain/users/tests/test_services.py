"""Accounts are opened by one hand and given power by another."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError

from lianxin.domain.places.factories import area as make_area
from lianxin.domain.users import factories, passwords
from lianxin.domain.users.factories import BOSS, PASSWORD, actor, user
from lianxin.domain.users.models import User
from lianxin.domain.users.selectors import actor_of
from lianxin.domain.users.services import (
    account_create,
    account_disable,
    account_enable,
    password_set,
    second_factor_drop,
)
from lianxin.kernel import ids
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact

CITY, COUNTY, OTHER_COUNTY = "210900000000", "210921000000", "210922000000"
TOWN, OTHER_TOWN, VILLAGE = "210921203000", "210922100000", "210921203203"
NEW = "songshu-linchang-77"

pytestmark = pytest.mark.django_db


def facts(of: User) -> list[str]:
    """What was recorded of an account."""
    found = Fact.objects.filter(stream=f"user:{of.pk}").order_by("position")
    return list(found.values_list("kind", flat=True))


def open_account(**changes: Any) -> User:
    """An account for 老李."""
    make_area(TOWN)
    given: dict[str, Any] = {"username": "laoli", "name": "老李", "area": TOWN, "actor": BOSS}
    given["password"] = PASSWORD
    return account_create(**given | changes)


def test_a_system_administrator_opens_an_account_that_may_do_nothing_yet() -> None:
    made = open_account(actor=actor("R22", COUNTY), username=" LaoLi", phone="+86 138 4180 0002")
    kept = User.objects.get(pk=made.pk)
    assert (kept.username, kept.phone, kept.area_id) == ("laoli", "13841800002", TOWN)
    assert kept.must_change_password
    assert kept.check_password(PASSWORD)
    assert actor_of(kept).scopes == ()
    assert facts(kept) == ["AccountCreated"]


def test_an_administrator_of_one_county_opens_no_account_in_another() -> None:
    make_area(OTHER_TOWN)
    with pytest.raises(Denied):
        open_account(actor=actor("R22", COUNTY), area=OTHER_TOWN)
    with pytest.raises(Denied):
        open_account(actor=actor("R22", COUNTY), area=CITY)


@pytest.mark.parametrize("role", ["R23", "R24", "R11"])
def test_nobody_else_opens_accounts(role: str) -> None:
    with pytest.raises(Denied):
        open_account(actor=actor(role, TOWN if role == "R11" else COUNTY))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"username": "老李"}, "username", "登录名用英文字母"),
        ({"name": " "}, "name", "请写姓名"),
        ({"area": "210921299000"}, "area", "没有找到这个地方"),
        ({"phone": "1384180000a"}, "phone", "手机号码只能是数字"),
        ({"password": "short"}, "password", "密码太短，至少要 10 位"),
        ({"password": "laoli-20261123"}, "password", "不要带登录名"),
        ({"password": "1234567890123"}, "password", "密码"),
    ],
)
def test_a_wrong_field_gets_its_sentence_at_its_place(
    changes: dict[str, str], field: str, sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence) as refusal:
        open_account(**changes)
    assert set(refusal.value.fields) == {field}
    assert not Fact.objects.filter(kind="AccountCreated").exists()


def test_a_log_in_name_is_given_once() -> None:
    open_account()
    with pytest.raises(Invalid, match="已经有人用了"):
        open_account(username="LAOLI")


def test_two_clerks_who_take_the_same_name_at_the_same_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def taken_meanwhile(*_args: object, **_kwargs: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(User, "save", taken_meanwhile)
    with pytest.raises(Invalid, match="已经有人用了"):
        open_account()


def test_an_account_is_closed_and_opened_again() -> None:
    somebody, admin = user(("R11", TOWN), area=TOWN), actor("R22", COUNTY)
    for _n in range(2):
        assert not account_disable(actor=admin, user_id=somebody.pk).is_active
    somebody.refresh_from_db()
    assert actor_of(somebody).scopes == ()
    for _n in range(2):
        assert account_enable(actor=admin, user_id=somebody.pk).is_active
    somebody.refresh_from_db()
    assert actor_of(somebody).has("cases:dispatch")
    assert facts(somebody)[2:] == ["AccountDisabled", "AccountEnabled"]


def test_nobody_closes_their_own_account() -> None:
    boss = user(("R22", CITY), ("R11", TOWN), area=TOWN)
    with pytest.raises(Denied, match="上一级"):
        account_disable(actor=actor_of(boss), user_id=boss.pk)
    plain = user(area=TOWN)
    acting = factories.actor("R22", COUNTY)
    acting = type(acting)(f"user:{plain.pk}", plain.name, acting.kind, acting.scopes)
    with pytest.raises(RuleViolation, match="不能停用自己"):
        account_disable(actor=acting, user_id=plain.pk)


def test_an_account_that_is_not_there() -> None:
    with pytest.raises(NotFound, match="没有找到这个账号"):
        account_disable(actor=BOSS, user_id=ids.new())


@pytest.mark.parametrize("verb", [account_disable, account_enable, second_factor_drop])
def test_an_account_of_another_county_is_out_of_hand(verb: Any) -> None:
    with pytest.raises(Denied):
        verb(actor=actor("R22", COUNTY), user_id=user(area=OTHER_TOWN).pk)


def test_somebody_with_power_elsewhere_is_out_of_a_county_s_hands() -> None:
    """Else a county would gain the city by setting the password of a city officer."""
    officer = user(("R18", CITY), area=TOWN)
    with pytest.raises(Denied):
        password_set(actor=actor("R22", COUNTY), user_id=officer.pk, password=NEW)
    password_set(actor=actor("R22", CITY), user_id=officer.pk, password=NEW)


@pytest.mark.parametrize("power", ["R22", "R23", "R24"])
def test_the_three_administrators_do_not_hold_each_other_s_keys(power: str) -> None:
    other = user((power, COUNTY), area=COUNTY)
    with pytest.raises(Denied, match="由上一级管"):
        password_set(actor=actor("R22", COUNTY), user_id=other.pk, password=NEW)
    password_set(actor=actor("R22", CITY), user_id=other.pk, password=NEW)
    password_set(actor=BOSS, user_id=other.pk, password=NEW + "8")


def test_the_owner_sets_a_password_and_need_not_change_it_again() -> None:
    somebody = user(area=TOWN)
    password_set(actor=actor_of(somebody), user_id=somebody.pk, password=NEW)
    somebody.refresh_from_db()
    assert not somebody.must_change_password
    assert somebody.check_password(NEW)
    fact = Fact.objects.get(kind="PasswordSet")
    assert fact.body == {"user": str(somebody.pk), "by_owner": True}
    assert NEW not in str(fact.body)


def test_the_new_password_is_another_one() -> None:
    somebody = user(area=TOWN)
    with pytest.raises(Invalid, match="不能和现在的一样"):
        password_set(actor=actor_of(somebody), user_id=somebody.pk, password=PASSWORD)


def test_a_password_given_by_an_administrator_must_be_changed() -> None:
    somebody = user(area=TOWN)
    password_set(actor=actor_of(somebody), user_id=somebody.pk, password=NEW)
    given = passwords.first_password()
    password_set(actor=actor("R22", COUNTY), user_id=somebody.pk, password=given)
    somebody.refresh_from_db()
    assert somebody.must_change_password
    assert somebody.check_password(given)


def test_a_colleague_does_not_set_my_password() -> None:
    with pytest.raises(Denied, match="只能改自己的密码"):
        password_set(actor=actor("R11", TOWN), user_id=user(area=TOWN).pk, password=NEW)


def test_the_second_factor_of_a_lost_phone_is_taken_off() -> None:
    from allauth.mfa.models import Authenticator

    somebody, admin = user(area=TOWN), actor("R22", COUNTY)
    Authenticator.objects.create(
        user_id=somebody.pk, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    for _n in range(2):
        second_factor_drop(actor=admin, user_id=somebody.pk)
    assert not Authenticator.objects.exists()
    assert facts(somebody) == ["AccountCreated", "SecondFactorDropped"]
    with pytest.raises(Denied, match="请登录后"):
        second_factor_drop(actor=actor_of(somebody), user_id=somebody.pk)


def test_first_passwords_are_good_enough_and_never_the_same() -> None:
    made = {passwords.first_password() for _n in range(50)}
    assert len(made) == 50
    for password in made:
        passwords.LongEnough().validate(password)
    rules = (passwords.LongEnough(), passwords.NotTheFormerOne(), passwords.NotTheLoginName())
    assert [rule.get_help_text() for rule in rules] == [
        "至少 10 位。",
        "和现在的不一样。",
        "不带登录名。",
    ]


def test_nobody_enters_by_the_framework_s_own_doors() -> None:
    somebody = user(("R22", CITY), area=CITY)
    assert not somebody.is_staff
    assert not somebody.has_perm("users.change_user")
    assert str(somebody) == "示例人"
