"""Before sending: is it the matter that this phone has reported already?"""

from __future__ import annotations

import pytest
from django.test import Client

from lianxin.domain.cases.models import Case
from lianxin.entrypoints.villager.tests.walk import press, text_of, to_check
from tests.cast import Cast, closed, register

pytestmark = pytest.mark.django_db
OFFER = "是不是这一件？"


def test_the_same_again_goes_on_with_the_first_and_parts_as_easily(cast: Cast) -> None:
    client = Client()
    press(client, to_check(client))
    first = Case.objects.get()
    page = to_check(client)
    assert OFFER in text_of(page)
    assert first.title in text_of(page)
    answer = press(client, page, go=f"same:{first.pk}")
    second = Case.objects.get(parent=first)
    assert answer["Location"] == f"/case/{second.pk}/done/"
    own = text_of(client.get(f"/case/{second.pk}/"))
    assert f"跟您先前报的那件一起办（编号 {first.no}）" in own
    assert "现在：等着派" in own
    client.post(f"/case/{second.pk}/part/")
    second.refresh_from_db()
    assert second.state == "registered"
    assert "先前报的" not in text_of(client.get(f"/case/{second.pk}/"))


def test_it_is_sent_as_a_matter_of_its_own_all_the_same(cast: Cast) -> None:
    client = Client()
    press(client, to_check(client))
    press(client, to_check(client))
    assert list(Case.objects.values_list("state", flat=True)) == ["registered", "registered"]


def test_another_phone_is_offered_nothing(cast: Cast) -> None:
    register()
    assert OFFER not in text_of(to_check(Client()))
    client = Client()
    press(client, to_check(client))
    assert OFFER not in text_of(to_check(client, phone="13841800002"))
    assert OFFER not in text_of(to_check(client, confidentiality="anonymous"))


def test_what_is_not_ones_own_or_has_ended_says_so_and_keeps_the_report(cast: Cast) -> None:
    other, client = register(), Client()
    page = press(client, to_check(client), go=f"same:{other.pk}")
    assert page.status_code == 422
    assert "没有找到这件事" in text_of(page)
    press(client, page)
    own = Case.objects.exclude(pk=other.pk).get()
    page = to_check(client)
    closed(cast, own)
    page = press(client, page, go=f"same:{own.pk}")
    assert "已经结束了" in text_of(page)
    assert Case.objects.count() == 2
