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
    case_appeal,
    case_call_back,
    case_decline,
    case_rate,
    case_reply,
    case_tick,
    case_verify,
    case_withdraw,
    tracking_code,
)
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.facts import Fact
from lianxin.kernel.facts.testing import deliver_all
from lianxin.notices import selectors as notices
from lianxin.notices import whom
from lianxin.notices.models import Message
from tests.cast import (
    TOWN,
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
