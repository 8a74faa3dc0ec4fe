"""kill -9 of server, worker and database while 500 people report: nothing lost, nothing doubled."""

from __future__ import annotations

import http.client
import json
import os
import queue
import signal
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.conf import settings

from bench.client import Visitor
from lianxin.config.launch import house, keys, network, postgres, prepare
from lianxin.config.launch.supervisor import Child, Supervisor, program
from lianxin.config.tests.test_house import surroundings
from lianxin.entrypoints.villager.report_state import Report
from lianxin.kernel import ids
from tests.cast import TOWN, VILLAGE
from tests.tally.apps import TABLE

pytestmark = pytest.mark.enable_socket
REPORTS = 500
PHONES = 8
HOST = "127.0.0.1"
PATIENCE = 120


class Village:
    """Database, worker and server as `lianxin serve` starts them, and whoever looks after them."""

    def __init__(self, data: Path) -> None:
        self.data, self.said = data, [""]
        keys.ensure_keys(data)
        self.server = postgres.server(data)
        postgres.ensure_cluster(self.server)
        self.supervisor = Supervisor(self.said.append)
        self.claims = ExitStack()

    def start(self) -> None:
        """Start everything and wait until the page answers."""
        it = self.server
        stop: Callable[..., None] = lambda process: postgres.stop(it, process)  # noqa: E731 - one line, used once
        self.supervisor.add(Child("database", lambda: postgres.start(it), stop))
        postgres.ensure_database(it)
        env = surroundings() | {
            "DJANGO_SETTINGS_MODULE": "tests.tally.settings",
            "LIANXIN_DATA": str(self.data),
            "LIANXIN_SECRET_KEY": settings.SECRET_KEY,
            "DATABASE_URL": it.url,
            "PYTHONPATH": f"{prepare.CHECKOUT / 'src'}:{prepare.CHECKOUT}",
        }
        for command in (["migrate", "--noinput", "-v0"], ["load_basics"]):
            prepare.manage(env, *command)
        with self.connect() as link:
            link.execute(TABLE)
        self.port = self.claims.enter_context(network.claimed_port(HOST, 8700))
        for name, words in (
            ("worker", house.worker_command(4)),
            ("server", house.server_command(HOST, self.port)),
        ):
            self.supervisor.add(program(name, words, env=env, logs=self.data / "logs"))
        self.until(lambda: self.health().get("worker") == "alive")

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.server.url, autocommit=True)

    def health(self) -> dict[str, object]:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.port}/health/", timeout=3) as answer:  # noqa: S310 - own server
                return dict(json.load(answer))
        except OSError:
            return {}

    def until(self, true: Callable[[], object]) -> None:
        """Look after the children until something is so."""
        deadline = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < deadline, "\n".join([*self.said, self.logs()])
            self.supervisor.watch()
            time.sleep(0.05)

    def logs(self) -> str:
        return "\n".join(
            log.read_text(errors="replace")[-3000:] for log in (self.data / "logs").glob("*.log")
        )

    def pid(self, name: str) -> int:
        """The process of a child; waits while it is between two lives."""
        child = next(c for c in self.supervisor.children if c.name == name)
        self.until(lambda: child.is_running)
        assert child.process is not None
        return child.process.pid

    def numbers(self, sql: str) -> list[tuple[object, ...]]:
        with self.connect() as link:
            return link.execute(sql).fetchall()

    def number(self, sql: str) -> object:
        return self.numbers(sql)[0][0]


