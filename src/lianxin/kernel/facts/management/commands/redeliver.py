"""`lianxin redeliver`: try again what was given up."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lianxin.kernel.actor import system
from lianxin.kernel.facts.selectors import undelivered
from lianxin.kernel.facts.services import delivery_retry


class Command(BaseCommand):
    """Shows what could not be delivered; with --retry it is tried again."""

    help = "列出多次没有送达的事实；加 --retry 重新送。 Lists given-up deliveries, --retry tries again."

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--retry", action="store_true", help="重新送达 · try them again")

    def handle(self, *args: Any, **options: Any) -> None:
        """List, then retry if asked."""
        operator = system("redeliver")
        waiting = undelivered(actor=operator)
        for row in waiting:
            self.stdout.write(
                f"{row.at:%Y-%m-%d %H:%M} {row.kind} {row.stream} → {row.reaction}: "
                f"{row.error} ×{row.tries}"
            )
        if not waiting:
            self.stdout.write("都送达了。 Nothing is undelivered.")
        elif options["retry"]:
            self.stdout.write(f"重新送达 {delivery_retry(actor=operator)} 件。")
