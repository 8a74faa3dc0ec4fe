"""Pages that bring people together: whistle, catalogue, meeting on the spot, hand-over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lianxin.domain.cases.models import Case, CatalogueRow, HandOver, Meeting, MeetingItem
from lianxin.domain.cases.rules import Watch
from lianxin.domain.cases.services import case_supervise
from lianxin.domain.cases.tests.story import with_leaders, working
from lianxin.domain.orgs.models import Org
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from tests.cast import COUNTY, TOWN, Cast, hire, own_id, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast: Cast) -> Cast:
    return with_leaders(cast)


@pytest.fixture
def water(cast: Cast) -> Org:
    """The county's water bureau, with somebody at work."""
    boss = system("test")
    org = org_add(
        actor=boss, org=NewOrg("县水利局", "水利局", "department", "county", COUNTY, "水利")
    )
    hire(cast, "water", "R14", COUNTY, org.pk)
    return org


def send(client: Client, case: Case, verb: str, **given: Any) -> Any:
    return client.post(f"/desk/cases/{case.pk}/do/{verb}/", given)


def page(client: Client, case: Case) -> str:
    return said(client.get(f"/desk/cases/{case.pk}/"))


def test_a_whistle_from_the_form_to_its_end(cast: Cast, at_desk: LogIn, water: Org) -> None:
    case = working(cast)
    sister, leader, bureau = at_desk("dispatcher"), at_desk("leader"), at_desk("water")
    empty = send(sister, case, "whistle", kind="hard", why="渠归水利局管，乡里没有权。")
    assert empty.status_code == 422
    assert "渠归水利局管，乡里没有权。" in empty.content.decode()
    bad = send(
        sister, case, "whistle", kind="hard", units=[str(water.pk)], why="渠", meet_at="昨天"
    )
    assert "时间没看懂" in bad.content.decode()
    assert f'value="{water.pk}" checked' in bad.content.decode(), "what was ticked stays ticked"
    send(sister, case, "whistle", kind="hard", units=[str(water.pk)], why="渠归水利局管")
    assert "等领导批" in page(sister, case)
    assert "县水利局" in page(leader, case)
    assert send(leader, case, "whistle_decide", is_approved="0").status_code == 422
    send(leader, case, "whistle_decide", is_approved="1")
    assert "还没应哨" in page(sister, case)
    assert "渠归水利局管" in page(bureau, case)
    send(bureau, case, "whistle_answer", answer="come", text="下午到")
    send(bureau, case, "whistle_result", text="闸门修好了", by_unit="right")
    assert "闸门修好了" in page(sister, case)
    nothing = send(sister, case, "whistle_end", text="通了")
    assert nothing.status_code == 422
    send(sister, case, "whistle_end", text="通了", **{f"says_{water.pk}": "helped"})
    done = page(sister, case)
    assert "乡镇评：到位了，帮上了" in done
    assert "部门评：吹得准" in done


def test_helpers_and_colleagues(cast: Cast, at_desk: LogIn, water: Org) -> None:
    case = working(cast)
    sister, handler = at_desk("dispatcher"), at_desk("handler")
    assert send(sister, case, "assist", text="看看渠").status_code == 422
    send(sister, case, "assist", units=[str(water.pk)], text="看看渠")
    assert "县水利局 协办" in page(sister, case)
    assert str(case.pk) in said(at_desk("water").get("/desk/?queue=helping"))
    assert at_desk("water").get(f"/desk/cases/{case.pk}/watching/").status_code == 200
    assert send(handler, case, "assign", owner="谁").status_code == 422
    head = own_id(cast.actor("head"))
    send(handler, case, "assign", owner=str(head))
    assert "head 经办" in page(sister, case)
    assert str(case.pk) in said(at_desk("head").get("/desk/?queue=mine"))


