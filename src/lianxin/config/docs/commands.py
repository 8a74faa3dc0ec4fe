"""Page of the commands."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

from lianxin.config import cli
from lianxin.config.docs import source

INTRO = """`lianxin` runs them all; each has `--help`. Any other word is a Django management \
command. How an installation uses them: [install](../operate/install.md), \
[back up](../operate/back-up.md), [upgrade](../operate/upgrade.md)."""
# Options that every Django command has.
COMMON = {
    "help", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color",
    "force_color", "skip_checks",
}  # fmt: skip


def page() -> str:
    """Every command of the program with its options 命令."""
    parts = [_part(name, parser) for name, parser in sorted(_parsers())]
    return source.page("Commands", INTRO, *parts)


def _parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    with _no_data_folder():
        subs = next(a for a in cli.parser()._actions if isinstance(a, argparse._SubParsersAction))
    own = {name: subs.choices[name] for name in cli.OWN}
    yield from own.items()
    for name, app in get_commands().items():
        if isinstance(app, str) and app.startswith("lianxin.") and name not in own:
            command: BaseCommand = load_command_class(app, name)
            yield name.replace("_", "-"), command.create_parser("lianxin", name)


@contextmanager
def _no_data_folder() -> Iterator[None]:
    """The defaults that are shown are those of an empty environment."""
    kept = os.environ.pop("LIANXIN_DATA", None)
    try:
        yield
    finally:
        if kept is not None:
            os.environ["LIANXIN_DATA"] = kept


def _part(name: str, parser: argparse.ArgumentParser) -> str:
    words = f"```text\n{(parser.description or '').strip()}\n```"
    rows = [_row(action) for action in parser._actions if action.dest not in COMMON]
    listed = source.table(("Option", "Meaning", "Default"), rows)
    return "\n\n".join([f"## lianxin {name}", words, *([listed] if rows else [])])


def _row(action: argparse.Action) -> tuple[str, ...]:
    named = ", ".join(action.option_strings) or action.dest
    is_said = action.default not in (None, False, "", argparse.SUPPRESS)
    default = f"`{action.default}`" if is_said else ""
    return (f"`{named}`", action.help or "", default)
