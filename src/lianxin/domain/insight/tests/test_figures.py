"""The figures, counted by hand: what counts, what does not, and who counts what."""

from __future__ import annotations

from typing import Any

import pytest

from lianxin.domain.cases.models import Hold, Return, Whistle, WhistleCall
from lianxin.domain.insight import rules, selectors
from lianxin.domain.insight.services import residents_set
from lianxin.domain.insight.tests.rows import (
    DAY,
    NOW,
    THEN,
    bureau,
    days_after,
    figures,
    good,
    matter,
    put,
    share,
    whole,
)
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.codes.services import table_load
from lianxin.kernel.errors import Denied, Invalid
from tests.cast import COUNTY, TOWN, Cast, closed, hire

pytestmark = pytest.mark.django_db
BOSS = system("test")


def test_responded_solved_satisfied_and_the_score(cast: Cast) -> None:
    late = good(contacted_at=days_after(2))
    put(
        *(matter(cast, **good()) for _ in range(7)),
        *(matter(cast, **late | {"solved": "partly", "satisfied": 3}) for _ in range(2)),
        matter(cast, **good(solved="no", satisfied=1)),
        matter(cast, **good(solved="yes", satisfied=None)),
        matter(cast, **good(solved="", satisfied=None, outcome="unreached")),
        matter(cast, "working"),
        matter(cast, "working", contact_due=NOW + DAY),
        matter(cast, "suspended", held_at=THEN),
        matter(cast, "withdrawn"),
    )
    found = whole(cast)
    # 12 contacted, 10 of them in time; one never; one whose time runs and one that rests owe nothing
    assert share(found["response"]) == (10, 13, 10 / 13)
    # who was not reached is in no denominator
    assert share(found["solve"]) == (8, 11, 8 / 11)
    # seven very pleased, two fairly, one not at all
    assert share(found["satisfied"]) == (9, 10, 0.9)
    assert found["score"].rate == pytest.approx(20 * 10 / 13 + 50 * 8 / 11 + 30 * 0.9)
    assert share(found["unreached"]) == (1, 12, None)


def test_a_matter_that_went_all_the_way_counts(cast: Cast) -> None:
    closed(cast)
    now = rules.month_of(clock.today())
    found = selectors.indicators_for(now, actor=cast.actor("desk")).groups[0].results
    for key in ("response", "solve", "satisfied", "sign_in_time", "answer_in_time", "grassroots"):
        assert share(found[key]) == (1, 1, None), key
    assert share(found["return"]) == (0, 1, None)
    assert found["mean_days"].n == 1


def test_nine_callbacks_are_counts_and_no_rate(cast: Cast) -> None:
    put(*(matter(cast, **good()) for _ in range(9)))
    found = whole(cast)
    assert share(found["solve"]) == (9, 9, None)
    assert found["score"].rate is None
    put(matter(cast, **good()))
    assert share(whole(cast)["solve"]) == (10, 10, 1.0)


def test_signed_and_answered_in_time(cast: Cast) -> None:
    put(
        *(matter(cast, **good()) for _ in range(8)),
        matter(cast, **good(signed_at=days_after(1.5), replied_at=days_after(8))),
        matter(cast, "dispatched"),
        matter(cast, "redo", **good(redo_count=1, result_due=NOW + DAY)),
        matter(cast, "redo", **good(redo_count=1, result_due=NOW - DAY)),
        matter(cast, "suspended", signed_at=THEN),
        matter(cast, "merged", parent=put(matter(cast, **good()))[0]),
    )
    found = whole(cast)
    assert share(found["sign_in_time"]) == (12, 14, 12 / 14)
    # nine answered in time, one late, one not at all, one redo whose time is over; nothing else yet
    assert share(found["answer_in_time"]) == (9, 12, 0.75)
    assert share(found["redo"]) == (2, 12, 2 / 12)
    assert share(found["hold"]) == (1, 14, 1 / 14)


def test_how_long_it_took_and_what_was_begun_again(cast: Cast) -> None:
    lengths = [1, 1, 2, 2, 3, 3, 4, 4, 10, 30]
    put(
        *(matter(cast, **good(closed_at=days_after(n))) for n in lengths),
        matter(cast, "working", reopen_count=1),
    )
    found = whole(cast)
    assert found["mean_days"].rate == pytest.approx(6.0)
    assert found["median_days"].rate == pytest.approx(3.0)
    assert found["median_days"].n == 10
    assert share(found["reopen"]) == (1, 11, 1 / 11)


