"""Ctrl-C that cannot get lost, and clearing up that nothing disturbs.

An exception raised by a signal is dropped when it falls into one of the functions that Python runs
around a fork; therefore it is raised again until somebody says that it was heard.
"""

from __future__ import annotations

import signal

AGAIN_SECONDS = 2.0
ASKING = (signal.SIGINT, signal.SIGTERM)


def listen() -> None:
    """From now on Ctrl-C and `kill` raise KeyboardInterrupt."""
    for kind in ASKING:
        signal.signal(kind, _ask)


def heard() -> None:
    """The end has begun: no more interruptions."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    for kind in (*ASKING, signal.SIGALRM):
        signal.signal(kind, signal.SIG_IGN)


def _ask(_signal: int, _frame: object) -> None:
    signal.signal(signal.SIGALRM, _again)
    signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS, AGAIN_SECONDS)
    raise KeyboardInterrupt


def _again(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
