"""A county sets its clocks from a day to come; what is under way keeps the version it began with."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Level, Span, longer_from, spans_problems
from lianxin.domain.cases.services import (
    NewClocks,
    case_relevel,
    case_return_ask,
    case_return_decide,
    clocks_set,
    clocks_withdraw,
)
from lianxin.domain.cases.services._own_clocks import spans_of
from lianxin.domain.cases.tests.story import send
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.codes.models import CodeTable
from lianxin.kernel.codes.services import Day, calendar_day_set
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact
from tests.cast import Cast, register

pytestmark = pytest.mark.django_db
COUNTY = "210921"
TODAY = date(2026, 11, 3)  # a Tuesday
FIRST = date(2026, 12, 1)
BASIS = "县政府常务会议纪要〔2026〕11号（示例）"
ORDINARY = "3-result"


def at(monkeypatch: pytest.MonkeyPatch, day: date, hour: int = 9) -> datetime:
    """It is this day and hour."""
    now = clock.at(day) + timedelta(hours=hour)
    monkeypatch.setattr(clock, "now", lambda: now)
    return now


@pytest.fixture(autouse=True)
def _november(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, TODAY)


def new(**changes: Any) -> NewClocks:
    """Ordinary matters are answered in five days instead of seven."""
    given: dict[str, Any] = {
        "county": COUNTY, "valid_from": FIRST, "basis": BASIS,
        "spans": {Level.ORDINARY: {"result": (5, "day")}},
    }  # fmt: skip
    return NewClocks(**given | changes)


def set_by(cast: Cast, who: str = "desk", **changes: Any) -> str:
    return clocks_set(actor=cast.actor(who), new=new(**changes))


# --- a version is set ---------------------------------------------------------------------------


def test_a_county_sets_its_clocks_and_keeps_what_it_does_not_set(cast: Cast) -> None:
    version = set_by(cast)
    assert version == "210921-2026-12-01"
    row = codes.row_of("level.210921", "3", on=FIRST)
    general = codes.row_of("level", "3")
    assert row is not None
    assert general is not None
    assert row.extra == dict(general.extra) | {"result": [5, "day"]}
    assert codes.row_of("level.210921", "3", on=TODAY) is None
    fact = Fact.objects.get(stream="clocks:210921")
    assert fact.body == {
        "county": COUNTY, "clock_version": version, "valid_from": "2026-12-01",
        "changed": ["3.result=5-day"],
    }  # fmt: skip


@pytest.mark.parametrize("who", ["dispatcher", "handler", "caller", "stranger", "grid"])
def test_only_the_countys_dispatch_desk_sets_them(cast: Cast, who: str) -> None:
    with pytest.raises(Denied):
        set_by(cast, who)
    set_by(cast)
    with pytest.raises(Denied):
        clocks_withdraw(actor=cast.actor(who), county=COUNTY, version="210921-2026-12-01")


def test_nobody_sets_the_clocks_of_another_county(cast: Cast) -> None:
    with pytest.raises((Denied, NotFound)):
        set_by(cast, county="210922")
    with pytest.raises(Denied):
        clocks_withdraw(actor=cast.actor("desk"), county="210922", version="x")
    with pytest.raises(NotFound):
        clocks_withdraw(actor=cast.actor("desk"), county="x", version="x")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"valid_from": TODAY}, {"valid_from"}),
        ({"valid_from": None, "basis": " "}, {"valid_from", "basis"}),
        ({"basis": "字" * 201}, {"basis"}),
        ({"spans": {Level.ORDINARY: {"result": (0, "day")}}}, {ORDINARY}),
        ({"spans": {Level.ORDINARY: {"result": (None, "day"), "redo": (9, "x")}}},
         {ORDINARY, "3-redo"}),
        ({"spans": {Level.ORDINARY: {"result": (15, "day")}}}, {ORDINARY}),
        ({"spans": {Level.EMERGENCY: {"sign": (45, "minute")}}}, {"1-sign"}),
        ({"spans": {Level.ORDINARY: {"result": (1, "hour")}}}, {"3-sign", "3-contact"}),
        ({"spans": {Level.ORDINARY: {"result": (7, "day")}}}, {""}),
        ({"spans": {}}, {""}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place(
    cast: Cast, changes: dict[str, Any], fields: set[str]
) -> None:
    with pytest.raises(Invalid) as no:
        set_by(cast, **changes)
    assert set(no.value.fields) == fields
    assert all(said.endswith("。") for said in no.value.fields.values())
    assert not CodeTable.objects.filter(name="level.210921").exists()


def test_two_people_at_once_set_one_version(cast: Cast) -> None:
    set_by(cast)
    with pytest.raises(Invalid, match="已经有一个新时限"):
        set_by(cast, spans={Level.ORDINARY: {"result": (4, "day")}})
    assert Fact.objects.filter(stream="clocks:210921").count() == 1


def test_a_version_to_come_is_withdrawn_and_its_day_is_free_again(cast: Cast) -> None:
    version = set_by(cast)
    desk = cast.actor("desk")
    assert clocks_withdraw(actor=desk, county=COUNTY, version=version)
    assert not clocks_withdraw(actor=desk, county=COUNTY, version=version)
    kinds = (
        Fact.objects.filter(stream="clocks:210921")
        .order_by("position")
        .values_list("kind", flat=True)
    )
    assert list(kinds) == ["ClocksSet", "ClocksWithdrawn"]
    assert set_by(cast) == version


def test_a_version_in_force_stays_for_ever(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    version = set_by(cast)
    at(monkeypatch, FIRST)
    with pytest.raises(RuleViolation, match="已经开始用了"):
        clocks_withdraw(actor=cast.actor("desk"), county=COUNTY, version=version)


# --- matters under way --------------------------------------------------------------------------


def test_matters_dispatched_before_keep_their_version(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = set_by(cast)
    old = send(cast, register())
    due = old.result_due
    at(monkeypatch, FIRST)
    fresh = send(cast, register(text="二组的路灯坏了，晚上看不见。"))
    kept = ("level@2026.1", f"level.210921@{version}")
    assert (old.clock_version, fresh.clock_version) == kept
    assert fresh.result_due == clock.at(FIRST) + timedelta(days=5, hours=9)
    page = cases.case_page(old.pk, actor=cast.actor("dispatcher"))
    assert (page.clock_since, page.due is not None) == (date(2020, 1, 1), True)
    assert cases.case_page(fresh.pk, actor=cast.actor("dispatcher")).clock_since == FIRST
    old = case_relevel(
        actor=cast.actor("dispatcher"), case_id=old.pk, level=Level.COMPLEX, reason="牵涉两家"
    )
    assert old.clock_version == "level@2026.1", "another level of the same version"
    old = case_relevel(
        actor=cast.actor("dispatcher"), case_id=old.pk, level=Level.ORDINARY, reason="一家就行"
    )
    assert old.clock_version == "level@2026.1"
    assert old.result_due is not None
    assert due is not None
    assert old.result_due >= due, "who was late already stays as late, not later"


def test_passing_an_order_on_moves_neither_version_nor_date(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, date(2026, 11, 30))
    set_by(cast)
    case = send(cast, register())
    due = case.result_due
    case_return_ask(
        actor=cast.actor("handler"), case_id=case.pk, reason="这是村里自己的路段",
        basis="三定方案",
    )  # fmt: skip
    at(monkeypatch, FIRST)
    case_return_decide(actor=cast.actor("dispatcher"), case_id=case.pk, is_accepted=True, text="好")
    case = send(cast, Case.objects.get(pk=case.pk))
    assert case.dispatch_count == 2
    assert (case.clock_version, case.result_due) == ("level@2026.1", due)


def test_a_day_off_entered_later_does_not_move_a_date_that_was_given(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = send(cast, register())
    kept = (case.sign_due, case.contact_due, case.result_due, case.next_due)
    row = Day(TODAY + timedelta(days=1), False, "防汛停工")
    calendar_day_set(actor=system("test"), area=COUNTY, row=row, source="示例通知")
    case = Case.objects.get(pk=case.pk)
    assert (case.sign_due, case.contact_due, case.result_due, case.next_due) == kept
    fresh = send(cast, register(text="二组的路灯坏了，晚上看不见。"))
    assert case.sign_due is not None
    assert fresh.sign_due == case.sign_due + timedelta(days=1), "what begins now reckons with it"


# --- the page's reading -------------------------------------------------------------------------


def test_versions_stand_in_order_with_their_days(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = cast.actor("desk")
    set_by(cast)
    set_by(cast, valid_from=date(2027, 1, 1), spans={Level.ORDINARY: {"result": (4, "day")}})

    def seen() -> list[tuple[str, date, date | None]]:
        return [
            (v.state, v.since, v.until) for v in cases.clock_versions(actor=desk, county=COUNTY)
        ]

    general = (date(2020, 1, 1), date(2026, 11, 30))
    assert seen() == [
        ("coming", date(2027, 1, 1), None),
        ("coming", FIRST, date(2026, 12, 31)),
        ("now", *general),
    ]
    at(monkeypatch, date(2026, 12, 9))
    assert [state for state, *_ in seen()] == ["coming", "now", "former"]
    (other,) = cases.clock_versions(actor=desk, county="210922")
    assert (other.state, other.is_own, other.until) == ("now", False, None)


def test_a_preview_says_what_changes_and_when_it_would_be_due(cast: Cast) -> None:
    desk = cast.actor("desk")
    changes, levels = cases.clock_changes(actor=desk, new=new())
    assert changes == [("③一般", "答复", "7天", "5天")]
    assert [row.name for row in levels][-1] == "咨询"
    start = clock.at(FIRST) + timedelta(hours=9)
    dues = cases.clock_dues(actor=desk, county=COUNTY, levels=levels, start=start)
    ordinary = next(d for d in dues if d.level == Level.ORDINARY)
    assert ordinary.due["result"] == start + timedelta(days=5)
    assert not CodeTable.objects.filter(name="level.210921").exists()


WIDEST = {
    Level.EMERGENCY: ("5 minute", "30 minute", "2 hour"),
    Level.URGENT: ("2 hour", "2 hour", "24 hour"),
    Level.ORDINARY: ("1 workday", "24 hour", "10 workday"),
    Level.COMPLEX: ("1 workday", "24 hour", "15 workday"),
    Level.STATUTORY: ("1 workday", "24 hour", "60 day"),
    Level.QUESTION: ("1 workday", "1 workday", "5 workday"),
}
"""Signing, contact and answer at the longest: domain.md §2.8; for the answer the 12345 service
standard (2 and 24 hours, §2.2), Shenyang (5 and 10 working days), Shandong's provincial line (15),
信访工作条例 (60 days, all §2.4). At once, as ① is signed, is read as five minutes."""


def test_the_ceiling_is_what_the_rules_say_and_no_usual_clock_is_above_it(cast: Cast) -> None:
    most = spans_of(codes.table_map("clock_ceiling"))
    usual = spans_of(codes.table_map("level"))
    for level, words in WIDEST.items():
        told = [f"{s.n} {s.unit}" for s in (most[level][n] for n in ("sign", "contact", "result"))]
        assert told == list(words), level
        assert most[level]["call_back"] == Span(3, "workday")
        assert longer_from(most[level]["redo"], Span(5, "workday")) is None
    assert spans_problems(usual, most) == {}
