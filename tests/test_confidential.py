"""Whoever is complained of learns nothing, and whoever asked for secrecy is named to nobody.

Basis: 济南市 12345 条例 art. 32 (leaks, recusal), 信访工作条例 art. 30; domain.md §2.9.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Level
from lianxin.domain.cases.services import case_dispatch, case_sign
from lianxin.domain.orgs.models import Org
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.entrypoints.villager.tests.walk import press, question, text_of, to_more, to_who
from lianxin.kernel.actor import system
from lianxin.kernel.errors import NotFound
from lianxin.kernel.facts.testing import deliver_all
from lianxin.notices.models import InApp
from tests.cast import COUNTY, TOWN, Cast, hire, register

pytestmark = pytest.mark.django_db
WORDS = "窗口的人让我跑了四趟，话说得难听。"
NAMES = ("王桂兰", "王*兰", "13841800001", "138****0001", "0001")


@pytest.fixture
def window(cast: Cast) -> Org:
    """The township's service window, with somebody at work and a head."""
    org = org_add(
        actor=system("test"), org=NewOrg("卧凤沟乡便民中心", "便民中心", "station", "town", TOWN)
    )
    hire(cast, "window", "R14", TOWN, org.pk)
    hire(cast, "window_head", "R15", TOWN, org.pk)
    hire(cast, "leader", "R13", TOWN)
    return org


def browser(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who], "lianxin.domain.users.backends.Accounts")
    return client


