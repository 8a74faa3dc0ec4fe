"""Who is told what when a matter goes round the loop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Level, Solved
from lianxin.domain.cases.selectors import case_contact
from lianxin.domain.cases.services import (
    CallBackAnswer,
    Intake,
    case_appeal,
    case_appoint,
    case_call_back,
    case_decline,
    case_dispatch,
    case_rate,
    case_register_again,
    case_reply,
    case_tick,
    case_verify,
    case_withdraw,
    tracking_code,
)
from lianxin.domain.orgs.models import Org
from lianxin.domain.orgs.rules import Duty
from lianxin.domain.orgs.services import NewOrg, NewPost, org_add, post_assign, responsibility_set
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import system
from lianxin.kernel.facts import Fact
from lianxin.kernel.facts.testing import deliver_all
from lianxin.notices import messages, whom
from lianxin.notices import selectors as notices
from lianxin.notices.models import Message
from tests.cast import (
    COUNTY,
    TOWN,
    VILLAGE,
    Cast,
    answered,
    closed,
    dispatched,
    hire,
    register,
    replied,
    reporter_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _this_installation_sends(settings: Any) -> Iterator[None]:
    settings.DEMO = True
    with clock.as_of(clock.at(clock.today() + timedelta(days=1), 10)):
        yield


def texts(case: Case) -> list[str]:
    deliver_all()
    return [m.text for m in Message.objects.filter(stream=case.stream).order_by("pk")]


def screen(cast: Cast, who: str) -> list[str]:
    deliver_all()
    return [m.text for m in notices.inbox(actor=cast.actor(who))]


def test_王奶奶_is_told_at_every_turn_and_never_what_it_is_about(cast: Cast) -> None:
    case = closed(cast)
    sent = texts(case)
    assert len(sent) == 4
    assert f"编号{case.no}" in sent[0]
    assert tracking_code(case) in sent[0]
    assert "卧凤沟乡环卫站" in sent[1]
    assert "说说解决没有" in sent[2]
    assert "办结了" in sent[3]
    assert not [t for t in sent if "垃圾" in t or "王" in t or "小新立屯" in t]
    assert {m.to for m in Message.objects.all()} == {"13841800001"}


def test_the_dispatcher_of_the_township_is_told_of_a_new_matter(cast: Cast) -> None:
    case = register()
    assert screen(cast, "dispatcher") == [
        f"新的事，等您派单：卧凤沟乡小新立屯村 垃圾清运（{case.no}）"
    ]
    assert screen(cast, "stranger") == screen(cast, "desk") == screen(cast, "handler") == []
    line = notices.inbox(actor=cast.actor("dispatcher"))[0]
    assert line.link == f"/desk/cases/{case.pk}/"


def test_the_third_time_one_person_is_named_and_told(cast: Cast) -> None:
    case = [register() for _ in range(3)][-1]
    assert f"同一个人第3次反映，请定一个专人：卧凤沟乡小新立屯村 垃圾清运（{case.no}）" in (
        screen(cast, "dispatcher")
    )
    case = dispatched(cast, case)
    sister, handler = cast.actor("dispatcher"), cast.users["handler"].pk
    case_appoint(actor=sister, case_id=case.pk, cadre=handler)
    assert any(line.startswith("请您一个人跟到底") for line in screen(cast, "handler"))
    told = texts(case)[-1]
    assert "专门跟您联系" in told
    assert "大周" not in told


def test_what_is_said_again_tells_how_the_first_stands_and_troubles_no_desk(cast: Cast) -> None:
    first = dispatched(cast)
    given = Intake(
        area=VILLAGE, origin="reported", channel="web", category="0402", text="还没拉",
        reporter_phone="13841800001",
    )  # fmt: skip
    case = case_register_again(
        actor=reporter_of(first), id=ids.new(), intake=given, same_as=first.pk
    )
    told = texts(case)
    assert len(told) == 2
    assert f"跟您先前报的{first.no}一起办" in told[1]
    assert "前答复您" in told[1]
    assert not [line for line in screen(cast, "dispatcher") if case.no in line]


def lead(cast: Cast, who: str, role: str, area: str, duty: Duty, org: Org, title: str) -> None:
    """Somebody with an account takes the office that answers."""
    hire(cast, who, role, area)
    boss = system("test")
    post = post_assign(actor=boss, post=NewPost(org.pk, title, who, user=cast.users[who].pk))
    category = "04" if duty is Duty.LINE else ""
    responsibility_set(actor=boss, kind=duty, area=area, post=post.pk, category=category)


def test_the_leaders_in_charge_are_told_once_each(cast: Cast) -> None:
    town = Org.objects.get(name="卧凤沟乡人民政府")
    lead(cast, "chief", "R12", TOWN, Duty.LINE, town, "副镇长")
    head = post_assign(
        actor=system("test"),
        post=NewPost(
            cast.station.pk, "站长", "大周", "0418-8800124", user=cast.users["handler"].pk
        ),
    )
    case = dispatched(cast)
    assert case.result_due is not None
    assert [line for line in screen(cast, "chief") if case.no in line] == [
        f"您分管的事派给卧凤沟乡环卫站了，{messages.until(case.result_due.isoformat())}前答复："
        f"卧凤沟乡小新立屯村 垃圾清运（{case.no}）"
    ]
    assert len([line for line in screen(cast, "handler") if case.no in line]) == 1
    assert case.leaders[-1] == {
        "kind": "site", "name": "大周", "title": "站长", "phone": head.phone,
    }  # fmt: skip


def test_a_leader_whom_it_is_about_is_not_told(cast: Cast) -> None:
    town = Org.objects.get(name="卧凤沟乡人民政府")
    lead(cast, "chief", "R12", TOWN, Duty.LINE, town, "副镇长")
    bureau = org_add(
        actor=system("test"), org=NewOrg("县城管局", "城管局", "department", "county", COUNTY)
    )
    for case in (register(about_user=cast.actor("chief").id), register(about_org=town.pk)):
        case_dispatch(
            actor=cast.actor("desk"), case_id=case.pk, unit=bureau.pk, level=Level.ORDINARY,
            category="0402",
        )  # fmt: skip
        assert not [line for line in screen(cast, "chief") if case.no in line]


def test_where_a_township_has_no_dispatcher_the_county_is_told(cast: Cast) -> None:
    cast.users["dispatcher"].is_active = False
    cast.users["dispatcher"].save()
    register()
    assert len(screen(cast, "desk")) == 1


def test_a_danger_goes_out_at_night(cast: Cast) -> None:
    with clock.as_of(clock.at(clock.today() + timedelta(days=1), 23)):
        case = register(level=Level.EMERGENCY.value, text="房子要塌了")
        assert texts(case)[0].startswith("您报的急事收到了")
        assert Message.objects.get().not_before == clock.now()
        assert screen(cast, "dispatcher")[0].startswith("急事，请马上派单")


def test_whoever_left_no_number_is_not_written_to(cast: Cast) -> None:
    anonymous = register(confidentiality="anonymous")
    landline = register(reporter_phone="0418-8800001")
    assert texts(anonymous) == texts(landline) == []


def test_an_installation_without_a_gateway_writes_to_nobody(cast: Cast, settings: Any) -> None:
    settings.DEMO = False
    assert not notices.sms_is_on()
    assert texts(register()) == []
    settings.SMS_URL = "https://sms.invalid/send"
    assert notices.sms_is_on()


def test_the_unit_is_told_of_its_work_and_of_its_end(cast: Cast) -> None:
    case = dispatched(cast)
    assert screen(cast, "handler")[0].startswith("派给你们单位的事：卧凤沟乡小新立屯村 垃圾清运")
    case_withdraw(actor=reporter_of(case), case_id=case.pk)
    assert screen(cast, "handler")[0].startswith("反映人撤回了")
    assert "已经撤回" in texts(case)[-1]


def test_withdrawn_before_dispatch_there_is_no_unit_to_tell(cast: Cast) -> None:
    case = register()
    case_withdraw(actor=reporter_of(case), case_id=case.pk)
    assert "已经撤回" in texts(case)[-1]
    assert screen(cast, "handler") == []


def test_not_solved_goes_back_with_a_date(cast: Cast) -> None:
    case = replied(cast)
    case_call_back(
        actor=cast.actor("caller"),
        case_id=case.pk,
        answer=CallBackAnswer("phone", True, True, Solved.NO, 1),
    )
    assert "已让卧凤沟乡环卫站重办" in texts(case)[-1]
    assert screen(cast, "handler")[0].startswith("老乡说没解决，请重办")


def test_whoever_could_not_be_reached_may_still_judge(cast: Cast) -> None:
    case = replied(cast)
    for days in (1, 5, 9):
        with clock.as_of(clock.at(clock.today() + timedelta(days=days), 10)):
            case_call_back(
                actor=cast.actor("caller"), case_id=case.pk, answer=CallBackAnswer("phone", False)
            )
    assert texts(case)[-1].startswith("打了几次电话没打通")


def test_not_satisfied_is_done_again_and_the_second_time_told_to_the_supervisor(
    cast: Cast,
) -> None:
    hire(cast, "leader", "R13", TOWN)
    case, caller = replied(cast), cast.actor("caller")
    unhappy = CallBackAnswer("phone", True, True, Solved.YES, 1, "撒了一路。")
    case_call_back(actor=caller, case_id=case.pk, answer=unhappy)
    assert "您说不满意，已让卧凤沟乡环卫站重办" in texts(case)[-1]
    assert screen(cast, "handler")[0].startswith("老乡不满意，请看理由重办")
    assert not [line for line in screen(cast, "leader") if "还是不满意" in line]
    case_reply(actor=cast.actor("handler"), case_id=case.pk, outcome="solved", text="扫了。")
    case_verify(actor=cast.actor("grid"), case_id=case.pk, is_passed=True, text="干净了。")
    case_call_back(actor=caller, case_id=case.pk, answer=unhappy)
    assert screen(cast, "leader")[0].startswith("办结了，老乡还是不满意，理由请看")
    assert "办结了" in texts(case)[-1]


def test_a_bad_word_after_the_end_is_told_to_the_supervisor(cast: Cast) -> None:
    case = closed(cast)
    Case.objects.filter(pk=case.pk).update(rated_at=None)
    case_rate(actor=reporter_of(case), case_id=case.pk, solved=Solved.YES, satisfied=2)
    assert screen(cast, "caller")[0].startswith("办结了，老乡还是不满意")


def test_what_is_not_true_or_not_clear_goes_back_in_its_own_words(cast: Cast) -> None:
    case = answered(cast)
    case_verify(actor=cast.actor("grid"), case_id=case.pk, is_passed=False, text="没拉。")
    assert "有人去看了还没办好" in texts(case)[-1]
    assert screen(cast, "handler")[0].startswith("核实时还没办好")


def test_a_refusal_and_the_second_look(cast: Cast) -> None:
    case = register()
    dispatcher = cast.actor("dispatcher")
    case_decline(actor=dispatcher, case_id=case.pk, reason="court", explanation="法院正在审理。")
    assert "不归这里办" in texts(case)[-1]
    case_appeal(actor=reporter_of(case), case_id=case.pk, text="已经判完了")
    assert screen(cast, "dispatcher")[0].startswith("老乡请求复核")


def test_reminders_go_to_whoevers_clock_it_is(cast: Cast) -> None:
    waiting, working, answered = register(), dispatched(cast), replied(cast)
    later = clock.now() + timedelta(days=30)
    with clock.as_of(clock.at(clock.local(later).date(), 10)):
        case_tick(actor=system("tick"))
        told = f"已经超期，请抓紧派单：卧凤沟乡小新立屯村 垃圾清运（{waiting.no}）"
        assert told in screen(cast, "dispatcher")
        late = f"卧凤沟乡小新立屯村 垃圾清运（{working.no}）"
        assert any("超期" in line and late in line for line in screen(cast, "handler"))
        assert answered.no in screen(cast, "caller")[0]


def test_a_reminder_without_a_unit_reaches_nobody_and_fails_nobody(cast: Cast) -> None:
    case = register()
    deliver_all()
    told = len(screen(cast, "handler"))
    fact = Fact.objects.filter(stream=case.stream).get()
    contact = case_contact(case.pk, actor=system("x"))
    assert contact is not None
    whom.tell_unit("", contact, "…", system("x"), fact)
    assert len(screen(cast, "handler")) == told
