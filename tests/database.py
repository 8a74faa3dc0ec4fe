"""A PostgreSQL for the tests: DATABASE_URL if it is set, else an embedded server for this run."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

_running: list[Any] = []

if "DATABASE_URL" not in os.environ and "PYTEST_XDIST_WORKER" not in os.environ:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lianxin.config.launch import postgres

    _home = Path(tempfile.mkdtemp(prefix="lianxin-test-"))
    _home.chmod(0o755)
    _server = postgres.server(_home)
    postgres.ensure_cluster(_server)
    postgres.OPTIONS.update({"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"})
    _running += [_server, postgres.start(_server), _home]
    postgres.ensure_database(_server)
    os.environ["DATABASE_URL"] = _server.url


def pytest_unconfigure() -> None:
    """Stop the server and leave nothing behind."""
    if _running:
        server, process, home = _running
        postgres.stop(server, process)
        shutil.rmtree(server.data, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)
        _running.clear()
