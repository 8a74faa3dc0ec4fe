"""恶意来电 on the pages: proposed on the matter, decided by another, unknown to the villager."""

from __future__ import annotations

import pytest
from django.test import Client

from lianxin.domain.cases.models import Case, MaliceMark
from lianxin.domain.cases.rules.malice import Verdict
from lianxin.domain.cases.services import malice_ask, malice_decide, malice_lift, tracking_code
from lianxin.domain.cases.tests.story import with_leaders, working
from lianxin.domain.users.models import Assignment, Role
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.kernel.facts.testing import deliver_all
from lianxin.notices.models import InApp
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(november: object, cast: Cast) -> Cast:
    return with_leaders(cast)


def test_from_the_proposal_to_the_mark(cast: Cast, at_desk: LogIn, client: Client) -> None:
    case = working(cast)
    page, ask = f"/desk/cases/{case.pk}/", f"/desk/malice/{case.pk}/ask/"
    sister, leader = at_desk("dispatcher"), at_desk("leader")
    assert "没有这样的事" in said(sister.get("/desk/malice/"))
    assert ask in said(sister.get(page))
    assert "事情照办、时限照走" in said(sister.get(ask))
    assert sister.post(ask, {"reason": " "}).status_code == 422
    sister.post(ask, {"reason": "一夜四十个电话"})
    assert "等第二个人定" in said(sister.get(page))
    assert 'value="approved"' not in said(sister.get("/desk/malice/"))
    deliver_all()
    line = InApp.objects.get(user=cast.users["leader"], link="/desk/malice/")
    assert case.no in line.text
    assert 'value="approved"' in said(leader.get("/desk/malice/"))
    decide = f"/desk/malice/{MaliceMark.objects.get().pk}/decide/"
    assert sister.post(decide, {"verdict": "approved"}).status_code == 403
    leader.post(decide, {"verdict": "approved"})
    assert "已经定过了" in said(leader.post(decide, {"verdict": "refused"}, follow=True))
    assert "两人认定为恶意来电" in said(leader.get(page))
    for who in ("handler", "grid"):
        assert "恶意" not in said(at_desk(who).get(page))
        assert at_desk(who).get(ask).status_code == 403
    client.post("/track/", {"no": case.no, "secret": tracking_code(case)})
    own = client.get(f"/case/{case.pk}/")
    assert own.status_code == 200
    assert "恶意" not in own.content.decode()


def told(cast: Cast, who: str) -> list[str]:
    deliver_all()
    lines = InApp.objects.filter(user=cast.users[who], link="/desk/malice/").order_by("at", "pk")
    return list(lines.values_list("text", flat=True))


def test_refused_then_marked_then_taken_back_and_the_proposer_hears_each(
    cast: Cast, at_desk: LogIn
) -> None:
    case = working(cast)
    ask, page = f"/desk/malice/{case.pk}/ask/", f"/desk/cases/{case.pk}/"
    sister, leader = at_desk("dispatcher"), at_desk("leader")
    sister.post(ask, {"reason": "一夜四十个电话"})
    first = f"/desk/malice/{MaliceMark.objects.get().pk}/"
    empty = leader.post(first + "decide/", {"verdict": "refused", "refusal": " "})
    assert empty.status_code == 422
    assert "请写一句为什么不认定" in said(empty)
    leader.post(first + "decide/", {"verdict": "refused", "refusal": "她家真着火了"})
    assert told(cast, "dispatcher") == [f"您提请的恶意来电没有认定，理由请看：{case.no}"]
    assert "她家真着火了" in said(sister.get("/desk/malice/"))
    assert leader.post(first + "lift/", {"why": "错了"}, follow=True).status_code == 200
    sister.post(ask, {"reason": "又是四十个电话"})
    second = f"/desk/malice/{MaliceMark.objects.get(verdict='').pk}/"
    leader.post(second + "decide/", {"verdict": "approved"})
    assert told(cast, "dispatcher")[1:] == [
        f"您提请的恶意来电认定了，到1月31日自己失效，事情照办：{case.no}"
    ]
    assert "去取消" in said(leader.get(page))
    assert "去取消" not in said(sister.get(page))
    assert "lift/" not in said(sister.get("/desk/malice/"))
    assert sister.post(second + "lift/", {"why": "错了"}).status_code == 403
    half = leader.post(second + "lift/", {"why": ""})
    assert half.status_code == 422
    assert "请写一句为什么取消" in said(half)
    leader.post(second + "lift/", {"why": "是她孙子拿电话玩"})
    assert told(cast, "dispatcher")[2:] == [
        f"您提请认定的恶意来电，标记取消了，理由请看：{case.no}"
    ]
    for shown in (sister.get(page), leader.get(page)):
        assert "恶意来电的标记取消了，leader 2026年11月2日：是她孙子拿电话玩" in said(shown)
    assert "恶意" not in said(at_desk("handler").get(page))
    assert "是她孙子拿电话玩" in said(sister.get("/desk/malice/"))
    for who in ("handler", "grid", "stranger"):
        assert told(cast, who) == []


@pytest.mark.parametrize("change", ["left", "complained"])
def test_a_proposer_who_left_the_post_or_is_complained_of_hears_nothing(
    cast: Cast, change: str
) -> None:
    case = working(cast)
    mark = malice_ask(actor=cast.actor("dispatcher"), case_id=case.pk, reason="四十个电话")
    deliver_all()
    if change == "left":
        held = Assignment.objects.filter(user=cast.users["dispatcher"])
        held.update(role=Role.objects.get(code="R12"))
    else:
        Case.objects.filter(pk=case.pk).update(about_user=cast.actor("dispatcher").id)
    malice_decide(actor=cast.actor("leader"), mark_id=mark.pk, verdict=Verdict.APPROVED)
    malice_lift(actor=cast.actor("leader"), mark_id=mark.pk, why="弄错了")
    assert told(cast, "dispatcher") == []
