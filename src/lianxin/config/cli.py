"""The `lianxin` command."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

COMMANDS = {
    "demo": "一条命令启动演示：数据库、网站、后台任务和示例数据 · everything on one machine",
    "serve": "启动网站 · the web server",
    "worker": "启动后台任务：送达、消息、时限 · jobs: facts, messages, clocks",
    "doctor": "检查安装是否健康 · is this installation well?",
    "import-areas": "导入区划名单 · import an area list",
}


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(
        prog="lianxin",
        description="连心：一个县的村子，事事有人管。Looks after a county's villages.",
        epilog="其余命令同 Django 管理命令，如 lianxin migrate。Any other word is a Django command.",
    )
    subs = top.add_subparsers(dest="command", metavar="命令 command")
    demo = subs.add_parser("demo", help=COMMANDS["demo"], description=COMMANDS["demo"])
    demo.add_argument("--data", type=Path, default=Path("var/demo"), help="数据文件夹 · data folder")
    demo.add_argument("--size", default="county", help="示例规模 · size of the demo (county)")
    serve = subs.add_parser("serve", help=COMMANDS["serve"], description=COMMANDS["serve"])
    for sub in (demo, serve):
        sub.add_argument("--host", default="127.0.0.1" if sub is serve else "0.0.0.0", help="地址 · address")  # noqa: S104
        sub.add_argument("--port", type=int, default=8000, help="端口 · port")
    serve.add_argument("--workers", type=int, default=2, help="进程数 · processes")
    serve.add_argument("--threads", type=int, default=2, help="每个进程的线程数 · threads per process")
    worker = subs.add_parser("worker", help=COMMANDS["worker"], description=COMMANDS["worker"])
    worker.add_argument("--concurrency", type=int, default=4, help="同时做几件 · jobs at once")
    subs.add_parser("doctor", help=COMMANDS["doctor"], description=COMMANDS["doctor"])
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.config.settings")
    known = {"demo", "serve", "worker", "doctor"}
    if words and words[0] not in known and not words[0].startswith("-"):
        return _django(["import_areas" if words[0] == "import-areas" else words[0], *words[1:]])
    args = parser().parse_args(words)
    if args.command is None:
        parser().print_help()
        return 0
    return {"demo": _demo, "serve": _serve, "worker": _worker, "doctor": _doctor}[args.command](args)


def _demo(args: argparse.Namespace) -> int:
    from lianxin.config.launch import demo
    from lianxin.config.launch.postgres import LaunchError

    try:
        demo.run(args.data.resolve(), host=args.host, port=args.port, size=args.size)
    except LaunchError as refused:
        print(f"\n{refused}\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _serve(args: argparse.Namespace) -> int:
    from lianxin.config.launch.demo import server_command

    command = server_command(args.host, args.port, args.workers, args.threads)
    os.execv(command[0], command)  # noqa: S606 - becomes the server


def _worker(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from lianxin.config.jobs import run_worker

    run_worker(concurrency=args.concurrency)
    return 0


def _doctor(_args: argparse.Namespace) -> int:
    return _django(["doctor"])


def _django(words: list[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["lianxin", *words])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
