"""The bench loads an archive that the program could have written, and measures with real requests."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bench import options
from bench.measure import Used
from bench.plans import Plan, plan_of, shape, slowest_of_pages
from bench.result import Line, percentile, write_plans
from lianxin.config.launch import postgres
from lianxin.config.launch.prepare import CHECKOUT
from lianxin.config.tests.test_house import of_session, surroundings

pytestmark = pytest.mark.enable_socket
CASES = 200
PATIENCE = 300


def start(*words: str, temporary: Path) -> subprocess.Popen[str]:
    """The bench, as somebody types it."""
    return subprocess.Popen(
        [sys.executable, "-m", "bench", *words],
        env=surroundings() | {"TMPDIR": str(temporary)},
        cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def heard(process: subprocess.Popen[str]) -> str:
    """All that it says to its end; a bench that does not end is ended."""
    try:
        return process.communicate(timeout=PATIENCE)[0]
    except subprocess.TimeoutExpired:
        process.terminate()
        return process.communicate(timeout=PATIENCE)[0]


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small run that keeps its data; the folder with `data` and `results`."""
    home = tmp_path_factory.mktemp("bench")
    process = start(
        "--cases", str(CASES), "--seconds", "1", "--clients", "2", "--name", "small",
        "--data", str(home / "data"), "--results", str(home / "results"), temporary=home,
    )  # fmt: skip
    said = heard(process)
    assert process.returncode == 0, said
    assert of_session(home / "data") == {}
    yield home
    postgres.remove(postgres.server(home / "data"))


@contextmanager
def archive(home: Path) -> Iterator[Any]:
    """Ask the database that the bench has left."""
    it = postgres.server(home / "data")
    process = postgres.start(it, options=postgres.THROW_AWAY)
    try:
        with psycopg.connect(it.url) as link:
            yield lambda sql: link.execute(sql).fetchall()
    finally:
        postgres.stop(it, process)


def test_every_operation_stands_in_the_table_without_an_error(measured: Path) -> None:
    told = json.loads((measured / "results" / "small.json").read_text())
    names = [row["operation"] for row in told["operations"]]
    assert names == [
        "health", "queue", "deep", "search", "case", "counts", "report", "register", "dispatch",
    ]  # fmt: skip
    for row in told["operations"]:
        assert row["n"] > 0, row
        assert row["errors"] == 0, row
        assert row["client_ms"]["p50"] > 0, row
        assert row["peak_mb"]["server"] > 0, row
    assert told["rows"]["cases"] == CASES


def test_the_result_names_neither_machine_nor_folder(measured: Path) -> None:
    for page in (measured / "results").iterdir():
        text = page.read_text()
        assert os.uname().nodename not in text
        assert str(measured) not in text
        assert "/root" not in text


EXPLAINED = """
import os, sys
from pathlib import Path
import django
django.setup()
from bench.__main__ import explain
about = {"rows": {"cases": 200}, "day": "2026-03-04", "command": "--explain"}
explain(Path(sys.argv[1]), "small", about)
"""


