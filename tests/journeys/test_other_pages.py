"""The pages beside the road: empty, wrong, refused, on paper. Each is looked at like the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Level, Solved, State
from lianxin.domain.cases.services import (
    CallBackAnswer,
    case_call_back,
    case_decline,
    case_dispatch,
    case_note,
    case_reply,
    case_sign,
    case_verify,
)
from lianxin.domain.places.models import Area
from lianxin.domain.users.models import Assignment
from lianxin.kernel import clock
from tests.cast import PASSWORD, TOWN, Cast, register
from tests.journeys.witness import Witness

pytestmark = pytest.mark.django_db(transaction=True)
BUSY = (
    ("0402", "垃圾池三天没清运，气味很大", "村口"),
    ("0501", "石桥头路面塌了一块，有脸盆大，骑车容易摔", "石桥头"),
    ("0703", "三组灌溉渠被树枝堵住，稻田进不了水", "三组渠首"),
    ("0601", "水井抽水泵坏了，十二户没水吃", "二组"),
    ("0502", "文化广场两盏路灯不亮，晚上看不见路", "文化广场"),
    ("0405", "厕所改造后不通，粪水往外冒", "一组"),
    ("0801", "低保钱两个月没到账，想问问怎么回事", ""),
)


def test_other_pages_of_the_phone(county: Cast, witness: Witness) -> None:
    page = witness.phone()
    for address, name in (
        ("/mine/", "mine-empty"),
        ("/village/", "choose-village"),
        ("/village/?q=三家子", "choose-village-found"),
        ("/village/?q=没有这个村", "choose-village-none"),
        ("/help/", "help"),
        ("/people/", "people-no-village"),
        ("/ways/", "ways-empty"),
    ):
        page.goto(address)
        witness.look(page, f"phone-{name}")
    witness.expected |= {404, 422}
    page.goto("/nothing-here/")
    witness.look(page, "phone-not-found")
    when_the_words_speak_of_danger(page, witness)
    when_answers_are_missing(page, witness)
    when_a_code_is_wrong(page, witness)
    when_it_is_not_accepted(page, witness, county)


def when_answers_are_missing(page: Page, witness: Witness) -> None:
    page.goto("/report/")
    page.get_by_role("button", name="卧凤沟乡", exact=True).click()
    page.get_by_role("button", name="小新立屯村", exact=True).click()
    page.locator(".actionbar .btn-primary").click()
    expect(page.locator("h1")).to_have_text("是什么事？")
    page.get_by_label("写几句话").fill("")
    page.locator(".actionbar .btn-primary").click()
    expect(page.get_by_role("alert")).to_be_visible()
    witness.look(page, "phone-nothing-written")


def when_the_words_speak_of_danger(page: Page, witness: Witness) -> None:
    page.goto("/report/")
    page.get_by_role("button", name="在地图上点").click()
    expect(page.locator(".map-box")).to_be_visible()
    witness.look(page, "phone-map")
    page.goto("/report/")
    page.get_by_role("button", name="卧凤沟乡", exact=True).click()
    page.get_by_role("button", name="小新立屯村", exact=True).click()
    page.locator(".actionbar .btn-primary").click()
    page.get_by_label("写几句话").fill("邻居家着火了，火很大！")
    page.locator(".actionbar .btn-primary").click()
    expect(page.locator("main")).to_contain_text("119")
    witness.look(page, "phone-emergency")


def when_a_code_is_wrong(page: Page, witness: Witness) -> None:
    page.goto("/track/")
    page.get_by_label("编号", exact=True).fill("210921202611240001")
    page.get_by_label("查询码，或者报的时候留的电话").fill("ABCDEF")
    page.get_by_role("button", name="查一查").click()
    expect(page.get_by_role("alert")).to_be_visible()
    witness.look(page, "phone-wrong-code")


def when_it_is_not_accepted(page: Page, witness: Witness, county: Cast) -> None:
    case = register(text="邻居欠我五千块钱不还，请村里帮我要回来。", category="1420")
    said = "欠钱的事要到法院说，村里可以先帮着调解。"
    dispatcher = county.actor("dispatcher")
    case_decline(actor=dispatcher, case_id=case.pk, reason="court", explanation=said)
    page.goto("/track/")
    page.get_by_label("编号", exact=True).fill(case.no)
    page.get_by_label("查询码，或者报的时候留的电话").fill("13841800001")
    page.get_by_role("button", name="查一查").click()
    expect(page.locator("main")).to_contain_text(said)
    witness.look(page, "phone-not-accepted")


def test_other_pages_of_the_desk(
    county: Cast, witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = witness.desk()
    page.goto("/desk/")
    log_in(page, "dispatcher", PASSWORD)
    expect(page.locator("h1")).to_have_text("待派")
    witness.look(page, "desk-empty-queue")
    page.goto("/desk/?queue=all&q=没有这样的事")
    witness.look(page, "desk-nothing-found")
    given_a_busy_day(county, monkeypatch)
    late = Case.objects.filter(state__in=["working", "signed", "dispatched"]).order_by(
        "registered_at"
    )[0]
    for address, name in (
        ("/desk/?queue=all", "busy-queue"),
        ("/desk/?queue=overdue&category=04", "overdue-filtered"),
        (f"/desk/cases/{late.pk}/", "overdue-case"),
        (f"/desk/cases/{Case.objects.filter(state='registered')[0].pk}/?do=decline", "decline"),
        ("/desk/cases/new/", "register"),
        ("/desk/help/", "help"),
        ("/desk/calendar/", "calendar"),
        ("/desk/clocks/", "clocks"),
        ("/desk/me/", "me"),
        ("/desk/figures/", "figures"),
        ("/desk/figures/?by=unit", "figures-by-unit"),
        ("/desk/figures/behind/per_10k/numerator/", "figures-behind"),
        ("/desk/figures/print/", "figures-on-paper"),
        ("/desk/figures/exclusions/", "exclusions"),
        (f"/desk/cases/{late.pk}/print/", "case-on-paper"),
        ("/desk/print/?queue=all", "list-on-paper"),
    ):
        page.goto(address)
        witness.look(page, f"desk-{name}")
    when_the_form_is_wrong(page, witness)
    page.goto("/mode/?to=elder&next=/desk/?queue=all")
    witness.look(page, "desk-queue-large-type")


def given_a_busy_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Matters of the last days from all villages of the township, in every state; some are late."""
    Assignment.objects.update(valid_from=date(2026, 1, 1))
    now = clock.now()
    villages = Area.objects.filter(parent_id=TOWN).order_by("code").values_list("code", flat=True)
    for n in range(14):
        category, text, spot = BUSY[n % len(BUSY)]
        ago = timedelta(days=12 if n in (5, 9) else 0, hours=n * 3 + 1, minutes=n * 7)
        monkeypatch.setattr(clock, "now", lambda then=now - ago: then)
        case = register(
            category=category,
            text=text,
            place_text=spot,
            area=villages[n % len(villages)],
            level=2 if n == 3 else None,
        )
        _take(cast, case, STEPS[n % len(STEPS)])
    monkeypatch.undo()


