"""What `python -m bench` may be asked for."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any

from bench.drive import OPERATIONS

MOST_CASES, MOST_CLIENTS, MOST_SECONDS, MOST_PROCESSES = 5_000_000, 200, 600, 64
# The database reads a small table from end to end whatever indexes there are.
PLANS_MEAN_SOMETHING = 20_000
RESULTS = Path(__file__).parent / "results"
NAME = re.compile(r"[\w.-]{1,60}", re.ASCII)
FOLDERS = ("--data", "--results")


def parser() -> argparse.ArgumentParser:
    """All options."""
    made = argparse.ArgumentParser(
        prog="python -m bench",
        description="量一量：自己启动数据库和网站，装入事项，再像真人一样访问，把结果写成表。\n"
        "Starts its own database and server, loads cases, sends real requests, writes a table.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = made.add_argument
    add("--cases", type=_whole(1, MOST_CASES), default=100_000, help="装多少件 · how many cases")
    add("--clients", type=_whole(1, MOST_CLIENTS), default=8, help="同时几个人 · clients at once")
    add("--seconds", type=_whole(1, MOST_SECONDS), default=15, help="每项几秒 · for each operation")
    add(
        "--warm", type=_whole(0, MOST_SECONDS), default=10,
        help="每项先跑几秒不算，像已经开了一天的网站 · before each, not counted: a site that has run for"
        " a day knows its questions",
    )  # fmt: skip
    add("--workers", type=_whole(1, MOST_PROCESSES), default=2, help="网站进程数 · processes")
    add("--threads", type=_whole(1, MOST_PROCESSES), default=2, help="每个进程的线程数 · threads")
    add(
        "--only", type=_operations, default=list(OPERATIONS),
        help=f"只量这几项，用逗号隔开 · only these: {','.join(OPERATIONS)}",
    )  # fmt: skip
    add("--name", type=_name, help="结果文件名 · name of the result (cases-<n>)")
    add("--results", type=Path, default=RESULTS, help="结果放在哪 · folder of the results")
    add("--data", type=Path, help="数据留在这里，下次接着用 · keep the data here for the next time")
    add(
        "--sweep", action="store_true",
        help="所有事项都挂着钟、100 件到点时扫一遍要多久 · the deadline sweep, every case with a clock",
    )  # fmt: skip
    add(
        "--explain", action="store_true",
        help="看每天要开的页面怎么查的，整表读就算失败 · query plans; fails if a table is read whole",
    )  # fmt: skip
    return made


def read(argv: list[str] | None) -> argparse.Namespace:
    """The options as given; a wrong one ends the program with a sentence."""
    made = parser()
    args = made.parse_args(argv)
    if args.explain and args.cases < PLANS_MEAN_SOMETHING:
        made.error(
            f"--explain 至少要装 {PLANS_MEAN_SOMETHING} 件：表太小时数据库总是整表读"
            " · a small table is always read from end to end"
        )
    args.name = args.name or f"cases-{args.cases}"
    args.told = " ".join(_without_folders(list(sys.argv[1:] if argv is None else argv)))
    return args


def _without_folders(words: list[str]) -> list[str]:
    """What was asked for; where it lay is nobody's business."""
    kept, skip = [], False
    for word in words:
        if not skip and not word.startswith(FOLDERS):
            kept.append(word)
        skip = word in FOLDERS
    return kept


def _whole(least: int, most: int) -> Any:
    def number(text: str) -> int:
        found = int(text) if text.isascii() and text.isdigit() else -1
        if not least <= found <= most:
            raise argparse.ArgumentTypeError(
                f"要写 {least} 到 {most} 的整数，不能是“{text}” · a whole number, {least} to {most}"
            )
        return found

    return number


def _operations(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = "、".join(name for name in names if name not in OPERATIONS)
    if unknown or not names:
        raise argparse.ArgumentTypeError(
            f"没有这一项“{unknown}”，可以选 {'、'.join(OPERATIONS)} · not an operation"
        )
    return [name for name in OPERATIONS if name in names]


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f"名字只能用字母、数字、点和横线，不能是“{text}” · letters, digits, . _ -"
        )
    return text
