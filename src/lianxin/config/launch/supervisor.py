"""Keeps the children of one start alive, and ends them in order."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from lianxin.config.launch.processes import end, spawn, sweep_session
from lianxin.config.launch.words import LaunchError

BACK_OFF_SECONDS = 10.0
STEADY_SECONDS = 60.0
LOOK_SECONDS = 0.2


class Ended(BaseException):
    """Somebody pressed Ctrl-C, or the system asks this program to end."""


@dataclass
class Child:
    """One long-lived process: how to start it, and how it did lately."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    stop: Callable[[subprocess.Popen[bytes]], None] = end
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    not_before: float = 0.0
    started: float = field(default=0.0)

    @property
    def is_running(self) -> bool:
        """Is there a process, and does it live?"""
        return self.process is not None and self.process.poll() is None


def program(name: str, command: list[str], *, env: Mapping[str, str], logs: Path) -> Child:
    """A child of our own: its output goes to a log, SIGTERM ends it."""
    return Child(name, lambda: spawn(command, log=logs / f"{name}.log", env=env))


class Supervisor:
    """Starts children in order, restarts those that die, ends them in reverse order."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.children: list[Child] = []
        self.asked_to_end = False
        self._say = say

    def listen(self) -> None:
        """From now on Ctrl-C, a closed window and `kill` end everything in order."""
        for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if kind != signal.SIGHUP or signal.getsignal(kind) != signal.SIG_IGN:  # nohup stays
                signal.signal(kind, self._ask_to_end)

    def add(self, child: Child) -> None:
        """Start a child and look after it from now on."""
        self.children.append(child)
        self._start(child)

    def run(self) -> None:
        """Watch until asked to end."""
        while True:
            self.watch()
            time.sleep(LOOK_SECONDS)

    def watch(self) -> None:
        """Restart what has died, later and later if it keeps dying.

        Raises: Ended, if Ctrl-C fell into the making of a process, where Python drops exceptions.
        """
        if self.asked_to_end:
            raise Ended
        for child in self.children:
            if child.is_running:
                continue
            now = time.monotonic()
            if child.process is not None:
                self._bury(child, now)
            if now >= child.not_before:
                self._again(child)

    def end(self) -> None:
        """End all children, the last started first. Being asked again does not disturb this."""
        self.asked_to_end = True
        for child in reversed(self.children):
            if child.process is not None:
                child.stop(child.process)
                child.process = None

    def _bury(self, child: Child, now: float) -> None:
        """Nothing that a dead child has started may hold its port or its jobs."""
        died = child.process
        if died is None:
            return
        sweep_session(died)
        child.process = None
        child.failures = 0 if now - child.started > STEADY_SECONDS else child.failures + 1
        child.not_before = now + (
            min(BACK_OFF_SECONDS, 0.25 * 2.0**child.failures) if child.failures > 1 else 0
        )
        self._say(f"{child.name} 停了（{_how(died.returncode)}），重新启动 · starting it again")

    def _again(self, child: Child) -> None:
        try:
            self._start(child)
        except LaunchError as bad:
            child.failures += 1
            child.not_before = time.monotonic() + min(BACK_OFF_SECONDS, 0.25 * 2.0**child.failures)
            self._say(f"{child.name}: {bad}")

    def _start(self, child: Child) -> None:
        child.started = time.monotonic()
        child.process = child.start()

    def _ask_to_end(self, _signal: int, _frame: FrameType | None) -> None:
        if not self.asked_to_end:
            self.asked_to_end = True
            raise Ended


def _how(code: int) -> str:
    return f"信号 {-code}" if code < 0 else f"退出码 {code}"
