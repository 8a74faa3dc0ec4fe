"""A village or township ends in another or gets another number, and nothing of it is lost."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.domain.places import selectors as places
from lianxin.domain.places.factories import area
from lianxin.domain.places.models import Area, Grid, NaturalGroup
from lianxin.domain.places.permissions import Grant
from lianxin.domain.places.services import area_merge, area_move, grid_add, group_add
from lianxin.kernel import clock
from lianxin.kernel.actor import VILLAGER, Actor, Kind, Scope
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact

pytestmark = pytest.mark.django_db

TOWN, OTHER_TOWN, FAR_TOWN = "210921203000", "210921204000", "210922100000"
VILLAGE, NEIGHBOUR, FAR = "210921203203", "210921203204", "210921204203"
DAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def _villages() -> None:
    area(TOWN, "甲乡")
    area(OTHER_TOWN, "乙镇")
    area(VILLAGE, "东村")
    area(NEIGHBOUR, "西村")
    area(FAR, "南村")


def kinds() -> list[str]:
    return list(Fact.objects.order_by("seq").values_list("kind", flat=True))


def names(model: type[NaturalGroup] | type[Grid], village: str) -> dict[str, str]:
    rows = model._default_manager.filter(village=village, valid_to=None).order_by("code")
    return dict(rows.values_list("code", "name"))


class TestMerging:
    def test_a_village_ends_in_its_neighbour_and_is_found_under_it(self, clerk: Actor) -> None:
        heir = area_merge(actor=clerk, code=VILLAGE, into=NEIGHBOUR, on=DAY)
        assert heir.code == NEIGHBOUR
        old = Area.objects.get(pk=VILLAGE)
        assert (old.valid_to, old.successor_id, old.closing) == (DAY, NEIGHBOUR, "merged")
        assert places.area_current(VILLAGE, actor=VILLAGER).code == NEIGHBOUR
        assert [v.code for v in places.villages(TOWN, actor=VILLAGER)] == [NEIGHBOUR]
        assert VILLAGE in places.scope_prefixes(NEIGHBOUR, actor=VILLAGER)
        assert places.scope_prefixes(VILLAGE, actor=VILLAGER) == (VILLAGE,)
        assert kinds() == ["AreaMerged"]

    def test_the_same_merger_twice_is_one(self, clerk: Actor) -> None:
        for _ in range(2):
            assert area_merge(actor=clerk, code=VILLAGE, into=NEIGHBOUR, on=DAY).code == NEIGHBOUR
        assert kinds() == ["AreaMerged"]

    def test_groups_and_grids_go_along_and_equal_names_are_told_apart(self, clerk: Actor) -> None:
        for village in (VILLAGE, NEIGHBOUR):
            group_add(actor=clerk, village=village, name="一组")
        grid_add(actor=clerk, village=VILLAGE, name="第一网格", public_phone="0418 1234567")
        area_merge(actor=clerk, code=VILLAGE, into=NEIGHBOUR, on=DAY)
        assert names(NaturalGroup, NEIGHBOUR) == {
            f"{NEIGHBOUR}01": "一组",
            f"{NEIGHBOUR}02": "东村一组",
        }
        assert names(Grid, NEIGHBOUR) == {f"{NEIGHBOUR}001": "第一网格"}
        old = places.group_find(f"{VILLAGE}01", actor=VILLAGER)
        assert old is not None
        assert (old.name, old.valid_to) == ("一组", DAY)
        assert places.groups(VILLAGE, actor=VILLAGER) == []

    def test_even_villages_of_one_name_keep_their_groups_apart(self, clerk: Actor) -> None:
        third = area("210921203205", "东村").code
        for village in (VILLAGE, NEIGHBOUR, third):
            group_add(actor=clerk, village=village, name="一组")
        area_merge(actor=clerk, code=VILLAGE, into=NEIGHBOUR, on=DAY)
        area_merge(actor=clerk, code=third, into=NEIGHBOUR, on=DAY)
        assert list(names(NaturalGroup, NEIGHBOUR).values()) == [
            "一组", "东村一组", "东村一组（2）",
        ]  # fmt: skip

    def test_a_third_village_of_one_name_gets_the_next_number(self, clerk: Actor) -> None:
        for name in ("一组", "东村一组", "东村一组（2）"):
            group_add(actor=clerk, village=NEIGHBOUR, name=name)
        group_add(actor=clerk, village=VILLAGE, name="一组")
        area_merge(actor=clerk, code=VILLAGE, into=NEIGHBOUR, on=DAY)
        assert "东村一组（3）" in names(NaturalGroup, NEIGHBOUR).values()

    def test_a_merger_of_more_groups_than_there_are_numbers_is_refused_whole(
        self, clerk: Actor
    ) -> None:
        rows = [
            NaturalGroup(code=f"{NEIGHBOUR}{n:02d}", village_id=NEIGHBOUR, name=f"{n}", order=n)
            for n in range(1, 100)
        ]
        NaturalGroup.objects.bulk_create(rows)
        group_add(actor=clerk, village=VILLAGE, name="一组")
        with pytest.raises(RuleViolation, match="西村的编号已经用完，不能再加"):
            area_merge(actor=clerk, code=VILLAGE, into=NEIGHBOUR, on=DAY)
        assert Area.objects.get(pk=VILLAGE).valid_to is None
        assert kinds() == ["GroupAdded"]

    def test_a_township_ends_in_another_with_all_its_villages(self, clerk: Actor) -> None:
        group_add(actor=clerk, village=FAR, name="一组")
        area_merge(actor=clerk, code=OTHER_TOWN, into=TOWN, on=DAY)
        moved = places.area_current(FAR, actor=VILLAGER)
        assert (moved.code, moved.parent) == ("210921203205", TOWN)
        assert moved.display_name == "甲乡南村"
        assert names(NaturalGroup, moved.code) == {f"{moved.code}01": "一组"}
        assert kinds() == ["GroupAdded", "AreaMoved", "AreaMerged"]
        scope = places.scope_prefixes(TOWN, actor=VILLAGER)
        assert FAR.startswith(scope)
        assert moved.code in places.scope_prefixes(FAR, actor=VILLAGER)

    def test_a_village_keeps_its_serial_where_it_is_free_or_gets_the_one_that_is_given(
        self, clerk: Actor
    ) -> None:
        free, given = area("210921204300", "北村").code, "210921203399"
        area_merge(actor=clerk, code=OTHER_TOWN, into=TOWN, on=DAY, new_codes={FAR: given})
        assert places.area_current(FAR, actor=VILLAGER).code == given
        assert places.area_current(free, actor=VILLAGER).code == "210921203300"

    def test_new_codes_that_do_not_fit_are_refused(self, clerk: Actor) -> None:
        for new_codes, words in (
            ({VILLAGE: "210921203300"}, f"{VILLAGE} 不是乙镇的村（社区）"),
            ({FAR: "210921205300"}, "不在甲乡之内"),
            ({FAR: "21"}, "不是村（社区）的 12 位代码"),
        ):
            with pytest.raises(Invalid, match=words):
                area_merge(actor=clerk, code=OTHER_TOWN, into=TOWN, on=DAY, new_codes=new_codes)
        with pytest.raises(RuleViolation, match="已经用于东村"):
            area_merge(actor=clerk, code=OTHER_TOWN, into=TOWN, on=DAY, new_codes={FAR: VILLAGE})
        assert kinds() == []
        assert places.area_current(FAR, actor=VILLAGER).code == FAR

    def test_a_township_without_numbers_left_asks_for_new_codes(self, clerk: Actor) -> None:
        area("210921203399", "末村")
        with pytest.raises(RuleViolation, match="村代码已经用完，请给出新代码"):
            area_merge(actor=clerk, code=OTHER_TOWN, into=TOWN, on=DAY)

    @pytest.mark.parametrize(
        ("code", "into", "words"),
        [
            (VILLAGE, VILLAGE, "不能并入自己"),
            (VILLAGE, OTHER_TOWN, "只能村并村、乡镇并乡镇：东村是村（社区），乙镇是乡镇（街道）"),
            ("210921000000", "210922000000", "只能村并村"),
        ],
    )
    def test_only_like_ends_in_like(self, clerk: Actor, code: str, into: str, words: str) -> None:
        area(FAR_TOWN, "丙镇")
        with pytest.raises(RuleViolation, match=words):
            area_merge(actor=clerk, code=code, into=into, on=DAY)

    def test_no_merger_with_what_has_ended_and_none_before_its_day(self, clerk: Actor) -> None:
        area_merge(actor=clerk, code=VILLAGE, into=NEIGHBOUR, on=DAY)
        with pytest.raises(RuleViolation, match="东村（210921203203）在 2026-09-01 不在用"):
            area_merge(actor=clerk, code=FAR, into=VILLAGE, on=DAY)
        with pytest.raises(RuleViolation, match="还没有到生效的日子"):
            area_merge(actor=clerk, code=FAR, into=NEIGHBOUR, on=date(2999, 1, 1))

    def test_who_looks_after_another_city_or_nothing_is_refused(self, clerk: Actor) -> None:
        area("220102100200", "外村")
        for actor, into in ((VILLAGER, NEIGHBOUR), (clerk, "220102100200")):
            with pytest.raises(Denied):
                area_merge(actor=actor, code=VILLAGE, into=into, on=DAY)
        with pytest.raises(NotFound, match="没有代码是 999999999999 的区划"):
            area_merge(actor=clerk, code="999999999999", into=VILLAGE, on=DAY)


class TestMoving:
    def test_a_village_goes_on_under_another_township(self, clerk: Actor) -> None:
        group_add(actor=clerk, village=VILLAGE, name="一组")
        new = area_move(actor=clerk, code=VILLAGE, new_code="210921204205", on=DAY)
        assert (new.parent_id, new.valid_from, new.short_name) == (OTHER_TOWN, DAY, "东村")
        assert Area.objects.get(pk=VILLAGE).closing == "moved"
        assert names(NaturalGroup, new.code) == {f"{new.code}01": "一组"}
        assert places.town_name(VILLAGE, actor=VILLAGER) == "乙镇"
        assert new.code in places.scope_prefixes(VILLAGE, actor=VILLAGER)
        assert VILLAGE.startswith(places.scope_prefixes(OTHER_TOWN, actor=VILLAGER))
        again = area_move(actor=clerk, code=VILLAGE, new_code=new.code, on=DAY)
        assert again == new
        assert kinds() == ["GroupAdded", "AreaMoved"]

    def test_a_township_moves_to_another_county_with_its_villages(self, clerk: Actor) -> None:
        area("210922000000", "丁县")
        new = area_move(actor=clerk, code=TOWN, new_code=FAR_TOWN, on=DAY)
        assert (new.county, new.parent_id) == ("210922", "210922000000")
        below = places.villages(FAR_TOWN, actor=VILLAGER)
        assert [v.code for v in below] == ["210922100203", "210922100204"]
        assert {v.county for v in below} == {"210922"}
        assert kinds() == ["AreaMoved"] * 3
        scope = places.scope_prefixes("210922000000", actor=VILLAGER)
        assert VILLAGE.startswith(scope)

    def test_a_village_that_moved_can_be_merged_the_same_day(self, clerk: Actor) -> None:
        today = clock.today()
        new = area_move(actor=clerk, code=VILLAGE, new_code="210921204205", on=today)
        area_merge(actor=clerk, code=new.code, into=FAR, on=today)
        assert places.area_current(VILLAGE, actor=VILLAGER).code == FAR
        assert {VILLAGE, new.code} <= set(places.scope_prefixes(FAR, actor=VILLAGER))

    def test_a_move_that_cannot_be_is_told_in_a_sentence(self, clerk: Actor) -> None:
        for new_code, error, words in (
            ("2109212042", Invalid, "新代码“2109212042”不是村（社区）的 12 位代码"),
            (OTHER_TOWN, Invalid, "不是村（社区）的 12 位代码"),
            (FAR, RuleViolation, f"代码 {FAR} 已经用于南村"),
            ("210921999200", NotFound, "没有代码是 210921999000 的区划"),
            ("220102100200", Denied, "您的岗位不能办这件事"),
        ):
            with pytest.raises(error, match=words):
                area_move(actor=clerk, code=VILLAGE, new_code=new_code, on=DAY)
        with pytest.raises(RuleViolation, match="县以上请导入新的区划"):
            area_move(actor=clerk, code="210921000000", new_code="210924000000", on=DAY)
        assert kinds() == []

    def test_a_village_does_not_move_under_a_township_that_ended(self, clerk: Actor) -> None:
        area_merge(actor=clerk, code=OTHER_TOWN, into=TOWN, on=DAY)
        with pytest.raises(RuleViolation, match="乙镇（210921204000）在 2026-09-01 不在用"):
            area_move(actor=clerk, code=VILLAGE, new_code="210921204205", on=DAY)

    def test_the_right_over_one_place_is_not_the_right_over_the_other(self) -> None:
        scope = Scope(frozenset({Grant.MANAGE.value}), ("210921203",))
        actor = Actor(id="user:2", name="小何", kind=Kind.STAFF, scopes=(scope,))
        with pytest.raises(Denied):
            area_move(actor=actor, code=VILLAGE, new_code="210921204205", on=DAY)
