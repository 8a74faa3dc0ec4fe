"""A county's seven channels: what each address must look like, who keeps them, who sees them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pytest_django.fixtures import DjangoAssertNumQueries

from lianxin.domain.orgs.factories import BOSS
from lianxin.domain.orgs.models import Channel, ChannelPast
from lianxin.domain.orgs.rules import Form, channel_link, check_channel, city_of, form_of
from lianxin.domain.orgs.selectors import (
    channel_counties,
    channel_get,
    channel_kinds,
    channel_list,
    channels_everywhere,
    channels_shown,
)
from lianxin.domain.orgs.services import (
    Wording,
    channel_add,
    channel_change,
    channel_close,
    channel_place,
    channel_reopen,
)
from lianxin.domain.places.factories import area as make_area
from lianxin.domain.users.factories import actor
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import VILLAGER, Actor
from lianxin.kernel.codes.services import load_defaults as load_codes
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact

HOME, NEXT, CITY = "210921", "210922", "210900"
COUNTY, OTHER_COUNTY, WHOLE = HOME + "000000", NEXT + "000000", CITY + "000000"
PHONE = "0418-8212345"


@pytest.fixture
def keeper(db: None) -> Actor:
    """Whoever takes calls at the county's desk."""
    load_codes(actor=BOSS)
    for code in (WHOLE, COUNTY, OTHER_COUNTY):
        make_area(code)
    return actor("R16", COUNTY)


def opened(by: Actor, kind: str = "phone", address: str = PHONE, **changes: Any) -> Channel:
    """One more channel."""
    county = changes.pop("county", HOME)
    wording = Wording(**{"name": "", "address": address, **changes})
    return channel_add(actor=by, id=ids.new(), county=county, kind=kind, wording=wording)


def told() -> list[str]:
    """What was recorded about channels, in order."""
    found = Fact.objects.filter(kind__startswith="Channel")
    return list(found.order_by("seq").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("kind", "address", "link"),
    [
        ("phone", PHONE, "tel:04188212345"),
        ("hotline12345", "12345", "tel:12345"),
        ("sms", "15504180000", "sms:15504180000"),
        ("email", "desk@example.com", "mailto:desk@example.com"),
        ("web", "https://example.com/a?b=1", "https://example.com/a?b=1"),
        ("mini_program", "示例办事", ""),
        ("letter_box", "村部大门左边", ""),
        ("added_by_a_county", "随便", ""),
    ],
)
def test_a_tap_opens_what_the_kind_is_for(kind: str, address: str, link: str) -> None:
    check_channel(kind, {"name": "a", "address": address, "hours": "", "remark": ""})
    assert channel_link(kind, address) == link


@pytest.mark.parametrize(
    ("kind", "wording", "field"),
    [
        ("phone", {"address": ""}, "address"),
        ("mini_program", {"address": ""}, "address"),
        ("email", {"address": "desk.example.com"}, "address"),
        ("email", {"address": "a@b.com?cc=all@c.com"}, "address"),
        ("web", {"address": "javascript:alert(1)"}, "address"),
        ("web", {"address": "https://example.com/ 空格"}, "address"),
        ("letter_box", {"address": "长" * 101}, "address"),
        ("phone", {"name": "长" * 31}, "name"),
        ("phone", {"hours": "长" * 61}, "hours"),
        ("phone", {"remark": "长" * 101}, "remark"),
    ],
)
def test_an_address_that_does_not_fit_gets_its_sentence(
    kind: str, wording: dict[str, str], field: str
) -> None:
    given = {"name": "a", "address": "b", "hours": "", "remark": ""} | wording
    with pytest.raises(Invalid) as refusal:
        check_channel(kind, given)
    assert set(refusal.value.fields) == {field}


def test_a_county_belongs_to_its_city_and_a_city_to_itself() -> None:
    assert (city_of(HOME), city_of(CITY)) == (CITY, CITY)
    assert form_of("sms") is Form.SMS


