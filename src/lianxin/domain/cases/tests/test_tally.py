"""How many cases of each kind: kept while they move, the same as if somebody counted them."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Tally, TallyChange
from lianxin.domain.cases.services import case_withdraw, tally_fold, tally_rebuild
from lianxin.domain.cases.tests.counted import tally_is_true
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.errors import Denied, Invalid
from tests.cast import COUNTY, TOWN, Cast, closed, register, reporter_of

pytestmark = pytest.mark.django_db
BOSS = system("test")


def counts(cast: Cast, who: str = "desk", area: str = COUNTY[:6]) -> dict[str, dict[str, int]]:
    found = cases.case_counts(
        actor=cast.actor(who), area=area, since=clock.today(), until=clock.today()
    )
    return {row.category: row.by_state for row in found.rows}


def test_moved_folded_and_counted_anew_it_is_the_same(cast: Cast) -> None:
    register(category="0502")
    closed(cast)
    taken_back = register()
    case_withdraw(actor=reporter_of(taken_back), case_id=taken_back.pk)
    true = {"04": {"closed": 1, "withdrawn": 1}, "05": {"registered": 1}}

    def found() -> dict[str, dict[str, int]]:
        return {
            head: {state: n for state, n in rows.items() if n}
            for head, rows in counts(cast).items()
        }

    assert found() == true
    assert tally_fold(actor=BOSS) > 0
    assert not TallyChange.objects.exists()
    assert found() == true
    tally_is_true()
    assert tally_fold(actor=BOSS) == 0
    Tally.objects.update(n=7)
    tally_rebuild(actor=BOSS)
    assert found() == true
    tally_is_true()
    Tally.objects.all().delete()
    call_command("recount")
    assert found() == true
    tally_is_true()


def test_the_whole_county_is_read_from_its_own_lines_and_a_township_from_its(cast: Cast) -> None:
    register(category="0401")
    register(category="0402")
    tally_fold(actor=BOSS)
    whole = Tally.objects.get(town="")
    assert (whole.category, whole.state, whole.n) == ("04", "registered", 2)
    assert Tally.objects.exclude(town="").count() == 2
    for area in (COUNTY[:6], TOWN[:9]):
        assert counts(cast, area=area) == {"04": {"registered": 2}}
    Tally.objects.exclude(town="").delete()
    assert counts(cast) == {"04": {"registered": 2}}


def test_what_is_not_folded_yet_is_added_to_both(cast: Cast) -> None:
    register()
    tally_fold(actor=BOSS)
    register()
    for area in (COUNTY[:6], TOWN[:9]):
        assert counts(cast, area=area) == {"04": {"registered": 2}}
    tally_is_true()


def test_a_line_that_has_come_to_nothing_goes(cast: Cast) -> None:
    case = register()
    tally_fold(actor=BOSS)
    case_withdraw(actor=reporter_of(case), case_id=case.pk)
    tally_fold(actor=BOSS)
    assert {state for (state,) in Tally.objects.values_list("state")} == {"withdrawn"}
    tally_is_true()


def test_an_installation_that_counted_before_gets_the_lines_of_its_counties(cast: Cast) -> None:
    register(category="0502")
    closed(cast)
    tally_fold(actor=BOSS)
    Tally.objects.filter(town="").delete()
    Tally.objects.create(county=COUNTY[:6], town=TOWN[:9], month=date(2026, 1, 1),
                         category="0401", state="signed", n=0)  # fmt: skip
    migration = import_module("lianxin.domain.cases.migrations.0014_tally_county")
    with connection.cursor() as cursor:
        for words in (migration.EMPTY, migration.COUNTY):
            cursor.execute(words)
    tally_is_true()


def test_the_question_is_one_however_many_townships_there_are(cast: Cast) -> None:
    register()
    desk, today = cast.actor("desk"), clock.today()
    with CaptureQueriesContext(connection) as asked:
        cases.case_counts(actor=desk, area=COUNTY[:6], since=today, until=today)
    assert len(asked) == 2, "what is kept, and the complaints about staff that are not shown"


def test_each_counts_their_own_places(cast: Cast) -> None:
    register()
    assert counts(cast, "dispatcher", TOWN[:9]) == {"04": {"registered": 1}}
    with pytest.raises(Denied):
        counts(cast, "stranger", TOWN[:9])
    with pytest.raises(Denied):
        counts(cast, "dispatcher", COUNTY[:6])
    with pytest.raises(Denied):
        counts(cast, "handler")
    with pytest.raises(Invalid, match="县或者乡镇"):
        counts(cast, "desk", "21")


def test_open_and_ended_by_month(cast: Cast) -> None:
    register()
    closed(cast)
    found = cases.case_counts(
        actor=cast.actor("desk"), area=COUNTY[:6], since=cases.default_period()[0],
        until=clock.today(),
    )  # fmt: skip
    assert len(found.months) == 13
    row = found.rows[0]
    assert (row.name, row.total, row.is_open, row.ended) == ("环境卫生", 2, 1, 1)
    assert row.by_month == {clock.today().replace(day=1): 2}
    assert found.total == 2
    with pytest.raises(Invalid, match="三年"):
        cases.case_counts(
            actor=cast.actor("desk"), area=COUNTY[:6], since=date(2020, 1, 1), until=clock.today()
        )
