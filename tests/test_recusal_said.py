"""Whom a complaint is about is said at the desk, or later, or put right; it hides the matter at once.

And whatever is said: nobody it is about, nor any of their colleagues, meets it on any page.
Basis: 济南市 12345 条例 art. 32, 信访工作条例 art. 30; domain.md §2.9.
"""

from __future__ import annotations

import random
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case, HandOver, WhistleCall
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import Level, State
from lianxin.domain.cases.services import (
    WhistleWords,
    case_dispatch,
    case_join,
    case_note,
    case_recuse,
    case_reply,
    case_sign,
    case_tick,
    case_whistle,
    meeting_item_add,
    meeting_open,
    whistle_decide,
    whistle_tick,
)
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.orgs.models import Org
from lianxin.domain.orgs.services import NewOrg, NewPost, org_add, post_assign
from lianxin.domain.users.models import Assignment
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact
from lianxin.kernel.facts.testing import deliver_all
from lianxin.notices.models import InApp
from tests.cast import COUNTY, TOWN, VILLAGE, Cast, closed, hire, register

pytestmark = pytest.mark.django_db
BOSS = system("test")
WORDS = "窗口的小张让我跑了四趟，话说得难听。"
TITLE = "窗口的小张"


@pytest.fixture
def units(cast: Cast) -> dict[str, Org]:
    """The township's service window, a bureau of the county with its office, and a second bureau."""

    def add(name: str, level: str, area: str, parent: Org | None = None) -> Org:
        kind = "station" if level == "town" else "department"
        over = parent.pk if parent else None
        return org_add(actor=BOSS, org=NewOrg(name, name, kind, level, area, parent=over))

    bureau = add("县营商局", "county", COUNTY)
    found = {
        "window": add("卧凤沟乡便民中心", "town", TOWN), "bureau": bureau,
        "office": add("县政务大厅", "county", COUNTY, bureau),
        "other": add("县信访局", "county", COUNTY),
    }  # fmt: skip
    for part, org in found.items():
        hire(cast, part, "R14", TOWN if part == "window" else COUNTY, org.pk)
    hire(cast, "bureau_head", "R15", COUNTY, bureau.pk)
    hire(cast, "leader", "R13", TOWN)
    hire(cast, "county_leader", "R18", COUNTY)
    return found


def give(cast: Cast, case: Case, unit: Org, category: str = "1306") -> Case:
    return case_dispatch(
        actor=cast.actor("desk"), case_id=case.pk, unit=unit.pk, level=Level.ORDINARY,
        category=category,
    )  # fmt: skip


def complaint(**changes: Any) -> Case:
    return register(nature="complaint", text=WORDS, **{"category": "0402"} | changes)


def is_seen(cast: Cast, who: str, case: Case) -> bool:
    return cases.may_see_stream(case.stream, actor=cast.actor(who))


def browser(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who], "django.contrib.auth.backends.ModelBackend")
    return client


def test_said_later_it_is_hidden_at_once(cast: Cast, units: dict[str, Org]) -> None:
    """The township's own dispatcher says so, and has seen it for the last time."""
    case = complaint()
    deliver_all()
    assert InApp.objects.filter(user=cast.users["dispatcher"], stream=case.stream).exists()
    before = cast.actor("dispatcher")
    case_recuse(actor=before, case_id=case.pk, org=units["window"].pk)
    assert [who for who in cast.users if is_seen(cast, who, case)] == [
        "caller", "desk", "county_leader",
    ]  # fmt: skip
    deliver_all()
    told = InApp.objects.filter(stream=case.stream).values_list("user__username", flat=True)
    assert set(told) == {"desk"}, "the lines on the township's screens are gone"
    fact = Fact.objects.get(stream=case.stream, kind="CaseRecused")
    assert fact.body["org"] == str(units["window"].pk)
    version = Case.objects.get(pk=case.pk).version
    case_recuse(actor=cast.actor("desk"), case_id=case.pk, org=units["window"].pk)
    assert Case.objects.get(pk=case.pk).version == version, "twice is once"


