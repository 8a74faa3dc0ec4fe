"""What the launcher says when it cannot go on."""

from __future__ import annotations

from pathlib import Path


class LaunchError(Exception):
    """The program cannot start; the message says what to do."""


REASONS = {
    "No space left on device": (
        "磁盘满了，数据库写不下去。请腾出至少 1 GB 空间后再启动，已有的数据不会丢。"
        " The disk is full: free at least 1 GB and start again; nothing is lost."
    ),
    "Disk quota exceeded": (
        "超过了磁盘配额，请清理或者加大配额后再启动。 The disk quota is used up."
    ),
    "Read-only file system": (
        "数据文件夹所在的磁盘是只读的，请换一个文件夹（--data）。 The disk is read-only."
    ),
    "could not map anonymous shared memory": (
        "内存不够，数据库启动不了。请关掉一些程序后再试。 There is not enough memory."
    ),
    "could not create shared memory segment": (
        "系统的共享内存不够，数据库启动不了。 There is not enough shared memory."
    ),
    "Permission denied": (
        "没有权限读写数据文件夹，请检查它属于谁，或者用 --data 换一个。"
        " The data folder may not be read or written by this user."
    ),
}


def explain(what: str, details: str) -> str:
    """What went wrong, in a sentence where the cause is known, then the program's own words."""
    details = details.strip()[-800:]
    known = next((said for mark, said in REASONS.items() if mark in details), "")
    return f"{known or what}\n{details}" if details else known or what


def tail(log: Path, lines: int = 8) -> str:
    """The last lines of a log."""
    if not log.exists():
        return ""
    with log.open("rb") as source:
        source.seek(max(0, log.stat().st_size - 8192))
        return "\n".join(source.read().decode(errors="replace").splitlines()[-lines:])
