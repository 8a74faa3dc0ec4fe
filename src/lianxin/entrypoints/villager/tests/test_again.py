"""Before sending: is it the matter that this phone has reported already?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.selectors.villager import OwnRow
from lianxin.entrypoints.villager.tests.walk import press, text_of, to_check
from lianxin.kernel.actor import VILLAGER
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


def test_in_my_list_a_joined_matter_has_the_date_of_the_first_if_the_phone_may_read_it(
    cast: Cast,
) -> None:
    client = Client()
    press(client, to_check(client))
    first = Case.objects.get()
    press(client, to_check(client), go=f"same:{first.pk}")
    second = Case.objects.get(parent=first)
    rows = {row.id: row for row in own_rows(first, second)}
    assert rows[second.pk].until == rows[first.pk].until == first.next_due
    assert rows[second.pk].with_first
    assert text_of(client.get("/mine/")).count("跟先前报的一起办，下一步最晚") == 1
    (alone,) = own_rows(second)
    assert (alone.until, alone.with_first) == (None, False)


def own_rows(*own: Case) -> list[OwnRow]:
    """我的事 on a phone that has opened these."""
    streams = frozenset(case.stream for case in own)
    return cases.case_own_list(actor=replace(VILLAGER, streams=streams))


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
