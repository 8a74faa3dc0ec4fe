"""`lianxin demo`: everything on one machine with one command."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any

from lianxin.config.launch import keys, postgres
from lianxin.config.launch.postgres import LaunchError
from lianxin.config.launch.supervisor import Child, Supervisor, program

PACKAGE = Path(__file__).resolve().parents[2]
READY_SECONDS = 60


@contextmanager
def only_one(data: Path) -> Iterator[IO[str]]:
    """Hold the data folder; a second start learns the first one's address.

    Raises: LaunchError.
    """
    data.mkdir(parents=True, exist_ok=True)
    lock = (data / "lianxin.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        lock.seek(0)
        raise LaunchError(f"连心已经在运行：{lock.read().strip() or data}") from taken
    try:
        yield lock
    finally:
        lock.truncate(0)
        lock.close()


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next one that is free."""
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise LaunchError(f"No free port from {wanted} on.")


def environment(data: Path, database_url: str, **more: str) -> dict[str, str]:
    """What the children need to know."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "lianxin.config.settings",
        "LIANXIN_DATA": str(data),
        "DATABASE_URL": database_url,
    } | more


def manage(env: dict[str, str], *args: str) -> None:
    """Run a management command; its own words are shown if it fails.

    Raises: LaunchError.
    """
    done = subprocess.run(
        [sys.executable, "-m", "django", *args], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise LaunchError(f"{' '.join(args)}:\n{(done.stdout + done.stderr).strip()[-2000:]}")


def fingerprint(folders: list[Path]) -> str:
    """Changes whenever a file in the folders changes."""
    seen = hashlib.sha256()
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc"):
            stat = path.stat()
            seen.update(f"{path.relative_to(folder)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def prepare(data: Path, env: dict[str, str], size: str) -> None:
    """Migrate, collect static files and load the demo; each only when something changed."""
    stamps = data / "stamps.json"
    known: dict[str, Any] = json.loads(stamps.read_text()) if stamps.exists() else {}
    migrations = [p for p in PACKAGE.rglob("migrations") if p.is_dir()]
    steps = (
        ("migrate", fingerprint(migrations), ("migrate", "--noinput", "-v0")),
        ("static", fingerprint([p for p in PACKAGE.rglob("static") if p.is_dir()]),
         ("collectstatic", "--noinput", "-v0")),
        ("demo", size, ("load_demo", "--size", size)),
    )  # fmt: skip
    for name, mark, command in steps:
        if known.get(name) == mark:
            continue
        print(f"  {name} …", flush=True)
        manage(env, *command)
        known[name] = mark
        stamps.write_text(json.dumps(known))


def server_command(host: str, port: int, workers: int = 2, threads: int = 2) -> list[str]:
    """granian, as measured: two workers of two threads on two cores."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads),
        "--respawn-failed-workers", "--no-access-log", "lianxin.config.wsgi:application",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """The worker that delivers facts, sends messages and watches the clocks."""
    return [sys.executable, "-m", "lianxin.config.cli", "worker"]


def wait_until_ready(port: int, supervisor: Supervisor) -> None:
    """Wait until the server answers.

    Raises: LaunchError.
    """
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except OSError:
            supervisor.watch()
            time.sleep(0.15)
    raise LaunchError("The server did not answer; see the logs folder.")


def run(data: Path, *, host: str, port: int, size: str) -> None:
    """Start everything, say where it is, and stay until Ctrl-C.

    Raises: LaunchError.
    """
    with only_one(data) as lock:
        began = time.monotonic()
        keys.ensure_keys(data, date.today())  # noqa: DTZ011 - names a key, before Django starts
        outside = os.environ.get("DATABASE_URL", "")
        children: list[Child] = []
        if outside:
            url = outside
        else:
            it = postgres.server(data)
            postgres.ensure_cluster(it)
            database = Child("database", lambda: postgres.start(it), lambda p: postgres.stop(it, p))
            database.process, database.started = postgres.start(it), time.monotonic()
            children.append(database)
            postgres.ensure_database(it)
            url = it.url
        supervisor = Supervisor(children)
        try:
            _serve(data, supervisor, url, lock, host=host, port=port, size=size, began=began)
        finally:
            supervisor.end()


def _serve(
    data: Path, supervisor: Supervisor, url: str, lock: IO[str],
    *, host: str, port: int, size: str, began: float,
) -> None:
    env = environment(data, url, LIANXIN_DEMO="1", LIANXIN_HOSTS="*")
    prepare(data, env, size)
    chosen = free_port(host, port)
    if chosen != port:
        print(f"  端口 {port} 被占用，改用 {chosen}")
    logs = data / "logs"
    for child in (
        program("server", server_command(host, chosen), env=env, logs=logs),
        program("worker", worker_command(), env=env, logs=logs),
    ):
        supervisor.children.append(child)
        child.process, child.started = child.start(), time.monotonic()
    wait_until_ready(chosen, supervisor)
    lock.truncate(0)
    lock.write(f"http://localhost:{chosen}/")
    lock.flush()
    announce(data, chosen, time.monotonic() - began)
    supervisor.run()
    print("  已停止，数据都在。", flush=True)


def announce(data: Path, port: int, seconds: float) -> None:
    """Say where everything is and who can log in."""
    logins = data / "demo-logins.txt"
    print(f"\n连心已启动（{seconds:.1f} 秒）\n")
    print(f"  村民手机页    http://localhost:{port}/")
    print(f"  工作台        http://localhost:{port}/desk/")
    for address in lan_addresses():
        print(f"  同一网络手机  http://{address}:{port}/")
    if logins.exists():
        print("\n" + logins.read_text(encoding="utf-8"))
    print("  按 Ctrl-C 停止。\n", flush=True)


def lan_addresses() -> list[str]:
    """This machine's own addresses, for a phone in the same network."""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    except OSError:
        return []
    return sorted(str(a) for a in found if not str(a).startswith("127."))
