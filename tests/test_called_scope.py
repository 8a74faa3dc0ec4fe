"""Whoever is called to a joint meeting reads of its agenda what is theirs, and of the rest nothing.

Matters, units and lists of the called are drawn by lot; who may read what is worked out here a
second time. Basis: domain.md §2.7 cross-cutting, §2.9 confidential.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from uuid import UUID

import pytest

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case, Meeting, MeetingItem
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.domain.users.services import role_assign
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.errors import NotFound
from tests.cast import COUNTY, OTHER_TOWN, OTHER_VILLAGE, VILLAGE, Cast, hire, register
from tests.recusal import browser

pytestmark = pytest.mark.django_db
MATTERS = 8


@dataclass
class Lot:
    """A meeting drawn by lot: its matters by id, its units, and who works for which."""

    meeting: Meeting
    matters: dict[UUID, Case]
    works_for: dict[str, UUID]


@pytest.fixture
def works_for(cast: Cast) -> dict[str, UUID]:
    """Who works for which unit; 两头 is a bureau's handler and the other township's dispatcher."""
    boss = system("test")
    found = {"handler": cast.station.pk}
    for part, name in (("water", "县水利局"), ("roads", "县交通运输局"), ("both", "县林草局")):
        org = org_add(actor=boss, org=NewOrg(name, name[1:], "department", "county", COUNTY, "水"))
        hire(cast, part, "R14", COUNTY, org.pk)
        found[part] = org.pk
    role_assign(actor=boss, user_id=cast.users["both"].pk, role="R11", area=OTHER_TOWN, unit=None)
    return found


def draw(dice: random.Random, works_for: dict[str, UUID], cast: Cast) -> Lot:
    """A meeting with matters of all kinds, those among them that came onto it before they became
    a complaint."""
    units = list(works_for.values())
    called = [unit for unit in units if dice.random() < 0.6] or units[:1]
    meeting = Meeting.objects.create(
        kind="joint", area_id=COUNTY, held_on=clock.today(), units=called, called_by="x"
    )
    for n in range(MATTERS):
        case = register(
            area=dice.choice([VILLAGE, OTHER_VILLAGE]), text=f"抽签第{n}件：桥面塌了一块没人修",
            reporter_phone=f"1384180{dice.randint(1000, 9999)}",
        )  # fmt: skip
        helpers = [unit for unit in units if dice.random() < 0.25]
        change = {"main_org": dice.choice([None, *units]), "helpers": helpers}
        change |= dice.choice([
            {}, {}, {}, {"about_user": cast.actor("water").id}, {"hidden_from_town": True},
            {"about_org": dice.choice(units), "barred": [dice.choice(units)]},
        ])  # fmt: skip
        Case.objects.filter(pk=case.pk).update(**change)
        MeetingItem.objects.create(meeting=meeting, case=case, why="escalated", order=n)
    return Lot(meeting, {case.pk: case for case in Case.objects.all()}, works_for)


def may_read(lot: Lot, who: str) -> set[UUID]:
    """Said independently of the program."""
    unit, found = lot.works_for[who], set()
    for pk, case in lot.matters.items():
        is_complaint = case.hidden_from_town or case.about_user or case.about_org_id is not None
        is_own = case.main_org_id == unit or unit in case.helpers
        is_near = who == "both" and case.area_id == OTHER_VILLAGE
        if (is_own or is_near) and not is_complaint:
            found.add(pk)
    return found


def told_of(text: str, lot: Lot) -> set[UUID]:
    """Matters of which a page says anything at all."""
    return {
        pk
        for pk, case in lot.matters.items()
        if case.no in text or case.title in text or str(pk) in text
    }


@pytest.mark.parametrize("seed", range(6))
def test_the_agenda_is_read_as_far_as_it_is_ones_own(
    cast: Cast, works_for: dict[str, UUID], seed: int
) -> None:
    lot = draw(random.Random(seed), works_for, cast)
    pages = [f"/desk/meetings/called/{lot.meeting.pk}/{end}" for end in ("", "print/")]
    for who in cast.users:
        actor, client = cast.actor(who), browser(cast, who)
        listed = cases.meetings_called(actor=actor)
        if works_for.get(who) not in lot.meeting.units:
            assert listed == [], who
            with pytest.raises(NotFound):
                cases.meeting_called(lot.meeting.pk, actor=actor)
            assert [client.get(page).status_code for page in pages] == [404, 404], who
            continue
        allowed = may_read(lot, who)
        view = cases.meeting_called(lot.meeting.pk, actor=actor)
        assert {item.case for item in view.items} == allowed, who
        assert [(row.items, row.left) for row in listed] == [(len(allowed), len(allowed))]
        for page in pages:
            assert told_of(client.get(page).content.decode(), lot) == allowed, (who, page)
        assert str(lot.meeting.pk) in client.get("/desk/meetings/called/").content.decode()
        assert all(client.get(f"/desk/cases/{pk}/").status_code == 200 for pk in allowed)


@pytest.mark.parametrize("verb", ["post", "put", "delete"])
def test_it_can_be_read_and_nothing_else(cast: Cast, works_for: dict[str, UUID], verb: str) -> None:
    lot = draw(random.Random(1), works_for, cast)
    Meeting.objects.update(units=[cast.station.pk])
    client, base = browser(cast, "handler"), f"/desk/meetings/{lot.meeting.pk}/"
    for page in ("", "called/", f"called/{lot.meeting.pk}/", f"called/{lot.meeting.pk}/print/"):
        assert getattr(client, verb)(f"/desk/meetings/{page}").status_code in {403, 405}
    for page in ("", "print/", "add/", "units/", "end/"):
        assert getattr(client, verb)(base + page).status_code in {403, 405}
    assert client.get(base).status_code == 403, "the table's own page is for who calls the meeting"
