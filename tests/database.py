"""A PostgreSQL and a folder for the tests: DATABASE_URL if it is set, else an embedded server.

The processes of a parallel run share the server of the first one, each in a database of its own,
and the folder. Nothing that a test stores stays on the machine.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

_ending: list[Callable[[], None]] = []


def _start() -> None:
    from lianxin.config.launch import postgres

    home = Path(tempfile.mkdtemp(prefix="lianxin-test-"))
    home.chmod(0o711)
    it = postgres.server(home)
    _ending.append(lambda: shutil.rmtree(home, ignore_errors=True))
    postgres.ensure_cluster(it)
    _ending.append(lambda: postgres.remove(it))
    process = postgres.start(it, options=postgres.THROW_AWAY)
    _ending.append(lambda: postgres.stop(it, process))
    postgres.ensure_database(it)
    os.environ["DATABASE_URL"] = it.url


def _folder() -> None:
    home = tempfile.mkdtemp(prefix="lianxin-test-data-")
    _ending.append(lambda: shutil.rmtree(home, ignore_errors=True))
    os.environ["LIANXIN_DATA"] = home


if "PYTEST_XDIST_WORKER" not in os.environ:
    _folder()
if "DATABASE_URL" not in os.environ and "PYTEST_XDIST_WORKER" not in os.environ:
    _start()


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    """Stop the server and leave nothing behind."""
    while _ending:
        _ending.pop()()
