"""派单目录: people say whose a kind of matter is in a place, and orders follow it."""

from __future__ import annotations

import pytest

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import CatalogueRow
from lianxin.domain.cases.rules import Level
from lianxin.domain.cases.services import NewLine, case_assist, catalogue_end, catalogue_set
from lianxin.domain.cases.tests.story import send
from lianxin.domain.orgs.models import Org
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.kernel.actor import VILLAGER, system
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact
from tests.cast import COUNTY, OTHER_TOWN, TOWN, VILLAGE, Cast, closed, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Org:
    return org_add(
        actor=system("test"),
        org=NewOrg("县农业农村局", "农业农村局", "department", "county", COUNTY, "农业"),
    )


def test_the_nearest_and_most_exact_line_counts(cast: Cast, bureau: Org) -> None:
    desk = cast.actor("desk")
    group = catalogue_set(actor=desk, line=NewLine("04", COUNTY, bureau.pk, basis="三定方案"))
    assert cases.suggested_unit(area=VILLAGE, category="0402", actor=VILLAGER) == bureau.pk
    exact = catalogue_set(
        actor=cast.actor("dispatcher"), line=NewLine("0402", TOWN, cast.station.pk, (bureau.pk,))
    )
    assert cases.suggested_unit(area=VILLAGE, category="0402", actor=VILLAGER) == cast.station.pk
    assert cases.suggested_unit(area=VILLAGE, category="0401", actor=VILLAGER) == bureau.pk
    catalogue_end(actor=desk, row_id=exact.pk)
    catalogue_end(actor=desk, row_id=exact.pk)
    assert cases.suggested_unit(area=VILLAGE, category="0402", actor=VILLAGER) == bureau.pk
    catalogue_end(actor=desk, row_id=group.pk)
    site = cases.suggested_unit(area=VILLAGE, category="0402", actor=VILLAGER)
    assert site == cast.station.pk, "without a line the matrix 片线点 says it"


def test_an_order_takes_helpers_and_checking_from_the_line(cast: Cast, bureau: Org) -> None:
    line = NewLine("0402", TOWN, cast.station.pk, (bureau.pk,), needs_verify=False)
    catalogue_set(actor=cast.actor("dispatcher"), line=line)
    case = send(cast, register())
    assert case.helpers == [bureau.pk]
    assert not case.needs_verify
    assert cases.case_page(case.pk, actor=cast.actor("dispatcher")).helpers == ["县农业农村局"]


def test_the_level_of_the_line_is_the_one_to_begin_with(cast: Cast) -> None:
    line = NewLine("0402", TOWN, cast.station.pk, level=Level.URGENT)
    catalogue_set(actor=cast.actor("dispatcher"), line=line)
    usual = cases.usual_order(area=VILLAGE, category="0402", actor=VILLAGER)
    assert (usual.unit, usual.level) == (cast.station.pk, Level.URGENT)
    own = cases.level_of_category("0402", actor=VILLAGER)
    assert usual.level_for(held=own, own=own) is Level.URGENT
    assert usual.level_for(held=Level.EMERGENCY, own=own) is Level.EMERGENCY
    nobody = cases.usual_order(area=VILLAGE, category="", actor=VILLAGER)
    assert (nobody.unit, nobody.level) == (None, None)
    assert nobody.level_for(held=Level.COMPLEX, own=own) is Level.COMPLEX
    for unknown in ("", "9999"):
        assert cases.level_of_category(unknown, actor=VILLAGER) is Level.ORDINARY


def test_a_changed_line_ends_and_stays_readable(cast: Cast, bureau: Org) -> None:
    boss = cast.actor("desk")
    first = catalogue_set(actor=boss, line=NewLine("0402", TOWN, cast.station.pk))
    assert catalogue_set(actor=boss, line=NewLine("0402", TOWN, cast.station.pk)) == first
    second = catalogue_set(
        actor=boss, line=NewLine("0402", TOWN, bureau.pk, level=Level.URGENT, basis="2026 年清单")
    )
    now = cases.catalogue_list(actor=boss, area=TOWN)
    assert [(row.id, row.unit_name, row.level, row.basis) for row in now] == [
        (second.pk, "县农业农村局", 2, "2026 年清单")
    ]
    past = cases.catalogue_list(actor=boss, area=TOWN, category="04", with_past=True)
    assert {row.id for row in past} == {first.pk, second.pk}
    assert Fact.objects.filter(kind="CatalogueChanged").count() == 2


def test_a_village_is_never_made_main_handler_of_a_departments_duty(cast: Cast) -> None:
    with pytest.raises(RuleViolation, match="村"):
        catalogue_set(actor=cast.actor("desk"), line=NewLine("0301", VILLAGE, cast.village_org.pk))
    assert not CatalogueRow.objects.exists()


def test_lines_that_make_no_sense_say_why(cast: Cast, bureau: Org) -> None:
    desk = cast.actor("desk")
    with pytest.raises(Denied):
        catalogue_set(actor=cast.actor("handler"), line=NewLine("0402", TOWN, bureau.pk))
    with pytest.raises(Denied):
        catalogue_set(actor=cast.actor("dispatcher"), line=NewLine("0402", OTHER_TOWN, bureau.pk))
    with pytest.raises(Invalid, match="类别"):
        catalogue_set(actor=desk, line=NewLine("9999", TOWN, bureau.pk))
    with pytest.raises(Invalid, match="不管这个地方"):
        catalogue_set(actor=desk, line=NewLine("0402", OTHER_TOWN, cast.station.pk))
    with pytest.raises(Invalid, match="200"):
        catalogue_set(actor=desk, line=NewLine("0402", TOWN, bureau.pk, basis="据" * 201))
    with pytest.raises(NotFound):
        catalogue_end(actor=desk, row_id=bureau.pk)


def test_each_reads_the_lines_of_their_own_places(cast: Cast, bureau: Org) -> None:
    desk = cast.actor("desk")
    catalogue_set(actor=desk, line=NewLine("04", COUNTY, bureau.pk))
    catalogue_set(actor=desk, line=NewLine("0402", TOWN, cast.station.pk))
    own = {row.place for row in cases.catalogue_list(actor=cast.actor("dispatcher"))}
    other = {row.place for row in cases.catalogue_list(actor=cast.actor("stranger"))}
    assert len(own) == 2
    assert len(other) == 1, "the county's line counts in every township"
    assert cases.catalogue_list(actor=cast.actor("grid")) == []


def test_units_are_asked_to_help_by_hand(cast: Cast, bureau: Org) -> None:
    case = send(cast, register())
    desk = cast.actor("desk")
    case = case_assist(actor=desk, case_id=case.pk, units=[bureau.pk], text="管灌溉渠")
    assert case.helpers == [bureau.pk]
    with pytest.raises(Invalid, match="协办"):
        case_assist(actor=desk, case_id=case.pk, units=[bureau.pk, cast.station.pk])
    with pytest.raises(RuleViolation, match="先派给"):
        case_assist(actor=desk, case_id=register().pk, units=[bureau.pk])
    with pytest.raises(RuleViolation, match="先派给"):
        case_assist(actor=desk, case_id=closed(cast).pk, units=[bureau.pk])
