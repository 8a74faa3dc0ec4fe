"""What a visitor finds after `make demo`, in the small size."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from demo import load
from demo.people import MARK, read
from demo.size import CITY, COUNTY, HOME_TOWN, HOME_VILLAGE, OTHER_TOWN
from demo.staff import LOGINS, PASSWORD, Login
from demo.tests.conftest import Loaded, rows
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case, Step
from lianxin.domain.cases.rules import Confidentiality
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.orgs.models import DutyPhone, Post
from lianxin.domain.people import selectors as people
from lianxin.domain.people.models import Household, Resident, Tag
from lianxin.domain.places import selectors as places
from lianxin.domain.places.models import Grid
from lianxin.domain.users import selectors as users
from lianxin.domain.users.models import User
from lianxin.kernel import clock
from lianxin.kernel.facts import Fact
from lianxin.kernel.facts.models import Delivery

pytestmark = pytest.mark.django_db
WITHOUT_OWN_CASES = {"R20"}  # the city's departments are given nothing by a county yet


def test_the_same_day_gives_the_same_rows_again(demo: Loaded) -> None:
    assert demo.made == Case.objects.count() == 80
    assert rows() == demo.first


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.username)
def test_everybody_on_the_list_can_log_in(demo: Loaded, login: Login) -> None:
    client = Client()
    answer = client.post("/desk/login/", {"login": login.username, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get(answer["Location"], follow=True).status_code == 200


def test_there_is_somebody_for_every_role(demo: Loaded) -> None:
    assert {login.role for login in LOGINS} == {f"R{n:02d}" for n in range(1, 25)}


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.username)
def test_nobody_finds_an_empty_queue(demo: Loaded, login: Login) -> None:
    actor = users.actor_of(User.objects.get(username=login.username))
    with clock.as_of(demo.now):
        waiting = cases.queue_counts(actor=actor)
    empty = {name for name, count in waiting.items() if not count}
    assert not empty or login.role in WITHOUT_OWN_CASES, empty


def test_the_other_township_sees_nothing_of_ours(demo: Loaded) -> None:
    actor = users.actor_of(User.objects.get(username="laoqian"))
    seen = Case.objects.visible_to(actor, "cases:see").values_list("town", flat=True)
    assert set(seen) == {OTHER_TOWN[:9]}


def test_somebody_answers_for_everything_everywhere(demo: Loaded) -> None:
    areas = [COUNTY, HOME_TOWN, OTHER_TOWN]
    for town in (HOME_TOWN, OTHER_TOWN):
        areas += [row.code for row in places.villages(town, actor=load.BOSS)]
    assert [gap for area in areas for gap in orgs.responsibility_gaps(area, actor=load.BOSS)] == []


def test_everything_invented_says_so(demo: Loaded) -> None:
    names = [*User.objects.values_list("name", flat=True)]
    names += Post.objects.values_list("person_name", flat=True)
    names += [case.reporter_name for case in Case.objects.exclude(reporter_name="")]
    assert [name for name in names if MARK not in name] == []
    assert Case.objects.exclude(text__contains=f"（{MARK}）").count() == 0
    assert Grid.objects.filter(synthetic=False).count() == 0
    public = {"110", "119", "120", "12345"}
    phones = set(DutyPhone.objects.values_list("phone", flat=True)) - public
    assert [phone for phone in phones if not phone.startswith("0418-555")] == []
    told = {case.reporter_phone for case in Case.objects.exclude(phone_hash="")}
    assert [phone for phone in told if not phone.startswith("1540")] == []


def test_names_are_made_of_our_own_list_and_of_the_cast(demo: Loaded) -> None:
    names = read("people")
    surname, given = "|".join(names["surnames"]), "|".join(names["women"] + names["men"])
    made = re.compile(rf"(?:{surname})(?:{given}|桂兰)·{MARK}")
    for case in Case.objects.exclude(reporter_name=""):
        assert made.fullmatch(case.reporter_name), case.reporter_name
    for name in Post.objects.values_list("person_name", flat=True):
        assert made.fullmatch(name), name


def test_history_is_what_the_services_write_and_nobody_is_told_of_it(demo: Loaded) -> None:
    for case in Case.objects.all():
        steps = list(Step.objects.filter(case=case).order_by("position"))
        assert [step.position for step in steps] == list(range(1, case.version + 1))
        assert steps[-1].to_state == case.state
        facts = list(Fact.objects.filter(stream=case.stream).order_by("position"))
        assert [fact.position for fact in facts] == list(range(1, len(facts) + 1))
        told = [fact for fact in facts if fact.kind.startswith("Case")]
        assert len(told) >= len(steps)
        assert facts[-1].at <= demo.now
        assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert Delivery.objects.count() == 0
    assert ProcrastinateJob.objects.count() == 0


def test_the_clocks_have_already_reminded(demo: Loaded) -> None:
    with clock.as_of(demo.now):
        from lianxin.domain.cases.services import case_tick

        assert case_tick(actor=load.BOSS) == 0


def test_a_grandmother_can_look_up_what_she_has_reported(demo: Loaded, tmp_path: Path) -> None:
    from demo import logins
    from lianxin.domain.cases.services import case_open_by_code

    path = tmp_path / "demo-logins.txt"
    logins.write(path, actor=load.BOSS)
    text = path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o077 == 0
    no, code = re.findall(r"^ +(210921\d{12}) +([0-9A-Z]{6}) ", text, re.M)[0]
    case = case_open_by_code(actor=load.BOSS, no=no, secret=code, origin="test")
    assert case.reporter_name == f"王桂兰·{MARK}"
    assert re.search(r"^ +R05 网格员 +老李 +laoli$", text, re.M)
    assert PASSWORD in text


def test_confidential_matters_are_among_them(demo: Loaded) -> None:
    kinds = set(Case.objects.values_list("confidentiality", flat=True))
    assert kinds == {str(kind) for kind in Confidentiality}


def test_the_village_has_a_register_of_invented_households(demo: Loaded) -> None:
    grid = users.actor_of(User.objects.get(username="laoli"))
    page = people.household_list(actor=grid, filter=people.Filter(area=HOME_VILLAGE))
    assert len(page.rows) == 12
    assert all(MARK in row.head for row in page.rows)
    assert not Resident.objects.exclude(id_number="").exists()
    one = people.household_page(page.rows[0].id, actor=grid)
    assert one.people[0].is_head
    assert len(one.people) == one.members


def test_tags_and_care_of_a_household_say_what_its_difficulties_say(demo: Loaded) -> None:
    held: dict[object, set[str]] = {}
    for home, code in Tag.objects.values_list("household", "code"):
        held.setdefault(home, set()).add(code)
    for home, codes_of in Household.objects.values_list("pk", "tags"):
        assert set(codes_of) == held.get(home, set())


def test_a_second_load_changes_nothing_and_says_so(demo: Loaded) -> None:
    before, said = Fact.objects.count(), io.StringIO()
    call_command("load_demo", size="village", stdout=said)
    assert "已经装过示例" in said.getvalue()
    assert Fact.objects.count() == before


def test_a_database_in_use_is_not_filled(demo: Loaded) -> None:
    User.objects.update(name="真的同事")
    with pytest.raises(CommandError, match="已经有人在用"):
        call_command("load_demo", size="village")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"size": "continent"}, "没有“continent”这个规模，可选：county、village、city"),
        ({"as_of": "昨天"}, "请写成 2026-11-23 这样"),
        ({"as_of": "2999-01-01"}, "不能在今天以后"),
    ],
)
def test_what_cannot_be_loaded_is_refused_in_a_sentence(options: dict[str, str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("load_demo", **options)


def test_the_city_and_the_county_stand_above_both_townships(demo: Loaded) -> None:
    above = [row.code for row in places.area_path(HOME_TOWN, actor=load.BOSS)]
    assert {CITY, COUNTY} < set(above)
