"""Whom a complaint is about is said at the desk, or later, or put right; it hides the matter at once.

Basis: 济南市 12345 条例 art. 32, 信访工作条例 art. 30; domain.md §2.9.
"""

from __future__ import annotations

import pytest

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case, WhistleCall
from lianxin.domain.cases.rules import State
from lianxin.domain.cases.services import (
    WhistleWords,
    case_join,
    case_note,
    case_recuse,
    case_reply,
    case_sign,
    case_whistle,
    whistle_decide,
)
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.orgs.models import Org
from lianxin.domain.orgs.services import NewPost, post_assign
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact
from lianxin.kernel.facts.testing import deliver_all
from lianxin.notices.models import InApp
from tests.cast import COUNTY, Cast, closed, hire, register
from tests.recusal import BOSS, WORDS, browser, complaint, give, units_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def units(cast: Cast) -> dict[str, Org]:
    return units_of(cast)


def is_seen(cast: Cast, who: str, case: Case) -> bool:
    return cases.may_see_stream(case.stream, actor=cast.actor(who))


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
