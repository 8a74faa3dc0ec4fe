"""From the file to the matters: tried first, good rows in, bad rows back, twice is once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.services import case_register
from lianxin.domain.users.services import role_end
from lianxin.exchange import selectors, services
from lianxin.exchange.hotline12345 import rows
from lianxin.exchange.models import ImportFile, ImportMapping
from lianxin.exchange.services import run
from lianxin.exchange.tests.sheets import (
    COUNTY,
    HEADINGS,
    again,
    cells,
    checked,
    counts,
    imported,
    line,
    reasons,
    text,
    uploaded,
    xlsx,
)
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor, system
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact
from lianxin.kernel.facts.testing import run_jobs
from tests.cast import TOWN, VILLAGE, Cast, hire

pytestmark = pytest.mark.django_db
BOSS = system("test")
MIXED = [
    line(1),
    line(2, 所属村="没有这个村"),
    line(3, 诉求内容="井坏了🚰，抽不上水", 诉求类别="看不懂的类别"),
    line(4, 诉求内容='=HYPERLINK("http://x","点我")', 联系电话="138"),
    line(1),
]


def test_a_trial_takes_nothing_in(clerk: Actor) -> None:
    batch = checked(clerk, xlsx(MIXED))
    assert counts(batch) == ("checked", 2, 0, 3)
    assert Case.objects.count() == 0
    assert sorted(reasons(batch)) == [3, 5, 6]


def test_good_rows_go_in_and_bad_ones_come_back(clerk: Actor) -> None:
    batch = imported(clerk, xlsx(MIXED))
    assert counts(batch) == ("done", 2, 0, 3)
    case = Case.objects.get(external_no="FX000001")
    assert (case.area_id, case.category, case.origin, case.channel) == (
        VILLAGE, "0402", "hotline12345", "hotline12345",
    )  # fmt: skip
    assert case.registered_by == clerk.id
    assert case.pk == rows.id_of(COUNTY, "FX000001")
    assert "🚰" in Case.objects.get(external_no="FX000003").text
    _name, book = selectors.import_errors(batch.pk, actor=clerk)
    head, *bad = cells(book)
    assert head == ["行号", "列", "原因", *HEADINGS]
    assert [row[0] for row in bad] == ["3", "5", "6"]
    assert bad[0][1:3] == ["所属村", "卧凤沟乡没有叫“没有这个村”的村，请核对。"]
    assert bad[1][4] == '\'=HYPERLINK("http://x","点我")'
    assert "第 2 行已经有了" in bad[2][2]


def test_the_book_of_bad_rows_put_right_goes_in(clerk: Actor) -> None:
    batch = imported(clerk, xlsx(MIXED))
    _name, book = selectors.import_errors(batch.pk, actor=clerk)
    head, village, phone, _double = cells(book)
    village[head.index("所属村")], phone[head.index("联系电话")] = "小新立屯村", "13841800001"
    second = imported(clerk, xlsx([village, phone], headings=head))
    assert counts(second) == ("done", 2, 0, 0)
    assert Case.objects.get(external_no="FX000004").text.startswith("=HYPERLINK")


def test_the_same_file_twice_changes_nothing(clerk: Actor) -> None:
    content = text(MIXED).encode("gb18030")
    imported(clerk, content, "工单.csv")
    before = list(Case.objects.order_by("pk").values())
    facts = Fact.objects.filter(stream__startswith="case:").count()
    second = checked(clerk, content, "工单.csv")
    assert counts(second) == ("checked", 0, 2, 3)
    assert [b.file_name for b in selectors.import_page(second.pk, actor=clerk).before] == [
        "工单.csv"
    ]
    with pytest.raises(RuleViolation, match="没有能导的行"):
        services.import_start(actor=clerk, batch_id=second.pk)
    assert list(Case.objects.order_by("pk").values()) == before
    assert Fact.objects.filter(stream__startswith="case:").count() == facts


def test_what_came_in_meanwhile_is_not_taken_twice(clerk: Actor) -> None:
    """Two clerks try the same file, and both start."""
    first, second = checked(clerk, xlsx(MIXED)), checked(clerk, xlsx(MIXED))
    for batch in (first, second):
        services.import_start(actor=clerk, batch_id=batch.pk)
    run_jobs("exchange")
    assert counts(again(first)) == ("done", 2, 0, 3)
    assert counts(again(second)) == ("done", 0, 2, 3)
    assert Case.objects.count() == 2


def test_an_import_that_is_cut_off_goes_on_behind_the_last_slice(
    clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "SLICE", 2)
    batch = checked(clerk, xlsx([line(n) for n in range(1, 8)]))
    services.import_start(actor=clerk, batch_id=batch.pk)
    seen = []

    def cut_off(**given: object) -> object:
        seen.append(given["id"])
        if len(seen) == 4:
            raise OperationalError("gone")
        return case_register(**given)  # type: ignore[arg-type] # passed on

    monkeypatch.setattr(run, "case_register", cut_off)
    with pytest.raises(OperationalError):
        run_jobs("exchange")
    assert (again(batch).state, again(batch).done, Case.objects.count()) == ("running", 2, 2)
    assert not selectors.import_page(batch.pk, actor=clerk).is_quiet
    monkeypatch.setattr(run, "case_register", case_register)
    run_jobs("exchange")
    assert counts(again(batch)) == ("done", 7, 0, 0)
    assert Case.objects.count() == 7


def test_an_import_that_no_job_carries_is_taken_up(clerk: Actor) -> None:
    batch = checked(clerk, xlsx([line(1)]))
    services.import_start(actor=clerk, batch_id=batch.pk)
    assert services.imports_take_up(actor=BOSS) == 0, "it has only just begun"
    late = clock.now() + timedelta(minutes=5)
    with clock.as_of(late):
        assert services.imports_take_up(actor=BOSS) == 0, "its job waits"
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE queue_name = 'exchange'")
        assert services.imports_take_up(actor=BOSS) == 1
    run_jobs("exchange")
    assert counts(again(batch)) == ("done", 1, 0, 0)


def test_a_mistake_of_the_program_is_told_and_one_can_go_on(
    clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = checked(clerk, xlsx([line(1)]))
    services.import_start(actor=clerk, batch_id=batch.pk)
    with monkeypatch.context() as patch:
        patch.setattr(run, "case_register", None)
        run_jobs("exchange")
    failed = again(batch)
    assert failed.state == "failed"
    assert "可以接着导" in failed.trouble
    services.import_resume(actor=clerk, batch_id=batch.pk)
    run_jobs("exchange")
    assert counts(again(batch)) == ("done", 1, 0, 0)


def test_whoever_lost_the_post_imports_no_further(cast: Cast, clerk: Actor) -> None:
    from lianxin.domain.users.models import Assignment

    batch = checked(clerk, xlsx([line(1)]))
    services.import_start(actor=clerk, batch_id=batch.pk)
    held = Assignment.objects.get(user=cast.users["desk"])
    role_end(actor=BOSS, assignment_id=held.pk)
    with clock.as_of(clock.now() + timedelta(days=2)):
        run_jobs("exchange")
    assert again(batch).state == "failed"
    assert "没有再往下导" in again(batch).trouble
    assert Case.objects.count() == 0


def test_a_file_with_too_many_rows_is_told_at_the_trial(
    clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lianxin.exchange.hotline12345 import reader

    monkeypatch.setattr(reader, "MAX_ROWS", 2)
    batch = checked(clerk, xlsx([line(n) for n in range(3)]))
    assert batch.state == "uploaded"
    assert "拆成几个文件" in batch.trouble


def test_columns_are_asked_where_they_are_not_clear(clerk: Actor) -> None:
    batch = uploaded(clerk, xlsx([["甲1", "井坏了", "小新立屯村"]], ["单子", "啥事", "哪儿"]))
    assert batch.columns == {}
    view = selectors.import_page(batch.pk, actor=clerk)
    assert view.examples["啥事"] == "井坏了"
    with pytest.raises(Invalid) as no:
        services.import_check(
            actor=clerk, batch_id=batch.pk, columns={"no": "单子", "name": "单子", "town": "没有"}
        )
    assert set(no.value.fields) == {"text", "name", "town"}
    columns = {"no": "单子", "text": "啥事", "address": "哪儿"}
    services.import_check(actor=clerk, batch_id=batch.pk, columns=columns, keep_as="市里的表")
    run_jobs("exchange")
    assert counts(again(batch)) == ("checked", 1, 0, 0)
    assert ImportMapping.objects.get().columns == columns
    same = uploaded(clerk, xlsx([["甲2", "路坏了", "小新立屯村"]], ["单子", "啥事", "哪儿"]))
    assert same.columns == columns


def test_only_who_registers_for_the_county_imports(cast: Cast, clerk: Actor) -> None:
    for who in ("dispatcher", "clerk", "grid", "caller", "handler"):
        with pytest.raises(Denied):
            uploaded(cast.actor(who), xlsx([line(1)]))
    hire(cast, "neighbour", "R16", "210922000000")
    with pytest.raises(Denied):
        uploaded(cast.actor("neighbour"), xlsx([line(1)]))
    batch = checked(clerk, xlsx(MIXED))
    other = cast.actor("neighbour")
    assert selectors.import_list(actor=other) == []
    for ask in (selectors.import_page, selectors.import_errors):
        with pytest.raises(NotFound):
            ask(batch.pk, actor=other)
    with pytest.raises(NotFound):
        services.import_drop(actor=other, batch_id=batch.pk)
    assert [b.id for b in selectors.import_list(actor=clerk)] == [batch.pk]
    assert TOWN.startswith(COUNTY)


def test_a_file_goes_when_it_is_in_and_the_bad_rows_after_a_month(clerk: Actor) -> None:
    done, waiting = imported(clerk, xlsx(MIXED)), checked(clerk, xlsx([line(9)]))
    assert set(done.files.values_list("kind", flat=True)) == {"errors"}
    with clock.as_of(clock.now() + timedelta(days=3)):
        services.imports_drop_old(actor=BOSS)
    assert again(waiting).state == "dropped"
    assert not waiting.files.exists()
    assert done.files.exists()
    with clock.as_of(clock.now() + timedelta(days=31)):
        services.imports_drop_old(actor=BOSS)
    assert ImportFile.objects.count() == 0
    with pytest.raises(NotFound, match="已经清掉了"):
        selectors.import_errors(done.pk, actor=clerk)


def test_what_was_never_taken_in_can_be_thrown_away(clerk: Actor) -> None:
    batch = checked(clerk, xlsx(MIXED))
    services.import_drop(actor=clerk, batch_id=batch.pk)
    assert again(batch).state == "dropped"
    assert not batch.files.exists()
    with pytest.raises(RuleViolation, match="刚刚动过了"):
        services.import_start(actor=clerk, batch_id=batch.pk)


def test_nobody_reads_the_file_in_the_database(clerk: Actor) -> None:
    batch = checked(clerk, text(MIXED).encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM exchange_importfile WHERE batch_id = %s", [batch.pk])
        bodies = [body for (body,) in cursor.fetchall()]
        cursor.execute("SELECT reason FROM exchange_importfault")
        bodies += [reason for (reason,) in cursor.fetchall()]
    assert bodies
    assert all(body.startswith("v1:") for body in bodies)