def sheet(client: Client) -> str:
    """Every word of the export, or nothing where there is none to take."""
    answer: Any = client.get("/desk/export/?queue=all")
    if answer.status_code != 200:
        return ""
    with ZipFile(BytesIO(answer.content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def told(cast: Cast, who: str) -> str:
    """Everything that was ever put on somebody's screen."""
    deliver_all()
    lines = InApp.objects.filter(user_id=cast.users[who].pk)
    return "\n".join(f"{line.text} {line.link}" for line in lines)


@pytest.mark.parametrize("who", ["window", "window_head", "grid", "clerk", "dispatcher", "leader"])
def test_who_is_complained_of_finds_it_nowhere(cast: Cast, window: Org, who: str) -> None:
    case = register(about_org=window.pk, category="1306", nature="complaint", text=WORDS)
    bureau = org_add(
        actor=system("test"), org=NewOrg("县营商局", "营商局", "department", "county", COUNTY)
    )
    case = case_dispatch(
        actor=cast.actor("desk"), case_id=case.pk, unit=bureau.pk, level=Level.ORDINARY,
        category="1306",
    )  # fmt: skip
    actor, client = cast.actor(who), browser(cast, who)
    assert not Case.objects.reachable_by(actor, "cases:see").filter(pk=case.pk).exists()
    with pytest.raises(NotFound):
        cases.case_page(case.pk, actor=actor)
    assert client.get(f"/desk/cases/{case.pk}/").status_code == 404
    assert client.get(f"/desk/cases/{case.pk}/panel/").status_code == 404
    for query in ("queue=all", "queue=all&q=窗口", f"queue=all&q={case.no}", "queue=working"):
        answer = client.get(f"/desk/?{query}", follow=True)
        assert str(case.pk) not in answer.content.decode(), query
    assert case.no not in sheet(client)
    assert case.no not in told(cast, who)
    assert str(case.pk) not in told(cast, who)


def test_a_person_who_is_complained_of_finds_it_nowhere(cast: Cast) -> None:
    """Even the county's own dispatcher, if the complaint is about her."""
    desk = cast.actor("desk")
    case = register(about_user=desk.id, category="1306", nature="complaint", text=WORDS)
    client = browser(cast, "desk")
    assert client.get(f"/desk/cases/{case.pk}/").status_code == 404
    assert str(case.pk) not in client.get("/desk/?queue=all&q=窗口").content.decode()
    assert case.no not in sheet(client)


@pytest.mark.parametrize("secrecy", ["confidential", "anonymous"])
def test_the_handling_unit_and_the_village_learn_no_name(cast: Cast, secrecy: str) -> None:
    case = register(confidentiality=secrecy, text="村口有人往河里倒粪。")
    case_dispatch(
        actor=cast.actor("dispatcher"), case_id=case.pk, unit=cast.station.pk,
        level=Level.ORDINARY, category="0402",
    )  # fmt: skip
    case_sign(actor=cast.actor("handler"), case_id=case.pk)
    for who in ("handler", "grid", "clerk", "dispatcher"):
        client = browser(cast, who)
        pages = [
            client.get(f"/desk/cases/{case.pk}/").content.decode(),
            client.get(f"/desk/cases/{case.pk}/print/").content.decode(),
            client.get("/desk/?queue=all&q=粪").content.decode(),
            client.get("/desk/?queue=all&q=王桂兰").content.decode().replace("王桂兰", "", 3),
            sheet(client),
            told(cast, who),
        ]
        for page in pages:
            found = [name for name in NAMES[:4] if name in page]
            assert found == [], who
        refused = client.post(f"/desk/cases/{case.pk}/reveal/", {"reason": "想问问"})
        assert "13841800001" not in refused.content.decode()


def test_at_the_desk_a_complaint_says_whom_it_is_about(cast: Cast, window: Org) -> None:
    client = browser(cast, "desk")
    page = client.get("/desk/cases/new/").content.decode()
    assert "反映的是哪个单位" in page
    given = {
        "id": "01890a5d-ac96-774b-bcce-b302099a8057", "place": "卧凤沟乡小新立屯村", "text": WORDS,
        "nature": "complaint", "about_org": str(window.pk), "confidentiality": "open",
    }  # fmt: skip
    assert client.post("/desk/cases/new/", given | {"about_org": "x"}).status_code == 422
    assert client.post("/desk/cases/new/", given).status_code == 302
    case = Case.objects.get()
    assert (case.about_org_id, case.hidden_from_town) == (window.pk, True)


def told_at_the_phone(client: Client, about: str) -> Case:
    """王奶奶 complains on her phone, is asked about whom, and looks it over."""
    page = press(client, to_more(client, text=WORDS), photos_shown="1")
    assert question(page) == "说的是哪个单位？可以不选"
    assert "卧凤沟乡便民中心" in text_of(page)
    page = press(client, page, about=about)
    page = press(client, page, confidentiality="open", phone="13841800001", name="王桂兰")
    check = text_of(page)
    if about != "nobody":
        assert "乡里和村里都看不到，直接到县里" in check
        assert "卧凤沟乡综合指挥室" not in check
    assert press(client, page).status_code == 302
    return Case.objects.get()


@pytest.mark.parametrize("said", ["window", "unclear"])
def test_a_complaint_made_at_the_phone_never_reaches_whom_it_is_about(
    cast: Cast, window: Org, client: Client, said: str
) -> None:
    case = told_at_the_phone(client, str(window.pk) if said == "window" else said)
    assert case.nature == "complaint"
    assert case.about_org_id == (window.pk if said == "window" else None)
    assert browser(cast, "desk").get(f"/desk/cases/{case.pk}/").status_code == 200
    for who in ("window", "window_head", "grid", "clerk", "dispatcher", "leader"):
        staff = browser(cast, who)
        assert staff.get(f"/desk/cases/{case.pk}/").status_code == 404
        assert str(case.pk) not in staff.get("/desk/?queue=all", follow=True).content.decode(), who
        assert case.no not in sheet(staff)
        assert case.no not in told(cast, who)


def test_who_does_not_say_about_whom_is_heard_as_before(
    cast: Cast, window: Org, client: Client
) -> None:
    case = told_at_the_phone(client, "nobody")
    assert (case.nature, case.about_org_id, case.hidden_from_town) == ("help", None, False)


def test_about_whom_is_asked_only_where_somebody_complains(
    cast: Cast, window: Org, client: Client
) -> None:
    assert question(to_who(client)) == "要留名字和电话吗？"
    page = press(client, to_more(client, text=WORDS), photos_shown="1")
    for wrong in ("x", str(Case().pk)):
        refused = press(client, page, about=wrong)
        assert refused.status_code == 422
        assert "没有找到这个单位" in text_of(refused)
    assert question(press(client, page)) == "要留名字和电话吗？", "it need not be answered"
