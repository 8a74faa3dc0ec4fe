"""A house of its own for measuring: the embedded database as it really runs, worker and server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench import ending
from lianxin.config.launch import house, keys, network, postgres, prepare
from lianxin.config.launch.processes import end, spawn
from lianxin.config.launch.words import LaunchError, explain, tail

HOST = "127.0.0.1"
FIRST_PORT = 8800
READY_SECONDS = 60
BYTES_EACH = 14_000
BYTES_ANYWAY = 600 * 1024 * 1024
# While the archive is written nothing needs to survive a power cut; afterwards everything does.
WHILE_LOADING = {
    **postgres.THROW_AWAY, "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "4GB",
    "maintenance_work_mem": "512MB",
}  # fmt: skip


@dataclass
class Site:
    """One folder with everything in it, and what runs in it now."""

    data: Path
    workers: int
    threads: int
    port: int = 0
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    claims: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o711)
        keys.ensure_keys(self.data)
        self.server = postgres.server(self.data)

    @property
    def env(self) -> dict[str, str]:
        """What the programs of the house need to know, and nothing of the caller's own house."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LIANXIN_", "PYTEST_"))}
        paths = os.pathsep.join([str(prepare.CHECKOUT), str(prepare.CHECKOUT / "src")])
        known = prepare.environment(self.data, self.server.url)
        mine = ("DJANGO_SETTINGS_MODULE", "LIANXIN_DATA", "DATABASE_URL", "PYTHONUNBUFFERED")
        return kept | {name: known[name] for name in mine} | {"PYTHONPATH": paths}

    def start_database(self, options: Mapping[str, str] | None = None) -> None:
        """Start the database; `options` only while loading."""
        postgres.ensure_cluster(self.server)
        self.running["database"] = postgres.start(self.server, options=options)
        postgres.ensure_database(self.server)

    def stop_database(self) -> None:
        """Stop it cleanly; what it has written then lies on the disk."""
        postgres.stop(self.server, self.running.pop("database"))
        os.sync()

    def prepare(self) -> None:
        """Tables, basics, static files."""
        for step in (*prepare.database_steps(self.server.url, self.data), prepare.static_step()):
            prepare.manage(self.env, *step.command)

    def start_programs(self) -> None:
        """Worker and server; back when the page answers."""
        self.port = self.claims.enter_context(network.claimed_port(HOST, FIRST_PORT))
        *server, _application = house.server_command(HOST, self.port, self.workers, self.threads)
        worker = [sys.executable, "-m", "lianxin.config.cli", "worker", "--alone"]
        for name, command in (("worker", worker), ("server", [*server, "bench.wsgi:application"])):
            log = self.data / "logs" / f"{name}.log"
            self.running[name] = spawn(command, log=log, env=self.env)
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while time.monotonic() < deadline and self.running["server"].poll() is None:
            with suppress(OSError), direct.open(self.url + "health/", timeout=3) as answer:
                if json.load(answer).get("worker") == "alive":
                    return
            time.sleep(0.1)
        said = "\n".join(tail(self.data / "logs" / f"{name}.log") for name in ("server", "worker"))
        raise LaunchError(explain("网站没有应答。 The server does not answer.", said))

    @property
    def url(self) -> str:
        """Where the server answers."""
        return network.local_url(HOST, self.port)

    def end_programs(self) -> None:
        """Stop worker and server, the last started first; the database stays."""
        for name in [name for name in self.running if name != "database"][::-1]:
            end(self.running.pop(name))

    def end(self) -> None:
        """Stop everything."""
        self.end_programs()
        if "database" in self.running:
            postgres.stop(self.server, self.running.pop("database"))
        self.claims.close()


@contextmanager
def open_site(data: Path | None, *, cases: int, workers: int, threads: int) -> Iterator[Site]:
    """A site in a folder of its own that is gone afterwards, or in `data`, which stays.

    Raises: LaunchError.
    """
    folder = data.resolve() if data else Path(tempfile.mkdtemp(prefix="lianxin-bench-"))
    site = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _check_disk(folder, BYTES_ANYWAY + cases * BYTES_EACH)
        site = Site(folder, workers, threads)
        yield site
    finally:
        ending.heard()
        if site is not None:
            site.end()
            if data is None:
                postgres.remove(site.server)
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)


def _check_disk(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        giga = 1024**3
        raise LaunchError(
            f"磁盘不够：这么多事项要 {needed / giga:.1f} GB，只剩 {free / giga:.1f} GB。请少装一些"
            f"（--cases），或者换个地方（--data）。\n"
            f"  Not enough disk: {needed / giga:.1f} GB needed, {free / giga:.1f} GB left."
        )
