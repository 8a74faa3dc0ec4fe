"""Reports of the same matter are found among the open ones of the village; a person joins them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import alike
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case, Parting
from lianxin.domain.cases.rules import similar
from lianxin.domain.cases.selectors import similar as own
from lianxin.kernel import clock, ids
from tests.cast import OTHER_VILLAGE, TOWN, VILLAGE, Cast, closed, register

pytestmark = pytest.mark.django_db
RUBBISH = "村口的垃圾箱满了，好些天没人来拉，苍蝇嗡嗡的。"


def found(cast: Cast, who: str = "dispatcher", **given: Any) -> list[cases.SimilarCase]:
    asked = {"area": VILLAGE, "text": RUBBISH, "category": "0402"} | given
    return cases.similar_cases(actor=cast.actor(who), **asked)


def ids_of(rows: list[cases.SimilarCase]) -> list[UUID]:
    return [row.id for row in rows]


class TestWhatIsOffered:
    def test_the_same_rubbish_told_by_a_neighbour_is_found(self, cast: Cast) -> None:
        case = register()
        register(text="机井坏了浇不上地", category="0703")
        (row,) = found(cast)
        assert row.id == case.pk
        assert row.is_likely
        assert row.score >= similar.LIKELY_FROM
        assert (row.title, row.state_name, row.days_ago) == (case.title, "待派单", 0)
        assert "小新立屯村" in row.place
        assert row.category_name == "垃圾清运"

    def test_at_most_three_and_the_likeliest_first(self, cast: Cast) -> None:
        for n in range(5):
            register(text=f"村口垃圾箱满了，第{n}回说了")
        same = register(text=RUBBISH)
        rows = found(cast)
        assert len(rows) == 3
        assert rows[0].id == same.pk
        assert [r.score for r in rows] == sorted((r.score for r in rows), reverse=True)

    def test_the_same_spot_comes_before_another_spot_of_the_village(self, cast: Cast) -> None:
        told: dict[str, Any] = {"text": "路灯不亮", "category": "0502"}
        east = register(**told, place_text="屯东头")
        west = register(**told, place_text="屯西头")
        rows = found(cast, **told, place_text="屯西头小卖部")
        assert ids_of(rows) == [west.pk, east.pk]
        assert rows[0].score > rows[1].score

    def test_what_has_ended_or_is_three_weeks_old_is_not_offered(self, cast: Cast) -> None:
        closed(cast)
        old = register()
        Case.objects.filter(pk=old.pk).update(registered_at=clock.now() - timedelta(days=22))
        assert found(cast) == []

    def test_a_township_looks_in_all_its_villages_a_grid_only_in_itself(self, cast: Cast) -> None:
        case = register()
        grid = f"{VILLAGE}001"
        assert ids_of(found(cast, area=TOWN)) == [case.pk]
        assert found(cast, area=grid) == []
        Case.objects.filter(pk=case.pk).update(grid=grid)
        assert ids_of(found(cast, area=grid)) == [case.pk]

    def test_neither_itself_nor_what_was_parted_from_it(self, cast: Cast) -> None:
        one, other = sorted([register(), register()], key=lambda case: case.pk)
        assert ids_of(found(cast, exclude=one.pk)) == [other.pk]
        Parting.objects.create(case=one, other=other, by="user:1", at=clock.now())
        assert found(cast, exclude=one.pk) == []
        assert found(cast, exclude=other.pk) == []

    @pytest.mark.parametrize(
        "given", [{"text": "", "category": ""}, {"text": "😀", "category": ""}, {"area": ""}]
    )
    def test_where_nothing_is_said_nothing_is_offered(
        self, cast: Cast, given: dict[str, str]
    ) -> None:
        register()
        assert found(cast, **given) == []

    def test_ten_thousand_signs_do_no_harm(self, cast: Cast) -> None:
        register(text="垃圾没人拉，" * 300)
        assert len(found(cast, text=RUBBISH * 500)) == 1


class TestWhoSeesWhat:
    def test_another_townships_matters_are_never_offered(self, cast: Cast) -> None:
        there = register(area=OTHER_VILLAGE)
        assert found(cast, area=OTHER_VILLAGE) == []
        assert ids_of(found(cast, "stranger", area=OTHER_VILLAGE)) == [there.pk]
        assert ids_of(found(cast, "desk", area=OTHER_VILLAGE)) == [there.pk]
        assert found(cast, "stranger") == []

    def test_the_village_is_not_shown_what_is_said_about_its_cadres(self, cast: Cast) -> None:
        told: dict[str, Any] = {"category": "1302", "text": "村里修路的钱花了多少，账不清楚"}
        about = register(**told)
        assert ids_of(found(cast, "dispatcher", **told)) == [about.pk]
        assert found(cast, "clerk", **told) == []
        assert found(cast, "grid", **told) == []

    def test_what_is_hidden_from_the_township_is_not_offered_there(self, cast: Cast) -> None:
        case = register()
        Case.objects.filter(pk=case.pk).update(hidden_from_town=True)
        assert found(cast, "dispatcher") == []
        assert ids_of(found(cast, "desk")) == [case.pk]


def many(n: int) -> None:
    """The village is full of reports."""
    first = register(text="第一件")
    now, made = clock.now(), []
    for i in range(n):
        case = Case(**{f.attname: getattr(first, f.attname) for f in Case._meta.concrete_fields})
        case.pk, case.no, case.search = ids.new(), f"S{i}", None
        case.registered_at = now - timedelta(minutes=i)
        made.append(case)
    Case.objects.bulk_create(made, 500)


class TestWhatItCosts:
    def test_it_asks_once_however_many_there_are(self, cast: Cast) -> None:
        dispatcher = cast.actor("dispatcher")

        def questions() -> int:
            with CaptureQueriesContext(connection) as asked:
                cases.similar_cases(
                    actor=dispatcher, area=VILLAGE, text=RUBBISH, category="0402", exclude=ids.new()
                )
            return len(asked)

        register()
        questions()
        assert questions() == 1
        many(30)
        assert questions() == 1

    def test_of_a_flood_only_the_newest_two_hundred_are_compared(self, cast: Cast) -> None:
        many(260)
        looked = own._candidates(cast.actor("dispatcher"), VILLAGE, clock.now(), None)
        assert len(looked) == own.MOST_CANDIDATES

    @pytest.mark.parametrize(
        ("who", "area"), [("dispatcher", VILLAGE), ("desk", VILLAGE), ("desk", TOWN)]
    )
    def test_the_index_over_place_and_time_answers(self, cast: Cast, who: str, area: str) -> None:
        many(3000)
        Case.objects.exclude(no__in=[f"S{i}" for i in range(60)]).update(
            area=OTHER_VILLAGE,
            town=OTHER_VILLAGE[:9],
            registered_at=clock.now() - timedelta(days=300),
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE cases_case")
        with CaptureQueriesContext(connection) as asked:
            cases.similar_cases(actor=cast.actor(who), area=area, text=RUBBISH)
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + asked[-1]["sql"])
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "Seq Scan" not in plan
        assert "case_area_time" in plan or "case_town_time" in plan


class TestTheRule:
    def test_on_a_year_of_invented_reports_it_is_right_as_measured(self) -> None:
        told = alike.Maker(3, alike.Trouble()).reports(120, 16)
        pairs = alike.pairs(told, alike.rarity())
        precision, recall = alike.precision_recall(pairs, similar.LIKELY_FROM)
        shown = alike.among_three(pairs)
        assert precision >= 0.88
        assert recall >= 0.85
        assert shown >= 0.94

    @pytest.mark.parametrize(
        ("text", "spots"),
        [
            ("村口小卖部旁边", {"村口", "小卖部"}),
            ("屯东头第三组老李家门口", {"东头", "三组", "老李家"}),
            ("５号楼前面，12组", {"5号楼", "12组"}),
            ("路灯不亮", set()),
        ],
    )
    def test_spots_of_a_village_are_read(self, text: str, spots: set[str]) -> None:
        assert similar.spots_of(text) == spots

    def test_every_sign_for_the_same_matter_makes_it_likelier(self) -> None:
        def report(**changes: Any) -> similar.Report:
            given: dict[str, Any] = {"category": "0502", "day": 0.0, "text": "村口的路灯不亮了"}
            return similar.report_of(**given | changes)

        def how(**changes: Any) -> float:
            return similar.score(report(), report(**changes), own.rarity())

        assert how() > 0.95
        assert how(day=5) < how()
        assert how(category="0601") < how()
        assert how(text="村口的路灯坏了") < how()
        assert how(text="屯东头的路灯不亮了") < how(text="路灯不亮了") < how()
        assert how(text="猪丢了三头", category="1501") < similar.SHOWN_FROM

    def test_two_empty_texts_are_not_alike(self) -> None:
        assert similar.likeness(frozenset(), frozenset(), {}) == 0
