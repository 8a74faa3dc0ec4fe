"""Rows written and read with kept words are the rows of the ORM."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from lianxin.domain.cases.models import Case, TallyChange
from lianxin.domain.cases.permissions import Grant
from lianxin.kernel import clock, ids, rows
from lianxin.kernel.actor import Actor, Kind
from lianxin.kernel.asked import KEY, SINCE, UNTIL, asked, counted
from lianxin.kernel.text import search_vector_value
from tests.cast import Cast, register

pytestmark = pytest.mark.django_db


def twin(case: Case, **changes: object) -> Case:
    """The same once more, not written yet."""
    held = {f.attname: getattr(case, f.attname) for f in Case._meta.concrete_fields}
    return Case(**held | {"id": ids.new(), "no": "21092120261128T001"} | changes)


def plain(case: Case) -> dict[str, object]:
    """Everything of a row that two rows may have in common."""
    held = Case.objects.filter(pk=case.pk).values().get()
    return {name: value for name, value in held.items() if name not in {"id", "no"}}


def test_a_row_is_written_as_the_orm_writes_it(cast: Cast) -> None:
    first = register(text="水井的泵坏了 🙂", reporter_phone="13841800077")
    found = Case.objects.get(pk=first.pk)
    by_orm, by_rows = twin(found), twin(found, no="21092120261128T002")
    by_orm.save(force_insert=True)
    rows.insert(by_rows)
    assert plain(by_rows) == plain(by_orm)
    assert not by_rows._state.adding
    assert Case.objects.get(pk=by_rows.pk).reporter_phone == "13841800077"


def test_the_phone_is_sealed_in_the_table(cast: Cast) -> None:
    case = twin(Case.objects.get(pk=register(reporter_phone="13841800077").pk))
    rows.insert(case)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reporter_phone FROM cases_case WHERE id = %s", [case.pk])
        assert "13841800077" not in cursor.fetchone()[0]


def test_words_for_the_search_are_made_by_the_database(cast: Cast) -> None:
    case = twin(Case.objects.get(pk=register().pk), search=search_vector_value("水渠塌了"))
    rows.insert(case)
    assert Case.objects.filter(pk=case.pk, search="水渠").exists()


def test_a_number_that_the_database_gives_stands_on_the_row(cast: Cast) -> None:
    one, two = (TallyChange(county="210921", town="210921203", month=clock.today(), n=n)
                for n in (1, -1))  # fmt: skip
    with CaptureQueriesContext(connection) as asked_for:
        rows.insert_all([one, two])
    assert len(asked_for) == 1
    assert one.pk != two.pk
    assert TallyChange.objects.get(pk=two.pk).n == -1
    rows.insert_all([])


def test_the_same_key_twice_is_refused(cast: Cast) -> None:
    case = register()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(twin(Case.objects.get(pk=case.pk), id=case.pk))


def test_only_the_named_columns_are_changed(cast: Cast) -> None:
    case = Case.objects.get(pk=register().pk)
    case.helpers, case.title, case.main_org_id = [cast.station.pk], "换个题目", cast.station.pk
    case.place_text = "不写进去的"
    due = case.result_due = clock.now() + timedelta(days=2)
    rows.update(case, ["helpers", "main_org_id", "result_due"])
    now = Case.objects.get(pk=case.pk)
    assert (now.helpers, now.main_org_id) == ([cast.station.pk], cast.station.pk)
    assert now.result_due == due
    assert now.title != "换个题目"
    assert now.place_text != "不写进去的"
    with CaptureQueriesContext(connection) as asked_for:
        rows.update(case, [])
    assert len(asked_for) == 0


def test_one_row_by_its_key_is_the_row_of_the_orm(cast: Cast) -> None:
    here, there = register(reporter_phone="13841800077"), register(text="另一件")
    question = asked(Case.objects.reachable_by(cast.actor("dispatcher"), Grant.SEE).filter(pk=KEY))
    for case in (here, there):
        found = question.one(case.pk)
        assert found is not None
        held = Case.objects.get(pk=case.pk)
        assert found._loaded() == held._loaded()
    assert question.one(ids.new()) is None


def test_the_scope_stays_in_the_words(cast: Cast) -> None:
    case = register()
    stranger = asked(Case.objects.reachable_by(cast.actor("stranger"), Grant.SEE).filter(pk=KEY))
    nobody = Actor(id="user:none", name="", kind=Kind.STAFF)
    assert stranger.one(case.pk) is None
    assert asked(Case.objects.visible_to(nobody, Grant.SEE).filter(pk=KEY)).one(case.pk) is None


def test_many_rows_are_changed_with_one_question(cast: Cast) -> None:
    one, two, other = (Case.objects.get(pk=register().pk) for _each in range(3))
    due = clock.now() + timedelta(days=2, microseconds=7)
    one.next_due, one.supervision, one.title = due, 2, "不写进去的"
    two.next_mark, two.next_mark_at, two.main_org_id = "result:half", None, cast.station.pk
    names = ["next_due", "supervision", "next_mark", "next_mark_at", "main_org_id"]
    with CaptureQueriesContext(connection) as asked_for:
        rows.update_all([one, two], names)
    assert len(asked_for) == 1
    for case in (one, two, other):
        kept = Case.objects.get(pk=case.pk)
        assert [getattr(kept, name) for name in names] == [getattr(case, name) for name in names]
    assert Case.objects.get(pk=one.pk).title != "不写进去的"
    rows.update_all([], names)
    rows.update_all([one], [])


def test_what_is_no_plain_value_is_not_written_with_others(cast: Cast) -> None:
    case = Case.objects.get(pk=register().pk)
    with pytest.raises(TypeError, match="written alone"):
        rows.update_all([case], ["suggested"])


def test_groups_are_counted_between_two_moments_with_kept_words(cast: Cast) -> None:
    case = register()
    asked_once = Case.objects.filter(registered_at__gte=SINCE, registered_at__lt=UNTIL)
    question = counted(asked_once.values_list("state").annotate(n=Count("pk")).order_by())
    now, day = case.registered_at, timedelta(days=1)
    assert question.rows({SINCE: now, UNTIL: now + day}) == [("registered", 1)]
    assert question.rows({SINCE: now - day, UNTIL: now}) == []
    assert counted(Case.objects.none().values_list("state")).rows({SINCE: now}) == []
