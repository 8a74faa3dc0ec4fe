"""时限 and 工作日历 at the desk: read by everybody, set by whoever may, looked at before it counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.kernel import clock
from lianxin.kernel.codes import selectors as codes
from tests.cast import COUNTY as WHOLE_COUNTY
from tests.cast import Cast, dispatched, hire

pytestmark = pytest.mark.django_db
COUNTY = "210921"
FORM = {
    "county": COUNTY,
    "basis": "县政府常务会议纪要（示例）",
    "n-3-result": "5",
    "u-3-result": "day",
}


def tomorrow(days: int = 1) -> date:
    return clock.today() + timedelta(days=days)


def setting(client: Client, **changes: str) -> object:
    return client.post("/desk/clocks/new/", FORM | {"valid_from": str(tomorrow())} | changes)


@pytest.fixture
def administrator(cast: Cast, at_desk: LogIn) -> Client:
    hire(cast, "admin", "R22", WHOLE_COUNTY)
    return at_desk("admin")


# --- clocks -------------------------------------------------------------------------------------


def test_everybody_reads_the_clocks_and_only_the_desk_may_set_them(at_desk: LogIn) -> None:
    page = said(at_desk("handler").get("/desk/clocks/"))
    for words in ("现行的时限", "2020年1月1日起", "15个工作日", "最晚答复", "③一般"):
        assert words in page
    assert "定新时限" not in page
    assert "定新时限" in said(at_desk("desk").get("/desk/clocks/"))
    assert at_desk("dispatcher").get("/desk/clocks/new/").status_code == 403
    assert at_desk("dispatcher").post("/desk/clocks/withdraw/").status_code == 403


def test_the_example_reckons_from_any_hour(at_desk: LogIn) -> None:
    client = at_desk("handler")
    assert "2026年10月8日 17:30" in said(client.get("/desk/clocks/?at=2026-09-30T18:00"))
    for nonsense in ("tomorrow", "9999-12-31T00:00", "0001-01-01T00:00"):
        answer = client.get(f"/desk/clocks/?at={nonsense}")
        assert answer.status_code == 422
        assert "最晚答复" in said(answer)


def test_a_version_is_looked_at_then_confirmed_then_withdrawn(at_desk: LogIn) -> None:
    client = at_desk("desk")
    page = said(setting(client, preview="1"))
    assert "先看一遍，再定" in page
    assert "7天" in page
    assert "<strong>5天</strong>" in page
    assert len(codes.editions("level.210921")) == 0, "looking keeps nothing"
    assert "定新时限" in said(setting(client, back="1"))
    assert setting(client, confirm="1").status_code == 302  # type: ignore[attr-defined] # an answer
    page = said(client.get("/desk/clocks/"))
    assert "以后要用的" in page
    assert "县政府常务会议纪要（示例）" in page
    version = {"county": COUNTY, "version": f"{COUNTY}-{tomorrow()}"}
    said_back = client.post("/desk/clocks/withdraw/", version, follow=True)
    assert "撤回了" in said(said_back)
    assert "以后要用的" not in said(said_back)
    assert "已经撤回过了" in said(client.post("/desk/clocks/withdraw/", version, follow=True))


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(at_desk: LogIn) -> None:
    answer = setting(
        at_desk("desk"), preview="1", basis="", valid_from=str(clock.today()),
        **{"n-3-result": "<b>9", "n-3-sign": "77", "u-3-sign": "workday"},
    )  # fmt: skip
    page = said(answer)
    assert answer.status_code == 422  # type: ignore[attr-defined] # an answer
    for field in ("#f-n-3-result", "#f-n-3-sign", "#f-valid_from", "#f-basis"):
        assert f'href="{field}"' in page
    assert 'value="&lt;b&gt;9"' in page
    assert "③一般的签收最长1个工作日" in page


def test_the_case_page_says_since_when_its_clocks_are(cast: Cast, at_desk: LogIn) -> None:
    case = dispatched(cast)
    page = said(at_desk("dispatcher").get(f"/desk/cases/{case.pk}/"))
    assert "照2020年1月1日起的时限" in page
    assert "/desk/clocks/?county=210921#since-2020-01-01" in page


# --- calendar -----------------------------------------------------------------------------------


def test_a_day_is_entered_seen_and_taken_back(administrator: Client) -> None:
    day = tomorrow(7)
    given = {
        "county": COUNTY, "area": COUNTY, "day": str(day), "kind": "rest", "name": "县庆",
        "source": "县政府通知（示例）", "year": str(day.year),
    }  # fmt: skip
    page = said(administrator.post("/desk/calendar/day/", given, follow=True))
    assert "已经给出的日子不变" in page
    assert "县政府通知（示例）" in page
    assert "day-own" in page
    assert not codes.calendar(COUNTY).is_workday(day)
    gone = {"county": COUNTY, "days": f"{COUNTY}|{day}", "year": str(day.year)}
    assert "撤回了1天" in said(administrator.post("/desk/calendar/withdraw/", gone, follow=True))
    again = administrator.post("/desk/calendar/withdraw/", gone | {"days": "x|y"}, follow=True)
    assert "没有勾选" in said(again)


def test_a_day_that_cannot_be_keeps_what_was_typed(administrator: Client) -> None:
    given = {"county": COUNTY, "area": COUNTY, "name": "县庆", "source": "通知"}
    for more, words in (
        ({"day": "", "kind": "rest"}, "请选是哪一天"),
        ({"day": str(tomorrow()), "kind": ""}, "请选休息还是上班"),
        ({"day": str(tomorrow(-2)), "kind": "rest"}, "已经过去了"),
        ({"day": str(tomorrow()), "kind": "rest", "area": "2101"}, "不能办这件事"),
    ):
        answer = administrator.post("/desk/calendar/day/", given | more)
        assert answer.status_code in {422, 403}
        assert words in said(answer)
        assert answer.status_code == 403 or 'value="县庆"' in said(answer)


def test_a_year_is_pasted_read_back_and_then_entered(administrator: Client) -> None:
    year = clock.today().year + 1
    given = {
        "county": COUNTY, "area": COUNTY, "year": str(year), "source": "国办通知（示例）",
        "text": "1月1日至3日 休 元旦\n2月20日 班 春节调休",
    }  # fmt: skip
    page = said(administrator.post("/desk/calendar/year/", given))
    assert "读出来4天" in page
    assert not codes.own_days(COUNTY)
    page = said(administrator.post("/desk/calendar/year/", given | {"confirm": "1"}, follow=True))
    assert f"{year}年的放假安排录好了" in page
    assert len(codes.own_days(COUNTY)) == 4
    assert codes.calendar(COUNTY).knows(year)


def test_a_file_of_a_sheet_is_read_in_either_coding(administrator: Client) -> None:
    year = clock.today().year + 1
    for coding in ("utf-8-sig", "gb18030"):
        file = SimpleUploadedFile("a.csv", f"{year}-01-01,休,元旦".encode(coding))
        given = {
            "county": COUNTY,
            "area": COUNTY,
            "year": str(year),
            "source": "通知",
            "file": file,
        }
        assert "读出来1天" in said(administrator.post("/desk/calendar/year/", given))


@pytest.mark.parametrize(
    ("text", "source", "words"),
    [
        ("", "通知", "请把通知里的日子贴进来"),
        ("1月1日 休 元旦", "", "请写明依据"),
        ("1月1日 休\n春节放假\n2月31日 休", "通知", "春节放假"),
        ("2月5日 休 春节", "通知", "没有元旦"),
    ],
)
def test_a_wrong_list_is_kept_and_its_lines_are_named(
    administrator: Client, text: str, source: str, words: str
) -> None:
    given = {
        "county": COUNTY, "area": COUNTY, "year": str(clock.today().year + 1), "text": text,
        "source": source, "confirm": "1",
    }  # fmt: skip
    answer = administrator.post("/desk/calendar/year/", given)
    assert answer.status_code == 422
    assert words in said(answer)
    assert text.splitlines()[:1] == [] or text.splitlines()[0] in said(answer)
    assert not codes.own_days(COUNTY)


def test_nobody_else_enters_days(at_desk: LogIn) -> None:
    page = said(at_desk("desk").get("/desk/calendar/"))
    assert "add-day" not in page
    for address in ("day", "year", "withdraw"):
        assert at_desk("desk").post(f"/desk/calendar/{address}/").status_code == 403


def test_the_last_year_and_a_strange_county_break_nothing(at_desk: LogIn) -> None:
    client = at_desk("handler")
    for query in ("year=9999", "year=2199", "county=999999", "county=' or 1"):
        assert client.get(f"/desk/calendar/?{query}").status_code == 200
        assert client.get(f"/desk/clocks/?{query}").status_code == 200


def test_pages_cost_the_same_however_many_days_there_are(
    administrator: Client, django_assert_max_num_queries: object
) -> None:
    year = clock.today().year + 1
    given = {
        "county": COUNTY, "area": COUNTY, "year": str(year), "source": "通知", "confirm": "1",
        "text": "1月1日至9日 休 元旦\n5月1日至15日 休 劳动节",
    }  # fmt: skip
    administrator.post("/desk/calendar/year/", given)
    administrator.get(f"/desk/calendar/?year={year}")
    with django_assert_max_num_queries(14):  # type: ignore[operator] # a fixture
        administrator.get(f"/desk/calendar/?year={year}")