def test_found_before_anybody_complained_and_settled_below(cast: Cast) -> None:
    far = bureau()
    put(
        *(matter(cast, **good(origin="proactive")) for _ in range(4)),
        *(matter(cast, **good(origin="hotline12345", main_org_id=far.pk)) for _ in range(5)),
        matter(cast, **good(origin="reported", solved="no", outcome="solved")),
        matter(cast, **good(origin="assigned", solved="", is_settled=True, main_org_id=None)),
        matter(cast, "not_accepted"),
    )
    found = whole(cast)
    assert share(found["proactive"]) == (4, 10, 0.4)
    assert share(found["grassroots"]) == (5, 11, 5 / 11)


def test_orders_sent_back_are_those_of_the_unit_that_sent_them_back(cast: Cast) -> None:
    far, moment = bureau(), {"asked_by": "a", "asked_at": THEN, "basis": "法", "reason": "不归我们"}
    done = {"decided_by": "b", "decided_at": THEN}
    kept = put(*(matter(cast, **good()) for _ in range(9)))
    gone = put(*(matter(cast, **good(main_org_id=far.pk)) for _ in range(3)))
    back = put(matter(cast, "registered", main_org_id=None))[0]
    station = cast.station.pk
    for case in gone[:2]:
        Return.objects.create(case=case, org_id=station, decision="accepted", **moment, **done)
    Return.objects.create(case=back, org_id=far.pk, decision="accepted", **moment, **done)
    # refused twice on one order: one order
    for _ in range(2):
        Return.objects.create(case=kept[0], org_id=station, decision="refused", **moment, **done)
    Return.objects.create(case=kept[1], org_id=station, **moment)
    found = {g.key: g.results for g in figures(cast, by="unit").groups}
    # nine in hand and two that are gone; four of the eleven were sent back
    assert share(found[str(station)]["return"]) == (4, 11, 4 / 11)
    assert share(found[str(station)]["wrong_return"]) == (1, 3, None)
    assert share(found[str(far.pk)]["return"]) == (1, 4, None)
    assert share(whole(cast)["return"]) == (5, 15, 5 / 15)
    assert share(whole(cast, unit=station)["return"]) == (4, 11, 4 / 11)


def test_whistles_right_answered_in_time_and_solved(cast: Cast) -> None:
    far = bureau()
    cases = put(*(matter(cast, **good()) for _ in range(3)))
    for nr, case in enumerate(cases):
        whistle = Whistle.objects.create(
            case=case, kind="hard", state="called" if nr == 2 else "done", why="难", asked_by="a",
            asked_at=THEN, approve_due=THEN, called_at=THEN,
        )  # fmt: skip
        WhistleCall.objects.create(
            whistle=whistle, org=far, due=days_after(2),
            answered_at=None if nr == 2 else days_after(1 + 2 * nr),
            by_unit=("right", "wrong", "")[nr],
        )  # fmt: skip
    found = whole(cast)
    assert share(found["whistle_right"])[:2] == (1, 2)
    assert share(found["whistle_in_time"])[:2] == (1, 3)
    assert share(found["whistle_solve"])[:2] == (2, 2)
    own = {g.key: g.results for g in figures(cast, by="unit").groups}
    assert share(own[str(far.pk)]["whistle_in_time"])[:2] == (1, 3)
    assert share(own[str(cast.station.pk)]["whistle_in_time"])[:2] == (0, 0)
    hire(cast, "water", "R15", COUNTY, far.pk)
    assert share(whole(cast, "water")["whistle_in_time"])[:2] == (1, 3)
    assert share(whole(cast, "water")["response"])[:2] == (0, 0), "the matters are another's"


def test_how_old_what_was_put_aside_is(cast: Cast) -> None:
    words = {"kind": "fund", "condition": "钱", "review_on": NOW.date(), "explanation": "等"}
    held = put(*(matter(cast, "suspended", held_at=THEN) for _ in range(3)))
    for case, age in zip(held, (10, 20, 120), strict=True):
        Hold.objects.create(case=case, held_by="a", from_at=NOW - age * DAY, **words)
    over = put(matter(cast, **good()))[0]
    Hold.objects.create(case=over, held_by="a", from_at=THEN, to_at=NOW, **words)
    found = whole(cast)["hold_days"]
    assert share(found)[:2] == (1, 3)
    assert found.rate == pytest.approx(50.0)


