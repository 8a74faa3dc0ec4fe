"""Another township's staff see nothing: in list, page, search, count, download or by guessing.

Random posts over random places, against matters of every kind; who may see what is worked out
here a second time, from the posts alone.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.services import (
    case_dispatch,
    case_note,
    case_reveal_reporter,
    case_sign,
    presence_touch,
    tracking_code,
)
from lianxin.domain.users import selectors as users
from lianxin.domain.users.models import User
from lianxin.kernel.actor import VILLAGER, Actor
from lianxin.kernel.errors import NotFound
from tests.cast import (
    TOWN,
    reporter_of,
)
from tests.stage import Held, Stage, appoint, one_power, posts, set_stage, within

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(db: Any) -> Stage:
    return set_stage()


def all_pages(actor: Actor, **narrow: str) -> set[UUID]:
    found: set[UUID] = set()
    after = ""
    while True:
        page = cases.case_list(actor=actor, filter=cases.Filter(after=after, **narrow))
        found |= {row.id for row in page.rows}
        if not page.next:
            return found
        after = page.next


def check_reads(stage: Stage, actor: Actor, allowed: set[UUID]) -> None:
    """List, search and count of every queue."""
    assert all_pages(actor) == allowed
    assert all_pages(actor, q="垃圾") == allowed
    counts = cases.queue_counts(actor=actor)
    for key in cases.QUEUES:
        rows = all_pages(actor, queue=key)
        assert rows <= allowed
        if key in counts:
            assert counts[key] == len(rows), key
    for case in stage.matters[::3]:
        by_number = all_pages(actor, q=case.no)
        assert by_number == ({case.pk} & allowed)
        assert cases.may_see_stream(case.stream, actor=actor) == (case.pk in allowed)


def check_guesses(stage: Stage, actor: Actor, forbidden: list[Case]) -> None:
    """Whoever guesses an id learns nothing, not even that it exists."""
    for case in forbidden:
        attempts = (
            lambda c: cases.case_page(c.pk, actor=actor),
            lambda c: cases.case_villager_page(c.pk, actor=actor),
            lambda c: presence_touch(actor=actor, case_id=c.pk),
            lambda c: case_reveal_reporter(actor=actor, case_id=c.pk, reason="想看看"),
            lambda c: case_sign(actor=actor, case_id=c.pk),
            lambda c: case_note(actor=actor, case_id=c.pk, text="记一笔", is_public=True),
            lambda c: case_dispatch(
                actor=actor, case_id=c.pk, unit=stage.cast.station.pk, level=3, category="0402"
            ),
        )
        for attempt in attempts:
            with pytest.raises(NotFound), transaction.atomic():
                attempt(case)


def check_browser(stage: Stage, user: User, allowed: set[UUID]) -> None:
    """What the pages say, and every address that carries a matter's id."""
    client = Client()
    client.force_login(user, backend="lianxin.domain.users.backends.Accounts")
    hidden = [c for c in stage.matters if c.pk not in allowed]
    lists = ["/desk/?queue=all", "/desk/?queue=all&q=垃圾", "/desk/print/?queue=all"]
    for address in lists:
        answer = client.get(address)
        assert answer.status_code in {200, 403}, address
        said = answer.content.decode(errors="replace")
        for case in hidden:
            assert case.no not in said, address
            assert str(case.pk) not in said, address
    check_download(client, hidden)
    for case in hidden[:3]:
        for part in ("", "panel/", "print/", "watching/", "units/", "registered/"):
            address = f"/desk/cases/{case.pk}/{part}"
            assert client.get(address, follow=True).status_code in {403, 404, 405}, address
        for verb in ("dispatch", "decline", "sign", "note", "reply", "call_back", "reveal"):
            address = f"/desk/cases/{case.pk}/{verb}/"
            assert client.post(address, {"text": "x"}).status_code in {403, 404}, address
        assert client.get(f"/desk/?queue=all&q={case.no}").status_code == 200
    for case_id, photo_id in stage.photos.items():
        for part in ("", "thumb/"):
            answer = client.get(f"/files/{photo_id}/{part}")
            sent = b"".join(getattr(answer, "streaming_content", ())) or answer.content
            assert sent
            assert (answer.status_code == 200) == (case_id in allowed), answer.status_code


def check_download(client: Client, hidden: list[Case]) -> None:
    """The spreadsheet holds at most what the list holds."""
    answer = client.get("/desk/export/?queue=all")
    if answer.status_code == 403:
        return
    assert answer.status_code == 200
    with ZipFile(BytesIO(answer.content)) as book:
        said = "".join(book.read(name).decode() for name in book.namelist())
    assert not [case.no for case in hidden if case.no in said]
    assert "1384180" not in said


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(held=st.lists(posts, max_size=3, unique=True).filter(one_power))
def test_nobody_sees_more_than_their_posts_allow(stage: Stage, held: list[Held]) -> None:
    try:
        with transaction.atomic():
            user = appoint(stage.cast, held)
            actor = users.actor_of(user)
            allowed = {c.pk for c in stage.matters if any(within(p, c, stage.cast) for p in held)}
            check_reads(stage, actor, allowed)
            check_guesses(stage, actor, [c for c in stage.matters if c.pk not in allowed][:3])
            check_browser(stage, user, allowed)
            raise _Undo
    except _Undo:
        pass


class _Undo(Exception):
    """Puts the stage back as it was."""


def test_老钱_of_the_other_township_sees_nothing_of_小新立屯(stage: Stage) -> None:
    actor = stage.cast.actor("stranger")
    ours = [c for c in stage.matters if c.area_id.startswith(TOWN[:9])]
    theirs = {c.pk for c in stage.matters} - {c.pk for c in ours}
    check_reads(stage, actor, theirs)
    check_guesses(stage, actor, ours)
    check_browser(stage, stage.cast.users["stranger"], theirs)


def test_a_passer_by_sees_nothing(stage: Stage) -> None:
    check_reads(stage, VILLAGER, set())
    check_guesses(stage, VILLAGER, stage.matters[:6])
    client = Client()
    for case in stage.matters:
        assert client.get(f"/case/{case.pk}/").status_code in {302, 403, 404}
        answer = client.get(f"/desk/cases/{case.pk}/")
        assert answer.status_code == 302
        assert re.match("/desk/login/", answer["Location"])
    for photo_id in stage.photos.values():
        assert client.get(f"/files/{photo_id}/").status_code in {302, 403, 404}


def test_a_reporter_sees_their_own_matter_and_no_other(stage: Stage) -> None:
    mine, *others = stage.matters
    actor = reporter_of(mine)
    check_reads(stage, actor, {mine.pk})
    check_guesses(stage, actor, others[:6])


def test_老钱_at_home_sees_the_photo_of_what_he_reported_himself(stage: Stage) -> None:
    own, *_ = stage.matters
    client = Client()
    client.force_login(
        stage.cast.users["stranger"], backend="lianxin.domain.users.backends.Accounts"
    )
    assert client.get(f"/files/{stage.photos[own.pk]}/").status_code == 404
    client.post("/track/", {"no": own.no, "secret": tracking_code(own)})
    answer = client.get(f"/files/{stage.photos[own.pk]}/")
    assert answer.status_code == 200
    assert b"".join(getattr(answer, "streaming_content", [b""]))
    assert client.get(f"/desk/cases/{own.pk}/").status_code == 404
