"""The queue, as each part of the cast sees it."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.domain.cases.models import Case
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from tests.cast import OTHER_VILLAGE, Cast, dispatched, register, replied

pytestmark = pytest.mark.django_db
COMMON = ["to_sign", "working", "due_soon", "overdue"]
ARCHIVE = ["closed", "all"]
MENU = re.compile(r'id="q-([a-z_]+)"')


@pytest.mark.parametrize(
    ("who", "queues"),
    [
        (
            "dispatcher",
            ["to_dispatch", "to_decide", *COMMON, "to_verify", "to_call_back", "held", *ARCHIVE],
        ),
        ("handler", ["to_sign", "mine", "helping", *COMMON[1:], "held", *ARCHIVE]),
        (
            "caller",
            ["to_decide", *COMMON, "to_verify", "to_call_back", "held", "supervised", *ARCHIVE],
        ),
        ("grid", [*COMMON, "to_verify", "held", *ARCHIVE]),
    ],
)  # fmt: skip
def test_everybody_sees_the_queues_of_their_own_work(
    at_desk: LogIn, who: str, queues: list[str]
) -> None:
    assert MENU.findall(said(at_desk(who).get("/desk/"))) == queues


@pytest.mark.parametrize(
    ("who", "first"),
    [("dispatcher", "待派"), ("handler", "待签收"), ("caller", "待回访"), ("grid", "待核实")],
)
def test_the_desk_opens_at_ones_own_work(at_desk: LogIn, who: str, first: str) -> None:
    assert f"<h1>{first}</h1>" in said(at_desk(who).get("/desk/"))


def test_孙姐_finds_what_王奶奶_reported_and_大周_only_what_was_given_to_him(
    cast: Cast, at_desk: LogIn
) -> None:
    case = register()
    assert case.title in said(at_desk("dispatcher").get("/desk/?queue=to_dispatch"))
    assert case.title not in said(at_desk("handler").get("/desk/?queue=all"))
    dispatched(cast, case)
    assert case.title in said(at_desk("handler").get("/desk/"))


def test_the_other_township_sees_nothing(cast: Cast, at_desk: LogIn) -> None:
    case = dispatched(cast)
    stranger = at_desk("stranger")
    for page in (
        "/desk/?queue=all",
        f"/desk/?q={case.no}",
        "/desk/?q=垃圾",
        "/desk/print/?queue=all",
    ):
        assert case.title not in said(stranger.get(page))
    assert 'id="q-to_sign"' in said(stranger.get("/desk/counts/"))
    assert "count" not in said(stranger.get("/desk/counts/"))


def test_a_whole_number_leads_straight_to_the_matter(at_desk: LogIn) -> None:
    case = register()
    answer = at_desk("dispatcher").get("/desk/", {"q": case.no})
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{case.pk}/")


def test_words_and_filters_narrow_the_list_and_stay_in_the_address(at_desk: LogIn) -> None:
    rubbish, water = register(), register(text="水井抽水泵坏了，十二户没水吃", category="0601")
    client = at_desk("dispatcher")
    for query in ("q=抽水泵", "category=06", "queue=to_dispatch&category=06", "level=2"):
        page = said(client.get(f"/desk/?{query}"))
        assert water.title in page
        assert rubbish.title not in page
    assert "不筛了" in page
    assert rubbish.title in said(client.get("/desk/?queue=all&area=210921203203&period=7"))


@pytest.mark.parametrize(
    "query",
    [
        "queue=nonsense",
        "sort=x",
        "after=%%%",
        "level=a",
        "area=abc",
        "period=zz",
        "q=%00",
        "q=" + "长" * 500,
    ],
)
def test_a_broken_address_still_shows_a_list(at_desk: LogIn, query: str) -> None:
    assert at_desk("dispatcher").get(f"/desk/?{query}").status_code == 200


def test_an_empty_queue_says_so_in_plain_words(at_desk: LogIn) -> None:
    client = at_desk("dispatcher")
    assert "没有等着派的事" in said(client.get("/desk/"))
    assert "没有找到合条件的事" in said(client.get("/desk/?q=没有这样的话"))


def test_a_part_of_the_page_brings_list_menu_and_title_and_is_not_mixed_up_in_caches(
    at_desk: LogIn,
) -> None:
    register()
    answer = at_desk("dispatcher").get(
        "/desk/?queue=all", headers={"HX-Request": "true", "HX-Target": "list"}
    )
    page = said(answer)
    assert "<html" not in page
    assert "<title>全部" in page
    assert 'id="list"' in page
    assert 'hx-swap-oob="true"' in page
    assert {"HX-Request", "HX-Target"} <= {v.strip() for v in answer["Vary"].split(",")}


def test_the_list_goes_on_after_fifty(at_desk: LogIn) -> None:
    for n in range(53):
        register(text=f"第{n}件：路灯不亮")
    client = at_desk("dispatcher")
    page = said(client.get("/desk/?queue=all&sort=newest"))
    assert page.count("data-row ") == 50
    onward = re.search(r'href="/desk/\?([^"]+)" rel="next"', page)
    assert onward is not None
    rest = said(client.get("/desk/?" + onward.group(1).replace("&amp;", "&")))
    assert rest.count("data-row ") == 3
    assert "回到最前" in rest


@pytest.fixture
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody changes the area tree, so that no page falls on the moment of looking again."""
    monkeypatch.setattr("lianxin.domain.places.selectors._shared.RECHECK_SECONDS", float("inf"))


def queries(client: Client, path: str) -> list[str]:
    """What the database is asked for a page by a process that has shown it just before."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return [str(query["sql"])[:200] for query in asked.captured_queries]


@pytest.mark.usefixtures("_settled")
def test_fifty_rows_ask_the_database_no_more_often_than_ten(cast: Cast, at_desk: LogIn) -> None:
    for n in range(10):
        dispatched(cast, register(text=f"第{n}件"))
    client = at_desk("dispatcher")
    few = queries(client, "/desk/?queue=all")
    for n in range(40):
        register(text=f"又第{n}件", area=OTHER_VILLAGE if n % 5 == 0 else "210921203203")
    assert Case.objects.count() == 50
    many = queries(client, "/desk/?queue=all")
    assert len(many) == len(few) <= 9, "\n".join(many)


@pytest.mark.usefixtures("_settled")
def test_a_page_of_a_matter_asks_a_bounded_number_of_times(cast: Cast, at_desk: LogIn) -> None:
    case = replied(cast)
    client = at_desk("caller")
    assert len(queries(client, f"/desk/cases/{case.pk}/")) <= 14
    assert len(queries(client, f"/desk/cases/{case.pk}/?queue=to_call_back")) <= 17


def test_nothing_on_the_desk_runs_or_paints_by_itself(cast: Cast, at_desk: LogIn) -> None:
    case = dispatched(cast)
    client = at_desk("dispatcher")
    own = [
        "/desk/",
        "/desk/cases/new/",
        "/desk/me/",
        "/desk/help/",
        "/desk/calendar/",
        "/desk/messages/",
    ]
    more = [f"/desk/cases/{case.pk}/{part}" for part in ("", "panel/", "print/", "watching/")]
    for page in (*own, *more, "/desk/print/", "/desk/counts/"):
        html = said(client.get(page))
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", html), page
        assert not re.search(r"<script(?![^>]*src=)", html), page
