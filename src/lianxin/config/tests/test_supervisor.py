"""Whoever looks after the processes of one start."""

from __future__ import annotations

import signal

import pytest

from lianxin.config.launch.supervisor import Ended, Supervisor


def test_ctrl_c_that_fell_into_a_fork_is_heard_at_the_next_look() -> None:
    supervisor = Supervisor(print)
    with pytest.raises(Ended):
        supervisor._ask_to_end(signal.SIGINT, None)
    with pytest.raises(Ended):
        supervisor.watch()