def test_one_press_names_the_person_for_a_repeated_matter(cast: Cast, at_desk: LogIn) -> None:
    case = working(cast, [register() for _ in range(3)][-1])
    sister, handler = at_desk("dispatcher"), at_desk("handler")
    shown = page(sister, case)
    assert "30 天内第 3 次反映，要定一个专人" in shown
    assert "不写到人的名下" in shown
    pk = str(own_id(cast.actor("head")))
    assert f'name="cadre" value="{pk}"' in shown
    assert f'value="{pk}"' not in page(handler, case), "the handler reads, the dispatcher names"
    assert send(sister, case, "appoint", cadre="谁").status_code == 422
    send(sister, case, "appoint", cadre=pk)
    assert "专人：head" in page(handler, case)
    assert "反映，要定" not in page(sister, working(cast, register(reporter_phone="13841800005")))


def test_a_line_of_the_catalogue_is_written_changed_and_ended(
    cast: Cast, at_desk: LogIn, water: Org
) -> None:
    desk = at_desk("desk")
    assert "还没有一条" in said(desk.get("/desk/catalogue/"))
    assert "县水利局" in said(desk.get(f"/desk/catalogue/line/?area={TOWN}"))
    given = {"area": TOWN, "category": "0402", "basis": "三定方案", "save": "1"}
    wrong = desk.post("/desk/catalogue/line/", given)
    assert wrong.status_code == 422
    assert "三定方案" in said(wrong)
    desk.post(
        "/desk/catalogue/line/",
        given | {"main_org": str(cast.station.pk), "assist_orgs": [str(water.pk)], "level": "2"},
    )
    listed = said(desk.get("/desk/catalogue/"))
    assert "县水利局" in listed
    assert "②急" in listed
    row = CatalogueRow.objects.get()
    desk.post(f"/desk/catalogue/{row.pk}/end/")
    assert "停用了" in said(desk.get("/desk/catalogue/"))
    assert "三定方案" in said(desk.get("/desk/catalogue/?past=1"))
    assert at_desk("grid").get("/desk/catalogue/").status_code == 403
    assert at_desk("handler").get("/desk/catalogue/line/").status_code == 403


def test_a_village_cannot_be_made_main_handler_on_the_page(cast: Cast, at_desk: LogIn) -> None:
    answer = at_desk("desk").post(
        "/desk/catalogue/line/",
        {"area": TOWN, "category": "0402", "main_org": str(cast.village_org.pk), "save": "1"},
    )
    assert answer.status_code == 422
    assert "请重新选主办单位" in said(answer)


def test_a_meeting_from_the_call_to_the_end(cast: Cast, at_desk: LogIn) -> None:
    clerk, case = at_desk("dispatcher"), working(cast)
    assert "还没开过" in said(clerk.get("/desk/meetings/"))
    assert clerk.post("/desk/meetings/", {"held_on": "没有"}).status_code == 422
    today = clock.today().isoformat()
    clerk.post("/desk/meetings/", {"held_on": today, "place_text": "村委会院里"})
    meeting = Meeting.objects.get()
    base = f"/desk/meetings/{meeting.pk}/"
    assert "议程是空的" in said(clerk.get(base))
    assert clerk.post(base + "add/", {"no": "不对"}).status_code == 422
    clerk.post(base + "add/", {"no": case.no})
    item = MeetingItem.objects.get()
    assert clerk.post(f"{base}{item.pk}/", {"text": "下周修"}).status_code == 422
    half = clerk.post(f"{base}{item.pk}/", {"ending": "dated", "text": "下周修好"})
    assert "下周修好" in said(half)
    assert clerk.post(base + "end/").status_code == 422
    day = (clock.today() + timedelta(days=3)).isoformat()
    clerk.post(
        f"{base}{item.pk}/",
        {"ending": "dated", "text": "修好", "owner": str(cast.station.pk), "due_on": day},
    )
    assert "卧凤沟乡环卫站" in said(clerk.get(base + "print/"))
    clerk.post(base + "end/")
    assert "散会" in said(clerk.get("/desk/meetings/"))
    assert at_desk("stranger").get(base).status_code == 404
    assert at_desk("grid").get("/desk/meetings/").status_code == 403