STEPS = (0, 4, 5, 1, 2, 3)
"""How far each matter has come: registered, sent, signed, in hand, answered, closed."""


def _take(cast: Cast, case: Case, steps: int) -> None:
    handler = cast.actor("handler")
    answer = CallBackAnswer("phone", True, True, Solved.YES, 5)
    road: tuple[Callable[[], object], ...] = (
        lambda: case_dispatch(
            actor=cast.actor("dispatcher"),
            case_id=case.pk,
            unit=cast.station.pk,
            level=Level(case.level),
            category=case.category,
        ),
        lambda: case_sign(actor=handler, case_id=case.pk),
        lambda: case_note(
            actor=handler, case_id=case.pk, text="去看过了。", is_public=True, is_contact=True
        ),
        lambda: case_reply(
            actor=handler, case_id=case.pk, outcome="solved", text="当天办好了，请您看看。"
        ),
        lambda: _look(cast, case),
        lambda: case_call_back(actor=cast.actor("caller"), case_id=case.pk, answer=answer),
    )
    for step in road[:steps]:
        step()


def _look(cast: Cast, case: Case) -> None:
    case.refresh_from_db()
    if case.state == State.VERIFY:
        case_verify(actor=cast.actor("grid"), case_id=case.pk, is_passed=True, text="去看了。")


def when_the_form_is_wrong(page: Page, witness: Witness) -> None:
    witness.expected.add(422)
    page.goto("/desk/cases/new/")
    page.locator("#f-reporter_phone").fill("一三八")
    page.locator("#f-place").fill("三家子")
    page.keyboard.press("Escape")
    page.locator("#f-text").fill("路灯不亮")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator("#f-text")).to_have_value("路灯不亮")
    witness.look(page, "desk-register-wrong")


def test_doors_that_stay_shut(
    county: Cast, witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong password, lock-out, no right to a page, nothing there, and our own fault."""
    witness.expected |= {403, 404, 429, 500}
    case = register()
    page = witness.desk()
    page.goto("/desk/")
    for _try in range(5):
        with page.expect_navigation():
            log_in(page, "grid", "wrong-password-2026")
        if _try == 0:
            witness.look(page, "desk-wrong-password")
    expect(page.locator("main")).to_contain_text("先锁到")
    witness.look(page, "desk-locked-out")
    page = witness.desk()
    page.goto("/desk/")
    log_in(page, "stranger", PASSWORD)
    expect(page.locator("#list")).to_be_visible()
    page.goto(f"/desk/cases/{case.pk}/")
    expect(page.locator("body")).not_to_contain_text(case.title)
    witness.look(page, "desk-other-township")
    page.goto("/desk/nothing-here/")
    witness.look(page, "desk-not-found")
    refused = witness.desk()
    refused.goto("/desk/")
    log_in(refused, "caller", PASSWORD)
    expect(refused.locator("#list")).to_be_visible()
    refused.goto("/desk/cases/new/")
    witness.look(refused, "desk-not-yours")
    monkeypatch.setattr("lianxin.domain.cases.selectors.queue_counts", _broken)
    page.goto("/desk/")
    witness.look(page, "desk-our-fault")


def _broken(**_asked: object) -> None:
    raise ZeroDivisionError


def log_in(page: Page, who: str, password: str) -> None:
    page.locator("input[name=login]").fill(who)
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")
