"""`python -m bench`: load an archive, ask as fast as it answers, write the table."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bench import ending, options, result
from bench.measure import Meter
from bench.site import HOST, WHILE_LOADING, Site, open_site
from lianxin.config.launch import postgres
from lianxin.config.launch.prepare import CHECKOUT
from lianxin.config.launch.processes import GRACE_SECONDS
from lianxin.config.launch.words import LaunchError

NOT_OURS = ("LIANXIN_DEMO", "LIANXIN_DEBUG", "LIANXIN_SECRET_KEY", "PYTEST_VERSION")


def main(argv: list[str] | None = None) -> int:
    """Measure; returns the exit code."""
    args = options.read(argv)
    ending.listen()
    try:
        with open_site(
            args.data, cases=args.cases, workers=args.workers, threads=args.threads
        ) as site:
            return _measure(site, args)
    except LaunchError as refused:
        print(f"\n{refused}\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n  停了，都收拾好了。 Stopped; nothing is left running.", file=sys.stderr)
        return 130


def say(words: str) -> None:
    """One line for whoever waits."""
    print(f"  {words}", flush=True)


def _measure(site: Site, args: argparse.Namespace) -> int:
    load = f"{os.getloadavg()[0]:.1f}"
    loaded_in = _load(site, args.cases)
    from bench import plan

    about = {
        "day": time.strftime("%Y-%m-%d"), "load": load, "loaded_in": loaded_in,
        "command": args.told, "clients": args.clients, "workers": args.workers,
        "buffers": postgres.OPTIONS["shared_buffers"],
        "threads": args.threads, "rows": plan.rows(),
        "machine": result.machine(plan.postgres_version()),
    }  # fmt: skip
    is_well = not args.explain or explain(args.results, args.name, about)
    site.start_programs()
    lines = _drive(site, args, plan.for_clients(HOST, site.port, args.clients))
    site.end_programs()
    if args.sweep:
        marked, spent = plan.sweep()
        about["more"] = [
            f"到点的钟 the sweep: 100 marks due among {marked:,} cases with a mark to come,"
            f" {spent * 1000:.1f} ms in one round"
        ]
        say(about["more"][0])
    page = result.write(args.results, args.name, about, lines)
    print("\n".join(["", result.HEAD, result.RULE, *(line.row() for line in lines), ""]))
    say(f"写在 written to {page}")
    return 0 if _all_done(lines) and is_well else 1


def _load(site: Site, cases: int) -> str:
    """The archive, unless the folder holds it already; returns how long that took."""
    stamp = site.data / "bench.json"
    held = json.loads(stamp.read_text()) if stamp.exists() else {}
    for name in NOT_OURS:
        os.environ.pop(name, None)
    os.environ.update(site.env | {"LIANXIN_DB_POOL": "0"})
    if held.get("cases") == cases:
        say(f"用上次装好的 {cases} 件 · the cases of the last time")
        site.start_database()
        site.prepare()
        _django()
        return str(held["loaded_in"])
    if (site.data / "pg").exists():
        raise LaunchError(
            "这个文件夹里是另一份数据，请换一个，或者删了它再来。 The folder holds other data."
        )
    say("数据库、表、代码表和区划 … database, tables, codes, areas")
    site.start_database(WHILE_LOADING)
    site.prepare()
    _django()
    from bench import plan

    began = time.monotonic()
    plan.fill(cases, say)
    spent = f"{time.monotonic() - began:.0f} s"
    plan.close()
    site.stop_database()
    stamp.write_text(json.dumps({"cases": cases, "loaded_in": spent}))
    site.start_database()
    return spent


def _django() -> None:
    import django

    django.setup()


def explain(results: Path, name: str, about: dict[str, Any]) -> bool:
    """Print the plans and keep the slowest of each page beside the table.

    False if a daily page reads a growing table from end to end.
    """
    from bench import plan

    found = plan.plans_found()
    for it in found:
        print(f"\n{it.page}  {it.seconds * 1000:.1f} ms, {it.rows_read} rows\n{it.text}")
    bad = [it for it in found if it.whole]
    for it in bad:
        print(f"\n整表读了 {', '.join(it.whole)}：{it.page}\n{it.sql}", file=sys.stderr)
    say(f"写在 written to {result.write_plans(results, name, about, found)}")
    slow = max(found, key=lambda it: it.seconds)
    say(f"{len(found)} 个查询，最慢 {slow.seconds * 1000:.1f} ms：{slow.page} · queries, slowest")
    return not bad


@contextmanager
def _people(orders: dict[str, Any]) -> Iterator[subprocess.Popen[str]]:
    """The clients, in a process of their own, logged in."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.drive"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT,
        start_new_session=True,
    )  # fmt: skip
    with process:  # closes the pipes; without orders the clients go home
        try:
            _order(process, orders)
            _hear(process)
            yield process
        except BaseException:
            process.kill()
            raise
        finally:
            with suppress(BrokenPipeError):
                process.stdin.close() if process.stdin else None
            with suppress(subprocess.TimeoutExpired):
                process.wait(GRACE_SECONDS)


def _order(process: subprocess.Popen[str], said: dict[str, Any]) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(said) + "\n")
    process.stdin.flush()


def _hear(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise LaunchError("客户端停了，原因见上面。 The clients have stopped; see above.")
    return dict(json.loads(line))


def _drive(site: Site, args: argparse.Namespace, orders: dict[str, Any]) -> list[result.Line]:
    lines = []
    with _people(orders) as people:
        for name in args.only:
            _order(people, {"name": name, "seconds": args.seconds, "warm": args.warm})
            _hear(people)
            meter = Meter({program: process.pid for program, process in site.running.items()})
            meter.start()
            told = _hear(people)
            lines.append(result.Line(name=name, used=meter.stop(), **told))
            say(f"{name}: {len(told['client']) / told['seconds']:.1f} /s")
    return lines


def _all_done(lines: list[result.Line]) -> bool:
    """Was every operation done, and none refused? What went wrong is told."""
    bad = [line for line in lines if line.wrong or not line.client]
    for line in bad:
        said = "\n    ".join(line.wrong) or "一次也没有做成 · nothing done"
        print(f"  {line.name}: {said}", file=sys.stderr)
    return not bad


if __name__ == "__main__":
    raise SystemExit(main())
