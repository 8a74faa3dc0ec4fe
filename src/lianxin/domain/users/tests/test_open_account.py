"""The first administrators are let in from the machine itself."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lianxin.domain.places.factories import area as make_area
from lianxin.domain.users.factories import BOSS
from lianxin.domain.users.models import User
from lianxin.domain.users.selectors import actor_of
from lianxin.domain.users.services import load_defaults

COUNTY = "210921000000"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _county() -> None:
    load_defaults(actor=BOSS)
    make_area(COUNTY)


def run(*words: str) -> str:
    """Run the command; returns the password that it shows."""
    out = StringIO()
    call_command("open_account", *words, stdout=out)
    return out.getvalue().split()[-1]


def test_the_first_administrator_comes_in_with_a_password_on_paper() -> None:
    password = run("Admin1", "--name", "示例管理员", "--role", "R22", "--area", COUNTY)
    made = User.objects.get(username="admin1")
    assert made.check_password(password)
    assert made.must_change_password
    assert actor_of(made).may("users:manage_accounts", area=COUNTY)


def test_a_forgotten_password_is_set_anew_from_the_machine() -> None:
    first = run("admin1", "--name", "示例管理员", "--area", COUNTY)
    second = run("admin1", "--reset")
    assert first != second
    assert User.objects.get().check_password(second)


def test_a_refusal_leaves_nothing_half_done() -> None:
    roles = ["--role", "R22", "--role", "R23"]
    with pytest.raises(CommandError, match="三个人分别担任"):
        run("admin1", "--name", "示例", "--area", COUNTY, *roles)
    assert not User.objects.exists()
    with pytest.raises(CommandError, match="没有找到这个登录名"):
        run("nobody", "--reset")