def test_only_who_dispatches_says_whom_it_is_about(cast: Cast, units: dict[str, Org]) -> None:
    case = complaint()
    for who in ("clerk", "leader", "caller"):
        with pytest.raises(Denied):
            case_recuse(actor=cast.actor(who), case_id=case.pk, org=units["bureau"].pk)
    with pytest.raises(NotFound):
        case_recuse(actor=cast.actor("stranger"), case_id=case.pk, org=units["bureau"].pk)
    with pytest.raises(Invalid, match="没有找到反映的那个单位"):
        case_recuse(actor=cast.actor("desk"), case_id=case.pk, org=case.pk)
    for person in (cast.actor("desk").id, "user:x", "post:1", "x"):
        with pytest.raises(Invalid, match="名单"):
            case_recuse(
                actor=cast.actor("desk"), case_id=case.pk, org=units["bureau"].pk, person=person
            )
    with pytest.raises(RuleViolation, match="刚刚有别人"):
        case_recuse(actor=cast.actor("desk"), case_id=case.pk, org=units["bureau"].pk, version=9)


def test_a_name_is_taken_back_only_when_sure(cast: Cast, units: dict[str, Org]) -> None:
    desk = cast.actor("desk")
    case = complaint()
    case_recuse(actor=desk, case_id=case.pk, org=units["window"].pk)
    with pytest.raises(Invalid, match="又看得到"):
        case_recuse(actor=desk, case_id=case.pk, org=units["bureau"].pk)
    case_recuse(actor=desk, case_id=case.pk, org=units["bureau"].pk, is_sure=True)
    assert is_seen(cast, "dispatcher", case)
    assert not is_seen(cast, "grid", case), "a complaint about staff stays out of the village"
    page = cases.case_page(case.pk, actor=cast.actor("dispatcher"))
    assert "便民中心" not in str(page.steps)
    assert page.about == "县营商局"


def test_it_leaves_the_hands_of_the_unit_it_is_about(cast: Cast, units: dict[str, Org]) -> None:
    """In whatever state it is; what the unit has said in its own matter is no answer."""
    bureau, head = cast.actor("bureau"), cast.actor("bureau_head")
    for stage in ("dispatched", "signed", "working", "replied"):
        case = give(cast, complaint(), units["bureau"], "0402")
        if stage != "dispatched":
            case_sign(actor=bureau, case_id=case.pk)
        if stage in {"working", "replied"}:
            case_note(actor=bureau, case_id=case.pk, text="在办", is_public=True, is_contact=True)
        if stage == "replied":
            case_reply(
                actor=head, case_id=case.pk, outcome="solved", text="问过了，没有这回事，请放心。"
            )
        case_recuse(actor=cast.actor("desk"), case_id=case.pk, org=units["bureau"].pk)
        case.refresh_from_db()
        assert (case.state, case.main_org_id, case.owner) == (State.REGISTERED, None, ""), stage
        assert not is_seen(cast, "bureau", case)
        assert not is_seen(cast, "bureau_head", case)
        give(cast, case, units["other"], "0402")
        assert is_seen(cast, "other", case)
    done = closed(cast)
    case_recuse(actor=cast.actor("desk"), case_id=done.pk, org=cast.station.pk)
    assert not is_seen(cast, "handler", done), "an old matter is hidden too"


def test_helpers_and_called_departments_are_let_go(cast: Cast, units: dict[str, Org]) -> None:
    hire(cast, "head", "R15", COUNTY, cast.station.pk)
    case = give(cast, complaint(), cast.station, "0402")
    case_sign(actor=cast.actor("handler"), case_id=case.pk)
    words = WhistleWords("hard", [units["bureau"].pk, units["office"].pk], "乡里办不了")
    case_whistle(actor=cast.actor("dispatcher"), case_id=case.pk, words=words)
    whistle_decide(actor=cast.actor("leader"), case_id=case.pk, is_approved=True)
    assert is_seen(cast, "office", case)
    case_recuse(actor=cast.actor("desk"), case_id=case.pk, org=units["bureau"].pk)
    case.refresh_from_db()
    assert (case.helpers, case.state) == ([], State.WORKING)
    assert not WhistleCall.objects.filter(whistle__case=case).exists()
    assert not is_seen(cast, "office", case)
    assert is_seen(cast, "handler", case), "the main unit goes on"


def test_what_is_joined_is_hidden_as_one(cast: Cast, units: dict[str, Org]) -> None:
    first, second = complaint(), complaint()
    case_join(actor=cast.actor("desk"), case_id=second.pk, parent_id=first.pk)
    case_recuse(actor=cast.actor("desk"), case_id=second.pk, org=units["window"].pk)
    assert not is_seen(cast, "dispatcher", first)
    assert not is_seen(cast, "dispatcher", second)


