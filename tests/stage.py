"""The stage of the test of scope: matters of every kind, and random posts to look at them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st
from PIL import Image

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Solved
from lianxin.domain.cases.services import (
    CallBackAnswer,
    case_call_back,
    case_withdraw,
)
from lianxin.domain.users.models import User
from lianxin.domain.users.services import account_create, role_assign
from lianxin.kernel import ids
from lianxin.kernel.actor import VILLAGER, system
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


def set_stage() -> Stage:
    """Build the cast and its matters."""
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
