"""Several at the same moment, each with a database connection of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.db import close_old_connections, connection

from lianxin.kernel.errors import AppError

PATIENCE = 120
WAITING = """
SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do these at the same moment; what was refused, in sentences. Anything else is a fault."""
    said: list[str] = []
    faults: list[BaseException] = []
    gate = threading.Barrier(len(acts))

    def work(act: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=PATIENCE)
            act()
        except AppError as no:
            said.append(no.message)
        except BaseException as bad:
            faults.append(bad)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    close_old_connections()
    assert faults == []
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return said


def until_somebody_waits() -> None:
    """Come back when another connection stands before a lock that is held."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees the first
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")
