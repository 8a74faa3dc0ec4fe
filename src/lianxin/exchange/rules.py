"""How far an import has come. Plain values, without tables."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """The states of an import."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    FAILED = "failed"
    DONE = "done"
    DROPPED = "dropped"


class Kind(StrEnum):
    """The files that belong to an import."""

    SOURCE = "source"
    ERRORS = "errors"


STATE_NAMES = {
    State.UPLOADED: "等着对应列",
    State.CHECKING: "正在试跑",
    State.CHECKED: "试跑完了",
    State.RUNNING: "正在导入",
    State.FAILED: "中途停了",
    State.DONE: "导完了",
    State.DROPPED: "没有导",
}
BUSY = (State.CHECKING, State.RUNNING)
MAY_CHECK = (State.UPLOADED, State.CHECKED)
MAY_DROP = (State.UPLOADED, State.CHECKED)
WAIT_DAYS = 2
"""How long a file waits for somebody to go on with it."""
KEEP_DAYS = 30
"""How long the bad rows can be fetched."""
