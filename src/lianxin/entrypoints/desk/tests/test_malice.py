"""恶意来电 on the pages: proposed on the matter, decided by another, unknown to the villager."""

from __future__ import annotations

import pytest
from django.test import Client

from lianxin.domain.cases.models import MaliceMark
from lianxin.domain.cases.services import tracking_code
from lianxin.domain.cases.tests.story import with_leaders, working
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.kernel.facts.testing import deliver_all
from lianxin.notices.models import InApp
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast: Cast) -> Cast:
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