def test_a_person_keeps_away_with_the_whole_unit(cast: Cast, units: dict[str, Org]) -> None:
    """Also somebody in office without an account, of whom only the name is known."""
    post = post_assign(actor=BOSS, post=NewPost(units["window"].pk, "主任", "示例主任", ""))
    known = {who.key: who.name for who in orgs.org_people(units["window"].pk, actor=BOSS)}
    assert known == {f"post:{post.pk}": "示例主任", cast.actor("window").id: "window"}
    at_town = orgs.org_people(Org.objects.get(name="卧凤沟乡人民政府").pk, actor=BOSS)
    assert {"孙姐", "leader", "示例乡长"} <= {who.name for who in at_town}
    case = complaint()
    case_recuse(
        actor=cast.actor("desk"), case_id=case.pk, org=units["window"].pk, person=f"post:{post.pk}"
    )
    page = cases.case_page(case.pk, actor=cast.actor("desk"))
    assert page.about == "卧凤沟乡便民中心 示例主任"
    other = register(about_user=cast.actor("bureau").id, category="0402", text=WORDS)
    for unit in ("bureau", "office"):
        with pytest.raises(RuleViolation, match="反映的就是"):
            give(cast, other, units[unit], "0402")
    village = register(about_user=cast.actor("grid").id, category="0402", text=WORDS)
    assert not is_seen(cast, "clerk", village), "not the neighbours of whom it is about"
    assert is_seen(cast, "dispatcher", village)


def test_at_the_desk(cast: Cast, units: dict[str, Org]) -> None:
    """One form to say it, the people of the unit to choose from, and the list without the page."""
    client, case = browser(cast, "dispatcher"), complaint()
    page = client.get(f"/desk/cases/{case.pk}/?do=dispatch").content.decode()
    assert "还没写反映的是谁" in page
    page = client.get(f"/desk/cases/{case.pk}/?do=recuse").content.decode()
    assert "这件事说的是哪个单位、哪个人" in page
    window = cast.actor("window").id
    asked = f"/desk/cases/about/people/?about_org={units['window'].pk}&prefix=recuse-"
    assert window in client.get(asked).content.decode()
    for wrong in ("", "x", str(case.pk)):
        assert client.get(f"/desk/cases/about/people/?about_org={wrong}").status_code == 200
    there = f"/desk/cases/{case.pk}/do/recuse/"
    assert client.post(there, {"about_org": "x"}).status_code == 422
    said = {"about_org": str(units["window"].pk), "about_user": window}
    answer = client.post(there, said, follow=True)
    assert answer.redirect_chain[-1][0] == "/desk/"
    assert "以后看不到了" in answer.content.decode()
    case.refresh_from_db()
    assert (case.about_org_id, case.about_user) == (units["window"].pk, window)
    desk = browser(cast, "desk")
    page = desk.get(f"/desk/cases/{case.pk}/?do=dispatch").content.decode()
    assert "还没写反映的是谁" not in page
    assert "卧凤沟乡便民中心 window" in page
    assert f'value="{cast.station.pk}"' not in page, "no unit of the township is offered"
    assert f'value="{units["bureau"].pk}"' in page
    page = desk.get(f"/desk/cases/{case.pk}/?do=recuse").content.decode()
    assert "原来写错了" in page
    again = desk.post(there, {"about_org": "", "about_user": ""})
    assert again.status_code == 422
    assert "确实写错了" in again.content.decode()


def test_whoever_takes_it_in_still_reads_out_the_number(cast: Cast, units: dict[str, Org]) -> None:
    """The township's clerk writes down a complaint about a colleague, and never opens it."""
    client = browser(cast, "dispatcher")
    given = {
        "id": "01890a5d-ac96-774b-bcce-b302099a8057", "place": "卧凤沟乡小新立屯村", "text": WORDS,
        "nature": "complaint", "about_org": str(units["window"].pk),
        "about_user": cast.actor("window").id, "confidentiality": "open",
    }  # fmt: skip
    wrong = client.post("/desk/cases/new/", given | {"about_user": cast.actor("desk").id})
    assert wrong.status_code == 422
    assert "名单" in wrong.content.decode()
    answer = client.post("/desk/cases/new/", given, follow=True)
    case = Case.objects.get()
    assert case.about_user == cast.actor("window").id
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "这件事要回避" in page
    assert case.no[-4:] in page
    assert f'/desk/cases/{case.pk}/"' not in page


# Whatever it is about, and however far it has come.


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
        f"/desk/meetings/{meeting}/print/",
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
    assert meets(cast, "other", case, str(meeting.pk)), "whoever handles it sees it"
    for who in away:
        assert meets(cast, who, case, str(meeting.pk)) == [], who
        assert miscounted(cast, who, case) == [], who
    for who in ("desk", "county_leader"):
        assert miscounted(cast, who, case) == [], who
