"""What a group of processes has used: processor time and memory, read from /proc."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
SAMPLE_SECONDS = 0.5
PROC = Path("/proc")


def tree(root: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in PROC.glob("[0-9]*"):
        with suppress(OSError, ValueError):
            children.setdefault(int(_stat(entry)[1]), []).append(int(entry.name))
    found, fresh = [root], [root]
    while fresh:
        fresh = [child for parent in fresh for child in children.get(parent, [])]
        found += fresh
    return found


def _stat(entry: Path) -> list[str]:
    """The fields after the name, which may hold blanks: state, parent …"""
    return (entry / "stat").read_text().rpartition(")")[2].split()


def cpu_seconds(root: int) -> float:
    """Processor time of a tree so far, with that of children that have ended."""
    ticks = 0
    for pid in tree(root):
        with suppress(OSError):
            ticks += sum(int(field) for field in _stat(PROC / str(pid))[11:15])
    return ticks / TICKS


def memory_bytes(root: int) -> int:
    """Memory of a tree: what each has for itself, and once what they share."""
    own, files, shared = 0, 0, 0
    for pid in tree(root):
        with suppress(OSError):
            words = dict(
                line.split(":", 1)
                for line in (PROC / str(pid) / "status").read_text().splitlines()
                if line.startswith("Rss")
            )
            sizes = {name: int(value.split()[0]) * 1024 for name, value in words.items()}
            own += sizes.get("RssAnon", 0)
            files = max(files, sizes.get("RssFile", 0))
            shared = max(shared, sizes.get("RssShmem", 0))
    return own + files + shared


@dataclass(frozen=True)
class Used:
    """Processor seconds and the highest memory of one program during one operation."""

    cpu: float
    peak: int


class Meter:
    """Watches programs by name while something happens."""

    def __init__(self, roots: dict[str, int]) -> None:
        self._roots = roots
        self._peaks = dict.fromkeys(roots, 0)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """From now on."""
        self._before = {name: cpu_seconds(root) for name, root in self._roots.items()}
        self._thread.start()

    def stop(self) -> dict[str, Used]:
        """Until now."""
        spent = {n: cpu_seconds(root) - self._before[n] for n, root in self._roots.items()}
        self._over.set()
        self._thread.join()
        return {name: Used(spent[name], self._peaks[name]) for name in self._roots}

    def _watch(self) -> None:
        while True:
            for name, root in self._roots.items():
                self._peaks[name] = max(self._peaks[name], memory_bytes(root))
            if self._over.wait(SAMPLE_SECONDS):
                return
