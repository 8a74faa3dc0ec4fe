"""The page of indicators: seen, narrowed, opened, printed, taken along; and what shall not count."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.tests.story import with_leaders
from lianxin.domain.insight.models import Exclusion, Residents
from lianxin.domain.insight.tests.rows import good, matter, put
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.kernel import clock
from tests.cast import COUNTY, TOWN, Cast, hire

pytestmark = pytest.mark.django_db
HOME = "/desk/figures/"
MARCH = "period=2026-03"


@pytest.fixture
def cast(cast: Cast) -> Cast:
    hire(cast, "county_leader", "R18", COUNTY)
    return with_leaders(cast)


@pytest.fixture
def matters(cast: Cast) -> list[Case]:
    bad = good(solved="no", satisfied=1, replied_at=None, contacted_at=None)
    return put(*(matter(cast, **good()) for _ in range(9)), matter(cast, title="坏井", **bad))


def test_each_indicator_with_its_numbers(cast: Cast, at_desk: LogIn, matters: list[Case]) -> None:
    page = said(at_desk("desk").get(f"{HOME}?{MARCH}"))
    for words in (
        "响应率", "90.0%", "解决率", "综合得分", "90.0 分", "万人诉求比", "还没填户籍人口数",
        "不能单拿这个数说哪个村不好", "公式版本 2026.2", "2026-03-01 – 2026-03-31", "截至",
        "按时联系上反映人的 ÷ 该联系的", "平均办结时长", "5.0 天", "不到 10 件，只给件数",
    ):  # fmt: skip
        assert words in page, words
    assert "behind/solve/numerator/" in page
    assert 'aria-current="page"' in page


def test_the_menu_leads_there_for_those_who_may(cast: Cast, at_desk: LogIn) -> None:
    assert f'href="{HOME}"' in said(at_desk("dispatcher").get("/desk/me/"))
    assert f'href="{HOME}"' not in said(at_desk("handler").get("/desk/me/"))
    for address in (HOME, f"{HOME}print/", f"{HOME}export/", f"{HOME}exclusions/"):
        assert at_desk("handler").get(address).status_code == 403


def test_this_month_stands_there_by_itself(cast: Cast, at_desk: LogIn) -> None:
    page = said(at_desk("desk").get(HOME))
    assert f"{clock.today():%Y-%m}-01" in page
    assert "自选日子" in page
    quarter = said(at_desk("desk").get(f"{HOME}?period=2025-Q4"))
    assert "2025-10-01 – 2025-12-31" in quarter
    own = said(at_desk("desk").get(f"{HOME}?period=own&since=2026-03-02&until=2026-03-20"))
    assert "2026-03-02 – 2026-03-20" in own
    typed = said(
        at_desk("desk").get(f"{HOME}?{MARCH}&was=2026-03&since=2026-03-02&until=2026-03-20")
    )
    assert "2026-03-02 – 2026-03-20" in typed, "days that were typed count"
    chosen = said(at_desk("desk").get(f"{HOME}?{MARCH}&was=own&since=2026-01-02&until=2026-01-20"))
    assert "2026-03-01 – 2026-03-31" in chosen, "the month that was chosen counts"
    for nonsense in ("2026-Q9", "13", "x-y", "2026-99"):
        assert at_desk("desk").get(f"{HOME}?period={nonsense}").status_code == 200


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("period=own", "请选从哪天到哪天"),
        ("period=own&since=2026-03-02", "请选从哪天到哪天"),
        ("period=own&since=2026-03-02&until=2026-03-01", "早于"),
        ("period=own&since=2024-01-01&until=2026-03-01", "最多看一年"),
    ],
)
def test_days_that_cannot_be_get_a_sentence_and_stay(
    cast: Cast, at_desk: LogIn, query: str, sentence: str
) -> None:
    answer = at_desk("desk").get(f"{HOME}?{query}")
    assert answer.status_code == 422
    assert sentence in said(answer)
    if "since" in query:
        assert query.split("since=")[1][:10] in said(answer)


def test_by_place_and_by_unit_without_a_ranking(
    cast: Cast, at_desk: LogIn, matters: list[Case]
) -> None:
    desk = at_desk("desk")
    units = said(desk.get(f"{HOME}?{MARCH}&by=unit"))
    assert "卧凤沟乡环卫站" in units
    assert f"unit={cast.station.pk}" in units
    places = said(desk.get(f"{HOME}?{MARCH}&by=place&area={COUNTY[:6]}"))
    assert "卧凤沟乡" in places
    one = said(desk.get(f"{HOME}?{MARCH}&unit={cast.station.pk}"))
    assert "卧凤沟乡环卫站" in one
    assert "万人诉求比" not in one
    for page in (units, places, one):
        assert "名次" not in page
        assert "第一名" not in page
    assert "这段时间没有事" in said(desk.get(f"{HOME}?period=2020-01&by=unit"))


def test_a_township_sees_its_own_only(cast: Cast, at_desk: LogIn, matters: list[Case]) -> None:
    other = at_desk("stranger")
    assert "90.0%" not in said(other.get(f"{HOME}?{MARCH}"))
    assert other.get(f"{HOME}?{MARCH}&area={TOWN[:9]}").status_code == 403
    behind = said(other.get(f"{HOME}behind/solve/denominator/?{MARCH}"))
    assert "坏井" not in behind
    assert "这里没有您看得到的事" in behind
    head = said(at_desk("head").get(f"{HOME}?{MARCH}&by=unit"))
    assert "卧凤沟乡环卫站" in head


def test_a_number_leads_to_its_cases(cast: Cast, at_desk: LogIn, matters: list[Case]) -> None:
    desk = at_desk("desk")
    whole = said(desk.get(f"{HOME}behind/solve/denominator/?{MARCH}"))
    assert "坏井" in whole
    assert "坏井" not in said(desk.get(f"{HOME}behind/solve/numerator/?{MARCH}"))
    assert desk.get(f"{HOME}behind/none/numerator/").status_code == 404
    assert desk.get(f"{HOME}behind/solve/everything/").status_code == 404


def test_on_paper_and_as_a_spreadsheet(cast: Cast, at_desk: LogIn, matters: list[Case]) -> None:
    desk = at_desk("desk")
    paper = said(desk.get(f"{HOME}print/?{MARCH}"))
    assert "90.0%" in paper
    assert "县台小冯打印" in paper
    assert "环卫站" in said(desk.get(f"{HOME}print/?{MARCH}&by=unit"))
    answer = desk.get(f"{HOME}export/?{MARCH}")
    assert answer["Cache-Control"] == "no-store"
    with ZipFile(BytesIO(answer.content)) as book:
        words = book.read("xl/sharedStrings.xml").decode()
        cells = book.read("xl/worksheets/sheet1.xml").decode()
    for word in ("解决率", "只给件数", "不能单拿这个数", "公式版本 2026.2", "县台小冯导出"):
        assert word in words
    row = cells.split('<row r="3"')[1].split("</row>")[0]
    assert re.findall(r'<c r="[C-G]3"[^>]*><v>([^<]+)</v>', row) == ["0.9", "9", "10", "10", "0"]


def test_residents_are_written_down(cast: Cast, at_desk: LogIn, matters: list[Case]) -> None:
    desk = at_desk("desk")
    where = f"{HOME}residents/?{MARCH}&area={COUNTY[:6]}"
    right = {"area": COUNTY[:6], "residents": "50000", "on": "2026-01-01", "source": "公安年报"}
    wrong: dict[str, Any]
    for wrong, sentence in (
        ({"residents": "五万"}, "请填人数"), ({"on": ""}, "请填日期"), ({"source": ""}, "从哪里来"),
    ):  # fmt: skip
        answer = desk.post(where, right | wrong)
        assert answer.status_code == 422
        assert sentence in said(answer)
        assert wrong.get("residents", "50000") in said(answer), "what was typed stays"
    assert desk.post(where, right).status_code == 302
    assert Residents.objects.get().on == date(2026, 1, 1)
    assert "50000" in said(desk.get(f"{HOME}?{MARCH}&area={COUNTY[:6]}"))
    assert at_desk("dispatcher").post(where, right).status_code == 403


def test_one_asks_that_a_case_does_not_count_and_another_decides(
    cast: Cast, at_desk: LogIn, matters: list[Case]
) -> None:
    caller, leader = at_desk("caller"), at_desk("county_leader")
    ask = f"{HOME}exclusions/{matters[-1].pk}/ask/"
    assert "核实不存在" in said(caller.get(ask))
    empty = caller.post(ask, {"reason": "untrue", "note": ""})
    assert empty.status_code == 422
    assert 'value="untrue" checked' in said(empty)
    assert caller.post(ask, {"reason": "untrue", "note": "去看过了"}).status_code == 302
    assert at_desk("desk").post(ask, {"reason": "test", "note": "误录"}).status_code == 422
    row = Exclusion.objects.get()
    decide = f"{HOME}exclusions/{row.pk}/decide/"
    assert decide not in said(caller.get(f"{HOME}exclusions/")), "not offered to who asked"
    caller.post(decide, {"decision": "granted"})
    assert "要由另一个人来定" in said(caller.get(f"{HOME}exclusions/"))
    assert "等第二个人定" in said(leader.get(f"{HOME}exclusions/"))
    leader.post(decide, {"decision": "granted"})
    assert "同意剔除" in said(leader.get(f"{HOME}exclusions/"))
    page = said(leader.get(f"{HOME}?{MARCH}"))
    assert "behind/solve/excluded/" in page
    assert "坏井" in said(leader.get(f"{HOME}behind/solve/excluded/?{MARCH}"))
    assert at_desk("stranger").get(ask).status_code == 404
    assert at_desk("dispatcher").post(decide).status_code == 403
