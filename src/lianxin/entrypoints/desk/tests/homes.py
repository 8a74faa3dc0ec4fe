"""Ten invented households of 小新立屯村, and one of another township, for the register's pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from lianxin.domain.people import services as keep
from lianxin.domain.people.factories import BOSS, household, id_number, resident
from lianxin.domain.people.models import Household, Resident
from lianxin.domain.people.services import NewTag
from lianxin.entrypoints.desk.tests.conftest import said
from lianxin.kernel import clock, ids
from tests.cast import OTHER_VILLAGE, VILLAGE

NAME, PHONE, BIRTH = "示例王桂兰", "13800004321", date(1944, 3, 5)
NUMBER = id_number(BIRTH)
CHILD = "示例小宝"
ALONE = (
    "示例孙福",
    "示例赵顺",
    "示例钱多",
    "示例周全",
    "示例吴安",
    "示例郑和",
    "示例冯春",
    "示例褚夏",
)


@dataclass(frozen=True)
class Homes:
    """王桂兰's household with a grandchild, the others, and one where nobody of the town may look."""

    home: Household
    head: UUID
    child: UUID
    others: tuple[Household, ...]
    foreign: Household


def give(home: Household, code: str, resident: UUID | None = None, **more: object) -> UUID:
    """A difficulty, entered on the village's own review."""
    tag = NewTag(id=ids.new(), code=code, basis="review", resident=resident, **more)  # type: ignore[arg-type] # for tests
    return keep.tag_give(actor=BOSS, household_id=home.pk, tag=tag).pk


def settle() -> Homes:
    """Move everybody in."""
    home = household(VILLAGE, channel="phone", note="上门先喊一声")
    resident(home.pk, NAME, phone=PHONE, id_number=NUMBER)
    child = resident(home.pk, CHILD, relation="40", birth=clock.today() - timedelta(days=3000))
    home.refresh_from_db()
    head = Resident.objects.get(household=home, name=NAME).pk
    give(home, "D01", until=clock.today() + timedelta(days=90))
    give(home, "D14", head)
    give(home, "D52", head)
    others = tuple(household(VILLAGE, name) for name in ALONE)
    give(others[0], "D63")
    return Homes(home, head, child.pk, others, household(OTHER_VILLAGE, "示例远客"))


def at(homes: Homes, *parts: object) -> str:
    """A page of 王桂兰's household."""
    return f"/desk/people/{homes.home.pk}/" + "".join(f"{part}/" for part in parts)


def refused(answer: Any, *words: str) -> str:
    """The form came back, with these words on it."""
    page = said(answer)
    assert answer.status_code == 422, page
    for word in words:
        assert word in page, word
    return page


def done(answer: Any) -> None:
    """It was taken; the next page is open."""
    assert answer.status_code == 302, said(answer)
