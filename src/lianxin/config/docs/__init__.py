"""Reference pages that are written from the code, so that they cannot lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lianxin.config.docs import code_tables, commands, events, grants, rulebook, settings, tables

# Where each page lies in the checkout, and what writes it.
PAGES: Mapping[str, Callable[[], str]] = {
    "docs/reference/grants.md": grants.page,
    "docs/reference/events.md": events.page,
    "docs/reference/tables.md": tables.page,
    "docs/reference/settings.md": settings.page,
    "docs/reference/commands.md": commands.page,
    "docs/reference/code-tables.md": code_tables.page,
    "docs/rulebook.md": rulebook.page,
}

__all__ = ["PAGES"]
