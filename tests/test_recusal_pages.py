"""Whatever a complaint is about, and however far it has come: nobody it is about meets it anywhere.

Basis: 济南市 12345 条例 art. 32, 信访工作条例 art. 30; domain.md §2.9.
"""

from __future__ import annotations

import random
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case, HandOver
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.services import (
    case_recuse,
    case_tick,
    meeting_item_add,
    meeting_open,
    whistle_tick,
)
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.orgs.models import Org
from lianxin.domain.users.models import Assignment
from lianxin.kernel import clock
from lianxin.kernel.facts.testing import deliver_all
from lianxin.notices.models import InApp
from tests.cast import COUNTY, TOWN, VILLAGE, Cast
from tests.recusal import BOSS, TITLE, WORDS, browser, complaint, give, units_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def units(cast: Cast) -> dict[str, Org]:
    return units_of(cast)


def told(cast: Cast, who: str) -> str:
    lines = InApp.objects.filter(user_id=cast.users[who].pk)
    return "\n".join(f"{line.text} {line.link}" for line in lines)


def book(answer: Any) -> str:
    if answer.status_code != 200 or "sheet" not in answer["Content-Type"]:
        return ""
    with ZipFile(
        BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    ) as found:
        return "".join(found.read(name).decode() for name in found.namelist())


def meets(cast: Cast, who: str, case: Case, meeting: str) -> list[str]:
    """Every place where somebody would meet a case, by name."""
    actor, client = cast.actor(who), browser(cast, who)
    marks = (case.no, str(case.pk), TITLE)
    pages = (
        f"/desk/cases/{case.pk}/", f"/desk/cases/{case.pk}/panel/",
        f"/desk/cases/{case.pk}/print/", "/desk/?queue=all", "/desk/?queue=all&q=小张",
        f"/desk/?queue=all&q={case.no}", "/desk/?queue=working", "/desk/print/?queue=all",
        "/desk/messages/", "/desk/handover/", "/desk/meetings/", f"/desk/meetings/{meeting}/",
        f"/desk/meetings/{meeting}/print/", "/desk/meetings/called/",
    )  # fmt: skip
    found = []
    for page in pages:
        answer = client.get(page, follow=True)
        said = answer.content.decode().replace(page.split("q=")[-1], "")
        if answer.status_code == 200 and any(mark in said for mark in marks):
            found.append(page)
    if any(mark in book(client.get("/desk/export/?queue=all")) for mark in marks):
        found.append("export")
    if any(mark in told(cast, who) for mark in marks):
        found.append("notice")
    lists: dict[str, object] = {
        "similar": cases.similar_cases(actor=actor, area=VILLAGE, text=WORDS, category="0402"),
        "ownerless": cases.ownerless(actor=actor) if actor.has(Grant.HAND_OVER) else [],
        "lists": cases.hand_over_list(actor=actor),
    }
    return found + [name for name, rows in lists.items() if any(m in str(rows) for m in marks)]


def miscounted(cast: Cast, who: str, case: Case) -> list[str]:
    """Totals that hold more than the person may open."""
    actor, today = cast.actor(who), clock.today()
    own = Case.objects.visible_to(actor, Grant.SEE)
    found = []
    for area in (TOWN[:9], COUNTY[:6]):
        if not actor.may(Grant.SEE, area=area):
            continue
        counts = cases.case_counts(actor=actor, area=area, since=today, until=today)
        if counts.total != own.filter(area__code__startswith=area).count():
            found.append(f"total of {area}")
    for key, n in cases.queue_counts(actor=actor).items():
        rows = cases.case_list(actor=actor, filter=cases.Filter(queue=key)).rows
        if len(rows) != n:
            found.append(f"queue {key}")
    return found


def works_in(cast: Cast, who: str, *orgs_: Org) -> bool:
    held = Assignment.objects.filter(user=cast.users[who], unit__in=[o.pk for o in orgs_])
    return held.exists()


def keeps_away(cast: Cast, who: str, level: str, org: Org, person: str) -> bool:
    """Said independently of the program: whom a complaint about this unit must not reach."""
    below = [org, *Org.objects.filter(parent=org)]
    areas = Assignment.objects.filter(user=cast.users[who]).values_list("area", flat=True)
    of_place = {"town": {TOWN, VILLAGE}, "village": {VILLAGE}}.get(level, set())
    return works_in(cast, who, *below) or cast.actor(who).id == person or bool({*areas} & of_place)


@pytest.mark.parametrize("seed", range(5))
def test_nobody_it_is_about_meets_it_anywhere(cast: Cast, units: dict[str, Org], seed: int) -> None:
    """A complaint drawn by lot, said at the start or late, and everybody who works here."""
    dice = random.Random(seed)
    name = ("window", "bureau", "office", "village", "window")[seed]
    org = cast.village_org if name == "village" else units[name]
    people = ["", *(who.key for who in orgs.org_people(org.pk, actor=BOSS))]
    person = dice.choice(people)
    is_late, fit = dice.random() < 0.5, units["other"]
    said = {} if is_late else {"about_org": org.pk, "about_user": person}
    case = complaint(**said)
    meeting = meeting_open(actor=cast.actor("dispatcher"), area=TOWN, held_on=clock.today())
    if is_late:
        give(cast, case, dice.choice([fit, cast.station]), "0402")
        meeting_item_add(actor=cast.actor("dispatcher"), meeting_id=meeting.pk, no=case.no)
    if is_late:
        deliver_all()
        case_recuse(actor=cast.actor("desk"), case_id=case.pk, org=org.pk, person=person)
        case.refresh_from_db()
    if case.main_org_id is None:
        give(cast, case, fit, "0402")
    for who in cast.users:
        HandOver.objects.create(
            area_id=TOWN, from_user=cast.users["other"], to_user=cast.users[who], opened_by="x",
            items={"cases": [str(case.pk)], "calls": []}, opened_at=clock.now(),
            confirmed_by="x", confirmed_at=clock.now(),
        )  # fmt: skip
    case_tick(actor=BOSS)
    whistle_tick(actor=BOSS)
    deliver_all()
    level = org.level
    away = [who for who in cast.users if keeps_away(cast, who, level, org, person)]
    assert away
    assert "other" not in away
    has_it = "handler" if case.main_org_id == cast.station.pk else "other"
    assert meets(cast, has_it, case, str(meeting.pk)), "whoever handles it sees it"
    for who in away:
        assert meets(cast, who, case, str(meeting.pk)) == [], who
        assert miscounted(cast, who, case) == [], who
    for who in ("desk", "county_leader"):
        assert miscounted(cast, who, case) == [], who
