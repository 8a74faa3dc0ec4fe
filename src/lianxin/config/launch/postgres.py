"""The embedded PostgreSQL: one cluster in the data folder, reached by a local socket only."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from lianxin.config.launch import dbuser, memory
from lianxin.config.launch.dbuser import PORT, Server, server
from lianxin.config.launch.processes import run, spawn, sweep_session
from lianxin.config.launch.words import LaunchError, explain, tail

MAJOR = "18"
START_SECONDS = 90
STOP_SECONDS = 30
# For a small machine that does other things too. What is confirmed is on the disk.
OPTIONS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": f"{memory.share(8, least=128, most=2048)}MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    "huge_pages": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "logging_collector": "off",
    "log_checkpoints": "off",
    "lc_messages": "C",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# A cluster that is thrown away need not survive a power cut.
THROW_AWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

__all__ = ["MAJOR", "OPTIONS", "THROW_AWAY", "Server", "server"]


def ensure_cluster(it: Server) -> bool:
    """Make the cluster if there is none; returns whether it is new.

    It is made under another name and moved when it is whole, so that a start that was killed half
    way leaves nothing that looks like a cluster.

    Raises: LaunchError.
    """
    if it.link.is_symlink() and not it.link.exists():
        raise LaunchError(
            f"数据库应当在 {os.readlink(it.link)}，但是那里没有。请把它放回去；确实不要了，"
            f"就删除 {it.link} 再启动。 The database folder is missing; put it back."
        )
    version = it.data / "PG_VERSION"
    if version.exists():
        _check_version(version.read_text().strip(), it)
        return False
    if it.link.exists() and any(it.data.iterdir()):
        raise LaunchError(
            f"{it.link} 里有文件，但不是数据库。请移走后再启动。 {it.link} holds something else."
        )
    _make_cluster(it)
    return True


def _check_version(found: str, it: Server) -> None:
    if found != MAJOR:
        raise LaunchError(
            f"{it.link} 里是 PostgreSQL {found} 的数据，这个程序带的是 {MAJOR}，不能直接打开。\n"
            "  请先用原来的版本备份（pg_dump），再恢复到一个新的数据文件夹；原数据没有动。\n"
            f"  The data belong to PostgreSQL {found}; this program brings {MAJOR}. Dump them with"
            " the old version and restore into a new folder. Nothing was changed."
        )


def _make_cluster(it: Server) -> None:
    home = dbuser.new_home(it)
    draft = home.with_name("pg.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    dbuser.give(it.account, draft)
    done = run(
        [
            it.binaries / "initdb", "-D", draft, "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ],
        account=it.account, cwd=Path("/"),
    )  # fmt: skip
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise LaunchError(explain("数据库建不起来。 initdb failed.", done.stderr or done.stdout))
    if home.exists():
        home.rmdir()
    draft.rename(home)
    if home != it.link:
        it.link.symlink_to(home)


def start(it: Server, *, options: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers.

    Raises: LaunchError.
    """
    settle(it)
    dbuser.make_socket_folder(it)
    settings = {**OPTIONS, **(options or {}), "unix_socket_directories": str(it.socket)}
    process = spawn(
        [it.binaries / "postgres", "-D", it.data, *(f"-c{k}={v}" for k, v in settings.items())],
        log=it.log, account=it.account, last_word=signal.SIGINT, cwd=Path("/"),
    )  # fmt: skip
    try:
        _wait(it, process)
    except BaseException:
        stop(it, process)
        raise
    return process


def _wait(it: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise LaunchError(
                explain("数据库没有启动起来。 PostgreSQL did not start.", tail(it.log))
            )
        if is_ready(it):
            return
        time.sleep(0.05)
    raise LaunchError(
        explain(f"数据库 {START_SECONDS} 秒没有应答。 PostgreSQL does not answer.", tail(it.log))
    )


def is_ready(it: Server) -> bool:
    """Does the server answer?"""
    asked = [str(it.binaries / "pg_isready"), "-q", "-h", str(it.socket), "-p", PORT]
    return run(asked, cwd=Path("/")).returncode == 0


def settle(it: Server) -> None:
    """Wait for what is left of an earlier server, end it if need be, and drop a stale pid file.

    Two servers on one cluster would destroy it. PostgreSQL looks after that itself as long as its
    pid file is true; after a crash the number in it may belong to any other process, so whoever
    really works in the cluster is found by its working folder.

    Raises: LaunchError.
    """
    for kind, patience in ((None, 3.0), (signal.SIGINT, 20.0), (signal.SIGKILL, 5.0)):
        left = workers_in(it)
        if not left:
            break
        for pid in left if kind else ():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, kind or 0)
        deadline = time.monotonic() + patience
        while workers_in(it) and time.monotonic() < deadline:
            time.sleep(0.1)
    if workers_in(it):
        raise LaunchError(
            f"还有别的数据库进程在用 {it.link}，停不下来。 Another server is using {it.link}."
        )
    (it.data / "postmaster.pid").unlink(missing_ok=True)


def workers_in(it: Server) -> list[int]:
    """The processes whose working folder is the cluster: every part of a running server."""
    home = str(it.data)
    look = ["find", "/proc", "-maxdepth", "2", "-name", "cwd", "-printf", "%h\t%l\n"]
    # Asked as the database's user: in a container even root may not look at another's processes.
    lines = run(look, account=it.account, cwd=Path("/")).stdout.splitlines()
    folders = [line.partition("\t") for line in lines]
    return [int(Path(p).name) for p, _tab, cwd in folders if cwd == home and _is_postgres(Path(p))]


def _is_postgres(process: Path) -> bool:
    try:
        return (process / "comm").read_text().strip() == "postgres"
    except OSError:
        return False


def _psql(it: Server, database: str, sql: str) -> str:
    done = run(
        [it.binaries / "psql", "-X", "-h", it.socket, "-p", PORT, "-U", "postgres", "-d", database,
         "-v", "ON_ERROR_STOP=1", "-tAc", sql],
        cwd=Path("/"),
    )  # fmt: skip
    if done.returncode:
        raise LaunchError(explain("数据库命令没有成功。 A database command failed.", done.stderr))
    return done.stdout.strip()


def ensure_database(it: Server, name: str = "lianxin") -> None:
    """Make the database if there is none.

    Raises: LaunchError.
    """
    if not _psql(it, "postgres", f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):  # noqa: S608 - own names
        _psql(it, "postgres", f'CREATE DATABASE "{name}"')


def drop_database(it: Server, name: str = "lianxin") -> None:
    """Throw the database away, with whoever is connected.

    Raises: LaunchError.
    """
    _psql(it, "postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def stop(it: Server, process: subprocess.Popen[bytes]) -> None:
    """Stop quickly and cleanly: open transactions are rolled back."""
    for kind, patience in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10)):
        if process.poll() is not None:
            break
        process.send_signal(kind)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    sweep_session(process)
    shutil.rmtree(it.socket, ignore_errors=True)


def remove(it: Server) -> None:
    """Delete the cluster, wherever it lies."""
    home = it.data
    if it.link.is_symlink():
        it.link.unlink()
        shutil.rmtree(home.parent, ignore_errors=True)
    else:
        shutil.rmtree(home, ignore_errors=True)