def test_so_many_matters_for_ten_thousand_people(cast: Cast) -> None:
    put(*(matter(cast, **good()) for _ in range(13)), matter(cast, "withdrawn"))
    assert share(whole(cast)["per_10k"]) == (13, 0, None)
    desk = cast.actor("desk")
    for day, n in ((NOW - 400 * DAY, 9_000), (NOW - 40 * DAY, 26_000), (NOW, 5)):
        residents_set(actor=desk, area=COUNTY, on=day.date(), residents=n, source="公安年报")
    assert share(whole(cast)["per_10k"]) == (13, 26_000, 5.0)
    assert "per_10k" not in whole(cast, unit=cast.station.pk)
    places = {g.name: g.results for g in figures(cast, by="place").groups}
    assert places["卧凤沟乡"]["per_10k"].rate is None
    right: dict[str, Any] = {"area": COUNTY, "on": NOW.date(), "residents": 5, "source": "年报"}
    bad: dict[str, Any]
    for bad in ({"residents": 0}, {"source": " "}, {"on": NOW.date() + 3000 * DAY}):
        with pytest.raises(Invalid):
            residents_set(actor=desk, **right | bad)
    with pytest.raises(Denied):
        residents_set(
            actor=cast.actor("dispatcher"), area=TOWN, on=THEN.date(), residents=5, source="年报"
        )


def test_a_county_may_have_formulas_of_its_own(cast: Cast) -> None:
    put(*(matter(cast, **good(satisfied=3)) for _ in range(4)))
    assert share(whole(cast)["satisfied"]) == (4, 4, None)
    assert figures(cast).version == "2026.2"
    formula = {
        "kind": "share", "numerator": ["pleased"], "denominator": ["rated"], "floor": 3,
    }  # fmt: skip
    table_load(
        actor=BOSS,
        data={
            "name": "indicator.210921", "version": "2026.阜蒙", "title": "指标",
            "valid_from": "2026-01-01",
            "codes": [{"code": "satisfied", "name": "满意率", "extra": formula}],
        },
    )  # fmt: skip
    found = figures(cast)
    assert found.version == "2026.阜蒙"
    assert share(found.groups[0].results["satisfied"]) == (0, 4, 0.0)


def test_silence_and_words_alone_are_neither_signed_nor_contacted_in_time(cast: Cast) -> None:
    put(
        *(matter(cast, **good()) for _ in range(8)),
        matter(cast, **good(is_tacit=True)),
        matter(cast, **good(contact_denied=True)),
    )
    found = whole(cast)
    assert share(found["sign_in_time"]) == (9, 10, 0.9)
    assert share(found["response"]) == (9, 10, 0.9)


def test_what_was_joined_to_another_is_not_missed_by_its_old_unit(cast: Cast) -> None:
    parent = put(matter(cast, **good()))[0]
    put(
        matter(cast, parent=parent, replied_at=days_after(4)),
        matter(cast, parent=parent, replied_at=days_after(4), joined_at=days_after(0.5)),
        # joined when its time was over already
        matter(cast, parent=parent, replied_at=days_after(4), joined_at=days_after(2)),
        # signed and contacted before it was joined
        matter(cast, parent=parent, joined_at=days_after(2), **good()),
    )
    found = whole(cast)
    assert share(found["sign_in_time"])[:2] == (2, 3)
    assert share(found["response"])[:2] == (2, 3)


def test_a_whistle_that_was_not_theirs_counts_as_wrong(cast: Cast) -> None:
    far = bureau()
    for by_unit, answer in (("right", "come"), ("", "not_ours"), ("wrong", "not_ours"), ("", "")):
        case = put(matter(cast, **good()))[0]
        whistle = Whistle.objects.create(
            case=case, kind="hard", state="done", why="难", asked_by="a", asked_at=THEN,
            approve_due=THEN, called_at=THEN,
        )  # fmt: skip
        WhistleCall.objects.create(whistle=whistle, org=far, by_unit=by_unit, answer=answer)
    assert share(whole(cast)["whistle_right"])[:2] == (1, 3)


def test_what_was_put_aside_by_age(cast: Cast) -> None:
    words = {"kind": "fund", "condition": "钱", "review_on": NOW.date(), "explanation": "等"}
    ages = (0, 30, 31, 60, 61, 90, 91, 400)
    held = put(*(matter(cast, "suspended", held_at=THEN) for _ in ages))
    for case, age in zip(held, ages, strict=True):
        Hold.objects.create(case=case, held_by="a", from_at=NOW - age * DAY, **words)
    found = whole(cast)
    for key in ("hold_30", "hold_60", "hold_90", "hold_over_90"):
        assert share(found[key])[:2] == (2, 8), key
    assert found["hold_median"].rate == pytest.approx(60.5)
