"""The command `lianxin recount`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lianxin.domain.cases.services import tally_rebuild
from lianxin.kernel.actor import system


class Command(BaseCommand):
    """Count every case anew, after a repair by hand in the database."""

    help = "用 SQL 改过事项的状态或类别以后，把“数量”页重新数一遍。平时不用。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and say how many lines there are."""
        count = tally_rebuild(actor=system("recount"))
        self.stdout.write(f"重新数过了，{count} 行。")
