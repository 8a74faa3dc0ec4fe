"""The data folder: who holds it, what runs in it, what is in it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

from lianxin.config.launch.words import LaunchError, explain

NEEDED_BYTES = 400 * 1024 * 1024


@dataclass(frozen=True)
class Running:
    """What the second start is told about the first."""

    pid: int
    url: str = ""
    database: str = ""


class AlreadyRunning(LaunchError):  # noqa: N818 - an answer rather than an error
    """The data folder is held by another start of this program."""

    def __init__(self, data: Path, running: Running) -> None:
        self.running = running
        where = running.url or "正在启动，请稍等 · still starting"
        super().__init__(
            f"连心已经在运行：{where}\n"
            f"  数据文件夹 {data}，进程 {running.pid}。要停止它，请在它的窗口按 Ctrl-C。\n"
            "  It is already running; press Ctrl-C in its window to stop it."
        )


class Hold:
    """The data folder is ours; others can read what we say about us."""

    def __init__(self, lock: IO[str]) -> None:
        self._lock = lock
        self._said = Running(os.getpid())

    def say(self, *, url: str | None = None, database: str | None = None) -> None:
        """Tell a second start where we are."""
        said = self._said
        said = replace(said, url=said.url if url is None else url)
        said = replace(said, database=said.database if database is None else database)
        self._said = said
        self._lock.seek(0)
        self._lock.truncate()
        self._lock.write(json.dumps(asdict(said)))
        self._lock.flush()


@contextmanager
def hold(data: Path) -> Iterator[Hold]:
    """Make the data folder if needed and hold it, so that only one start works in it.

    Raises: LaunchError, AlreadyRunning.
    """
    prepare_folder(data)
    with (data / "lianxin.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise AlreadyRunning(data, _read(lock)) from taken
        held = Hold(lock)
        held.say()
        try:
            yield held
        finally:
            lock.seek(0)
            lock.truncate()


def running_in(data: Path) -> Running | None:
    """Who holds the data folder now, if anybody does."""
    path = data / "lianxin.lock"
    if not path.exists():
        return None
    try:
        lock = path.open("r+")
    except PermissionError:
        return None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _read(lock)
    return None


def _read(lock: IO[str]) -> Running:
    lock.seek(0)
    try:
        return Running(**json.loads(lock.read()))
    except (ValueError, TypeError):
        return Running(0)


def prepare_folder(data: Path) -> None:
    """Make the data folder; what is private in it is for its user alone.

    The folder itself may be walked through, because the database may have a user of its own.

    Raises: LaunchError.
    """
    try:
        if not data.exists():
            data.mkdir(parents=True)
            data.chmod(0o711)
        for private in ("keys", "files", "logs"):
            if not (data / private).exists():
                (data / private).mkdir(mode=0o700)
        (data / "lianxin.lock").touch(mode=0o600)
    except OSError as bad:
        raise LaunchError(
            explain(f"数据文件夹 {data} 不能用。 The data folder cannot be used.", str(bad))
        ) from bad


def check_disk(data: Path, needed: int = NEEDED_BYTES) -> None:
    """A start needs some room.

    Raises: LaunchError.
    """
    free = shutil.disk_usage(data).free
    if free < needed:
        mega = 1024 * 1024
        raise LaunchError(
            f"磁盘快满了：{data} 只剩 {free // mega} MB，至少要 {needed // mega} MB。请先清理。"
            f"\n  The disk is nearly full: {free // mega} MB left, {needed // mega} MB needed."
        )