def children_of(parent: int) -> list[int]:
    """The processes that another one has started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = int(entry.parent.name), entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(rest[1]) == parent and rest[0] != "Z":
            found.append(pid)
    return sorted(found)


@pytest.fixture
def village(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Village]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    it = Village(tmp_path_factory.mktemp("killed"))
    try:
        it.start()
        yield it
    finally:
        it.supervisor.end()
        it.claims.close()
        postgres.remove(it.server)


class Phones:
    """Eight villagers' phones; each sends its next report again and again until it is answered."""

    def __init__(self, port: int, reports: list[UUID]) -> None:
        self.port = port
        self.waiting: queue.SimpleQueue[UUID] = queue.SimpleQueue()
        self.acknowledged: list[UUID] = []
        self.broken = 0
        self.refused: list[str] = []
        for report in reports:
            self.waiting.put(report)
        self.threads = [threading.Thread(target=self._send_all, daemon=True) for _ in range(PHONES)]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def are_busy(self) -> bool:
        return any(thread.is_alive() for thread in self.threads)

    def _send_all(self) -> None:
        with Visitor(HOST, self.port, timeout=15) as phone:
            while True:
                try:
                    report = self.waiting.get_nowait()
                except queue.Empty:
                    return
                while not self._send(phone, report):
                    time.sleep(0.1)

    def _send(self, phone: Visitor, report: UUID) -> bool:
        """The last page of the form, pressed once more while nobody has said "we have it"."""
        words = f"村口垃圾点三天没清运了，第{report.hex[-6:]}回说。"
        state = Report(
            id=str(report), county="210921", town=TOWN, area=VILLAGE, place_text="村口", text=words,
            category="0402", name="王桂兰", phone="13841800001", is_whole=True,
        )  # fmt: skip
        try:
            if not phone.token:
                phone.get("/report/")
            answer = phone.post("/report/", {"state": state.seal(), "page": "check"})
        except (OSError, http.client.HTTPException):
            self.broken += 1
            return False
        if answer.status == http.client.FOUND and str(report) in answer.location:
            self.acknowledged.append(report)
            return True
        if answer.status < http.client.INTERNAL_SERVER_ERROR:
            self.refused.append(f"{answer.status} {answer.body[:300]!r}")
            return True
        self.broken += 1
        return False


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def test_whatever_is_killed_every_acknowledged_report_is_there_once_and_told_once(
    village: Village,
) -> None:
    reports = [ids.new() for _ in range(REPORTS)]
    phones = Phones(village.port, reports)
    attacks: list[tuple[int, Callable[[], int]]] = [
        (40, lambda: children_of(village.pid("server"))[0]),
        (100, lambda: village.pid("worker")),
        (160, lambda: village.pid("database")),
        (220, lambda: village.pid("server")),
        (280, lambda: children_of(village.pid("database"))[-1]),
        (340, lambda: village.pid("worker")),
        (400, lambda: village.pid("database")),
        (400, lambda: village.pid("worker")),
        (400, lambda: village.pid("server")),
    ]
    phones.start()
    for after, whom in attacks:
        village.until(lambda after=after: len(phones.acknowledged) >= after or phones.refused)
        kill(whom())
    village.until(lambda: not phones.are_busy())
    assert phones.refused == []
    assert phones.broken > 0
    assert sorted(phones.acknowledged) == sorted(reports)
    settle(village)
    every_report_is_one_case(village, set(reports))
    every_fact_stands_once_in_its_place(village)
    every_fact_was_told_once(village)


def settle(village: Village) -> None:
    """Wait until the worker lives and owes nothing."""
    village.until(lambda: village.health().get("worker") == "alive")
    for waiting in (
        "SELECT count(*) FROM facts_delivery WHERE at IS NULL",
        "SELECT count(*) FROM procrastinate_jobs WHERE queue_name IN ('facts', 'facts-again')",
    ):
        village.until(lambda waiting=waiting: village.number(waiting) == 0)


def every_report_is_one_case(village: Village, reports: set[UUID]) -> None:
    held = village.numbers(
        "SELECT id, no, (SELECT count(*) FROM cases_step WHERE case_id = cases_case.id)"
        " FROM cases_case"
    )
    assert {case for case, _, _ in held} == reports
    assert len({no for _, no, _ in held}) == REPORTS
    assert {steps for _, _, steps in held} == {1}


def every_fact_stands_once_in_its_place(village: Village) -> None:
    registered = (
        "SELECT count(*), count(DISTINCT stream) FROM facts_fact WHERE kind = 'CaseRegistered'"
    )
    assert village.numbers(registered) == [(REPORTS, REPORTS)]
    gaps = (
        "SELECT stream FROM facts_fact GROUP BY stream"
        " HAVING max(position) <> count(*) OR min(position) <> 1"
    )
    assert village.numbers(gaps) == []


def every_fact_was_told_once(village: Village) -> None:
    """As the kernel has noted it, and as the reactions themselves have counted."""
    noted = village.numbers(
        "SELECT reaction, count(*), count(delivery.at) FROM facts_delivery AS delivery"
        " JOIN facts_fact AS fact ON fact.seq = delivery.fact_id"
        " WHERE fact.kind = 'CaseRegistered' GROUP BY reaction"
    )
    assert len(noted) >= 2
    assert {(owed, done) for _, owed, done in noted} == {(REPORTS, REPORTS)}
    counted = village.numbers(
        "SELECT reaction, count(*), count(DISTINCT seq) FROM tally GROUP BY reaction ORDER BY 1"
    )
    assert counted == [("count", REPORTS, REPORTS), ("count_again", REPORTS, REPORTS)]
