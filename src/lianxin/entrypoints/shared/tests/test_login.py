"""Log-in as people meet it: right, wrong, locked, with the phone's six digits, and ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from lianxin.domain.orgs.services import duty_phone_set
from lianxin.domain.users import selectors as users
from lianxin.domain.users.models import Assignment
from lianxin.domain.users.services import (
    account_create,
    account_disable,
    password_set,
    role_end,
    second_factor_drop,
)
from lianxin.entrypoints.shared.tests.conftest import DOOR as TRIAL
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from tests.cast import COUNTY, PASSWORD, TOWN, Cast

DOOR = "/desk/login/"
SECOND = "/desk/login/second/"
NEW_PASSWORD = "hongfu-xiaomi-88"
BOSS = system("test")
STEP = 30

pytestmark = [pytest.mark.django_db, pytest.mark.urls(TRIAL)]


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> Any:
    cache.clear()
    yield
    cache.clear()


def log_in(client: Client, name: str = "dispatcher", password: str = PASSWORD, **more: str) -> Any:
    """Fill in the form at the door."""
    return client.post(DOOR, {"login": name, "password": password, **more})


def page(answer: Any) -> str:
    """What the page says."""
    return str(answer.content.decode())


def is_in(client: Client) -> bool:
    """Does the desk open?"""
    return bool(client.get("/desk/login/password/").status_code == 200)


def digits(secret: str, moment: datetime) -> str:
    """The six digits that the phone shows at a moment (RFC 6238)."""
    return str(format_hotp_value(hotp_value(secret, int(moment.timestamp()) // STEP)))


def test_孙姐_logs_in_and_comes_to_the_desk(cast: Cast, client: Client) -> None:
    answer = log_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert is_in(client)


def test_the_log_in_name_may_be_typed_in_capitals_and_with_spaces(
    cast: Cast, client: Client
) -> None:
    assert log_in(client, " Dispatcher ").status_code == 302


def test_after_log_in_she_is_where_she_wanted_to_go_but_never_on_a_foreign_site(
    cast: Cast, client: Client
) -> None:
    assert log_in(client, next="/desk/cases/?q=1")["Location"] == "/desk/cases/?q=1"
    client.logout()
    assert log_in(client, next="https://elsewhere.example/")["Location"] == "/desk/"


@pytest.mark.parametrize("name", ["dispatcher", "nobody-of-this-name"])
def test_a_wrong_password_and_an_unknown_name_get_the_same_sentence(
    cast: Cast, client: Client, name: str
) -> None:
    answer = log_in(client, name, "not-the-password-1")
    assert answer.status_code == 200
    assert "用户名或密码不对" in page(answer)
    assert f'value="{name}"' in page(answer)
    assert not is_in(client)


def test_five_wrong_passwords_lock_the_account_and_say_until_when_and_whom_to_call(
    cast: Cast, client: Client
) -> None:
    duty_phone_set(
        actor=BOSS, area=COUNTY, name="系统管理员", phone="0418-8812345", hours="", order=9
    )
    with time_machine.travel(clock.at(date(2026, 11, 23), 9, 41), tick=False) as clockwork:
        for n in range(4):
            assert log_in(client, password=f"wrong-{n}").status_code == 200
        fifth = log_in(client, password="wrong-5")
        assert fifth.status_code == 429
        assert "密码连着输错了 5 次" in page(fifth)
        assert "先锁到今天 09:57" in page(fifth)
        assert "打系统管理员电话 0418-8812345" in page(fifth)
        clockwork.shift(timedelta(minutes=10))
        again = log_in(client)
        assert again.status_code == 429, "the right password does not open a locked door"
        assert "先锁到今天 09:57" in page(again), "the time that was told is kept"
        clockwork.shift(timedelta(minutes=6))
        assert log_in(client).status_code == 302


def test_the_lock_holds_however_the_name_is_written(cast: Cast, client: Client) -> None:
    for name in ("dispatcher", "Dispatcher", " dispatcher", "DISPATCHER", "dispatcher "):
        answer = log_in(client, name, "wrong")
    assert answer.status_code == 429
    assert "找本单位的系统管理员" in page(answer)


def test_one_locked_account_locks_nobody_else(cast: Cast, client: Client) -> None:
    for _n in range(6):
        log_in(client, password="wrong")
    assert log_in(client, "handler").status_code == 302


def test_a_right_password_forgets_the_wrong_ones_before(cast: Cast, client: Client) -> None:
    for _n in range(4):
        log_in(client, password="wrong")
    assert log_in(client).status_code == 302
    client.logout()
    for _n in range(4):
        assert log_in(client, password="wrong").status_code == 200


@pytest.mark.parametrize("address", ["new/", "mail/", "forgotten/", "password/first/"])
def test_nobody_opens_an_account_for_themselves(client: Client, address: str) -> None:
    form = {"username": "myself", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    for answer in (client.get(DOOR + address), client.post(DOOR + address, form)):
        assert answer["Location"] == DOOR


def test_the_first_password_is_changed_before_any_work(cast: Cast, client: Client) -> None:
    account_create(actor=BOSS, username="newcomer", name="新来的小吴", password=PASSWORD, area=TOWN)
    assert log_in(client, "newcomer")["Location"] == "/desk/"
    assert client.get("/t/dispatch/")["Location"] == "/desk/login/password/"
    form = {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    assert "新密码不能和现在的一样" in page(client.post("/desk/login/password/", form))
    form |= {"password1": "newcomer-2026", "password2": "newcomer-2026"}
    assert "密码里不要带登录名" in page(client.post("/desk/login/password/", form))
    form |= {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post("/desk/login/password/", form)["Location"] == "/desk/"
    assert "岗位" in page(client.get("/t/dispatch/")), "no longer asked for a password"
    client.logout()
    assert log_in(client, "newcomer", NEW_PASSWORD).status_code == 302


def test_a_password_set_by_an_administrator_ends_all_sessions(cast: Cast, client: Client) -> None:
    log_in(client)
    password_set(actor=BOSS, user_id=cast.users["dispatcher"].pk, password=NEW_PASSWORD)
    assert not is_in(client)


def test_a_disabled_account_is_out_at_once_and_is_told_so(cast: Cast, client: Client) -> None:
    log_in(client)
    assert is_in(client)
    account_disable(actor=BOSS, user_id=cast.users["dispatcher"].pk)
    assert client.get("/t/dispatch/")["Location"] == "/desk/login/?next=%2Ft%2Fdispatch%2F"
    answer = log_in(client)
    assert answer["Location"] == "/desk/login/inactive/"
    assert "这个账号停用了" in page(client.get(answer["Location"]))


def test_a_role_that_was_taken_back_is_gone_at_the_next_click(cast: Cast, client: Client) -> None:
    log_in(client)
    assert client.get("/t/dispatch/").status_code == 200
    held = Assignment.objects.get(user=cast.users["dispatcher"])
    role_end(actor=BOSS, assignment_id=held.pk)
    assert client.get("/t/dispatch/").status_code == 403
    assert users.actor_of(cast.users["dispatcher"]).scopes == ()


@pytest.fixture
def still() -> Iterator[None]:
    """Six digits are good for half a minute; the clock does not reach its end between two lines."""
    with time_machine.travel(clock.now(), tick=False):
        yield


def enrol(client: Client, moment: datetime) -> tuple[str, list[str]]:
    """Scan the code with the phone, and write the recovery codes down."""
    answer = client.get(SECOND + "totp/activate/")
    if answer.status_code == 302:
        client.post(answer["Location"], {"password": PASSWORD})
        answer = client.get(SECOND + "totp/activate/")
    secret = re.findall(r"<kbd>([A-Z2-7]{16,})</kbd>", page(answer))[0]
    assert "data:image/svg" in page(answer)
    wrong = client.post(SECOND + "totp/activate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert "验证码不对" in page(wrong)
    answer = client.post(SECOND + "totp/activate/", {"code": digits(secret, moment)})
    assert answer.status_code == 302
    codes = re.findall(r"<kbd>([0-9]+)</kbd>", page(client.get(SECOND + "recovery-codes/")))
    return secret, codes


def test_with_two_steps_the_password_alone_opens_nothing(cast: Cast, client: Client) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 2, 0, tzinfo=clock.LOCAL)) as clockwork:
        log_in(client)
        secret, codes = enrol(client, clock.now())
        assert len(codes) >= 8
        assert "已经开了" in page(client.get(SECOND))
        client.post("/desk/login/out/")
        clockwork.shift(timedelta(minutes=2))
        answer = log_in(client)
        assert answer["Location"] == SECOND + "authenticate/"
        assert not is_in(client)
        assert "6 位数字" in page(client.get(SECOND + "authenticate/"))
        wrong = client.post(SECOND + "authenticate/", {"code": "000000"})
        assert "验证码不对" in page(wrong)
        right = {"code": digits(secret, clock.now())}
        assert client.post(SECOND + "authenticate/", right)["Location"] == "/desk/"
        assert is_in(client)
        client.post("/desk/login/out/")
        log_in(client)
        used = client.post(SECOND + "authenticate/", right)
        assert used.status_code == 200, "the same six digits open the door only once"
        assert client.post(SECOND + "authenticate/", {"code": codes[0]}).status_code == 302
        client.post("/desk/login/out/")
        log_in(client)
        assert client.post(SECOND + "authenticate/", {"code": codes[0]}).status_code == 200


def test_six_digits_are_not_found_by_trying(still: None, cast: Cast, client: Client) -> None:
    log_in(client)
    secret, _codes = enrol(client, clock.now())
    client.post("/desk/login/out/")
    log_in(client)
    for n in range(6):
        answer = client.post(SECOND + "authenticate/", {"code": f"00000{n}"})
    assert "试得太多了" in page(answer)
    later = clock.now() + timedelta(seconds=STEP * 2)
    assert client.post(SECOND + "authenticate/", {"code": digits(secret, later)}).status_code == 200


def test_who_lost_the_phone_is_helped_by_the_administrator(
    still: None, cast: Cast, client: Client
) -> None:
    log_in(client)
    enrol(client, clock.now())
    client.post("/desk/login/out/")
    second_factor_drop(actor=BOSS, user_id=cast.users["dispatcher"].pk)
    assert not Authenticator.objects.exists()
    assert log_in(client)["Location"] == "/desk/"


def test_the_second_step_is_switched_off_again(still: None, cast: Cast, client: Client) -> None:
    log_in(client)
    enrol(client, clock.now())
    assert "真的要关掉" in page(client.get(SECOND + "totp/deactivate/"))
    assert client.post(SECOND + "totp/deactivate/").status_code == 302
    assert "现在开" in page(client.get(SECOND))
