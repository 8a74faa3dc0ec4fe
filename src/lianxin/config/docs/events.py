"""Page of the events: what can have happened, and what follows."""

from __future__ import annotations

from dataclasses import fields

from lianxin import reactions
from lianxin.config.docs import source
from lianxin.kernel.facts import Event, registry
from lianxin.kernel.facts.wiring import reaction_name

INTRO = """What can have happened. Each is kept for ever as a fact in the transaction of its \
change; *public* ones may also become entries of the transparency log. Fields are ids, codes, \
dates and counts, never people's words. What follows stands in `src/lianxin/reactions.py`."""


def page() -> str:
    """Every event with its fields, who records it and what follows 事实."""
    parts = []
    for module in source.modules("events"):
        kinds = [
            cls for cls in registry.event_classes() if f"{cls.__module__}.".startswith(f"{module}.")
        ]
        head = ("Event", "What has happened", "Public", "Fields", "Recorded by", "What follows")
        rows = [_row(cls) for cls in kinds]
        parts.append(f"## {source.package(module)}\n\n{source.table(head, rows)}")
    return source.page("Events", INTRO, *parts)


def _row(cls: type[Event]) -> tuple[str, ...]:
    name = cls.__name__
    by = [f.name for f in source.program() if name in source.said(f.docstring, "Emits")]
    return (
        f"`{name}`",
        (cls.__doc__ or "").strip(),
        "yes" if cls.public else "",
        source.code(f.name for f in fields(cls) if f.name != "stream"),
        source.code(sorted(set(by))) or "–",
        source.code(_after(cls)) or "–",
    )


def _after(cls: type[Event]) -> list[str]:
    both = (reactions.IN_SAME_TRANSACTION, reactions.AFTER_COMMIT)
    return [reaction_name(reaction) for table in both for reaction in table.get(cls, ())]
