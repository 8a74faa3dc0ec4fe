"""The `lianxin` command. What it says of itself stands here, before Django is set up."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import NoReturn

EVERYWHERE = "0.0.0.0"  # noqa: S104 - the demo is meant to be seen from a phone in the same network
HERE = "127.0.0.1"
# Django commands that need no database; all others get one for as long as they run.
WITHOUT_DATABASE = {
    "help", "version", "check", "collectstatic", "findstatic", "diffsettings", "makemessages",
    "compilemessages",
}  # fmt: skip
OWN = {"demo", "serve", "worker", "doctor"}
SUMMARY = {
    "demo": "一条命令看演示：数据库、网站、后台任务和示例数据 · everything, with invented data",
    "serve": "启动网站 · the web server",
    "worker": "启动后台任务 · jobs: deliveries, messages, clocks",
    "doctor": "检查安装是否健康 · is this installation well, and if not, what to do",
    "import-areas": "导入区划名单和边界 · import a list of areas and their outlines",
    "migrate": "建立或更新数据表 · make or update the tables",
    "backup": "备份数据库、照片和录音 · database, photos and voice notes",
    "restore": "把备份恢复到空的数据库 · bring a backup back",
}
DETAILS = {
    "demo": (
        "在本机启动全部：自带的 PostgreSQL、网站、后台任务，第一次还会装入示例数据。\n"
        "数据都在一个文件夹里，停止后不会丢；删掉文件夹就从头开始。按 Ctrl-C 停止。\n\n"
        "Starts everything on this machine. The data are kept in one folder; Ctrl-C stops it."
    ),
    "serve": (
        "启动网站。\n"
        "设了 DATABASE_URL：只启动网站，数据库和后台任务（lianxin worker）另外启动。\n"
        "没有设：自带的 PostgreSQL、网站、后台任务一起启动，适合一个村、一个乡。\n\n"
        "With DATABASE_URL only the server is started; without it, database and worker as well."
    ),
    "worker": (
        "送达事实、发消息、看时限。可以同时开几个。\n"
        "要有 DATABASE_URL，或者同一个数据文件夹里正在运行 lianxin serve。\n\n"
        "Delivers facts, sends messages, watches the clocks. Any number may run."
    ),
    "doctor": (
        "逐项检查：Python、密钥、磁盘、时钟、数据库、数据表、放假安排、后台任务、网页文件、短信……\n"
        "每行一个结论 ok、warn 或 fail，有问题的说明怎么办；有 fail 时退出码是 1。\n\n"
        "One line for each check; exit code 1 if one has failed."
    ),
}


class Help(argparse.RawDescriptionHelpFormatter, argparse.ArgumentDefaultsHelpFormatter):
    """Lines stay as they are written, and defaults are shown."""


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(
        prog="lianxin",
        description="连心：一个县的村子，事事有人管。\nLooks after the villages of a county.",
        epilog=(
            "每个命令都可以加 --help。其余的词是 Django 的管理命令，如 lianxin dbshell。\n"
            "Every command has --help; any other word is a Django management command."
        ),
        formatter_class=Help,
    )
    subs = top.add_subparsers(dest="command", metavar="命令", title="命令 commands")
    made = {
        name: subs.add_parser(
            name, help=words, description=DETAILS.get(name, words), formatter_class=Help
        )
        for name, words in SUMMARY.items()
    }
    data = os.environ.get("LIANXIN_DATA", "")
    _data(made["demo"], Path(data or "var/demo"))
    _address(made["demo"], EVERYWHERE)
    made["demo"].add_argument("--size", default="county", help="示例规模 · size of the demo")
    for name in ("serve", "worker", "doctor"):
        _data(made[name], Path(data or "var"))
    _address(made["serve"], HERE)
    serve = made["serve"].add_argument
    serve("--workers", type=_positive, default=2, help="进程数，每个核一个 · processes")
    serve("--threads", type=_positive, default=2, help="每个进程的线程数 · threads of each process")
    made["worker"].add_argument(
        "--alone",
        action="store_true",
        help="只有这一个后台任务进程，断掉的任务马上接着做 · the only one",
    )
    for name in ("serve", "worker"):
        made[name].add_argument(
            "--concurrency", type=_positive, default=4, help="后台任务同时做几件 · jobs at once"
        )
    return top


def _data(sub: argparse.ArgumentParser, default: Path) -> None:
    sub.add_argument(
        "--data", type=Path, default=default, help="数据文件夹，也可用 LIANXIN_DATA · data folder"
    )


def _address(sub: argparse.ArgumentParser, host: str) -> None:
    sub.add_argument("--host", default=host, help="在哪个地址上等候 · address to listen on")
    sub.add_argument("--port", type=int, default=8000, help="端口，被占用就用下一个 · port")


def _positive(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError("要写 1 或更大的整数 · a whole number from 1")
    return number


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    from lianxin.config.launch.home import AlreadyRunning
    from lianxin.config.launch.words import LaunchError

    words = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.config.settings")
    try:
        return _choose(words)
    except AlreadyRunning as running:
        print(f"\n{running}\n")
        return 0
    except LaunchError as refused:
        print(f"\n{refused}\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _choose(words: list[str]) -> int:
    if words and words[0] not in OWN and not words[0].startswith("-"):
        return _django([words[0].replace("-", "_"), *words[1:]])
    args = parser().parse_args(words)
    if args.command is None:
        parser().print_help()
        return 0
    os.environ["LIANXIN_DATA"] = str(args.data.resolve())
    chosen = {"demo": _house, "serve": _serve, "worker": _worker, "doctor": _doctor}
    return chosen[args.command](args)


def _house(args: argparse.Namespace) -> int:
    from lianxin.config.launch import house

    plan = house.Plan(
        args.data.resolve(), args.host, args.port, demo=getattr(args, "size", None),
        **{k: v for k, v in vars(args).items() if k in {"workers", "threads", "concurrency"}},
    )  # fmt: skip
    house.run(plan)
    return 0


def _serve(args: argparse.Namespace) -> int:
    return _server_alone(args) if os.environ.get("DATABASE_URL") else _house(args)


def _server_alone(args: argparse.Namespace) -> NoReturn:
    from lianxin.config.launch import home, house, keys, prepare

    data = args.data.resolve()
    home.prepare_folder(data)
    keys.ensure_keys(data)
    prepare.perform(prepare.static_step(), prepare.Stamps(data), os.environ, house.say)
    command = house.server_command(args.host, args.port, args.workers, args.threads)
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606 - becomes the server, which then gets the signals


def _worker(args: argparse.Namespace) -> int:
    from lianxin.config.launch import home
    from lianxin.config.launch.words import LaunchError

    if not os.environ.get("DATABASE_URL"):
        running = home.running_in(args.data.resolve())
        if running is None or not running.database:
            raise LaunchError(
                "没有数据库。请设 DATABASE_URL；用自带数据库时，lianxin serve 已经带着后台任务。\n"
                "  No database: set DATABASE_URL; lianxin serve without it brings its own worker."
            )
        os.environ["DATABASE_URL"] = running.database
    import django

    django.setup()
    from lianxin.config.jobs import run_worker

    run_worker(concurrency=args.concurrency, is_alone=args.alone)
    return 0


def _doctor(args: argparse.Namespace) -> int:
    from lianxin.config.launch import home

    data = args.data.resolve()
    if (data / "pg").exists() or home.running_in(data) is not None:
        return _django(["doctor"])
    return _execute(["doctor"], nullcontext(os.environ.get("DATABASE_URL", "")))


def _django(words: list[str]) -> int:
    """A management command, with a database where it needs one."""
    from lianxin.config.launch import home, house, keys

    data = Path(os.environ.get("LIANXIN_DATA", "var")).resolve()
    if words[0] in WITHOUT_DATABASE or {"-h", "--help"} & set(words):
        if not (data / "keys" / "secret-key").exists():
            os.environ.setdefault("LIANXIN_SECRET_KEY", "only-for-commands-that-sign-nothing")
        return _execute(words, nullcontext(os.environ.get("DATABASE_URL", "")))
    home.prepare_folder(data)
    keys.ensure_keys(data)
    return _execute(words, house.database_for(data))


def _execute(words: list[str], database: AbstractContextManager[str]) -> int:
    from django.core.management import execute_from_command_line

    os.environ.setdefault("LIANXIN_DB_POOL", "0")
    with database as url:
        if url:
            os.environ["DATABASE_URL"] = url
        execute_from_command_line(["lianxin", *words])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
