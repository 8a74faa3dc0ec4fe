"""Messages on the desk, and the sheet of the loudspeaker."""

from __future__ import annotations

import re

import pytest

from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.kernel.actor import system
from lianxin.kernel.facts.testing import deliver_all, run_jobs
from lianxin.notices.models import Announcement, InApp
from lianxin.notices.services import Line, staff_tell
from tests.cast import VILLAGE, Cast, dispatched, own_id

pytestmark = pytest.mark.django_db


def test_大周_sees_a_count_opens_the_line_and_the_count_is_gone(cast: Cast, at_desk: LogIn) -> None:
    case = dispatched(cast)
    deliver_all()
    client = at_desk("handler")
    page = said(client.get("/desk/messages/"))
    assert "派给你们单位的事：卧凤沟乡小新立屯村 垃圾清运" in page
    assert 'class="is-new"' in page
    line = InApp.objects.get(user=cast.users["handler"])
    answer = client.post(f"/desk/messages/{line.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{case.pk}/")
    assert 'class="is-new"' not in said(client.get("/desk/messages/"))


def test_all_read_at_once_and_nobody_elses(cast: Cast, at_desk: LogIn) -> None:
    boss = system("test")
    for who in ("handler", "caller"):
        staff_tell(actor=boss, users=[own_id(cast.actor(who))], line=Line("一条", "", "fact:1"))
    client = at_desk("handler")
    assert client.post("/desk/messages/read/").status_code == 302
    assert InApp.objects.filter(read_at=None).get().user == cast.users["caller"]
    other = InApp.objects.get(user=cast.users["caller"])
    assert client.post(f"/desk/messages/{other.pk}/").status_code == 404


def test_an_empty_inbox_says_what_will_come(at_desk: LogIn) -> None:
    assert "有新派的单、快到期的事" in said(at_desk("handler").get("/desk/messages/"))


def test_小赵_writes_a_text_and_老李_reads_it_out(cast: Cast, at_desk: LogIn) -> None:
    clerk = at_desk("clerk")
    page = said(clerk.get("/desk/loudspeaker/"))
    assert "没有要播的" in page
    key = re.search(r'name="id" value="([0-9a-f-]+)"', page)
    assert key is not None
    form = {
        "id": key.group(1),
        "village": VILLAGE,
        "text": "明天上午停水，请各家存水。",
        "urgent": "1",
    }
    for _ in range(2):
        assert clerk.post("/desk/loudspeaker/", form).status_code == 302
    run_jobs("notices")
    assert "收下了" in said(clerk.get("/desk/loudspeaker/?said=1"))
    grid = at_desk("grid")
    page = said(grid.get("/desk/loudspeaker/"))
    assert page.count("请各家存水") == 1
    assert "写一条" not in page
    assert grid.post(f"/desk/loudspeaker/{Announcement.objects.get().pk}/").status_code == 302
    assert "播过了" in said(clerk.get("/desk/loudspeaker/"))


def test_what_cannot_be_read_out_keeps_what_was_typed(at_desk: LogIn) -> None:
    client = at_desk("dispatcher")
    key = "01a20a8a-65a9-7029-90c0-fd7aa3775aaf"
    answer = client.post("/desk/loudspeaker/", {"id": key, "village": "", "text": "开会"})
    assert answer.status_code == 422
    assert "请选哪个村播" in said(answer)
    assert "开会</textarea>" in said(answer)
    answer = client.post("/desk/loudspeaker/", {"id": key, "village": VILLAGE, "text": " "})
    assert "请写要广播的话" in said(answer)
    answer = client.post("/desk/loudspeaker/", {"id": "x", "village": VILLAGE, "text": "开会"})
    assert answer.status_code == 422


def test_the_loudspeaker_is_for_its_own_village(at_desk: LogIn) -> None:
    assert at_desk("handler").get("/desk/loudspeaker/").status_code == 403
    key = "01a20a8a-65a9-7029-90c0-fd7aa3775aaf"
    form = {"id": key, "village": VILLAGE, "text": "开会"}
    assert at_desk("stranger").post("/desk/loudspeaker/", form).status_code == 403
    assert at_desk("grid").post("/desk/loudspeaker/", form).status_code == 403
