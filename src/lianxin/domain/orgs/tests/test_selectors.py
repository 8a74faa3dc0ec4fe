"""Who answers for what, and where a matter may be given to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lianxin.domain.orgs.factories import BOSS, org, post
from lianxin.domain.orgs.rules import Duty, Kind
from lianxin.domain.orgs.selectors import (
    chain,
    duty_phones,
    org_get,
    org_list,
    org_names,
    post_history,
    responsibility_gaps,
    responsible,
    unit_of_kind,
    units_for,
    village_contacts,
)
from lianxin.domain.orgs.services import duty_phone_set, org_close, post_end, responsibility_set
from lianxin.domain.places.factories import area as make_area
from lianxin.domain.places.services import area_merge
from lianxin.domain.users.factories import actor
from lianxin.kernel import ids
from lianxin.kernel.actor import VILLAGER
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.codes.services import load_defaults as load_codes
from lianxin.kernel.errors import Denied

PROVINCE, CITY = "210000000000", "210900000000"
COUNTY, OTHER_COUNTY = "210921000000", "210922000000"
TOWN, OTHER_TOWN = "210921203000", "210921120000"
VILLAGE, NEXT_VILLAGE, OTHER_VILLAGE = "210921203203", "210921203205", "210921120208"

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(db: None) -> dict[str, Any]:
    """A township with its station and leaders, its county, and the neighbours."""
    load_codes(actor=BOSS)
    for area in (VILLAGE, NEXT_VILLAGE, OTHER_VILLAGE, OTHER_COUNTY):
        make_area(area)
    town = org("卧凤沟乡政府", TOWN, Kind.GOVERNMENT)
    units = {
        "town": town,
        "station": org("卧凤沟乡环卫站", TOWN, Kind.STATION, "环卫"),
        "civil": org("县民政局", COUNTY, Kind.DEPARTMENT, "民政"),
        "village": org("小新立屯村委会", VILLAGE, Kind.VILLAGE),
        "company": org("示例保洁公司", TOWN, Kind.COMPANY, "环卫"),
        "city": org("市住建局", CITY, Kind.DEPARTMENT),
        "stranger": org("大板镇环卫站", OTHER_TOWN, Kind.STATION, "环卫"),
    }
    people = {
        "leader": post(town, "乡长", "示例甲", "0418-8800001"),
        "deputy": post(town, "副乡长", "示例乙", "0418-8800002", is_public=False),
    }
    return units | people


def fill(stage: dict[str, Any]) -> None:
    """The matrix for 环境: leader, deputy, station."""
    responsibility_set(actor=BOSS, kind=Duty.AREA, area=TOWN, post=stage["leader"].pk)
    responsibility_set(
        actor=BOSS, kind=Duty.LINE, area=TOWN, category="04", post=stage["deputy"].pk
    )
    responsibility_set(
        actor=BOSS, kind=Duty.SITE, area=TOWN, category="04", org=stage["station"].pk
    )


def test_a_villager_may_ask_who_answers_for_the_rubbish(stage: dict[str, Any]) -> None:
    fill(stage)
    found = responsible(VILLAGE, "04", actor=VILLAGER)
    assert found.area_leader is not None
    assert (found.area_leader.name, found.area_leader.phone) == ("示例甲", "0418-8800001")
    assert found.line_leader is not None
    assert found.line_leader.phone == "", "the post is not public"
    assert found.site_unit is not None
    assert found.site_unit.id == stage["station"].pk
    other = responsible(VILLAGE, "01", actor=VILLAGER)
    assert (other.line_leader, other.site_unit) == (None, None)


def test_nobody_of_the_neighbour_township_answers(stage: dict[str, Any]) -> None:
    fill(stage)
    found = responsible(OTHER_VILLAGE, "04", actor=VILLAGER)
    assert (found.area_leader, found.line_leader, found.site_unit) == (None, None, None)


def test_the_nearest_answer_counts_also_for_a_grid(stage: dict[str, Any]) -> None:
    fill(stage)
    own = post(stage["town"], "包村干部", "示例丙")
    responsibility_set(actor=BOSS, kind=Duty.AREA, area=VILLAGE, post=own.pk)

    def leader(area: str) -> str:
        found = responsible(area, "04", actor=VILLAGER).area_leader
        return found.name if found else ""

    assert leader(VILLAGE) == leader(f"{VILLAGE}001") == "示例丙"
    assert leader(NEXT_VILLAGE) == "示例甲"
    assert leader("330100000000") == ""


def test_who_left_office_and_a_closed_unit_answer_for_nothing(stage: dict[str, Any]) -> None:
    fill(stage)
    post_end(actor=BOSS, post_id=stage["leader"].pk)
    org_close(actor=BOSS, org_id=stage["station"].pk)
    found = responsible(VILLAGE, "04", actor=VILLAGER)
    assert (found.area_leader, found.site_unit) == (None, None)
    assert found.line_leader is not None


def test_gaps_are_shown_to_who_keeps_the_matrix(stage: dict[str, Any]) -> None:
    sun, heads = actor("R11", TOWN), codes.children("case_category")
    empty = responsibility_gaps(TOWN, actor=sun)
    assert [g.area for g in empty if g.duty is Duty.AREA] == [TOWN, VILLAGE, NEXT_VILLAGE]
    assert len([g for g in empty if g.duty is Duty.LINE]) == len(heads)
    fill(stage)
    left = responsibility_gaps(TOWN, actor=sun)
    assert not [g for g in left if g.duty is Duty.AREA], "the township's leader holds its villages"
    assert "04" not in {g.category for g in left}
    assert len(left) == 2 * (len(heads) - 1)
    first = left[0]
    assert (first.area_name, first.category_name) == (f"{TOWN}town", heads[0].name)
    post_end(actor=BOSS, post_id=stage["deputy"].pk)
    assert (Duty.LINE, "04") in {(g.duty, g.category) for g in responsibility_gaps(TOWN, actor=sun)}


def test_gaps_of_the_neighbours_are_none_of_ours(stage: dict[str, Any]) -> None:
    for area in (OTHER_TOWN, COUNTY):
        with pytest.raises(Denied):
            responsibility_gaps(area, actor=actor("R11", TOWN))
    with pytest.raises(Denied):
        responsibility_gaps(TOWN, actor=VILLAGER)


def test_gaps_do_not_cost_a_query_for_each_village(
    stage: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    fill(stage)
    for n in range(300, 330):
        make_area(f"210921203{n}")
    responsibility_gaps(TOWN, actor=BOSS)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        responsibility_gaps(TOWN, actor=BOSS)
    squares = [q for q in asked.captured_queries if "orgs_responsibility" in q["sql"]]
    assert len(squares) == 1


def test_a_matter_goes_to_the_township_the_county_and_at_last_the_village(
    stage: dict[str, Any],
) -> None:
    names = [row.name for row in units_for(VILLAGE, actor=BOSS)]
    assert names == ["卧凤沟乡环卫站", "卧凤沟乡政府", "县民政局", "小新立屯村委会"]
    assert [row.name for row in units_for(NEXT_VILLAGE, actor=BOSS)] == names[:3]
    org_close(actor=BOSS, org_id=stage["station"].pk)
    assert [row.name for row in units_for(VILLAGE, actor=BOSS)] == names[1:]
    assert units_for("330100000000", actor=BOSS) == []


@pytest.mark.parametrize(
    ("unit_kind", "name"),
    [
        ("town:环卫", "卧凤沟乡环卫站"),
        ("county:民政局", "县民政局"),
        ("county:民政", "县民政局"),
        ("village", "小新立屯村委会"),
        ("town:民政", ""),
        ("county:公安局", ""),
    ],
)
def test_the_unit_that_a_category_means(stage: dict[str, Any], unit_kind: str, name: str) -> None:
    found = unit_of_kind(VILLAGE, unit_kind, actor=BOSS)
    assert (found.name if found else "") == name


def test_units_of_a_village_that_was_merged_still_serve(stage: dict[str, Any]) -> None:
    area_merge(actor=BOSS, code=VILLAGE, into=NEXT_VILLAGE, on=date(2026, 1, 1))
    assert chain(VILLAGE, actor=BOSS) == chain(NEXT_VILLAGE, actor=BOSS)
    assert chain(NEXT_VILLAGE, actor=BOSS) == [
        NEXT_VILLAGE, VILLAGE, TOWN, COUNTY, CITY, PROVINCE
    ]  # fmt: skip
    assert "小新立屯村委会" in {row.name for row in units_for(NEXT_VILLAGE, actor=BOSS)}


def test_names_of_units_also_of_closed_ones(stage: dict[str, Any]) -> None:
    station = org_close(actor=BOSS, org_id=stage["station"].pk)
    assert org_names([station.pk, ids.new()], actor=BOSS) == {station.pk: "卧凤沟乡环卫站"}
    row = org_get(station.pk, actor=BOSS)
    assert row is not None
    assert row.line == "环卫"
    assert org_get(ids.new(), actor=BOSS) is None


def test_the_list_of_units_ends_at_the_border_of_one_s_own_place(stage: dict[str, Any]) -> None:
    names = {o.name for o in org_list(actor=actor("R11", TOWN))}
    assert names == {"卧凤沟乡政府", "卧凤沟乡环卫站", "示例保洁公司", "小新立屯村委会"}
    assert len(org_list(actor=BOSS)) == 7
    assert org_list(actor=VILLAGER) == []


def test_who_held_a_post_before(stage: dict[str, Any]) -> None:
    post_end(actor=BOSS, post_id=stage["leader"].pk)
    new = post(stage["town"], "乡长", "示例新")
    names = [p.person_name for p in post_history(stage["town"].pk, actor=actor("R11", TOWN))]
    assert names[-1] == "示例甲"
    assert set(names[:2]) == {new.person_name, "示例乙"}
    with pytest.raises(Denied):
        post_history(stage["town"].pk, actor=actor("R11", OTHER_TOWN))
    assert post_history(ids.new(), actor=BOSS) == []


def test_the_nearest_duty_phone_stands_first(stage: dict[str, Any]) -> None:
    for area, name, phone, order in (
        (COUNTY, "县民生热线", "12345", 1),
        (TOWN, "乡值班室", "0418-8800456", 2),
        (TOWN, "乡卫生院", "0418-8800120", 1),
        (OTHER_TOWN, "大板镇值班室", "0418-8800789", 1),
    ):
        duty_phone_set(actor=BOSS, area=area, name=name, phone=phone, order=order)
    names = [p.name for p in duty_phones(VILLAGE, actor=VILLAGER)]
    assert names == ["乡卫生院", "乡值班室", "县民生热线"]


def test_a_village_s_people_in_office_are_public_if_their_post_is(stage: dict[str, Any]) -> None:
    post(stage["village"], "村书记", "示例书记", "13841800004")
    gone = post(stage["village"], "村委员", "示例委员")
    post(stage["village"], "村会计", "示例会计", is_public=False)
    post_end(actor=BOSS, post_id=gone.pk)
    found = village_contacts(VILLAGE, actor=VILLAGER)
    assert [(p.title, p.name, p.phone) for p in found] == [("村书记", "示例书记", "13841800004")]
