"""How much memory this machine, or the container we run in, gives us."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

MEGA = 1024 * 1024
LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
"""What a container may use, as the kernel says it: in its newer and its older way."""


def megabytes() -> int:
    """The memory of the machine, or less where a container may use only a part of it."""
    found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in LIMITS:
        with suppress(OSError, ValueError):
            found = min(found, int(limit.read_text()))
    return found // MEGA


def share(part: int, *, least: int, most: int) -> int:
    """One part of so many of the memory, in megabytes, within bounds."""
    return max(least, min(most, megabytes() // part))