def test_a_channel_is_opened_once_and_put_right_as_it_is_typed(keeper: Actor) -> None:
    id_ = ids.new()
    for _press in range(2):
        channel_add(
            actor=keeper, id=id_, county=HOME, kind="phone",
            wording=Wording(" ", "（0418）８２１２３４５", "早八点到\n晚五点\u202e"),
        )  # fmt: skip
    made = Channel.objects.get()
    assert str(made) == f"电话 {PHONE}"
    assert made.hours == "早八点到 晚五点"
    assert opened(keeper, "sms", "106900000000123").address == "106900000000123"
    assert opened(keeper, "email", " desk＠example.com").order == 2
    assert told() == ["ChannelAdded"] * 3


@pytest.mark.parametrize(
    ("changes", "refused", "said"),
    [
        ({"kind": "pigeon"}, Invalid, "哪一种"),
        ({"address": "0418-12"}, Invalid, "电话号码不对"),
        ({"kind": "sms", "address": "10"}, Invalid, "手机号码"),
        ({"county": NEXT}, Denied, "您的岗位"),
        ({"county": CITY}, Denied, "您的岗位"),
        ({"county": "999999"}, NotFound, "没有找到"),
    ],
)
def test_what_is_refused_is_not_kept(
    keeper: Actor, changes: dict[str, Any], refused: type[Exception], said: str
) -> None:
    with pytest.raises(refused, match=said):
        opened(keeper, **changes)
    assert not Channel.objects.exists()
    assert told() == []


def test_only_a_county_or_a_city_has_channels(keeper: Actor) -> None:
    make_area("210000000000")
    with pytest.raises(Invalid, match="请选县区"):
        opened(actor("R22", "210000000000"), county="210000")


def test_the_same_number_is_open_only_once(keeper: Actor) -> None:
    first = opened(keeper)
    with pytest.raises(Invalid, match="已经开着"):
        opened(keeper)
    channel_close(actor=keeper, channel_id=first.pk)
    second = opened(keeper)
    with pytest.raises(Invalid, match="已经开着"):
        channel_reopen(actor=keeper, channel_id=first.pk)
    opened(actor("R22", OTHER_COUNTY), county=NEXT)
    with pytest.raises(RuleViolation, match="编号已经用过"):
        channel_add(
            actor=actor("R16", OTHER_COUNTY), id=second.pk, county=NEXT, kind="sms",
            wording=Wording("", "15504180000"),
        )  # fmt: skip


def test_what_a_channel_was_before_stays_readable(keeper: Actor) -> None:
    made = opened(keeper, hours="白天")
    wording = Wording("县热线", "0418-8800001", "昼夜")
    for _press in range(2):
        channel_change(actor=keeper, channel_id=made.pk, wording=wording, version=1)
    channel_change(
        actor=keeper, channel_id=made.pk, version=2,
        wording=Wording("县热线", "0418-8800001", "昼夜", is_shown=False),
    )  # fmt: skip
    (row,) = channel_list(HOME, actor=keeper)
    assert (row.name, row.address, row.is_shown, row.version) == (
        "县热线", "0418-8800001", False, 3,
    )  # fmt: skip
    assert [(p.address, p.hours, p.until) for p in row.past] == [(PHONE, "白天", clock.today())]
    assert str(ChannelPast.objects.get()) == f"电话 {PHONE}"
    assert told() == ["ChannelAdded", "ChannelChanged", "ChannelChanged"]


def test_whoever_is_slower_sees_the_newer_wording_first(keeper: Actor) -> None:
    made = opened(keeper)
    channel_change(actor=keeper, channel_id=made.pk, wording=Wording("甲", PHONE), version=1)
    with pytest.raises(RuleViolation, match="刚刚有别人改过") as late:
        channel_change(actor=keeper, channel_id=made.pk, wording=Wording("乙", PHONE), version=1)
    assert late.value.code == "stale"
    assert Channel.objects.get().name == "甲"


def test_a_channel_is_closed_and_opened_again(keeper: Actor) -> None:
    made = opened(keeper)
    for _press in range(2):
        channel_close(actor=keeper, channel_id=made.pk)
    assert channels_shown(HOME, actor=VILLAGER) == []
    assert [row.closed_on for row in channel_list(HOME, actor=keeper)] == [clock.today()]
    with pytest.raises(RuleViolation, match="停用"):
        channel_change(actor=keeper, channel_id=made.pk, wording=Wording("甲", PHONE))
    for _press in range(2):
        channel_reopen(actor=keeper, channel_id=made.pk)
    assert [row.address for row in channels_shown(HOME, actor=VILLAGER)] == [PHONE]
    assert told() == ["ChannelAdded", "ChannelClosed", "ChannelReopened"]


