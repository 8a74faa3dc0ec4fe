"""One start of everything on this machine: database, worker, server."""

from __future__ import annotations

import os
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lianxin.config.launch import home, keys, network, postgres, prepare
from lianxin.config.launch.home import Hold
from lianxin.config.launch.supervisor import Child, Ended, Supervisor, program
from lianxin.config.launch.words import LaunchError, explain, tail

READY_SECONDS = 60
BASE = ("migrate", "basics", "demo")


@dataclass(frozen=True)
class Plan:
    """What is to be started. `demo`: the size of the demo, None for a real installation."""

    data: Path
    host: str
    port: int
    workers: int = 2
    threads: int = 2
    concurrency: int = 4
    demo: str | None = None


def run(plan: Plan) -> None:
    """Start everything, say where it is, and stay until asked to end.

    Raises: LaunchError.
    """
    began = time.monotonic()
    with home.hold(plan.data) as held:
        home.check_disk(plan.data)
        keys.ensure_keys(plan.data)
        supervisor = Supervisor(say)
        supervisor.listen()
        try:
            url, stamps = _database(plan.data, supervisor, held)
            env = _environment(plan, url)
            _prepare(plan, url, env, stamps)
            with network.claimed_port(plan.host, plan.port) as port:
                _programs(plan, port, env, supervisor)
                held.say(url=network.local_url(plan.host, port))
                announce(plan, port, time.monotonic() - began)
                supervisor.run()
        except Ended:
            say("正在停止 … stopping")
        finally:
            supervisor.end()
    say("已停止，数据都在。 Stopped; the data are kept.")


def say(words: str) -> None:
    """One line for whoever sits in front of the screen."""
    print(f"  {words}", flush=True)


def _database(data: Path, supervisor: Supervisor, held: Hold) -> tuple[str, prepare.Stamps]:
    """The database: somebody else's if DATABASE_URL says so, else our own."""
    stamps = prepare.Stamps(data)
    if outside := os.environ.get("DATABASE_URL", ""):
        return outside, stamps
    it = postgres.server(data)
    if not (it.link / "PG_VERSION").exists():
        say("新建数据库 … making a database")
    if postgres.ensure_cluster(it):
        stamps.forget(*BASE)
    supervisor.add(
        Child("database", lambda: postgres.start(it), lambda process: postgres.stop(it, process))
    )
    if stamps.get("demo") == prepare.UNFINISHED:
        # Killed while the demo was loading: nobody has worked with this half of it.
        postgres.drop_database(it)
        stamps.forget(*BASE)
    postgres.ensure_database(it)
    held.say(database=it.url)
    return it.url, stamps


def _environment(plan: Plan, url: str) -> dict[str, str]:
    if plan.demo is None:
        return prepare.environment(plan.data, url)
    hosts = os.environ.get("LIANXIN_HOSTS", "*")
    return prepare.environment(plan.data, url, LIANXIN_DEMO="1", LIANXIN_HOSTS=hosts)


def _prepare(plan: Plan, url: str, env: Mapping[str, str], stamps: prepare.Stamps) -> None:
    for step in (*prepare.database_steps(url, plan.data), prepare.static_step()):
        prepare.perform(step, stamps, env, say)
    if plan.demo is None:
        return
    if prepare.has_demo():
        prepare.perform(prepare.demo_step(url, plan.demo), stamps, env, say)
    else:
        say("这里没有示例数据（它在源码里）。 The demo data come with the source only.")


def _programs(plan: Plan, port: int, env: Mapping[str, str], supervisor: Supervisor) -> None:
    """Worker and server; back when the page answers."""
    if port != plan.port:
        say(f"端口 {plan.port} 被占用，改用 {port}。 Port {plan.port} is taken; using {port}.")
    logs = plan.data / "logs"
    command = server_command(plan.host, port, plan.workers, plan.threads)
    supervisor.add(program("worker", worker_command(plan.concurrency), env=env, logs=logs))
    supervisor.add(program("server", command, env=env, logs=logs))
    _wait_until_ready(network.local_url(plan.host, port) + "health/", supervisor, logs)


def server_command(host: str, port: int, workers: int = 2, threads: int = 2) -> list[str]:
    """granian, as measured: two workers of two threads on two cores."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--no-ws",
        "--respawn-failed-workers", "--workers-kill-timeout", "5", "--no-access-log",
        "lianxin.config.wsgi:application",
    ]  # fmt: skip


def worker_command(concurrency: int) -> list[str]:
    """The worker that delivers facts, sends messages and watches the clocks."""
    words = ["worker", "--concurrency", str(concurrency)]
    if not os.environ.get("DATABASE_URL"):
        words.append("--alone")  # nobody else knows the embedded database
    return [sys.executable, "-m", "lianxin.config.cli", *words]


def _wait_until_ready(url: str, supervisor: Supervisor, logs: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    server = supervisor.children[-1]
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline and server.failures < 3:
        try:
            with direct.open(url, timeout=3) as answer:
                if answer.status == 200:
                    return
        except OSError:
            supervisor.watch()
            time.sleep(0.1)
    raise LaunchError(
        explain(
            f"网站没有应答，详见 {logs}。 The server does not answer.",
            tail(logs / "server.log", 15),
        )
    )


def announce(plan: Plan, port: int, seconds: float) -> None:
    """Say where everything is and who can log in."""
    here = network.local_url(plan.host, port).replace("127.0.0.1", "localhost")
    lines = [f"\n连心已启动（{seconds:.1f} 秒） Lianxin is up", ""]
    lines += [f"  村民手机页  {here}", f"  工作台      {here}desk/"]
    lines += [f"  同一网络的手机  http://{a}:{port}/" for a in network.lan_addresses(plan.host)]
    logins = plan.data / "demo-logins.txt"
    if plan.demo is not None and logins.exists():
        lines += ["", logins.read_text(encoding="utf-8").rstrip()]
    lines += ["", f"  数据和日志在 {plan.data}。按 Ctrl-C 停止。 Press Ctrl-C to stop.", ""]
    print("\n".join(lines), flush=True)


@contextmanager
def database_for(data: Path) -> Iterator[str]:
    """An address for one command: DATABASE_URL, the server that runs in the data folder, or our own
    for as long as the command takes.

    Raises: LaunchError.
    """
    if outside := os.environ.get("DATABASE_URL", ""):
        yield outside
        return
    running = home.running_in(data)
    if running is not None:
        if not running.database:
            raise home.AlreadyRunning(data, running)
        yield running.database
        return
    with home.hold(data) as held:
        it = postgres.server(data)
        if postgres.ensure_cluster(it):
            prepare.Stamps(data).forget(*BASE)
        process = postgres.start(it)
        try:
            postgres.ensure_database(it)
            held.say(database=it.url)
            yield it.url
        finally:
            postgres.stop(it, process)
