"""Two at once, and lines that break: real connections, one wins, the other reads why."""

from __future__ import annotations

import socket
import threading
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from lianxin.domain.cases.models import Case, Step
from lianxin.domain.cases.services import case_sign
from lianxin.entrypoints.shared.half_sent import Body
from lianxin.entrypoints.villager.tests.walk import hidden, to_check
from lianxin.kernel.facts import Fact
from tests.browsers import at_desk, words
from tests.cast import Cast, dispatched, register

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]


def at_once(*posts: tuple[Client, str, dict[str, str]]) -> list[Any]:
    """Everybody presses at the same moment, each on a connection of their own."""
    ready, answers = threading.Barrier(len(posts)), [None] * len(posts)

    def press(n: int) -> None:
        client, address, given = posts[n]
        try:
            ready.wait(timeout=30)
            answers[n] = client.post(address, given)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[n]) for n in range(len(posts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return list(answers)


@pytest.mark.parametrize("turn", range(3))
def test_two_clerks_move_one_matter_and_one_of_them_reads_why(cast: Cast, turn: int) -> None:
    case = register()
    given = {"unit": str(cast.station.pk), "level": "3", "category": "0402", "version": "1"}
    note, why = "请顺路看看二组那边。", "这件事法院在办，请到法院问。"
    declined = {"reason": "court", "explanation": why, "version": "1"}
    before = Fact.objects.count()
    page = f"/desk/cases/{case.pk}/"
    answers = at_once(
        (at_desk(cast, "dispatcher"), f"{page}dispatch/", given | {"note": note}),
        (at_desk(cast, "desk"), f"{page}decline/", declined),
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    late = next(answer for answer in answers if answer.status_code == 409)
    assert "刚刚有别人办过这件事" in words(late)
    assert (note if late is answers[0] else why) in words(late)
    state = Case.objects.get(pk=case.pk).state
    assert state == ("not_accepted" if late is answers[0] else "dispatched")
    assert Fact.objects.count() == before + 1
    assert Step.objects.filter(case=case).count() == 2


def test_a_double_click_at_the_same_moment_is_one_step(cast: Cast) -> None:
    case = dispatched(cast)
    case_sign(actor=cast.actor("handler"), case_id=case.pk)
    given = {"outcome": "solved", "text": "车去过了，垃圾清走了。", "version": "3"}
    before = Fact.objects.count()
    post = (at_desk(cast, "handler"), f"/desk/cases/{case.pk}/reply/", given)
    answers = at_once(post, post)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Step.objects.filter(case=case, verb="reply").count() == 1
    assert Fact.objects.count() == before + 1


def test_a_double_click_at_the_desk_is_one_step(cast: Cast) -> None:
    case = dispatched(cast)
    handler = at_desk(cast, "handler")
    given = {"text": "已联系，下午派车。", "is_public": "1", "is_contact": "", "version": "2"}
    first = handler.post(f"/desk/cases/{case.pk}/note/", given)
    before = Fact.objects.count()
    second = handler.post(f"/desk/cases/{case.pk}/note/", given)
    assert first.status_code == second.status_code == 302
    assert "没有重复办" in words(handler.get(second["Location"]))
    assert Step.objects.filter(case=case, verb="note").count() == 1
    other = handler.post(f"/desk/cases/{case.pk}/note/", given | {"text": "另一句话"})
    assert other.status_code == 409
    assert "另一句话</textarea>" in words(other)
    assert Fact.objects.count() == before


def cut(server: LiveServer, client: Client, address: str, body: bytes, whole: int,
        kind: str = "application/x-www-form-urlencoded") -> str:  # fmt: skip
    """Send the beginning of a form and hang up; what the server would have said."""
    cookies = "; ".join(f"{k}={v.value}" for k, v in client.cookies.items())
    head = (
        f"POST {address} HTTP/1.1\r\nHost: {server.thread.host}:{server.thread.port}\r\n"
        f"Cookie: {cookies}\r\nContent-Type: {kind}\r\nContent-Length: {whole}\r\n"
        "Connection: close\r\n\r\n"
    )
    with socket.create_connection((server.thread.host, server.thread.port), timeout=30) as line:
        line.sendall(head.encode() + body)
        line.shutdown(socket.SHUT_WR)
        said = b"".join(iter(lambda: line.recv(65536), b""))
    return said.decode(errors="replace")


def test_a_form_that_breaks_off_on_its_way_does_nothing(
    cast: Cast, client: Client, live_server: LiveServer
) -> None:
    page = to_check(client)
    given = {"state": hidden(page, "state"), "page": "check", "go": "", "rest": "x" * 500}
    given["csrfmiddlewaretoken"] = client.cookies["csrftoken"].value if (
        "csrftoken" in client.cookies) else ""  # fmt: skip
    body = urlencode(given).encode()
    before = Fact.objects.count()
    said = cut(live_server, client, "/report/", body[:-200], len(body))
    assert "400" in said.splitlines()[0]
    assert "没有传完整" in said
    assert (Case.objects.count(), Fact.objects.count()) == (0, before)


def test_half_an_answer_is_never_sent(cast: Cast, live_server: LiveServer) -> None:
    case = dispatched(cast)
    case_sign(actor=cast.actor("handler"), case_id=case.pk)
    handler = at_desk(cast, "handler")
    handler.get(f"/desk/cases/{case.pk}/")
    body = urlencode({
        "csrfmiddlewaretoken": handler.cookies["csrftoken"].value, "outcome": "solved",
        "text": "井盖换了新的，路也补平了。要是再有响动，请打电话找我们。",
    }).encode()  # fmt: skip
    before = Fact.objects.count()
    said = cut(live_server, handler, f"/desk/cases/{case.pk}/reply/", body[:-100], len(body))
    assert "没有传完整" in said
    assert Case.objects.get(pk=case.pk).state == "signed"
    assert Fact.objects.count() == before


def test_a_file_that_breaks_off_does_nothing(cast: Cast, live_server: LiveServer) -> None:
    desk, before = at_desk(cast, "desk"), Fact.objects.count()
    desk.get("/desk/cases/import/")
    token = desk.cookies["csrftoken"].value
    body = (
        f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        "工单编号,诉求内容\r\n1,井盖没了\r\n2,路灯"
    ).encode()
    said = cut(
        live_server, desk, "/desk/cases/import/", body, 5000, "multipart/form-data; boundary=x"
    )
    assert "没有传完整" in said
    assert Fact.objects.count() == before


class Slow:
    """A line that gives a little at a time, and then nothing more."""

    def __init__(self, data: bytes, step: int) -> None:
        self.data, self.step = data, step

    def read(self, size: int = -1, /) -> bytes:
        part, self.data = self.data[: min(size, self.step)], self.data[min(size, self.step) :]
        return part

    def readline(self, size: int = -1, /) -> bytes:
        return self.read(size)


def test_a_slow_line_is_waited_for_and_a_broken_one_is_told() -> None:
    assert Body(Slow(b"abcdefgh", 3), 8).read() == b"abcdefgh"
    assert Body(Slow(b"abcdefgh and the next", 3), 8).read(100) == b"abcdefgh"
    assert Body(Slow(b"", 3), 0).read() == b""
    broken = Body(Slow(b"abcd", 3), 8)
    assert broken.readline(3) == b"abc"
    with pytest.raises(OSError, match="announced length"):
        broken.read()
