"""Keeps the children of `lianxin demo` alive, and ends them in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

BACK_OFF_SECONDS = 10.0
GRACE_SECONDS = 12.0


@dataclass
class Child:
    """One long-lived process: how to start it, and how it did lately."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    stop: Callable[[subprocess.Popen[bytes]], None]
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    not_before: float = 0.0
    started: float = field(default=0.0)


def program(name: str, command: list[str], *, env: dict[str, str], logs: Path) -> Child:
    """A child of our own: its output goes to a file, SIGTERM ends it."""

    def start() -> subprocess.Popen[bytes]:
        logs.mkdir(parents=True, exist_ok=True)
        with (logs / f"{name}.log").open("ab") as out:
            return subprocess.Popen(
                command, stdout=out, stderr=out, env=env, start_new_session=True
            )

    return Child(name, start, end)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process and what it started to end; insist after a while."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)


class Supervisor:
    """Starts children in order, restarts those that die, ends them in reverse order."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self.is_ending = False

    def start(self) -> None:
        """Start every child."""
        for child in self.children:
            self._start(child)

    def run(self) -> None:
        """Watch until SIGINT or SIGTERM, then end everything."""
        for kind in (signal.SIGINT, signal.SIGTERM):
            signal.signal(kind, self._ask_to_end)
        try:
            while not self.is_ending:
                self.watch()
                time.sleep(0.3)
        finally:
            self.end()

    def watch(self) -> None:
        """Restart what has died, later and later if it keeps dying."""
        now = time.monotonic()
        for child in self.children:
            if child.process is None or child.process.poll() is None or now < child.not_before:
                continue
            child.failures = 0 if now - child.started > 60 else child.failures + 1
            child.not_before = now + min(BACK_OFF_SECONDS, 0.5 * 2**child.failures)
            print(f"  {child.name} ended; starting it again", file=sys.stderr, flush=True)
            try:
                self._start(child)
            except Exception as bad:
                print(f"  {child.name}: {bad}", file=sys.stderr, flush=True)

    def end(self) -> None:
        """End all children, the last started first."""
        for child in reversed(self.children):
            if child.process is not None:
                child.stop(child.process)

    def _start(self, child: Child) -> None:
        child.process = child.start()
        child.started = time.monotonic()

    def _ask_to_end(self, _signal: int, _frame: FrameType | None) -> None:
        self.is_ending = True
