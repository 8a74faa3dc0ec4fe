"""The village's card on the phone: read, rung, kept, and told what is missing."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from lianxin.domain.orgs.models import CardEntry, CardSuggestion
from lianxin.domain.orgs.services import EntryWording, card_entry_add, card_entry_drop
from lianxin.domain.places.services import area_merge
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import system
from tests.cast import OTHER_VILLAGE, VILLAGE, Cast

pytestmark = pytest.mark.django_db
PAGE = f"/card/{VILLAGE}/"


def added(cast: Cast, name: str = "利民;超市", phone: str = "0418-8212345") -> CardEntry:
    """One more line."""
    entry = EntryWording("SC6", name, (phone, f"{phone[:-1]}0"), "粮油", "早八点到晚八点")
    return card_entry_add(actor=cast.actor("clerk"), id=ids.new(), village=VILLAGE, entry=entry)


def read(client: Client, page: str = PAGE) -> str:
    """The words of a page."""
    return client.get(page).content.decode()


def test_every_number_is_one_tap_under_its_heading(cast: Cast, client: Client) -> None:
    assert "村里还没有做服务卡" in read(client)
    added(cast)
    page = read(client)
    assert "小新立屯村便民服务卡" in page
    assert page.index("生活") < page.index('href="tel:04188212345"')
    assert 'href="tel:04188212340"' in page
    assert "data-read-aloud" in page
    assert "第 1 版" in page
    client.cookies["lx_mode"] = "elder"
    assert 'data-mode="elder"' in read(client)
    client.cookies["lx_village"] = VILLAGE
    assert f'href="{PAGE}"' in read(client, "/people/")


def test_the_code_on_an_old_paper_leads_to_the_village_of_today(cast: Cast, client: Client) -> None:
    added(cast)
    area_merge(actor=system("test"), code=OTHER_VILLAGE, into=VILLAGE, on=clock.today())
    answer = client.get(f"/card/{OTHER_VILLAGE}/")
    assert answer["Location"] == PAGE
    for wrong in ("999999999999", "210921203000", "x"):
        assert client.get(f"/card/{wrong}/").status_code == 404


def test_a_number_or_the_whole_card_goes_into_the_address_book(cast: Cast, client: Client) -> None:
    row = added(cast)
    added(cast, "便民店", "0418-8000001")
    one = client.get(f"{PAGE}{row.pk}.vcf")
    assert one["Content-Type"] == "text/vcard; charset=utf-8"
    assert "filename*=UTF-8''" in one["Content-Disposition"]
    text = one.content.decode()
    assert text.count("BEGIN:VCARD") == 1
    assert "FN:利民\\;超市\r\n" in text
    assert client.get(f"{PAGE}card.vcf").content.decode().count("BEGIN:VCARD") == 2
    card_entry_drop(actor=cast.actor("clerk"), entry_id=row.pk)
    assert client.get(f"{PAGE}{row.pk}.vcf").status_code == 404


def test_a_missing_number_is_said_without_a_name(cast: Cast, client: Client) -> None:
    form = f"{PAGE}missing/"
    added(cast)
    assert "说一个缺的号码" in read(client)
    given = {"id": str(ids.new()), "whose": "校车", "phone": "0418 8000001"}
    for _press in range(2):
        assert client.post(form, given)["Location"] == PAGE
    assert "收到了" in read(client)
    told = CardSuggestion.objects.get()
    assert (told.whose, told.phone) == ("校车", "0418-8000001")
    for wrong, sentence in (
        ({"whose": ""}, "请写缺谁的"), ({"phone": "12"}, "应当是 11 位"),
        ({"whose": "长" * 99}, "写得太长了"), ({"whose": "坏\ufffd字"}, "没传好"),
    ):  # fmt: skip
        answer = client.post(form, given | {"id": "no id"} | wrong)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()


def test_whoever_says_it_again_and_again_is_asked_to_wait(cast: Cast, client: Client) -> None:
    added(cast)
    answers = [client.post(f"{PAGE}missing/", {"whose": f"第{n}个"}) for n in range(6)]
    assert [a.status_code for a in answers] == [302] * 5 + [429]
    assert "过一会儿" in answers[-1].content.decode()


def test_a_long_card_costs_no_more_questions(
    cast: Cast, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(12):
        card_entry_add(
            actor=cast.actor("clerk"), id=ids.new(), village=VILLAGE,
            entry=EntryWording(f"SC{6 + n % 8}", f"{n}店", (f"0418-82100{n:02}",)),
        )  # fmt: skip
    read(client)
    with django_assert_max_num_queries(5):
        assert read(client).count('class="ring"') == 12
