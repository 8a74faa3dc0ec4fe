"""恶意来电, two leaders at once: one wins, the other reads why; the same one twice is once."""

from __future__ import annotations

import pytest

from lianxin.domain.cases.models import MaliceMark
from lianxin.domain.cases.rules.malice import Verdict
from lianxin.domain.cases.services import malice_ask, malice_decide, malice_lift
from lianxin.domain.cases.tests.story import with_leaders
from lianxin.kernel.facts import Fact
from tests.at_once import at_once
from tests.cast import COUNTY, Cast, build, hire, register

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = with_leaders(build())
    hire(cast, "county_leader", "R18", COUNTY)
    return cast


def facts(mark: MaliceMark) -> list[str]:
    rows = Fact.objects.filter(stream=f"malice:{mark.pk}").order_by("position")
    return list(rows.values_list("kind", flat=True))


def test_two_leaders_at_once(cast: Cast) -> None:
    case = register()
    town, county = cast.actor("leader"), cast.actor("county_leader")
    mark = malice_ask(actor=cast.actor("dispatcher"), case_id=case.pk, reason="四十个电话")
    said = at_once(
        lambda: malice_decide(actor=town, mark_id=mark.pk, verdict=Verdict.APPROVED),
        lambda: malice_decide(
            actor=county, mark_id=mark.pk, verdict=Verdict.REFUSED, refusal="真着急"
        ),
    )
    mark.refresh_from_db()
    names = {"approved": "认定了", "refused": "没有认定"}
    assert said == [f"这件已经定过了：{names[mark.verdict]}。"]
    assert facts(mark) == ["MaliceAsked", "MaliceDecided"]
    assert (mark.refusal == "") == (mark.verdict == "approved")


def test_two_take_it_back_at_once_and_one_twice(cast: Cast) -> None:
    case = register()
    town, county = cast.actor("leader"), cast.actor("county_leader")
    mark = malice_ask(actor=cast.actor("dispatcher"), case_id=case.pk, reason="四十个电话")
    malice_decide(actor=town, mark_id=mark.pk, verdict=Verdict.APPROVED)
    said = at_once(
        lambda: malice_lift(actor=town, mark_id=mark.pk, why="乡里问清了"),
        lambda: malice_lift(actor=county, mark_id=mark.pk, why="县里问清了"),
    )
    mark.refresh_from_db()
    assert said == [f"{mark.lifted_by_name}已经取消了：{mark.lifted_why}"]
    assert (mark.lifted_by_name, mark.lifted_why) in {
        ("leader", "乡里问清了"), ("county_leader", "县里问清了"),
    }  # fmt: skip
    winner = town if mark.lifted_by == town.id else county
    assert at_once(*[lambda: malice_lift(actor=winner, mark_id=mark.pk, why="再按")] * 2) == []
    assert facts(mark) == ["MaliceAsked", "MaliceDecided", "MaliceLifted"]
