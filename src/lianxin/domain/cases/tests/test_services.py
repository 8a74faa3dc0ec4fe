"""How a matter goes round the loop, told as the village would tell it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from lianxin.domain.cases.models import Case, Step
from lianxin.domain.cases.rules import Level, State
from lianxin.domain.cases.services import (
    case_decline,
    case_dispatch,
    case_note,
    case_open_by_code,
    case_reply,
    case_reveal_reporter,
    case_sign,
    case_tick,
    guess_failed,
    tracking_code,
)
from lianxin.kernel import ids
from lianxin.kernel.actor import VILLAGER, system
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact
from lianxin.kernel.files.services import attachment_store
from lianxin.kernel.privacy.models import AccessLog
from tests.cast import OTHER_VILLAGE, Cast, closed, dispatched, register

pytestmark = pytest.mark.django_db


def kinds(case: Case) -> list[str]:
    return list(
        Fact.objects.filter(stream=case.stream).order_by("position").values_list("kind", flat=True)
    )


def test_王奶奶_gets_a_number_at_once(cast: Cast) -> None:
    case = register()
    assert case.no.startswith("210921")
    assert case.no.endswith("0001")
    assert case.state == State.REGISTERED
    assert case.next_clock == "dispatch"
    assert kinds(case) == ["CaseRegistered"]
    assert register().no.endswith("0002")


def test_the_same_form_sent_twice_is_one_case(cast: Cast) -> None:
    key = ids.new()
    assert register(id=key).no == register(id=key).no
    assert Case.objects.count() == 1
    assert Fact.objects.count() >= 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_the_same_moment_is_one_case(cast: Cast) -> None:
    key, together = ids.new(), Barrier(2)

    def send(_: int) -> str:
        together.wait()
        try:
            return register(id=key).no
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as phones:
        numbers = set(phones.map(send, range(2)))
    assert len(numbers) == 1
    assert Case.objects.count() == 1
    assert kinds(Case.objects.get()) == ["CaseRegistered"]


def test_another_form_under_the_same_id_is_refused(cast: Cast) -> None:
    key = ids.new()
    register(id=key)
    with pytest.raises(RuleViolation):
        register(id=key, area=OTHER_VILLAGE)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "长" * 10_000}, "text"),
        ({"area": "210921999999"}, "area"),
        ({"area": "210921000000"}, "area"),
        ({"reporter_phone": "1384180000a"}, "reporter_phone"),
        ({"reporter_name": "王" * 31}, "reporter_name"),
        ({"place_text": "村" * 101}, "place_text"),
        ({"category": "9999"}, "category"),
    ],
)
def test_what_cannot_be_taken_says_why_at_its_place(
    cast: Cast, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        register(**changes)
    assert field in refusal.value.fields
    assert Case.objects.count() == 0


def test_anonymous_keeps_neither_name_nor_phone(cast: Cast) -> None:
    case = Case.objects.get(pk=register(confidentiality="anonymous").pk)
    assert (case.reporter_name, case.reporter_phone, case.phone_hash) == ("", "", "")


def test_the_whole_road_to_办结(cast: Cast) -> None:
    case = closed(cast)
    assert case.state == State.CLOSED
    assert case.next_due is None
    assert kinds(case) == [
        "CaseRegistered", "CaseDispatched", "CaseSigned", "CaseContacted", "CaseNoted",
        "CaseReplied", "CaseVerified", "CaseCalledBack", "CaseClosed",
    ]  # fmt: skip
    assert list(Step.objects.filter(case=case).values_list("verb", flat=True).order_by("position")) == [
        "register", "dispatch", "sign", "contact", "reply", "verify", "call_back",
    ]  # fmt: skip


def test_the_order_carries_片线点_names_and_a_date(cast: Cast) -> None:
    case = dispatched(cast)
    assert [who["name"] for who in case.leaders] == ["示例乡长", "示例副乡长", "卧凤沟乡环卫站"]
    assert case.result_due is not None
    assert case.dispatched_at is not None
    assert case.result_due - case.dispatched_at == timedelta(days=7)


def test_a_department_duty_is_not_given_to_a_village(cast: Cast) -> None:
    with pytest.raises(RuleViolation, match="村里主办"):
        case_dispatch(
            actor=cast.actor("dispatcher"),
            case_id=register().pk,
            unit=cast.village_org.pk,
            level=Level.ORDINARY,
            category="0402",
        )


def test_a_unit_from_elsewhere_cannot_be_chosen(cast: Cast) -> None:
    case = register(area=OTHER_VILLAGE)
    with pytest.raises(Invalid, match="不管这个地方"):
        case_dispatch(
            actor=cast.actor("stranger"),
            case_id=case.pk,
            unit=cast.station.pk,
            level=Level.ORDINARY,
            category="0402",
        )
    with pytest.raises(Invalid, match="类别"):
        case_dispatch(
            actor=cast.actor("stranger"),
            case_id=case.pk,
            unit=cast.station.pk,
            level=Level.ORDINARY,
            category="",
        )


def test_the_other_township_finds_nothing(cast: Cast) -> None:
    case = register()
    with pytest.raises(NotFound):
        case_sign(actor=cast.actor("stranger"), case_id=case.pk)
    with pytest.raises(NotFound):
        case_reveal_reporter(actor=cast.actor("stranger"), case_id=case.pk, reason="好奇看看")


def test_a_clerk_without_the_grant_is_told_so(cast: Cast) -> None:
    case = register()
    with pytest.raises(Denied):
        case_dispatch(
            actor=cast.actor("clerk"),
            case_id=case.pk,
            unit=cast.station.pk,
            level=Level.ORDINARY,
            category="0402",
        )


def test_two_dispatchers_at_once_the_second_is_told(cast: Cast) -> None:
    case = register()
    seen = case.version
    dispatched(cast, case)
    with pytest.raises(RuleViolation, match="别人办过"):
        case_decline(
            actor=cast.actor("dispatcher"),
            case_id=case.pk,
            reason="court",
            explanation="请到法院起诉。",
            version=seen,
        )


def test_seeing_the_phone_needs_a_reason_and_is_written_down(cast: Cast) -> None:
    case = register()
    with pytest.raises(Invalid):
        case_reveal_reporter(actor=cast.actor("dispatcher"), case_id=case.pk, reason=" ")
    clear = case_reveal_reporter(
        actor=cast.actor("dispatcher"), case_id=case.pk, reason="打电话问地点"
    )
    assert (clear.name, clear.phone) == ("王桂兰", "13841800001")
    assert AccessLog.objects.get().subject == case.stream


def test_a_confidential_reporter_is_shown_only_to_the_centre(cast: Cast) -> None:
    case = register(confidentiality="confidential")
    with pytest.raises(Denied):
        case_reveal_reporter(actor=cast.actor("dispatcher"), case_id=case.pk, reason="打电话问地点")
    assert case_reveal_reporter(actor=cast.actor("desk"), case_id=case.pk, reason="核实情况").name
    with pytest.raises(RuleViolation):
        nobody = register(confidentiality="anonymous")
        case_reveal_reporter(
            actor=cast.actor("dispatcher"), case_id=nobody.pk, reason="打电话问地点"
        )


def test_number_and_code_open_the_case_guessing_does_not(cast: Cast) -> None:
    case = register()
    for secret in (
        tracking_code(case),
        tracking_code(case).lower(),
        "138 4180 0001".replace(" ", ""),
    ):
        assert (
            case_open_by_code(actor=VILLAGER, no=case.no, secret=secret, origin="a").pk == case.pk
        )
    for secret in ("AAAAAA", "13800000000", "12", ""):
        with pytest.raises(NotFound):
            case_open_by_code(actor=VILLAGER, no=case.no, secret=secret, origin="a")
    for _ in range(10):
        guess_failed(actor=VILLAGER, no=case.no, origin="a")
    with pytest.raises(RuleViolation, match="15 分钟"):
        case_open_by_code(actor=VILLAGER, no=case.no, secret=tracking_code(case), origin="b")


def test_each_clock_reminds_once_yellow_and_once_red(cast: Cast) -> None:
    case = register()
    boss = system("tick")
    assert case.next_due is not None
    assert case_tick(actor=boss, now=case.registered_at) == 0
    assert case_tick(actor=boss, now=case.next_due - timedelta(minutes=1)) == 1
    assert case_tick(actor=boss, now=case.next_due - timedelta(minutes=1)) == 0
    assert case_tick(actor=boss, now=case.next_due + timedelta(days=2)) == 1
    assert case_tick(actor=boss, now=case.next_due + timedelta(days=3)) == 0
    assert kinds(case).count("CaseReminded") == 2


def test_a_photo_of_the_result_goes_with_the_answer(cast: Cast) -> None:
    handler = cast.actor("handler")
    photo = BytesIO()
    Image.new("RGB", (40, 30), "green").save(photo, "JPEG")
    picture = SimpleUploadedFile("清完了.jpg", photo.getvalue(), content_type="image/jpeg")
    stored = attachment_store(actor=handler, upload=picture, kind="photo")
    case = dispatched(cast)
    case_sign(actor=handler, case_id=case.pk)
    case = case_reply(
        actor=handler, case_id=case.pk, outcome="solved", text="清完了。", attachments=(stored.pk,)
    )
    assert case.attachment_count == 1


def test_talking_to_the_reporter_again_leaves_the_clock_alone(cast: Cast) -> None:
    handler = cast.actor("handler")
    case = dispatched(cast)
    case_sign(actor=handler, case_id=case.pk)
    for text in ("打过电话", "又打了一次"):
        case = case_note(actor=handler, case_id=case.pk, text=text, is_public=True, is_contact=True)
    assert kinds(case).count("CaseContacted") == 1
    assert case.next_clock == "result"


def test_words_are_needed_in_notes_and_replies(cast: Cast) -> None:
    case = dispatched(cast)
    handler = cast.actor("handler")
    with pytest.raises(RuleViolation, match="先签收"):
        case_note(
            actor=handler, case_id=case.pk, text="打过电话了", is_public=True, is_contact=True
        )
    case_sign(actor=handler, case_id=case.pk)
    with pytest.raises(Invalid):
        case_note(actor=handler, case_id=case.pk, text=" ", is_public=True)
    with pytest.raises(Invalid):
        case_note(actor=handler, case_id=case.pk, text="长" * 2001, is_public=True)
    with pytest.raises(Invalid):
        case_reply(actor=handler, case_id=case.pk, outcome="magic", text="好了")