def test_a_joint_meeting_from_the_call_to_the_paper(cast: Cast, at_desk: LogIn, water: Org) -> None:
    county, case = at_desk("caller"), working(cast)
    case_supervise(
        actor=cast.actor("caller"), case_id=case.pk, level=Watch.ESCALATED, text="怎么还没动？"
    )
    first = said(county.get("/desk/meetings/"))
    assert "督办的最后一级" in first
    assert "kind=weekly" in first
    assert "每周到现场开一次" in said(county.get("/desk/meetings/?kind=weekly"))
    county.post("/desk/meetings/?kind=joint", {"held_on": clock.today().isoformat()})
    base = f"/desk/meetings/{Meeting.objects.get().pk}/"
    shown = said(county.get(base))
    assert "提级督办，还没办结" in shown
    assert f'value="{cast.station.pk}" checked' in county.get(base).content.decode()
    assert county.post(base + "units/").status_code == 422
    county.post(base + "units/", {"units": [str(cast.station.pk), str(water.pk)]})
    item = MeetingItem.objects.get()
    given = {"ending": "escalated", "text": "报市里立项"}
    assert "请选负责的单位" in said(county.post(f"{base}{item.pk}/", given))
    given |= {"owner": str(water.pk), "due_on": clock.today().isoformat()}
    county.post(f"{base}{item.pk}/", given)
    paper = said(county.get(base + "print/"))
    assert "连心 · 联席会议" in paper
    assert "参加的单位：卧凤沟乡环卫站、县水利局" in paper
    county.post(base + "end/")
    assert "散会" in said(county.get("/desk/meetings/"))
    sister = at_desk("dispatcher")
    assert sister.get(base).status_code == 404
    assert "联席会议" not in said(sister.get("/desk/meetings/?kind=joint"))
    assert "会上定的" in page(sister, case)


def test_an_item_is_taken_off(cast: Cast, at_desk: LogIn) -> None:
    clerk = at_desk("leader")
    clerk.post("/desk/meetings/", {"held_on": clock.today().isoformat(), "area": TOWN})
    base = f"/desk/meetings/{Meeting.objects.get().pk}/"
    clerk.post(base + "add/", {"no": register().no})
    clerk.post(f"{base}{MeetingItem.objects.get().pk}/drop/")
    assert not MeetingItem.objects.exists()


def test_handed_over_on_the_page(cast: Cast, at_desk: LogIn) -> None:
    case = working(cast)
    head, handler = at_desk("head"), at_desk("handler")
    assert "件件有人管" in said(head.get("/desk/handover/"))
    assert "没有交接单" in said(handler.get("/desk/handover/"))
    assert head.post("/desk/handover/", {"note": "调走了"}).status_code == 422
    leaver, receiver = own_id(cast.actor("handler")), own_id(cast.actor("head"))
    assert head.post("/desk/handover/", {"from_user": str(leaver)}).status_code == 422
    twice = {"from_user": str(leaver), "to_user": str(receiver), "note": "调走了"}
    head.post("/desk/handover/", twice)
    assert head.post("/desk/handover/", twice).status_code == 422
    row = HandOver.objects.get()
    handler.post(f"/desk/handover/{row.pk}/confirm/")
    assert "要由接手的人自己确认" in said(handler.get("/desk/handover/"))
    head.post(f"/desk/handover/{row.pk}/confirm/")
    case.refresh_from_db()
    assert case.owner_name == "head"
    head.post(f"/desk/handover/{row.pk}/drop/")
    assert "另开一张" in said(head.get("/desk/handover/"))


def test_how_many_there_are(cast: Cast, at_desk: LogIn) -> None:
    working(cast)
    register(category="0502")
    desk = at_desk("desk")
    page_now = said(desk.get("/desk/figures/counts/"))
    for words in ("环境卫生", "道路与公共设施", "办理中", "待派单", f"{clock.today():%Y-%m}"):
        assert words in page_now
    assert "这段时间没有事" in said(desk.get("/desk/figures/counts/?since=2019-01&until=2019-02"))
    backwards = f"/desk/figures/counts/?since={clock.today():%Y-%m}&until=2019-01"
    assert desk.get(backwards).status_code == 422
    own = said(at_desk("dispatcher").get(f"/desk/figures/counts/?area={TOWN[:9]}"))
    assert "环境卫生" in own
    other = at_desk("dispatcher").get("/desk/figures/counts/?area=210921120")
    assert other.status_code == 403
    assert at_desk("handler").get("/desk/figures/counts/").status_code == 403
