"""Another township's staff see nothing: in list, page, search, count, download or by guessing.

Random posts over random places, against matters of every kind; who may see what is worked out
here a second time, from the posts alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Solved
from lianxin.domain.cases.services import (
    CallBackAnswer,
    case_call_back,
    case_dispatch,
    case_note,
    case_reveal_reporter,
    case_sign,
    case_withdraw,
    presence_touch,
    tracking_code,
)
from lianxin.domain.users import selectors as users
from lianxin.domain.users.models import User
from lianxin.domain.users.services import account_create, role_assign
from lianxin.kernel import ids
from lianxin.kernel.actor import VILLAGER, Actor, system
from lianxin.kernel.errors import NotFound
from lianxin.kernel.files.services import attachment_store
from tests.cast import (
    COUNTY,
    OTHER_TOWN,
    OTHER_VILLAGE,
    PASSWORD,
    TOWN,
    VILLAGE,
    Cast,
    build,
    dispatched,
    register,
    replied,
    reporter_of,
)

pytestmark = pytest.mark.django_db
CITY = "210900000000"
SENSITIVE = "1301"
ROLES = {
    "village": ["R01", "R05", "R06", "R07", "R08"],
    "town": ["R11", "R12", "R13", "R14"],
    "county": ["R14", "R15", "R16", "R17", "R18", "R21", "R22", "R23"],
    "city": ["R14", "R16", "R19", "R20", "R21", "R24"],
}
PLACES = {
    "village": [VILLAGE, OTHER_VILLAGE],
    "town": [TOWN, OTHER_TOWN],
    "county": [COUNTY],
    "city": [CITY],
}
BY_UNIT = {"R14", "R15", "R20"}
BLIND = {"R01", "R22", "R23", "R24"}


@dataclass(frozen=True)
class Held:
    """A post: a role over a place, and for handlers a unit."""

    role: str
    area: str
    is_station: bool


posts = st.sampled_from(sorted(ROLES)).flatmap(
    lambda level: st.builds(
        Held, st.sampled_from(ROLES[level]), st.sampled_from(PLACES[level]), st.booleans()
    )
)


def one_power(held: list[Held]) -> bool:
    """Of the three powers nobody holds two."""
    return len({post.role for post in held} & {"R22", "R23", "R24"}) <= 1


@dataclass
class Stage:
    """The cast, and one matter of every kind in both townships."""

    cast: Cast
    matters: list[Case]
    photos: dict[UUID, UUID]


def photo() -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (40, 30), "green").save(made, "JPEG")
    return SimpleUploadedFile("点位.jpg", made.getvalue(), content_type="image/jpeg")


@pytest.fixture
def stage(db: Any) -> Stage:
    cast = build()
    matters, photos = [], {}
    for area in (VILLAGE, OTHER_VILLAGE, TOWN, OTHER_TOWN):
        picture = attachment_store(actor=VILLAGER, upload=photo(), kind="photo")
        with_photo = register(area=area, attachments=(picture.pk,), text="垃圾没人清运，有照片")
        photos[with_photo.pk] = picture.pk
        matters += [
            with_photo,
            register(area=area, confidentiality="confidential"),
            register(area=area, confidentiality="anonymous"),
            register(area=area, category=SENSITIVE, text="反映村干部，垃圾款去哪了"),
            case_withdraw_by_reporter(register(area=area)),
        ]
    for area in (VILLAGE, TOWN):
        matters += [dispatched(cast, register(area=area)), replied(cast, register(area=area))]
        closed = replied(cast, register(area=area))
        answer = CallBackAnswer("phone", True, True, Solved.YES, 5)
        matters.append(case_call_back(actor=cast.actor("caller"), case_id=closed.pk, answer=answer))
    return Stage(cast, matters, photos)


def case_withdraw_by_reporter(case: Case) -> Case:
    return case_withdraw(actor=reporter_of(case), case_id=case.pk)


def appoint(cast: Cast, held: list[Held]) -> User:
    """A new member of staff with these posts."""
    boss = system("test")
    user = account_create(
        actor=boss,
        username=f"new{ids.new().hex[:12]}",
        name="新来的",
        password=PASSWORD,
        area=COUNTY,
    )
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    for post in held:
        unit = None
        if post.role in BY_UNIT:
            unit = cast.station.pk if post.is_station else cast.village_org.pk
        role_assign(actor=boss, user_id=user.pk, role=post.role, area=post.area, unit=unit)
    return user


def within(post: Held, case: Case, cast: Cast) -> bool:
    """Said a second time, without the program's own rule."""
    if post.role in BLIND:
        return False
    if post.area != CITY and not case.area_id.startswith(post.area.rstrip("0")):
        return False
    if post.area in PLACES["village"] and case.category == SENSITIVE:
        return False
    if post.role in BY_UNIT:
        unit = cast.station.pk if post.is_station else cast.village_org.pk
        return case.main_org_id == unit
    return True


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
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
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
        stage.cast.users["stranger"], backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.get(f"/files/{stage.photos[own.pk]}/").status_code == 404
    client.post("/track/", {"no": own.no, "secret": tracking_code(own)})
    answer = client.get(f"/files/{stage.photos[own.pk]}/")
    assert answer.status_code == 200
    assert b"".join(getattr(answer, "streaming_content", [b""]))
    assert client.get(f"/desk/cases/{own.pk}/").status_code == 404
