"""One change of the areas at a time, and every process told of it."""

from __future__ import annotations

from uuid import UUID

from lianxin.domain.places.models import Edition
from lianxin.domain.places.selectors._shared import thread_writes
from lianxin.kernel import ids

NEVER_CHANGED = UUID(int=0)


def hold(*names: str) -> None:
    """Wait for others who change the same tables, until the end of this transaction.

    Names in a fixed order (areas before outlines), so that two never wait for each other.
    """
    thread_writes()
    for name in names:
        Edition.objects.get_or_create(name=name, defaults={"stamp": NEVER_CHANGED})
        Edition.objects.select_for_update().get(name=name)


def changed(*names: str) -> None:
    """Give the edition a new stamp; other processes see it after the commit."""
    thread_writes()
    for name in names:
        Edition.objects.update_or_create(name=name, defaults={"stamp": ids.new()})
