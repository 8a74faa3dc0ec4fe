"""Everything started at once, as `lianxin serve` and `lianxin demo` do, with real processes."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lianxin.config.launch import home, postgres
from lianxin.config.launch.prepare import CHECKOUT

pytestmark = pytest.mark.enable_socket
CLI = [sys.executable, "-m", "lianxin.config.cli"]
NOT_INHERITED = ("PYTEST_", "DATABASE_URL", "LIANXIN_", "COV_")


def surroundings() -> dict[str, str]:
    """What an operator's shell would hand on."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(NOT_INHERITED)}
    return kept | {"PYTHONPATH": str(CHECKOUT / "src")}


class House:
    """A start of everything in one folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.process: subprocess.Popen[bytes] | None = None
        self.said = ""

    def start(self, port: int) -> None:
        """Start it and wait until it has said where it is."""
        command = [*CLI, "serve", "--data", str(self.data), "--port", str(port), "--workers", "1"]
        with (self.data.parent / "said.txt").open("w") as out:
            process = subprocess.Popen(
                command, env=surroundings(), stdout=out, stderr=out, cwd=self.data.parent
            )
        self.process = process
        until(lambda: "Ctrl-C" in self.heard() or process.poll() is not None, 90)
        assert process.poll() is None, self.heard()

    def heard(self) -> str:
        return (self.data.parent / "said.txt").read_text()

    @property
    def url(self) -> str:
        running = home.running_in(self.data)
        assert running is not None
        return running.url

    def health(self) -> dict[str, object]:
        try:
            with urllib.request.urlopen(f"{self.url}health/", timeout=3) as answer:  # noqa: S310 - own server
                return dict(json.load(answer))
        except OSError as bad:
            return {"ok": False, "why": str(bad)}

    def children(self) -> dict[int, str]:
        """Every process of this house, found by its data folder, with its command."""
        assert self.process is not None
        return of_session(self.data)

    def end(self, kind: signal.Signals = signal.SIGINT) -> int:
        assert self.process is not None
        self.process.send_signal(kind)
        return self.process.wait(40)


def of_session(data: Path) -> dict[int, str]:
    """The processes that carry the data folder in their environment or work in its database."""
    mark, found = f"LIANXIN_DATA={data}".encode(), {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            told = (entry / "environ").read_bytes().split(b"\0")
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            alive = (entry / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            continue
        if alive and (mark in told or f"-D {(data / 'pg').resolve()}" in words):
            found[int(entry.name)] = words
    return found


def until(true: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.1)


def alike(house: House, words: str) -> set[int]:
    """The processes of the house whose command matches."""
    return {pid for pid, line in house.children().items() if re.search(words, line)}


def one(house: House, words: str) -> int:
    """The eldest of them."""
    return min(alike(house, words))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house in a folder with a space in its name; its first port is taken."""
    it = House(tmp_path_factory.mktemp("village") / "数据 data")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        it.start(taken)
    yield it
    if it.process is not None and it.process.poll() is None:
        it.end(signal.SIGTERM)
    postgres.remove(postgres.server(it.data))


@pytest.fixture
def well(house: House) -> House:
    """The house, with everything running."""
    until(lambda: house.health().get("worker") == "alive", 30)
    assert house.health().get("ok"), house.heard()
    return house


def test_a_taken_port_is_named_and_the_next_one_used(well: House) -> None:
    assert re.search(r"端口 \d+ 被占用，改用 \d+", well.heard()) or "reused" in well.said


def test_all_is_well_after_the_start(well: House) -> None:
    assert well.health()["database"] == "ok"


def test_a_second_start_says_where_the_first_one_is(well: House) -> None:
    second = subprocess.run(
        [*CLI, "serve", "--data", str(well.data)],
        env=surroundings(), capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert second.returncode == 0
    assert well.url in second.stdout


def test_a_command_beside_it_uses_the_same_database(well: House) -> None:
    done = subprocess.run(
        [*CLI, "doctor", "--data", str(well.data)],
        env=surroundings(), capture_output=True, text=True, timeout=40, check=False,
    )  # fmt: skip
    assert re.search(r"^ok +worker", done.stdout, re.M), done.stdout + done.stderr
    assert re.search(r"^ok +migrations", done.stdout, re.M)


def test_a_killed_database_comes_back_and_the_server_finds_it_again(well: House) -> None:
    old = one(well, "/postgres -D")
    os.kill(old, signal.SIGKILL)
    until(lambda: not well.health().get("ok"), 5)
    until(lambda: well.health().get("ok"), 30)
    assert well.health()["ok"] is True, well.heard()
    assert one(well, "/postgres -D") != old
    until(lambda: well.health().get("worker") == "alive", 30)
    assert well.health()["worker"] == "alive"


@pytest.mark.parametrize("name", ["granian", "cli worker"])
def test_a_killed_server_or_worker_comes_back(well: House, name: str) -> None:
    """What the dead one had started is gone too, however long it went on answering."""
    before = alike(well, name)
    os.kill(min(before), signal.SIGKILL)
    until(lambda: alike(well, name) and not alike(well, name) & before, 20)
    until(lambda: well.health().get("ok"), 20)
    assert well.health()["ok"] is True, well.heard()
    assert alike(well, name)
    assert not alike(well, name) & before


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_running_and_the_next_start_is_quick(
    well: House, kind: signal.Signals
) -> None:
    code = well.end(kind)
    assert code == (0 if kind != signal.SIGKILL else -signal.SIGKILL)
    until(lambda: not of_session(well.data), 20)
    assert of_session(well.data) == {}
    began = time.monotonic()
    well.said = "reused"
    well.start(8600)
    assert time.monotonic() - began < 30