def test_two_people_who_move_the_same_channel_move_it_once(keeper: Actor) -> None:
    a, b, c = (opened(keeper, "letter_box", word) for word in ("甲处", "乙处", "丙处"))
    for _press in range(2):
        channel_place(actor=keeper, channel_id=c.pk, before=b.pk)
    assert [r.address for r in channel_list(HOME, actor=keeper)] == ["甲处", "丙处", "乙处"]
    channel_place(actor=keeper, channel_id=a.pk, before=None)
    assert [r.address for r in channels_shown(HOME, actor=VILLAGER)] == ["丙处", "乙处", "甲处"]
    channel_close(actor=keeper, channel_id=b.pk)
    for wrong in ((b.pk, None), (a.pk, b.pk), (ids.new(), None)):
        with pytest.raises(NotFound):
            channel_place(actor=keeper, channel_id=wrong[0], before=wrong[1])
    assert told().count("ChannelsOrdered") == 2


def test_the_next_county_neither_reads_nor_changes_them(keeper: Actor) -> None:
    made = opened(keeper)
    stranger = actor("R16", OTHER_COUNTY)
    with pytest.raises(Denied):
        channel_list(HOME, actor=stranger)
    with pytest.raises(NotFound):
        channel_get(made.pk, actor=stranger)
    for act in (
        lambda: channel_change(actor=stranger, channel_id=made.pk, wording=Wording("", PHONE)),
        lambda: channel_close(actor=stranger, channel_id=made.pk),
        lambda: channel_reopen(actor=stranger, channel_id=made.pk),
        lambda: channel_place(actor=stranger, channel_id=made.pk, before=None),
    ):
        with pytest.raises(Denied):
            act()
    with pytest.raises(Denied):
        channel_close(actor=actor("R11", "210921203000"), channel_id=made.pk)
    assert told() == ["ChannelAdded"]


def test_a_citys_channel_counts_in_all_its_counties_after_their_own(keeper: Actor) -> None:
    city = actor("R22", WHOLE)
    opened(city, "hotline12345", "12345", county=CITY)
    opened(keeper)
    assert [r.address for r in channels_shown(HOME, actor=VILLAGER)] == [PHONE, "12345"]
    assert [r.address for r in channels_shown(NEXT, actor=VILLAGER)] == ["12345"]
    assert [row.code for row in channel_counties(actor=keeper)] == [COUNTY]
    assert [row.code for row in channel_counties(actor=city)] == [WHOLE, COUNTY, OTHER_COUNTY]


def test_without_a_village_each_county_stands_under_its_name(
    keeper: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(9):
        opened(keeper, "letter_box", f"第 {n} 个信箱")
    opened(actor("R16", OTHER_COUNTY), "email", "desk@example.com", county=NEXT)
    opened(keeper, "visit", "内部窗口", is_shown=False)
    channels_everywhere(actor=VILLAGER)
    with django_assert_num_queries(2):  # the tree of places is read anew by whoever writes
        found = channels_everywhere(actor=VILLAGER)
    assert [len(rows) for _name, rows in found] == [9, 1]
    with django_assert_num_queries(1):
        assert len(channels_shown(HOME, actor=VILLAGER)) == 9
    with django_assert_num_queries(2):
        assert len(channel_list(HOME, actor=keeper)) == 10


def test_clerks_choose_from_what_is_open_and_from_everything_while_nothing_is(
    keeper: Actor,
) -> None:
    assert channel_kinds([HOME], actor=keeper) == frozenset()
    made = opened(keeper)
    opened(keeper, "mini_program", "示例办事", is_offered=False)
    assert channel_kinds([HOME], actor=keeper) == {"phone"}
    assert channel_kinds([HOME, NEXT], actor=keeper) == frozenset()
    opened(actor("R22", WHOLE), "email", "desk@example.com", county=CITY)
    assert channel_kinds([HOME, NEXT], actor=keeper) == {"phone", "email"}
    with time_machine.travel(clock.now() + timedelta(days=1)):
        channel_close(actor=keeper, channel_id=made.pk)
    assert channel_kinds([HOME], actor=keeper) == {"email"}
