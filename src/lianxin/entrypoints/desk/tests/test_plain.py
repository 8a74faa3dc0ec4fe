"""The plain forms: sent, refused with everything typed still there, closed to whoever may not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lianxin.domain.cases.models import Case
from lianxin.entrypoints.desk.plain_forms import PLAIN
from lianxin.entrypoints.desk.tests.conftest import LogIn
from lianxin.kernel import clock
from tests.cast import Cast, answered, closed, dispatched, register

pytestmark = pytest.mark.django_db


def send(client: Client, case: Case, verb: str, **given: Any) -> Any:
    return client.post(f"/desk/cases/{case.pk}/do/{verb}/", given)


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_sent_back_with_its_basis_and_decided(cast: Cast, at_desk: LogIn) -> None:
    case = dispatched(cast)
    handler, sister = at_desk("handler"), at_desk("dispatcher")
    asked = send(handler, case, "return_ask", basis="", reason="这段路归交通局管")
    assert asked.status_code == 422
    assert "这段路归交通局管" in asked.content.decode()
    send(handler, case, "return_ask", basis="县职责清单第三十条", reason="这段路归交通局管")
    assert state(case) == "return_req"
    page = sister.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "县职责清单第三十条" in page
    assert send(sister, case, "return_decide", text="").status_code == 422
    send(sister, case, "return_decide", is_accepted="1", text="")
    assert state(case) == "registered"


def test_more_time_is_asked_for_and_given(cast: Cast, at_desk: LogIn) -> None:
    case = dispatched(cast)
    handler = at_desk("handler")
    handler.post(f"/desk/cases/{case.pk}/sign/")
    late = send(handler, case, "extend_ask", until="2020-01-01", reason="配件没到")
    assert late.status_code == 422
    assert "配件没到" in late.content.decode()
    day = (clock.today() + timedelta(days=9)).isoformat()
    send(handler, case, "extend_ask", until=day, reason="配件没到", is_person_told="1")
    assert state(case) == "extend_req"
    page = at_desk("dispatcher").get(f"/desk/cases/{case.pk}/").content.decode()
    assert "已经跟反映人说过" in page
    send(at_desk("dispatcher"), case, "extend_decide", is_granted="1", text="")
    assert state(case) == "working"


def test_looked_at_and_found_wanting(cast: Cast, at_desk: LogIn) -> None:
    case = answered(cast)
    assert send(at_desk("handler"), case, "verify", is_passed="1", text="拉了").status_code == 403
    empty = send(at_desk("grid"), case, "verify", is_passed="0", text=" ")
    assert empty.status_code == 422
    send(at_desk("grid"), case, "verify", is_passed="0", text="还有半车没拉")
    assert state(case) == "redo"


def test_the_category_of_what_is_settled_is_one_tap_and_never_asked_for(
    cast: Cast, at_desk: LogIn
) -> None:
    desk = at_desk("desk")
    case, other = register(category=""), register(category="")
    page = desk.get(f"/desk/cases/{case.pk}/?do=settle").content.decode()
    assert 'name="category" value="0402"' in page
    assert "可以不选" in page
    send(desk, case, "settle", outcome="solved", text="拉走了", category="0402")
    send(desk, other, "settle", outcome="solved", text="拉走了")
    assert Case.objects.get(pk=case.pk).category == "0402"
    assert Case.objects.get(pk=other.pk).category == ""
    assert state(other) in {"closed", "self_done"}
    bad = register(category="")
    answer = send(desk, bad, "settle", outcome="solved", text="拉走了", category="9999")
    assert answer.status_code == 422
    silent = register(category="", text="你好")
    assert "是哪一类" not in desk.get(f"/desk/cases/{silent.pk}/?do=settle").content.decode()


def test_settled_joined_parted_and_begun_again(cast: Cast, at_desk: LogIn) -> None:
    desk = at_desk("desk")
    first, second = register(), register()
    assert send(desk, second, "join", no="不知道").status_code == 422
    send(desk, second, "join", no=first.no)
    assert state(second) == "merged"
    assert first.no in desk.get(f"/desk/cases/{second.pk}/").content.decode()
    send(desk, second, "part")
    assert state(second) == "registered"
    send(desk, second, "settle", outcome="explained", text="当面讲清楚了")
    assert state(second) in {"closed", "self_done"}
    done = closed(cast)
    send(desk, done, "reopen", text="又堆上了")
    assert state(done) == "reopened"


def test_watched_and_lifted(cast: Cast, at_desk: LogIn) -> None:
    case = dispatched(cast)
    caller = at_desk("caller")
    send(caller, case, "supervise", level="3", text="三天了")
    assert Case.objects.get(pk=case.pk).supervision == 3
    send(caller, case, "supervise", level="0", text="办完了")
    assert Case.objects.get(pk=case.pk).supervision == 0
    send(at_desk("dispatcher"), case, "relevel", level="2", reason="断水了")
    assert Case.objects.get(pk=case.pk).level == 2


def test_danger_is_handed_over_and_followed_up(cast: Cast, at_desk: LogIn) -> None:
    case = register()
    desk = at_desk("desk")
    send(desk, case, "to_emergency", service="119", text="消防去了")
    assert state(case) == "to_emergency"
    send(desk, case, "follow_up", text="火灭了")
    assert state(case) == "registered"


@pytest.mark.parametrize("verb", sorted(PLAIN))
def test_the_other_township_finds_nothing(cast: Cast, at_desk: LogIn, verb: str) -> None:
    given = {"text": "看看", "no": "1", "reason": "看看", "basis": "看看看看", "level": "3",
             "outcome": "solved", "service": "110", "kind": "fund", "condition": "看",
             "explanation": "看", "is_understood": "2", "until": "2030-01-01",
             "review_on": "2030-01-01", "is_passed": "1", "is_accepted": "1", "is_granted": "1"}  # fmt: skip
    answer = send(at_desk("stranger"), register(), verb, **given)
    assert answer.status_code in {403, 404}


def test_there_is_no_other_form(cast: Cast, at_desk: LogIn) -> None:
    assert send(at_desk("desk"), register(), "magic").status_code == 404
