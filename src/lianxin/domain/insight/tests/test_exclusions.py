"""A case is taken out of the figures by two persons; and what stands behind a figure."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from lianxin.domain.cases.models import Return
from lianxin.domain.insight import selectors
from lianxin.domain.insight.models import Exclusion
from lianxin.domain.insight.rules import Result
from lianxin.domain.insight.selectors import Where
from lianxin.domain.insight.selectors.behind import PAGE
from lianxin.domain.insight.services import exclusion_ask, exclusion_decide
from lianxin.domain.insight.tests.rows import DAY, MARCH, NOW, THEN, good, matter, put
from lianxin.kernel import clock
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact
from tests.cast import COUNTY, OTHER_VILLAGE, Cast, hire

pytestmark = pytest.mark.django_db
REASON = {"reason": "untrue", "note": "两个人到现场看过，没有这回事。"}


@pytest.fixture
def cast(cast: Cast) -> Cast:
    hire(cast, "county_leader", "R18", COUNTY)
    return cast


def whole(cast: Cast, who: str = "desk") -> dict[str, Result]:
    actor = cast.actor(who)
    with clock.as_of(NOW):
        found = selectors.indicators_for(MARCH, actor=actor)
    return dict(found.groups[0].results)


def behind(cast: Cast, key: str, part: str, who: str = "desk", **given: Any) -> selectors.Behind:
    actor, after = cast.actor(who), given.pop("after", "")
    with clock.as_of(NOW):
        return selectors.cases_behind(key, part, Where(MARCH, **given), actor=actor, after=after)


def test_a_second_person_decides_and_then_the_case_counts_no_more(cast: Cast) -> None:
    rows = put(*(matter(cast, **good(closed_at=THEN + 2 * DAY)) for _ in range(10)))
    bad = put(matter(cast, **good(solved="no", satisfied=1, closed_at=THEN + 30 * DAY)))[0]
    asked = exclusion_ask(actor=cast.actor("caller"), case_id=bad.pk, **REASON)
    assert whole(cast)["solve"].n == 11, "until somebody else has said yes it counts"
    with pytest.raises(RuleViolation, match="另一个人"):
        exclusion_decide(actor=cast.actor("caller"), exclusion_id=asked.pk, is_granted=True)
    leader = cast.actor("county_leader")
    done = exclusion_decide(actor=leader, exclusion_id=asked.pk, is_granted=True)
    assert (done.decision, done.decided_by) == ("granted", leader.id)
    found = whole(cast)
    assert (found["solve"].n, found["solve"].rate, found["solve"].exclusions) == (10, 1.0, 1)
    assert found["mean_days"].rate == pytest.approx(2.0)
    assert (found["proactive"].denominator, found["proactive"].exclusions) == (11, 0)
    assert found["score"].exclusions == 1
    kinds = Fact.objects.filter(stream=f"exclusion:{asked.pk}").order_by("position")
    assert list(kinds.values_list("kind", flat=True)) == ["ExclusionAsked", "ExclusionDecided"]
    assert [r.no for r in behind(cast, "solve", "excluded").rows] == [bad.no]
    assert {r.no for r in behind(cast, "solve", "denominator").rows} == {c.no for c in rows}


def test_asking_and_deciding_twice_changes_nothing(cast: Cast) -> None:
    case = put(matter(cast, **good()))[0]
    caller, leader = cast.actor("caller"), cast.actor("county_leader")
    first = exclusion_ask(actor=caller, case_id=case.pk, **REASON)
    assert exclusion_ask(actor=caller, case_id=case.pk, **REASON) == first
    with pytest.raises(RuleViolation, match="已经有人申请"):
        exclusion_ask(actor=cast.actor("desk"), case_id=case.pk, **REASON)
    for _ in range(2):
        exclusion_decide(actor=leader, exclusion_id=first.pk, is_granted=False)
    with pytest.raises(RuleViolation, match="已经定过"):
        exclusion_decide(actor=leader, exclusion_id=first.pk, is_granted=True)
    assert Fact.objects.filter(stream=f"exclusion:{first.pk}").count() == 2
    assert whole(cast)["solve"].exclusions == 0
    again = exclusion_ask(actor=caller, case_id=case.pk, **REASON)
    assert again.pk != first.pk, "a refused request may be made again"


def test_who_may_not_and_what_is_wrong(cast: Cast) -> None:
    case = put(matter(cast, **good()))[0]
    desk = cast.actor("desk")
    with pytest.raises(NotFound):
        exclusion_ask(actor=cast.actor("stranger"), case_id=case.pk, **REASON)
    with pytest.raises(Denied):
        exclusion_ask(actor=cast.actor("handler"), case_id=case.pk, **REASON)
    for wrong in ({"reason": "no"}, {"note": "  "}, {"note": "长" * 501}, {"note": "没有�回事"}):
        with pytest.raises(Invalid):
            exclusion_ask(actor=desk, case_id=case.pk, **REASON | wrong)
    asked = exclusion_ask(actor=desk, case_id=case.pk, **REASON)
    with pytest.raises(Denied):
        exclusion_decide(actor=cast.actor("dispatcher"), exclusion_id=asked.pk, is_granted=True)
    with pytest.raises(NotFound):
        exclusion_decide(actor=desk, exclusion_id=uuid4(), is_granted=True)


def test_the_table_itself_refuses_one_person_alone(cast: Cast) -> None:
    case = put(matter(cast, **good()))[0]
    given = {"case": case, "county": case.county, "reason": "test", "asked_at": THEN}
    with pytest.raises(IntegrityError), transaction.atomic():
        Exclusion.objects.create(
            **given, asked_by="user:1", decision="granted", decided_by="user:1", decided_at=THEN
        )


def test_the_list_shows_each_what_is_theirs(cast: Cast) -> None:
    ours = put(matter(cast, **good()))[0]
    theirs = put(matter(cast, area=OTHER_VILLAGE, **good()))[0]
    for case in (ours, theirs):
        exclusion_ask(actor=cast.actor("caller"), case_id=case.pk, **REASON)
    assert [r.no for r in selectors.exclusion_list(actor=cast.actor("stranger"))] == [theirs.no]
    rows = selectors.exclusion_list(actor=cast.actor("county_leader"))
    assert [(r.no, r.may_decide) for r in rows] == [(ours.no, True), (theirs.no, True)]
    assert rows[0].reason == "核实不存在"
    assert not any(r.may_decide for r in selectors.exclusion_list(actor=cast.actor("caller")))
    assert selectors.exclusion_list(actor=cast.actor("grid")) == []


def test_behind_a_figure_stand_its_cases_page_by_page(cast: Cast) -> None:
    put(*(matter(cast, registered_at=THEN + DAY / 24 / (n % 7 + 1), **good()) for n in range(60)))
    put(matter(cast, **good(solved="no")))
    first = behind(cast, "solve", "numerator")
    assert (len(first.rows), bool(first.next)) == (PAGE, True)
    second = behind(cast, "solve", "numerator", after=first.next)
    assert (len(second.rows), second.next) == (10, "")
    assert len({r.id for r in [*first.rows, *second.rows]}) == 60
    moments = [r.registered_at for r in [*first.rows, *second.rows]]
    assert moments == sorted(moments, reverse=True)
    assert len(behind(cast, "solve", "numerator", after="broken").rows) == PAGE
    for key, part in (("none", "numerator"), ("score", "numerator"), ("solve", "all")):
        with pytest.raises(NotFound):
            behind(cast, key, part)


def test_behind_an_order_stands_its_case_once(cast: Cast) -> None:
    case = put(matter(cast, **good()))[0]
    put(matter(cast, **good()))
    for _ in range(2):
        Return.objects.create(
            case=case, org=cast.station, decision="refused", asked_by="a", asked_at=THEN,
            decided_by="b", decided_at=THEN, basis="法", reason="不归我们",
        )  # fmt: skip
    assert [r.no for r in behind(cast, "return", "numerator").rows] == [case.no]
    assert len(behind(cast, "return", "denominator").rows) == 2
    assert len(behind(cast, "wrong_return", "denominator", unit=cast.station.pk).rows) == 1


def test_nobody_opens_another_townships_cases_through_a_figure(cast: Cast) -> None:
    put(matter(cast, **good()))
    assert len(behind(cast, "per_10k", "numerator", "dispatcher").rows) == 1
    assert behind(cast, "per_10k", "numerator", "stranger").rows == []
    with pytest.raises(Denied):
        behind(cast, "solve", "numerator", "stranger", area="210921203")
