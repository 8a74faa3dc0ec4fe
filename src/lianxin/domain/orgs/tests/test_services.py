"""Units, posts, the matrix 片·线·点 and duty phones are kept by who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from lianxin.domain.orgs.factories import BOSS, org, post
from lianxin.domain.orgs.models import DutyPhone, Org, Post, Responsibility
from lianxin.domain.orgs.rules import Duty, Kind
from lianxin.domain.orgs.services import (
    NewOrg,
    NewPost,
    OrgChange,
    duty_phone_drop,
    duty_phone_set,
    org_add,
    org_change,
    org_close,
    post_assign,
    post_end,
    responsibility_set,
)
from lianxin.domain.places.factories import area as make_area
from lianxin.domain.users.factories import actor, user
from lianxin.kernel import clock, ids
from lianxin.kernel.codes.services import load_defaults as load_codes
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact

COUNTY, OTHER_COUNTY = "210921000000", "210922000000"
TOWN, OTHER_TOWN, VILLAGE = "210921203000", "210921120000", "210921203203"

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    """What was recorded, in order."""
    found = Fact.objects.exclude(kind__in=["AccountCreated", "RoleAssigned", "RoleDefined"])
    return list(found.order_by("seq").values_list("kind", flat=True))


def enter(**changes: Any) -> Org:
    """The sanitation station."""
    make_area(TOWN)
    acting = changes.pop("actor", BOSS)
    given = {"name": "环卫站", "short_name": "", "kind": "station", "level": "town", "area": TOWN}
    return org_add(actor=acting, org=NewOrg(**given | changes))


def test_a_unit_is_entered_once() -> None:
    admin = actor("R22", COUNTY)
    made = enter(actor=admin, duty_phone=" 0418 8800123", uscc="91350100m000100y43")
    assert enter(actor=admin) == made
    assert (made.duty_phone, made.uscc) == ("0418-8800123", "91350100M000100Y43")
    assert made.short_name == str(made) == "环卫站"
    assert kinds() == ["OrgAdded"]
    part = enter(name="二中队", parent=made.pk)
    assert part.parent == made


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "club"}, "kind"),
        ({"level": "county"}, "area"),
        ({"uscc": "12"}, "uscc"),
        ({"duty_phone": "abc"}, "duty_phone"),
    ],
)
def test_a_wrong_field_of_a_unit_gets_its_sentence(changes: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        enter(**changes)
    assert set(refusal.value.fields) == {field}


def test_units_are_kept_by_the_administrator_of_the_place_only() -> None:
    made = enter()
    for stranger in (actor("R22", OTHER_COUNTY), actor("R11", TOWN)):
        for act in (
            lambda a: enter(actor=a, name="别的站"),
            lambda a: org_change(actor=a, org_id=made.pk, change=OrgChange(line="环卫")),
            lambda a: org_close(actor=a, org_id=made.pk),
            lambda a: post_assign(actor=a, post=NewPost(made.pk, "站长", "示例甲")),
            lambda a: duty_phone_set(actor=a, area=TOWN, name="值班", phone="12345"),
            lambda a: duty_phone_drop(actor=a, area=TOWN, name="值班"),
            lambda a: responsibility_set(actor=a, kind=Duty.AREA, area=TOWN, post=ids.new()),
        ):
            with pytest.raises(Denied):
                act(stranger)


def test_a_unit_in_a_place_that_is_not_there() -> None:
    with pytest.raises(NotFound, match="没有找到这个地方"):
        enter(area="210921299000")
    with pytest.raises(NotFound, match="没有找到这个单位"):
        enter(parent=ids.new())


def test_a_unit_gets_another_phone() -> None:
    made = enter(line="环卫")
    change = OrgChange(duty_phone="0418-8800999")
    for _n in range(2):
        changed = org_change(actor=BOSS, org_id=made.pk, change=change)
    assert (changed.duty_phone, changed.line) == ("0418-8800999", "环卫")
    org_change(actor=BOSS, org_id=made.pk, change=OrgChange("环卫", "保洁", ""))
    made.refresh_from_db()
    assert (made.short_name, made.line, made.duty_phone) == ("环卫", "保洁", "")
    assert kinds() == ["OrgAdded", "OrgChanged", "OrgChanged"]


def test_a_closed_unit_takes_nobody_in() -> None:
    made = enter()
    for _n in range(2):
        assert not org_close(actor=BOSS, org_id=made.pk).is_active
    with pytest.raises(RuleViolation, match="已经撤销"):
        post(made, "站长", "示例甲")
    assert kinds() == ["OrgAdded", "OrgClosed"]


def test_a_post_is_taken_up_and_given_up_and_stays_in_the_book() -> None:
    made = enter()
    first = post(made, "站长", "示例甲", "138 4180 0003")
    assert post(made, "站长", "示例甲") == first
    assert (str(first), first.phone) == ("站长 示例甲", "13841800003")
    assert first.is_held_on(clock.today())
    for _n in range(2):
        assert post_end(actor=BOSS, post_id=first.pk).to_on == clock.today()
    second = post(made, "站长", "示例乙")
    assert list(Post.objects.order_by("id")) == [first, second]
    assert not Post.objects.get(pk=first.pk).is_held_on(clock.today())
    assert kinds() == ["OrgAdded", "PostAssigned", "PostEnded", "PostAssigned"]


def test_a_post_begins_and_ends_on_a_day_that_was_fixed_before() -> None:
    made, today = enter(), clock.today()
    start, end = today + timedelta(days=10), today + timedelta(days=20)
    given = post_assign(actor=BOSS, post=NewPost(made.pk, "站长", "示例甲", since=start))
    assert not given.is_held_on(today)
    with pytest.raises(Invalid, match="离任日期") as refusal:
        post_end(actor=BOSS, post_id=given.pk, on=today)
    assert set(refusal.value.fields) == {"on"}
    assert post_end(actor=BOSS, post_id=given.pk, on=end).to_on == end


@pytest.mark.parametrize(
    ("changes", "field"), [({"title": " "}, "title"), ({"person_name": ""}, "person_name")]
)
def test_a_post_names_office_and_person(changes: dict[str, str], field: str) -> None:
    given: dict[str, Any] = {"title": "站长", "person_name": "示例甲"} | changes
    with pytest.raises(Invalid) as refusal:
        post_assign(actor=BOSS, post=NewPost(enter().pk, **given))
    assert set(refusal.value.fields) == {field}


def test_a_post_with_an_account() -> None:
    made, zhou = enter(), user(area=TOWN)
    held = post_assign(actor=BOSS, post=NewPost(made.pk, "站长", "大周", user=zhou.pk))
    assert held.user_id == zhou.pk
    with pytest.raises(NotFound, match="没有找到这个账号"):
        post_assign(actor=BOSS, post=NewPost(made.pk, "副站长", "小周", user=ids.new()))


def test_posts_and_units_that_are_not_there() -> None:
    load_codes(actor=BOSS)
    make_area(TOWN)
    with pytest.raises(NotFound, match="没有找到这个岗位"):
        post_end(actor=BOSS, post_id=ids.new())
    with pytest.raises(NotFound, match="没有找到这个岗位"):
        responsibility_set(actor=BOSS, kind=Duty.AREA, area=TOWN, post=ids.new())
    with pytest.raises(NotFound, match="没有找到这个单位"):
        responsibility_set(actor=BOSS, kind=Duty.SITE, area=TOWN, category="04", org=ids.new())


def test_a_square_of_the_matrix_is_filled_anew_and_the_former_answer_is_kept() -> None:
    load_codes(actor=BOSS)
    old, new = org("环卫站", TOWN), org("清洁中心", TOWN)
    square: dict[str, Any] = {"kind": Duty.SITE, "area": TOWN, "category": "04"}
    first = responsibility_set(actor=BOSS, org=old.pk, **square)
    assert responsibility_set(actor=BOSS, org=old.pk, **square) == first
    with time_machine.travel(clock.now() + timedelta(days=40)):
        second = responsibility_set(actor=BOSS, org=new.pk, **square)
        first.refresh_from_db()
        assert (first.to_on, second.from_on) == (clock.today(), clock.today())
    assert str(second) == f"site {TOWN} 04"
    assert Responsibility.objects.get(to_on=None) == second
    assert kinds().count("ResponsibilitySet") == 2


def test_a_person_given_with_a_spot_and_a_unit_given_with_a_line_are_left_out() -> None:
    load_codes(actor=BOSS)
    town = org("乡政府", TOWN, Kind.GOVERNMENT)
    deputy = post(town, "副乡长", "示例乙")
    site = responsibility_set(
        actor=BOSS, kind=Duty.SITE, area=TOWN, category="04", post=deputy.pk, org=town.pk
    )
    line = responsibility_set(
        actor=BOSS, kind=Duty.LINE, area=TOWN, category="04", post=deputy.pk, org=town.pk
    )
    assert (site.post_id, site.org_id) == (None, town.pk)
    assert (line.post_id, line.org_id) == (deputy.pk, None)


@pytest.mark.parametrize("category", ["0402", "99"])
def test_responsibility_goes_by_first_level_categories(category: str) -> None:
    load_codes(actor=BOSS)
    with pytest.raises(Invalid, match="请选大类"):
        responsibility_set(
            actor=BOSS, kind=Duty.SITE, area=TOWN, category=category, org=org("环卫站", TOWN).pk
        )


def test_only_who_serves_a_place_answers_for_it() -> None:
    load_codes(actor=BOSS)
    make_area(VILLAGE)
    stranger, own = org("大板镇政府", OTHER_TOWN, Kind.GOVERNMENT), org("乡政府", TOWN)
    leader, gone = post(stranger, "镇长", "示例丁"), post(own, "乡长", "示例甲")
    with pytest.raises(RuleViolation, match="不管这个地方"):
        responsibility_set(actor=BOSS, kind=Duty.AREA, area=VILLAGE, post=leader.pk)
    post_end(actor=BOSS, post_id=gone.pk)
    with pytest.raises(RuleViolation, match="不在这个岗位"):
        responsibility_set(actor=BOSS, kind=Duty.AREA, area=VILLAGE, post=gone.pk)
    org_close(actor=BOSS, org_id=own.pk)
    with pytest.raises(RuleViolation, match="不管这个地方"):
        responsibility_set(actor=BOSS, kind=Duty.SITE, area=TOWN, category="04", org=own.pk)


def test_duty_phones_are_set_changed_and_dropped() -> None:
    make_area(TOWN)
    for phone in ("12345", "12345", "(0418) 8800456"):
        made = duty_phone_set(actor=BOSS, area=TOWN, name=" 值班室 ", phone=phone, hours="全天")
    assert (str(made), made.hours) == ("值班室 0418-8800456", "全天")
    for _n in range(2):
        duty_phone_drop(actor=BOSS, area=TOWN, name="值班室")
    assert not DutyPhone.objects.exists()
    assert kinds() == ["DutyPhoneSet", "DutyPhoneSet", "DutyPhoneDropped"]


@pytest.mark.parametrize(
    ("name", "phone", "field"),
    [(" ", "12345", "name"), ("值班", " ", "phone"), ("值班", "x", "phone")],
)
def test_a_duty_phone_needs_a_name_and_a_number(name: str, phone: str, field: str) -> None:
    make_area(TOWN)
    with pytest.raises(Invalid) as refusal:
        duty_phone_set(actor=BOSS, area=TOWN, name=name, phone=phone)
    assert set(refusal.value.fields) == {field}
