"""What has happened: appended in the business transaction, delivered once, never edited.

`record` and the models load with Django, so they are reached on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lianxin.kernel.facts.event import Event
from lianxin.kernel.facts.wiring import wire

if TYPE_CHECKING:
    from lianxin.kernel.facts.models import Fact
    from lianxin.kernel.facts.recording import as_history, record, record_each

__all__ = ["Event", "Fact", "as_history", "record", "record_each", "wire"]


def __getattr__(name: str) -> Any:
    if name in {"record", "record_each", "as_history"}:
        from lianxin.kernel.facts import recording

        return getattr(recording, name)
    if name == "Fact":
        from lianxin.kernel.facts.models import Fact

        return Fact
    raise AttributeError(name)