def test_the_plan_of_each_pages_slowest_query_is_kept(measured: Path) -> None:
    with archive(measured) as ask:
        assert ask("SELECT count(*) FROM cases_case")[0][0] >= CASES
        given = surroundings() | {
            "DATABASE_URL": postgres.server(measured / "data").url, "LIANXIN_DB_POOL": "0",
            "LIANXIN_DATA": str(measured / "data"), "DJANGO_SETTINGS_MODULE": "lianxin.config.settings",
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", EXPLAINED, str(measured / "results")],
            env=given, cwd=CHECKOUT, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = (measured / "results" / "small-plans.md").read_text()
    assert "queue=" in page
    assert "buffers" in page
    assert "```sql\nSELECT … FROM cases_case" in page
    assert str(measured) not in page


def test_a_query_is_kept_by_its_shape() -> None:
    sql = """SELECT "a"."id",  "a"."no" FROM "cases_case" AS "a" WHERE "a"."no" = 'it''s'
    AND "a"."state" IN (%s, %s, %s) AND EXISTS(SELECT 1 AS "x" FROM "cases_step" LIMIT 1)"""
    assert shape(sql) == (
        "SELECT … FROM cases_case AS a WHERE a.no = ? AND a.state IN (?, …)"
        " AND EXISTS(SELECT … FROM cases_step LIMIT 1)"
    )


def test_of_each_page_the_slowest_and_the_slowest_page_first(tmp_path: Path) -> None:
    def plan(page: str, ms: float) -> Plan:
        node = {"Node Type": "Index Scan", "Relation Name": "cases_case", "Actual Rows": 5,
                "Shared Hit Blocks": 7, "Shared Read Blocks": 2}  # fmt: skip
        return plan_of(page, 'SELECT "id" FROM "cases_case"', {"Plan": node, "Execution Time": ms})

    one = "/desk/cases/01a21fbe-5357-72a1-82f6-f8fc59e0e005/"
    found = [plan(one, 2.0), plan(one, 9.5), plan("/desk/?queue=all", 4.0)]
    assert [p.seconds for p in slowest_of_pages(found)] == [0.0095, 0.004]
    about = {"rows": {"cases": 5}, "day": "2026-03-04", "command": "--explain"}
    text = write_plans(tmp_path, "x", about, found).read_text()
    assert "| `/desk/cases/…/` | 9.5 | 5 | 9 | – |" in text
    assert "Index Scan cases_case: 5 rows, 9 buffers" in text
    assert "01a21fbe" not in text


def test_the_archive_is_as_the_program_would_have_written_it(measured: Path) -> None:
    with archive(measured) as ask:
        assert ask(
            "SELECT no FROM cases_case AS c WHERE version <>"
            " (SELECT count(*) FROM cases_step WHERE case_id = c.id)"
        ) == []  # fmt: skip
        assert ask(
            "SELECT stream FROM facts_fact GROUP BY stream"
            " HAVING max(position) <> count(*) OR min(position) <> 1"
        ) == []  # fmt: skip
        assert ask(
            "SELECT no FROM cases_case AS c WHERE NOT EXISTS"
            " (SELECT FROM facts_fact WHERE stream = 'case:' || c.id AND kind = 'CaseRegistered')"
        ) == []  # fmt: skip
        assert ask(
            "SELECT no FROM cases_case WHERE search <> to_tsvector('simple', array_to_string("
            " ARRAY(SELECT lexeme FROM unnest(search) ORDER BY positions[1]), ' '))"
        ) == []  # fmt: skip
        assert ask("SELECT count(DISTINCT area_id) > 50 FROM cases_case") == [(True,)]
        numbers = ask(
            "SELECT no FROM cases_case AS c JOIN cases_numberseries AS n ON n.county = c.county"
            " AND to_char(n.day, 'YYYYMMDD') = substr(no, 7, 8) WHERE n.last < substr(no, 15)::int"
        )
        assert numbers == []


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    process = start("--cases", str(CASES), "--results", str(tmp_path / "r"), temporary=tmp_path)
    assert process.stdout is not None
    assert "数据库" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    said = heard(process)
    assert process.returncode == 130, said
    assert "收拾好了" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--cases", "很多"], "要写 1 到 5000000 的整数，不能是“很多”"),
        (["--cases", "0"], "不能是“0”"),
        (["--clients", "-3"], "要写 1 到 200 的整数"),
        (["--only", "queue,coffee"], "没有这一项“coffee”"),
        (["--only", ","], "可以选 health"),
        (["--name", "../x"], "名字只能用字母、数字、点和横线"),
        (["--explain", "--cases", "200"], "表太小时数据库总是整表读"),
    ],
)
def test_a_wrong_option_gets_a_sentence(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        options.read(words)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_folders_do_not_get_into_the_result() -> None:
    args = options.read(
        ["--data", "/somewhere", "--cases", "5", "--results=/else", "--only", "case"]
    )
    assert args.told == "--cases 5 --only case"
    assert args.name == "cases-5"


@pytest.mark.parametrize(
    ("node", "table", "whole"),
    [("Seq Scan", "cases_case", True), ("Index Scan", "cases_case", False),
     ("Seq Scan", "orgs_org", False)],
)  # fmt: skip
def test_a_growing_table_read_from_end_to_end_is_noticed(
    node: str, table: str, whole: bool
) -> None:
    scan = {"Node Type": node, "Relation Name": table, "Actual Rows": 3, "Actual Loops": 2}
    found = plan_of("page", "SELECT", {"Plan": {"Node Type": "Limit", "Plans": [scan]}})
    assert bool(found.whole) is whole
    assert found.rows_read == 6


def test_what_most_requests_stay_under() -> None:
    values = [n / 1000 for n in range(1, 101)]
    assert percentile(values, 0.5) == 0.051
    assert percentile(values, 0.95) == 0.096
    assert percentile([], 0.5) == 0


def test_an_operation_that_was_never_done_still_makes_a_line() -> None:
    used = dict.fromkeys(("server", "database", "worker"), Used(1.0, 0))
    line = Line("case", 1.0, [], [], ["404"], 1, used)
    assert "| 0 | 0.0 |" in line.row()
    assert line.facts()["cpu_ms_each"]["server"] is None
